#include "io/api/guesses.h"

namespace swapguard::api {

void Guesses::forget(Instant now) {
  while (!wrong_.empty() && (wrong_.front().first + within <= now || wrong_.size() > most)) {
    const auto found = of_address_.find(wrong_.front().second);
    if (--found->second == 0) of_address_.erase(found);
    wrong_.pop_front();
  }
}

bool Guesses::must_wait(const std::string& peer, Instant now) {
  forget(now);
  if (wrong_.size() >= most) return true;
  const auto found = of_address_.find(peer);
  return found != of_address_.end() && found->second >= of_address_most;
}

bool Guesses::note_wrong(const std::string& peer, Instant now) {
  wrong_.emplace_back(now, peer);
  ++of_address_[peer];
  ++untold_;
  forget(now);
  if (told_at_ != Instant{} && now < told_at_ + within) return false;
  told_at_ = now;
  return true;
}

}  // namespace swapguard::api
