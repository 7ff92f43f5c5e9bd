#include "core/base/overloaded.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace swapguard {
namespace {

TEST(Overloaded, VisitsWithTheLambdaThatFits) {
  const Overloaded words{[](int) { return std::string("number"); },
                         [](const std::string& text) { return text; }};
  using Either = std::variant<int, std::string>;
  EXPECT_EQ(std::visit(words, Either(7)), "number");
  EXPECT_EQ(std::visit(words, Either(std::string("text"))), "text");
}

}  // namespace
}  // namespace swapguard
