// Topics of `swapguard help` that are no command: what belongs to several of them.
#pragma once

#include <string_view>
#include <vector>

namespace swapguard::app {

struct HelpTopic {
  std::string_view name;   // fir
  std::string_view title;  // lower case, no full stop
  std::string_view text;   // ASCII, at most 80 columns, ends with a line break
};

// In the order of the help. `codes` has its list made from the table of codes.
const std::vector<HelpTopic>& help_topics();
const HelpTopic* find_topic(std::string_view name);

// What `swapguard help codes` lists: every code with its title.
std::string codes_text();

}  // namespace swapguard::app
