#include "io/config/suggest.h"

#include <algorithm>
#include <cstddef>

namespace swapguard::config {
namespace {

constexpr std::size_t longest_word = 64;

std::string folded(std::string_view word) {
  std::string text;
  for (const char letter : word.substr(0, longest_word)) {
    text += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter == '-' ? '_' : letter;
  }
  return text;
}

// Optimal string alignment: insert, drop, replace, or swap two neighbours.
std::size_t edits(const std::string& from, const std::string& to) {
  std::vector<std::vector<std::size_t>> cost(from.size() + 1, std::vector<std::size_t>(to.size() + 1));
  for (std::size_t i = 0; i <= from.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= to.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = cost[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[from.size()][to.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& words) {
  const std::string wanted = folded(word);
  std::optional<std::string> best;
  std::size_t fewest = 0;
  for (const std::string& candidate : words) {
    const std::size_t count = edits(wanted, folded(candidate));
    const std::size_t allowed = candidate.size() < 4 ? 1 : std::max<std::size_t>(2, candidate.size() / 3);
    if (count > allowed || (best && count >= fewest)) continue;
    best = candidate;
    fewest = count;
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& words) {
  const auto found = nearest(word, words);
  return found ? ", did you mean \"" + *found + "\"" : "";
}

}  // namespace swapguard::config
