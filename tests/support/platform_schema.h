// PlatformSchema: holds requests and answers against Heroku's official JSON hyper-schema
// (tests/data/heroku-platform-schema.json, from github heroku/platform-api, commit d31fba52, MIT licence).
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace swapguard::test {

// Sentences that say what is wrong and where; empty when all holds.
using Problems = std::vector<std::string>;

class PlatformSchema {
 public:
  // Reads the schema from the tests' data, once.
  static const PlatformSchema& official();

  // Whether the schema has a link of this method and path (a query is ignored), each identity in the path is
  // of its form, and the body is what the link asks for: required fields there, no undeclared ones, types and
  // formats right. An empty body stands for none.
  Problems request_problems(std::string_view method, std::string_view path, std::string_view body) const;

  // The body of a successful answer: every field present is declared and of its type and format. Fields may
  // be missing (the schema's strictProperties would want all of them).
  Problems response_problems(std::string_view method, std::string_view path, std::string_view body) const;

 private:
  explicit PlatformSchema(std::string_view text);
  std::vector<const boost::json::object*> links(std::string_view method, std::string_view path) const;
  Problems check_link(const boost::json::object& link, std::string_view part, std::string_view body) const;
  Problems check_path(std::string_view href, std::string_view path) const;
  const boost::json::value* resolve(std::string_view reference) const;
  void check(const boost::json::value& value, const boost::json::value& schema, const std::string& where,
             Problems& problems) const;
  void check_alternatives(const boost::json::value& value, const boost::json::array& schemas,
                          const std::string& where, Problems& problems) const;
  void check_object(const boost::json::object& object, const boost::json::object& schema,
                    const std::string& where, Problems& problems) const;

  boost::json::value root_;
};

}  // namespace swapguard::test
