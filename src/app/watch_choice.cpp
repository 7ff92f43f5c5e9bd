#include "app/watch_choice.h"

#include <algorithm>

namespace swapguard::app {
namespace {

using Kind = WatchRequest::Kind;

constexpr std::size_t page_rows = 10;
constexpr std::size_t filter_most = 40;

void move(WatchChoice& choice, const WatchPicture& picture, int by) {
  if (choice.page != WatchPage::dynos) {
    const auto back = static_cast<std::size_t>(-std::min(by, 0));
    choice.scroll =
        by > 0 ? choice.scroll + static_cast<std::size_t>(by) : choice.scroll - std::min(choice.scroll, back);
    return;
  }
  const auto dynos = shown_dynos(picture, choice);
  if (dynos.empty()) return;
  const auto last = static_cast<long>(dynos.size()) - 1;
  const long row = static_cast<long>(chosen_row(dynos, choice)) + by;
  choice.dyno = dynos[static_cast<std::size_t>(std::clamp(row, 0L, last))].dyno;
}

void next_app(WatchChoice& choice, const WatchPicture& picture) {
  const auto* app = shown_app(picture, choice);
  if (app == nullptr) return;
  const auto& apps = picture.state->apps;
  const auto at = static_cast<std::size_t>(app - apps.data());
  choice.app = apps[(at + 1) % apps.size()].app;
  choice.dyno = {};
}

void show(WatchChoice& choice, WatchPage page) {
  choice.page = choice.page == page ? WatchPage::dynos : page;
  choice.scroll = 0;
}

// The request about what is chosen; none without a dyno where one is needed.
WatchRequest request(Kind kind, const WatchChoice& choice, const WatchPicture& picture) {
  const auto* app = shown_app(picture, choice);
  if (app == nullptr) return {};
  const bool needs_dyno = kind == Kind::why || kind == Kind::restart;
  const auto dynos = shown_dynos(picture, choice);
  if (needs_dyno && dynos.empty()) return {};
  return {kind, app->app, needs_dyno ? dynos[chosen_row(dynos, choice)].dyno : DynoName()};
}

void ask_first(WatchChoice& choice, const WatchPicture& picture, char letter) {
  const auto* app = shown_app(picture, choice);
  if (app == nullptr || !picture.state->actions) return;
  const auto dynos = shown_dynos(picture, choice);
  if (letter == 'r' && dynos.empty()) return;
  // The list may be sorted anew before the answer comes: the question stays about this one.
  if (letter == 'r') choice.dyno = dynos[chosen_row(dynos, choice)].dyno;
  choice.app = app->app;
  choice.typing = letter == 'r' ? WatchTyping::restart
                  : app->paused ? WatchTyping::resume
                                : WatchTyping::pause;
}

// The filter is in force while it is typed.
void type_filter(WatchChoice& choice, const Key& key) {
  switch (key.kind) {
    case Key::Kind::character:
      if (choice.filter.size() < filter_most) choice.filter += key.character;
      break;
    case Key::Kind::backspace:
      if (!choice.filter.empty()) choice.filter.pop_back();
      break;
    case Key::Kind::escape:
      choice.filter.clear();
      choice.typing = WatchTyping::none;
      break;
    case Key::Kind::enter:
      choice.typing = WatchTyping::none;
      break;
    default:
      break;
  }
}

// Anything but y is no.
WatchRequest answer(WatchChoice& choice, const Key& key, const WatchPicture& picture) {
  const WatchTyping asked = choice.typing;
  choice.typing = WatchTyping::none;
  if (key != Key{Key::Kind::character, 'y'}) return {};
  if (asked == WatchTyping::restart) {
    const WatchRequest wanted = request(Kind::restart, choice, picture);
    return wanted.dyno == choice.dyno ? wanted : WatchRequest{};  // it left the list meanwhile
  }
  return request(asked == WatchTyping::pause ? Kind::pause : Kind::resume, choice, picture);
}

WatchRequest press_letter(WatchChoice& choice, char letter, const WatchPicture& picture) {
  switch (letter) {
    case 'q':
      return {Kind::quit, {}, {}};
    case 'j':
      move(choice, picture, 1);
      break;
    case 'k':
      move(choice, picture, -1);
      break;
    case 's':
      choice.sort = static_cast<WatchSort>((static_cast<int>(choice.sort) + 1) % 4);
      break;
    case '/':
      choice.page = WatchPage::dynos;
      choice.typing = WatchTyping::filter;
      break;
    case 'e':
      show(choice, WatchPage::events);
      break;
    case '?':
    case 'h':
      show(choice, WatchPage::help);
      break;
    case 'r':
    case 'p':
      ask_first(choice, picture, letter);
      break;
    default:
      if (letter >= '1' && letter <= '4') choice.range = static_cast<WatchRange>(letter - '1');
  }
  return {};
}

}  // namespace

WatchRequest press(WatchChoice& choice, const Key& key, const WatchPicture& picture) {
  if (choice.typing == WatchTyping::filter) {
    type_filter(choice, key);
    return {};
  }
  if (choice.typing != WatchTyping::none) return answer(choice, key, picture);
  switch (key.kind) {
    case Key::Kind::character:
      return press_letter(choice, key.character, picture);
    case Key::Kind::up:
      move(choice, picture, -1);
      break;
    case Key::Kind::down:
      move(choice, picture, 1);
      break;
    case Key::Kind::page_up:
      move(choice, picture, -static_cast<int>(page_rows));
      break;
    case Key::Kind::page_down:
      move(choice, picture, static_cast<int>(page_rows));
      break;
    case Key::Kind::tab:
      next_app(choice, picture);
      break;
    case Key::Kind::escape:
    case Key::Kind::backspace:
      choice.page = WatchPage::dynos;
      choice.scroll = 0;
      break;
    case Key::Kind::enter:
      if (choice.page != WatchPage::dynos) break;
      show(choice, WatchPage::why);
      return request(Kind::why, choice, picture);
  }
  return {};
}

}  // namespace swapguard::app
