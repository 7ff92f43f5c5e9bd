#include "core/learn/response_minutes.h"

#include <algorithm>
#include <chrono>

namespace swapguard::learn {

void ResponseMinutes::take(const observe::Request& request, Instant at, Instant now) {
  const Instant minute = std::chrono::floor<minutes>(at);
  auto row = std::find_if(open_.begin(), open_.end(), [&](const Row& each) { return each.at >= minute; });
  if (row == open_.end() || row->at != minute) row = open_.insert(row, Row{minute, now, 0, 0, {}});
  row->touched = now;
  ++row->requests;
  if (request.status >= 500 || request.h_code != 0) ++row->errors;
  if (request.service) row->times.push(*request.service);
}

std::vector<ResponsesOfMinute> ResponseMinutes::over(Instant now) {
  std::vector<ResponsesOfMinute> told;
  for (auto row = open_.begin(); row != open_.end();) {
    const bool whole = now >= row->at + minutes{1} && now >= row->touched + patience;
    if (open_.size() <= open_max && !whole) {
      ++row;
      continue;
    }
    std::optional<double> p95;
    if (row->times.count() > 0) p95 = row->times.quantile(0.95);
    told.push_back({row->at, row->requests, row->errors, p95});
    row = open_.erase(row);
  }
  return told;
}

}  // namespace swapguard::learn
