#include "sim/server/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "sim/model/scenarios.h"

namespace swapguard::sim {
namespace {

using testing::HasSubstr;

struct ControlTest : testing::Test {
  asio::io_context loop{1};
  Stage stage{loop, SimulateOptions{}, *make_scenario("demo")};

  http::Response ask(const std::string& method, const std::string& path, const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.target = path;
    request.body = body;
    return answer_control(stage, request);
  }
};

TEST_F(ControlTest, CausesEveryTroubleOfItsTable) {
  for (const Trouble& trouble : troubles()) {
    const auto answer = ask("POST", "/_control/" + std::string(trouble.name), std::string(trouble.example));
    EXPECT_EQ(answer.status, 202) << trouble.name << answer.body;
  }
  EXPECT_EQ(stage.model.apps()[0]->state().release(), 5);
  EXPECT_EQ(stage.model.apps()[0]->dynos().size(), 5u);  // four web, one other guard
  EXPECT_TRUE(stage.model.apps()[0]->state().enabled("preboot"));
}

TEST_F(ControlTest, RefusesWhatThereIsNot) {
  EXPECT_EQ(ask("POST", "/_control/nosuch").status, 404);
  EXPECT_EQ(ask("POST", "/_control/crash", R"({"dyno":"web.9"})").status, 422);
  EXPECT_EQ(ask("POST", "/_control/crash", R"({"app":"nosuch"})").status, 422);
  EXPECT_EQ(ask("POST", "/_control/calls", R"({"effect":"nosuch"})").status, 422);
  EXPECT_EQ(ask("POST", "/_control/crash", "{").status, 400);
}

TEST_F(ControlTest, TellsTheTruth) {
  ask("POST", "/_control/restart", R"({"dyno":"web.2"})");
  const auto state = boost::json::parse(ask("GET", "/_control").body).as_object();
  EXPECT_EQ(state.at("generations").as_array().size(), 4u);
  EXPECT_EQ(state.at("generations").at(1).at("ended_by"), "request");
  EXPECT_EQ(state.at("acts").at(0).at("target"), "web.2");
  EXPECT_EQ(state.at("troubles").as_array().size(), troubles().size());
}

TEST_F(ControlTest, HasAPageWithAFormForEach) {
  const std::string page = ask("GET", "/").body;
  for (const Trouble& trouble : troubles()) {
    EXPECT_THAT(page, HasSubstr("data-name=\"" + std::string(trouble.name) + "\""));
  }
}

}  // namespace
}  // namespace swapguard::sim
