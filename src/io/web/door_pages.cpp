// The pages at the door: login, what is about to be done, and no.
#include <fmt/format.h>

#include "io/web/pages.h"

namespace swapguard::web {
namespace {

struct Words {
  std::string_view title, text, button;
};

Words words_of(Place place) {
  if (place == Place::pause) {
    return {
        "Pause restarts",
        "Nothing is restarted while it is paused. swapguard goes on watching and shows what would be due.",
        "Pause"};
  }
  if (place == Place::resume)
    return {"resume restarts", "From now on dynos that are due are restarted again.", "Resume"};
  return {"restart a dyno now",
          "It goes through the same guards as every restart: where one says no, it waits or is refused.",
          "Restart"};
}

void choice_of_span(Html& html) {
  struct Choice {
    std::string_view value, words;
  };
  constexpr Choice choices[] = {
      {"1h", "1 hour"}, {"4h", "4 hours"}, {"12h", "12 hours"}, {"2d", "2 days"}, {"", "until resumed"}};
  html.open("p").leaf("label", {{"for", "for"}}, "For").open("select", {{"id", "for"}, {"name", "for"}});
  for (const auto& choice : choices)
    html.leaf("option", {{"value", std::string(choice.value)}}, choice.words);
  html.close().close();
}

void choice_of_dyno(Html& html, const ConfirmPage& page) {
  html.open("p").leaf("label", {{"for", "dyno"}}, "Dyno").open("select", {{"id", "dyno"}, {"name", "dyno"}});
  for (const auto& dyno : page.frame.picture()->dynos) {
    if (!dyno.current) continue;
    html.leaf("option", {{"value", dyno.dyno.text}, {"selected", "", dyno.dyno.text == page.dyno}},
              fmt::format("{}, {}", dyno.dyno.text, percent_text(dyno.percent())));
  }
  html.close().close();
}

}  // namespace

std::string login_page(std::string_view next, bool was_wrong) {
  Frame frame;
  frame.title = "Log in";
  frame.kind = "login";
  return page(frame, [&](Html& html) {
    html.open("form", {{"class", "card"}, {"method", "post"}, {"action", "/login"}});
    html.leaf("h1", "Log in");
    if (was_wrong) html.leaf("p", {{"role", "alert"}, {"class", "state bad"}}, "That is not the password.");
    html.empty("input", {{"type", "hidden"}, {"name", "next"}, {"value", std::string(next)}});
    html.leaf("label", {{"for", "password"}}, "Password");
    html.open("p").empty("input", {{"type", "password"},
                                   {"id", "password"},
                                   {"name", "password"},
                                   {"autocomplete", "current-password"},
                                   {"required", ""}});
    html.close().open("p").leaf("button", {{"class", "primary"}}, "Log in").close();
    html.leaf("p", {{"class", "small dim"}}, "It is the value of SWAPGUARD_PASSWORD or [http] password.");
    html.close();
  });
}

std::string confirm_page(ConfirmPage page) {
  const Words words = words_of(page.place);
  const AppName& app = page.frame.app;
  page.frame.title = fmt::format("{}: {}", app.text, words.title);
  return web::page(page.frame, [&](Html& html) {
    html.open("form", {{"class", "card"}, {"method", "post"}});
    html.leaf("h1", fmt::format("{}: {}", app.text, words.title)).leaf("p", words.text);
    if (page.place == Place::pause) choice_of_span(html);
    if (page.place == Place::restart) choice_of_dyno(html, page);
    html.open("p", {{"class", "actions"}}).leaf("button", {{"class", "primary"}}, words.button);
    html.leaf("a", {{"class", "button"}, {"href", app_path(app)}}, "Back").close().close();
  });
}

std::string refusal_page(Frame frame, const api::Refusal& refusal) {
  frame.title = refusal.status == 404 ? "Not found" : "Not done";
  return page(frame, [&](Html& html) {
    html.open("section", {{"class", "card narrow"}}).leaf("h1", frame.title);
    html.leaf("p", refusal.message + ".");
    if (!refusal.hint.empty()) html.leaf("p", refusal.hint);
    html.open("p", {{"class", "dim"}}).text(fmt::format("swapguard help {} tells more. ", refusal.code));
    html.leaf("a", {{"href", "/"}}, "Back to the dashboard").close().close();
  });
}

}  // namespace swapguard::web
