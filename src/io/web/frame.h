// Frame: what every page has around its own part: head, skip link, header, footer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "io/api/state.h"
#include "io/web/html.h"
#include "io/web/site_path.h"

namespace swapguard::web {

// Who looks.
struct Viewer {
  bool may_act = false;    // pause, resume and restart are offered
  bool may_leave = false;  // came by a password form: can log out
};

struct Frame {
  std::string title;                  // of the window
  std::string kind;                   // data-page: app, apps, dyno, events, evidence, setup, login, confirm
  AppName app;                        // whose page it is; empty: none
  const api::State* state = nullptr;  // of all apps; null before the login
  std::optional<Range> range;         // nothing: the page is of no span of time
  std::string path;                   // of this page, for its links of ranges
  Viewer viewer;

  const api::AppPicture* picture() const;
};

// The whole document; `fill` writes what stands in main.
std::string page(const Frame& frame, const std::function<void(Html&)>& fill);

// The mode badge and the age of the last sample; nothing where the page is of no app.
Html mode_part(const Frame& frame);

// A heading with what stands beside it; opens <section class="card">, which the caller closes.
void open_card(Html& html, const std::string& id, std::string_view heading, std::string_view hint = {});
void open_card(Html& html, const std::string& id, std::string_view heading, const Html& hint);
// What stands beside a heading; `live`: the name by which the script replaces it, empty: it stays.
Html hint_part(const std::string& live, std::string_view hint);

}  // namespace swapguard::web
