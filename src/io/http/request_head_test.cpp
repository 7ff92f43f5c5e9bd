// Heads that are read, and the many that two programs could read in two ways.
#include "io/http/request_head.h"

#include <gtest/gtest.h>

namespace swapguard::http {
namespace {

int status_of(const std::string& head) {
  const auto read = parse_head(head);
  return read ? 200 : read.error().status;
}

std::string post(const std::string& fields) { return "POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n"; }

TEST(RequestHead, ReadsWhatLogplexSends) {
  const std::string text =
      "POST /logs/acme?x=1 HTTP/1.1\r\nHost: guard.example.com\r\nContent-Type: application/logplex-1\r\n"
      "Logplex-Msg-Count: 2\r\nLogplex-Frame-Id: 8BF0A0\r\nContent-Length:  314 \r\n\r\n";
  const auto head = parse_head(text);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->method, "POST");
  EXPECT_EQ(head->target, "/logs/acme?x=1");
  EXPECT_EQ(head->length, 314u);
  EXPECT_TRUE(head->keep_alive);
  EXPECT_FALSE(head->chunked);
  ASSERT_EQ(head->fields.size(), 5u);
  EXPECT_EQ(head->fields[2].first, "Logplex-Msg-Count");
  EXPECT_EQ(head->fields[4].second, "314");
}

TEST(RequestHead, RefusesFramingThatCanBeReadInTwoWays) {
  const std::pair<const char*, int> cases[] = {
      {"Content-Length: 1\r\nContent-Length: 1\r\n", 400},
      {"Content-Length: 1\r\nContent-Length: 2\r\n", 400},
      {"Content-Length: 1, 1\r\n", 400},
      {"Content-Length: +1\r\n", 400},
      {"Content-Length: -1\r\n", 400},
      {"Content-Length: 0x1\r\n", 400},
      {"Content-Length: 1e3\r\n", 400},
      {"Content-Length:\r\n", 400},
      {"Content-Length : 1\r\n", 400},
      {"Content-Length\t: 1\r\n", 400},
      {"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", 400},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", 400},
      {"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", 501},
      {"Transfer-Encoding : chunked\r\n", 400},
      {"Transfer-Encoding: chunked, identity\r\n", 501},
      {"Transfer-Encoding: gzip, chunked\r\n", 501},
      {"Transfer-Encoding: xchunked\r\n", 501},
      {"Transfer-Encoding: \"chunked\"\r\n", 501},
      {"Transfer-Encoding: \x0b"
       "chunked\r\n",
       400},
      {"Transfer-Encoding:\r\n chunked\r\n", 501},
      {"Transfer-Encoding:\r\n", 501},
      {"\r\nContent-Length: 1\r\n", 400},
      {" Content-Length: 1\r\n", 400},
      {"X: a\r\n folded: b\r\n", 400},
      {"X: a\r\n\tfolded\r\n", 400},
      {"X: a\nContent-Length: 1\r\n", 400},
      {"X: a\rContent-Length: 1\r\n", 400},
      {"X\r\n", 400},
      {": x\r\n", 400},
      {"X y: z\r\n", 400},
      {"X\x80: z\r\n", 400},
      {"X: a\x7f\r\n", 400},
      {"Host: other\r\n", 400},
      {"Expect: 200-ok\r\n", 417},
  };
  for (const auto& [fields, status] : cases) EXPECT_EQ(status_of(post(fields)), status) << fields;
  EXPECT_EQ(status_of(post(std::string("X: a\0b\r\n", 8))), 400);
}

TEST(RequestHead, RefusesRequestLinesThatAreNone) {
  const std::pair<const char*, int> cases[] = {
      {"GET  / HTTP/1.1", 400},
      {"GET / HTTP/1.1 ", 400},
      {" GET / HTTP/1.1", 400},
      {"GET\t/ HTTP/1.1", 400},
      {"GET / http/1.1", 400},
      {"GET / HTTP/1.1x", 400},
      {"GET /", 400},
      {"GET", 400},
      {"", 400},
      {"G(T / HTTP/1.1", 400},
      {"GET /\xff HTTP/1.1", 400},
      {"GET / HTTP/2.0", 505},
      {"GET / HTTP/0.9", 505},
      {"GET / HTTP/1.2", 505},
      {"GET ../x HTTP/1.1", 400},
      {"CONNECT db:5432 HTTP/1.1", 400},
      {"GET ftp://h/ HTTP/1.1", 400},
      {"PRI * HTTP/2.0", 505},
  };
  for (const auto& [line, status] : cases) {
    EXPECT_EQ(status_of(std::string(line) + "\r\nHost: h\r\n\r\n"), status) << line;
  }
  EXPECT_EQ(status_of("GET /" + std::string(target_limit, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414);
}

TEST(RequestHead, RefusesTooManyFieldsAndNoHost) {
  std::string fields;
  for (std::size_t i = 1; i < fields_limit; ++i) fields += "A: b\r\n";
  EXPECT_EQ(status_of(post(fields)), 200);
  EXPECT_EQ(status_of(post(fields + "A: b\r\n")), 431);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 200);
  EXPECT_EQ(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(RequestHead, KeepsTheConnectionAsAsked) {
  const auto keeps = [](const std::string& version, const std::string& fields) {
    const std::string text = "GET / HTTP/" + version + "\r\nHost: h\r\n" + fields + "\r\n";
    return parse_head(text)->keep_alive;
  };
  EXPECT_TRUE(keeps("1.1", ""));
  EXPECT_FALSE(keeps("1.1", "Connection: Close\r\n"));
  EXPECT_FALSE(keeps("1.1", "Connection: x , close\r\n"));
  EXPECT_FALSE(keeps("1.0", ""));
  EXPECT_TRUE(keeps("1.0", "Connection: keep-alive\r\n"));
}

TEST(RequestHead, TakesAnAbsurdLengthForTheLargest) {
  const std::string text = post("Content-Length: 99999999999999999999999999\r\n");
  EXPECT_EQ(parse_head(text)->length, std::numeric_limits<std::uint64_t>::max());
}

TEST(RequestHead, FindsItsEndHoweverItComes) {
  const std::string text = "GET / HTTP/1.1\r\nHost: h\r\n\r\nbody";
  for (std::size_t seen = 0; seen <= text.size() - 4; ++seen) {
    const auto before = end_of_head(text.substr(0, seen), 0);
    if (before) break;
    EXPECT_EQ(end_of_head(text, seen), text.size() - 4) << seen;
  }
  EXPECT_FALSE(end_of_head("GET / HTTP/1.1\r\nHost: h\r\n\n", 0));
}

TEST(RequestHead, DoesNotWaitForTheEndOfOtherProtocols) {
  EXPECT_TRUE(is_hopeless("\x16\x03\x01"));
  EXPECT_TRUE(is_hopeless("\n"));
  EXPECT_FALSE(is_hopeless(""));
  EXPECT_FALSE(is_hopeless("G"));
}

}  // namespace
}  // namespace swapguard::http
