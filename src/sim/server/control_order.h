// Order: what the body of a POST to the control API asks for, field by field.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "sim/server/reply.h"
#include "sim/server/stage.h"

namespace swapguard::sim {

struct Order {
  Stage& stage;
  const json::object& body;

  std::string text(std::string_view field, std::string_view otherwise = "") const {
    const json::value* value = body.if_contains(field);
    return value && value->is_string() ? std::string(value->as_string()) : std::string(otherwise);
  }
  double number(std::string_view field, double otherwise) const {
    const json::value* value = body.if_contains(field);
    return value && value->is_number() ? value->to_number<double>() : otherwise;
  }
  int whole(std::string_view field, int otherwise) const {
    return static_cast<int>(std::clamp(number(field, otherwise), -1e6, 1e6));
  }
  bool flag(std::string_view field, bool otherwise = true) const {
    const json::value* value = body.if_contains(field);
    return value && value->is_bool() ? value->as_bool() : otherwise;
  }
  // The app that is named, or the first.
  App* app() const {
    const std::string name = text("app");
    return name.empty() ? stage.model.apps().front().get() : stage.model.find(name);
  }
  DynoName dyno() const { return DynoName{text("dyno", "web.1")}; }
};

// False: there is no such app, dyno or word.
using Act = bool (*)(const Order&);

// What doctor and init look at: the account, the clock, the app's generation, drains and other guards.
bool set_token(const Order& order);
bool set_drain(const Order& order);
bool set_clock(const Order& order);
bool set_guard(const Order& order);
bool set_generation(const Order& order);
bool set_log_ids(const Order& order);

}  // namespace swapguard::sim
