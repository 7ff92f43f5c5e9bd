#include "core/learn/cycling.h"

namespace swapguard::learn {
namespace {

constexpr int restarts_needed = 5;
constexpr Duration span_needed = days{3};
constexpr Duration span_most = days{7};  // then it is counted anew
constexpr double busier = 2;
constexpr double more_each = 5;  // requests

}  // namespace

std::optional<BusyCycling> Cycling::cycled(Instant at, double hurt, double hurt_quietest) {
  if (told_) return std::nullopt;
  if (restarts_ == 0 || at - since_ > span_most) {
    since_ = at;
    restarts_ = 0;
    hurt_ = hurt_quietest_ = 0;
  }
  ++restarts_;
  hurt_ += hurt;
  hurt_quietest_ += hurt_quietest;
  const bool enough = restarts_ >= restarts_needed && at - since_ >= span_needed;
  if (!enough || hurt_ < busier * hurt_quietest_ || hurt_ - hurt_quietest_ < more_each * restarts_) {
    return std::nullopt;
  }
  told_ = true;
  return BusyCycling{restarts_, at - since_, hurt_ / restarts_, hurt_quietest_ / restarts_};
}

}  // namespace swapguard::learn
