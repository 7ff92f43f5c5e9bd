#include "io/web/html.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swapguard::web {
namespace {

TEST(Html, nests_elements_and_closes_them) {
  Html html;
  html.open("p", {{"class", "dim"}}).text("a").leaf("b", "c").empty("br").close();
  EXPECT_EQ(std::move(html).take(), "<p class=\"dim\">a<b>c</b><br/></p>");
}

TEST(Html, leaves_out_an_attribute_that_is_not_present) {
  Html html;
  html.leaf("a", {{"href", "/"}, {"aria-current", "page", false}}, "home");
  EXPECT_EQ(std::move(html).take(), "<a href=\"/\">home</a>");
}

TEST(Html, text_and_values_stay_text) {
  Html html;
  html.leaf("td", {{"title", "\"><script>"}}, "<img src=x onerror='alert(1)'>&");
  EXPECT_EQ(std::move(html).take(),
            "<td title=\"&quot;&gt;&lt;script&gt;\">"
            "&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;</td>");
}

TEST(Html, what_is_no_character_is_replaced) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(escape(std::string_view("a\0b", 3)), "a" + mark + "b");
  EXPECT_EQ(escape("\x1b[31m"), mark + "[31m");
  EXPECT_EQ(escape("\xC0\xAF"), mark + mark);
  EXPECT_EQ(escape("\xED\xA0\x80"), mark + mark + mark);
  EXPECT_EQ(escape("\xE2\x82"), mark + mark);
  EXPECT_EQ(escape("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"), "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80");
}

RC_GTEST_PROP(Html, no_bytes_can_open_an_element_or_leave_a_value, (const std::string& text)) {
  const std::string safe = escape(text);
  RC_ASSERT(safe.find_first_of("<>\"'") == safe.npos);
}

}  // namespace
}  // namespace swapguard::web
