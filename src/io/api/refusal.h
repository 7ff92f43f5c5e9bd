// Refusal: why the API does not do what was asked. As JSON: {"error":{"code":…,"message":…,"hint":…}}.
#pragma once

#include <string>
#include <string_view>

#include "io/http/message.h"

namespace swapguard::api {

struct Refusal {
  int status = 400;
  std::string code;     // SG1411, as `swapguard help` explains it
  std::string message;  // no capital, no full stop
  std::string hint;     // what to do; empty: nothing
};

http::Response to_response(const Refusal& refusal);

// Reads one from an answer; what is none gives the status and the first words of the body.
Refusal parse_refusal(const http::Response& response);

// An answer of JSON (a line break is added), or of lines of it.
http::Response json_response(std::string body);
http::Response lines_response(std::string body);

}  // namespace swapguard::api
