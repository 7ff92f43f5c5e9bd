// Calls: how requests to the Platform API are made: headers, rate budget, retries, pages. What they mean is
// api.cpp's business.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "io/heroku/api.h"
#include "io/heroku/rate_budget.h"

namespace swapguard::heroku {

struct Ask {
  std::string method = "GET";
  std::string path;
  std::string body;   // JSON
  std::string range;  // Range header of a list
  Need need = Need::normal;
  bool free = false;      // costs no token
  bool sdk_form = false;  // `version=3.sdk`, the variant of Heroku's own CLI
};

class Calls {
 public:
  Calls(http::Client& client, ApiOptions options);

  // Sends it exactly once. The success is a 2xx.
  asio::awaitable<Answer<http::Response>> once(Ask ask);
  // Up to two more tries when the answer was lost, broken off or a 5xx, or nothing could be sent. For calls
  // that change nothing.
  asio::awaitable<Answer<http::Response>> patiently(Ask ask);
  // The bodies of all pages of a list: 206 with Next-Range leads to the next.
  asio::awaitable<Answer<std::vector<std::string>>> pages(Ask ask);

  const RateBudget& budget() const { return budget_; }
  void told(int remaining) { budget_.told(remaining, now()); }
  const Told& told() const { return told_; }
  Instant now() const { return options_.now(); }

 private:
  http::Call call_of(const Ask& ask, const std::string& request_id) const;
  std::string make_request_id();
  guard::ApiError kept_back(Duration wait) const;
  void learn(const http::Response& response);
  Duration back_off(int tries);

  http::Client& client_;
  ApiOptions options_;
  RateBudget budget_;
  Told told_;
  std::mt19937_64 random_;
};

}  // namespace swapguard::heroku
