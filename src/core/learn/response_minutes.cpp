#include "core/learn/response_minutes.h"

#include <algorithm>
#include <chrono>

namespace swapguard::learn {

void ResponseMinutes::take(const observe::Request& request, Instant at) {
  const Instant minute = std::chrono::floor<minutes>(at);
  auto row = std::find_if(open_.begin(), open_.end(), [&](const Row& each) { return each.at >= minute; });
  if (row == open_.end() || row->at != minute) row = open_.insert(row, Row{minute, 0, 0, {}});
  ++row->requests;
  if (request.status >= 500 || request.h_code != 0) ++row->errors;
  if (request.service) row->times.push(*request.service);
}

std::vector<ResponsesOfMinute> ResponseMinutes::over(Instant now) {
  std::vector<ResponsesOfMinute> told;
  while (!open_.empty()) {
    const Row& row = open_.front();
    if (open_.size() <= open_max && now < row.at + minutes{1} + patience) break;
    std::optional<double> p95;
    if (row.times.count() > 0) p95 = row.times.quantile(0.95);
    told.push_back({row.at, row.requests, row.errors, p95});
    open_.erase(open_.begin());
  }
  return told;
}

}  // namespace swapguard::learn
