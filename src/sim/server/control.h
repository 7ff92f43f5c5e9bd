// Control: trouble by hand. `GET /_control` tells the state, `POST /_control/…` causes something, and
// `GET /_control/page` is a small page with a button for each.
#pragma once

#include "io/http/message.h"
#include "sim/server/stage.h"

namespace swapguard::sim {

// One thing that can be caused. The page and the API are both made from the table of them.
struct Trouble {
  std::string_view name;     // POST /_control/NAME
  std::string_view about;    // a sentence
  std::string_view example;  // a body that works in the scenario `demo`
};

const std::vector<Trouble>& troubles();

bool is_control(std::string_view path);
http::Response answer_control(Stage& stage, const http::Request& request);

// The page itself.
std::string control_page();

}  // namespace swapguard::sim
