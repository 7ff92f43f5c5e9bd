// Name<Tag>: a string that knows what it names, so that an app is never taken for a process type.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace swapguard {

template <class Tag>
struct Name {
  std::string text;

  Name() = default;
  explicit Name(std::string name) : text(std::move(name)) {}
  explicit Name(std::string_view name) : text(name) {}
  explicit Name(const char* name) : text(name) {}

  bool empty() const { return text.empty(); }
  auto operator<=>(const Name&) const = default;
};

// The name of a Heroku app, such as acme-prod.
using AppName = Name<struct AppNameTag>;

// A process type as the Procfile spells it: web, worker, my-web. Letters, digits, `_` and `-`.
using ProcessType = Name<struct ProcessTypeTag>;

// One decision of the guard, such as d-8f31c2d0. The same log gives the same identifiers.
using DecisionId = Name<struct DecisionIdTag>;

}  // namespace swapguard

template <class Tag>
struct std::hash<swapguard::Name<Tag>> {
  std::size_t operator()(const swapguard::Name<Tag>& name) const noexcept {
    return std::hash<std::string>{}(name.text);
  }
};
