#include "core/guard/requests.h"

#include <algorithm>

namespace swapguard::guard {
namespace {

constexpr bool is_over(Requests::Fate fate) { return fate >= Requests::Fate::replaced; }

bool is_expired(const Requests::Open& open, Instant now) {
  return now - open.request.at >= Requests::kept_open && open.count(Requests::Fate::under_way) == 0;
}

}  // namespace

int Requests::Open::count(Fate fate) const {
  return static_cast<int>(std::count_if(targets.begin(), targets.end(),
                                        [&](const auto& each) { return each.second.fate == fate; }));
}

bool Requests::Open::is_done() const {
  return std::all_of(targets.begin(), targets.end(),
                     [](const auto& each) { return is_over(each.second.fate); });
}

bool Requests::add(const Requested& request) {
  if (open_.size() >= open_max || open_.contains(request.request)) return false;
  Open& open = open_[request.request];
  open.request = request;
  for (const RequestedDyno& each : request.meant) open.targets[each.dyno] = {each.id, Fate::open, {}};
  return true;
}

template <class Change>
void Requests::each(const DynoName& dyno, Change change) {
  for (auto& [name, open] : open_) {
    const auto found = open.targets.find(dyno);
    if (found != open.targets.end() && !is_over(found->second.fate)) change(found->second);
  }
}

const Requested* Requests::asks_for(const DynoName& dyno, const DynoId& id) const {
  for (const auto& [name, open] : open_) {
    const auto found = open.targets.find(dyno);
    if (found == open.targets.end() || found->second.id != id) continue;
    if (found->second.fate == Fate::open) return &open.request;
  }
  return nullptr;
}

void Requests::became(const DynoName& dyno, const DynoId& id, Fate fate) {
  each(dyno, [&](Target& target) {
    if (target.id == id) target.fate = fate;
  });
}

void Requests::held(const DynoName& dyno, const DynoId& id, std::string_view rail) {
  each(dyno, [&](Target& target) {
    if (target.id == id) target.held = rail;
  });
}

void Requests::holds(const DynoName& dyno, const DynoId& id) {
  each(dyno, [&](Target& target) {
    // One that we restart is awaited: the restart itself tells how it ended.
    if (target.id != id && target.fate == Fate::open) target.fate = Fate::replaced;
  });
}

std::vector<Requests::Open> Requests::take_over(Instant now) {
  std::vector<Open> over;
  for (auto each = open_.begin(); each != open_.end();) {
    const bool ends = each->second.is_done() || is_expired(each->second, now);
    if (ends) over.push_back(std::move(each->second));
    each = ends ? open_.erase(each) : std::next(each);
  }
  return over;
}

std::optional<Instant> Requests::due() const {
  std::optional<Instant> next;
  for (const auto& [name, open] : open_) {
    if (open.count(Fate::under_way) > 0) continue;
    const Instant expires = open.request.at + kept_open;
    next = next ? std::min(*next, expires) : expires;
  }
  return next;
}

}  // namespace swapguard::guard
