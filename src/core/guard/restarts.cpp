#include "core/guard/restarts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace swapguard::guard {
namespace {

bool counts(const RestartRecord& record) { return !never_was(record.state); }

}  // namespace

DecisionId decision_id(const DynoId& id, Instant at) {
  std::uint64_t hash = 1469598103934665603ULL;
  const auto mix = [&](std::uint8_t octet) { hash = (hash ^ octet) * 1099511628211ULL; };
  for (std::uint8_t octet : id.octets) mix(octet);
  const auto micros = static_cast<std::uint64_t>(at.time_since_epoch().count());
  for (int shift = 0; shift < 64; shift += 8) mix(static_cast<std::uint8_t>(micros >> shift));
  return DecisionId{fmt::format("d-{:08x}", static_cast<std::uint32_t>(hash ^ hash >> 32))};
}

const RestartRecord* Restarts::find(const DecisionId& decision) const {
  const auto found = std::find_if(records_.rbegin(), records_.rend(),
                                  [&](const auto& record) { return record.decision == decision; });
  return found == records_.rend() ? nullptr : &*found;
}

RestartRecord* Restarts::find(const DecisionId& decision) {
  return const_cast<RestartRecord*>(std::as_const(*this).find(decision));
}

const RestartRecord* Restarts::in_flight_at(const DynoName& dyno) const {
  const auto found = std::find_if(records_.rbegin(), records_.rend(), [&](const auto& record) {
    return record.dyno == dyno && !is_over(record.state);
  });
  return found == records_.rend() ? nullptr : &*found;
}

RestartRecord* Restarts::in_flight_at(const DynoName& dyno) {
  return const_cast<RestartRecord*>(std::as_const(*this).in_flight_at(dyno));
}

DecisionId Restarts::fresh_decision(const DynoId& id, Instant at) const {
  DecisionId name = decision_id(id, at);
  while (find(name) != nullptr) name = decision_id(id, at += microseconds{1});
  return name;
}

const RestartRecord* Restarts::of(const DynoId& id) const {
  const auto found = std::find_if(records_.rbegin(), records_.rend(),
                                  [&](const auto& record) { return record.id == id && counts(record); });
  return found == records_.rend() ? nullptr : &*found;
}

const RestartRecord* Restarts::newest_at(const DynoName& dyno) const {
  const auto found = std::find_if(records_.rbegin(), records_.rend(),
                                  [&](const auto& record) { return counts(record) && record.dyno == dyno; });
  return found == records_.rend() ? nullptr : &*found;
}

int Restarts::in_flight(const ProcessType& type) const {
  return static_cast<int>(std::count_if(records_.begin(), records_.end(), [&](const auto& record) {
    return !is_over(record.state) && record.dyno.type() == type;
  }));
}

std::optional<Instant> Restarts::last_of_type(const ProcessType& type) const {
  std::optional<Instant> newest;
  for (const RestartRecord& record : records_) {
    if (counts(record) && record.dyno.type() == type && (!newest || record.decided_at > *newest)) {
      newest = record.decided_at;
    }
  }
  return newest;
}

std::optional<Instant> Restarts::last_here(const DynoName& dyno) const {
  std::optional<Instant> newest;
  if (const auto other = foreign_.find(dyno); other != foreign_.end()) newest = other->second;
  for (const RestartRecord& record : records_) {
    if (counts(record) && record.dyno == dyno && (!newest || record.decided_at > *newest)) {
      newest = record.decided_at;
    }
  }
  return newest;
}

int Restarts::since(Instant from) const {
  return static_cast<int>(std::count_if(records_.begin(), records_.end(), [&](const auto& record) {
    return counts(record) && record.decided_at > from;
  }));
}

int Restarts::since(Instant from, const DynoName& dyno) const {
  return static_cast<int>(std::count_if(records_.begin(), records_.end(), [&](const auto& record) {
    return counts(record) && record.dyno == dyno && record.decided_at > from;
  }));
}

void Restarts::forget(Instant at, Duration kept) {
  std::erase_if(records_,
                [&](const auto& record) { return is_over(record.state) && at - record.decided_at > kept; });
  for (auto it = records_.begin(); records_.size() > records_max && it != records_.end();) {
    it = is_over(it->state) ? records_.erase(it) : std::next(it);
  }
  std::erase_if(foreign_, [&](const auto& each) { return at - each.second > foreign_kept; });
}

}  // namespace swapguard::guard
