// Overloaded: one visitor of several lambdas, for std::visit.
#pragma once

namespace swapguard {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace swapguard
