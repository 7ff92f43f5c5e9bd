#include "app/watch_choice.h"

#include <gtest/gtest.h>

#include "app/watch_feed.h"

namespace swapguard::app {
namespace {

using Kind = WatchRequest::Kind;

WatchPicture example() {
  WatchPicture picture;
  picture.state = api::State{.actions = true};
  for (const char* name : {"acme", "other"}) {
    api::AppPicture app;
    app.app = AppName(name);
    for (const int number : {1, 2, 3}) {
      api::DynoPicture dyno;
      dyno.dyno = DynoName("web." + std::to_string(number));
      dyno.used = Bytes::megabytes(100 * number);
      dyno.quota = Bytes::megabytes(512);
      dyno.growth = -number;
      app.dynos.push_back(dyno);
    }
    picture.state->apps.push_back(app);
  }
  return picture;
}

WatchRequest type(WatchChoice& choice, std::string_view octets, const WatchPicture& picture) {
  WatchRequest last;
  KeyReader reader;
  for (const Key& key : reader.read(octets, true)) last = press(choice, key, picture);
  return last;
}

TEST(Keys, AreTakenApart) {
  using K = Key::Kind;
  KeyReader reader;
  EXPECT_EQ(
      reader.read("q\x1b[A\x1bOB\x1b[5~\r\t\x7f", false),
      (std::vector<Key>{
          {K::character, 'q'}, {K::up}, {K::down}, {K::page_up}, {K::enter}, {K::tab}, {K::backspace}}));
  EXPECT_EQ(reader.read("\x1b", true), (std::vector<Key>{{K::escape}}));
  EXPECT_TRUE(reader.read("\x1b", false).empty());
  EXPECT_EQ(reader.read("[B", false), (std::vector<Key>{{K::down}}));
  EXPECT_TRUE(reader.read("\x1b[1;5C\xc3\xa4\x01", true).empty()) << "unknown sequences are no letters";
  EXPECT_TRUE(reader.read("\x1b[" + std::string(1000, '1'), false).empty()) << "and none is kept for ever";
}

TEST(WatchChoice, MovesAndStaysWithinTheList) {
  const auto picture = example();
  WatchChoice choice;
  type(choice, "j", picture);
  EXPECT_EQ(choice.dyno.text, "web.2") << "the fullest was the first";
  type(choice, "jjjj\x1b[6~", picture);
  EXPECT_EQ(choice.dyno.text, "web.1");
  type(choice, "\x1b[A", picture);
  EXPECT_EQ(choice.dyno.text, "web.2");
  type(choice, "\t", picture);
  EXPECT_EQ(choice.app.text, "other");
  type(choice, "\t", picture);
  EXPECT_EQ(choice.app.text, "acme");
}

TEST(WatchChoice, SortsAndFilters) {
  const auto picture = example();
  WatchChoice choice;
  type(choice, "s", picture);
  EXPECT_EQ(shown_dynos(picture, choice).front().dyno.text, "web.1");
  type(choice, "/.2", picture);
  EXPECT_EQ(shown_dynos(picture, choice).size(), 1U);
  EXPECT_EQ(type(choice, "q", picture).kind, Kind::none) << "a letter of the filter, as long as it is typed";
  type(choice, "\x7f\r", picture);
  EXPECT_EQ(choice.filter, ".2");
  EXPECT_EQ(type(choice, "q", picture).kind, Kind::quit);
  type(choice, "/\x1b", picture);
  EXPECT_EQ(shown_dynos(picture, choice).size(), 3U);
}

TEST(WatchChoice, ActsOnlyAfterAYes) {
  auto picture = example();
  WatchChoice choice;
  EXPECT_EQ(type(choice, "rn", picture).kind, Kind::none);
  EXPECT_EQ(type(choice, "r\r", picture).kind, Kind::none);
  const auto restart = type(choice, "jry", picture);
  EXPECT_EQ(restart.kind, Kind::restart);
  EXPECT_EQ(restart.dyno.text, "web.2");
  EXPECT_EQ(type(choice, "py", picture).kind, Kind::pause);
  picture.state->apps[0].paused = true;
  EXPECT_EQ(type(choice, "py", picture).kind, Kind::resume);
  picture.state->actions = false;
  EXPECT_EQ(type(choice, "ry", picture).kind, Kind::none) << "not where the daemon does not allow it";
}

TEST(WatchChoice, RestartsTheDynoThatWasAskedAbout) {
  auto picture = example();
  WatchChoice choice;
  type(choice, "r", picture);
  EXPECT_EQ(choice.dyno.text, "web.3");
  picture.state->apps[0].dynos[0].used = Bytes::megabytes(500);  // another one is the fullest now
  EXPECT_EQ(type(choice, "y", picture).dyno.text, "web.3");
  type(choice, "r", picture);
  picture.state->apps[0].dynos.pop_back();  // it is gone
  EXPECT_EQ(type(choice, "y", picture).kind, Kind::none);
}

TEST(WatchChoice, GoesToPagesAndBack) {
  const auto picture = example();
  WatchChoice choice;
  const auto why = type(choice, "\r", picture);
  EXPECT_EQ(why.kind, Kind::why);
  EXPECT_EQ(why.dyno.text, "web.3");
  type(choice, "jjk", picture);
  EXPECT_EQ(choice.scroll, 1U);
  type(choice, "\x1b", picture);
  EXPECT_EQ(choice.page, WatchPage::dynos);
  type(choice, "e", picture);
  EXPECT_EQ(choice.page, WatchPage::events);
  type(choice, "e3", picture);
  EXPECT_EQ(choice.page, WatchPage::dynos);
  EXPECT_EQ(choice.range, WatchRange::day);
}

TEST(WatchChoice, DoesNothingBeforeAnythingIsKnown) {
  WatchChoice choice;
  EXPECT_EQ(type(choice, "jk\r\x1brypy\ts/x\r", {}).kind, Kind::none);
}

TEST(Curve, JoinsTheLivesOfAPlace) {
  const auto curve = parse_curve(
      R"({"app":"a","from":1000,"to":1060,"step":20,"times":[1000,1020,1040],"generations":[
          {"dyno":"web.1","id":"x","used":[50.5,90,null]},{"dyno":"web.1","id":"y","used":[null,20,30]},
          {"dyno":"web.2","id":"z","used":[99,99,99]}]})",
      DynoName("web.1"));
  ASSERT_TRUE(curve);
  EXPECT_EQ(curve->percents, (std::vector<std::optional<double>>{50.5, 90, 30}));
  EXPECT_EQ(curve->to - curve->from, Duration(seconds{60}));
  EXPECT_FALSE(parse_curve("{}", DynoName("web.1")));
  EXPECT_FALSE(parse_curve("nonsense", DynoName("web.1")));
}

}  // namespace
}  // namespace swapguard::app
