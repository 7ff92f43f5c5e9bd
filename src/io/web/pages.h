// Pages: plain data in, a whole HTML document out. Each is complete without a script. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/api/refusal.h"
#include "io/web/parts.h"

namespace swapguard::web {

// One app: verdict, tiles, charts, what happened, dynos.
struct AppPage {
  Frame frame;  // its app is in its state
  api::Series series;
  std::vector<history::StoredEntry> feed;      // of the span, the newest first
  std::vector<history::StoredEntry> recent;    // of now, for the verdict
  std::vector<history::StoredEntry> restarts;  // of the past day, ours and the platform's
  std::optional<std::string> storage;          // what is wrong with the history
};
std::string app_page(AppPage page);
// Only the part that the script asked for by `X-Fragment`; empty: there is no such part.
std::string app_fragment(const AppPage& page, std::string_view name);

// All apps, a verdict each. `recent`: the newest entries of each, in the order of the state's apps.
std::string apps_page(Frame frame, const std::vector<std::vector<history::StoredEntry>>& recent,
                      const std::optional<std::string>& storage);

// One dyno. `series`: of its app; only its lines are shown.
struct DynoPage {
  Frame frame;
  DynoName dyno;
  api::Series series;
  std::vector<history::StoredEntry> feed;
  std::string not_due;  // why it is left alone just now; empty: it is due, or not seen
};
std::string dyno_page(DynoPage page);

// What happened, to be filtered.
struct EventsPage {
  Frame frame;
  std::vector<history::StoredEntry> entries;  // the newest first
  std::string dyno, kind;                     // the filters as they were asked for
  std::string older;                          // the address of what came before; empty: nothing did
};
std::string events_page(EventsPage page);

// Why a decision fell: figures, guards, samples, what came of it, and the lines of the configuration.
struct EvidencePage {
  Frame frame;
  history::StoredEntry decision;
  std::vector<history::StoredEntry> then;      // oldest first
  std::vector<history::StoredSample> samples;  // of that generation up to the decision, oldest first
  api::Series series;                          // of its app around it
  std::string file;                            // of the configuration; empty: environment alone
  std::vector<std::pair<std::string, std::string>> settings;  // that decided: restart_at, "98%"
};
std::string evidence_page(EvidencePage page);

// What is to be done until the first sample comes, ticked off as it is done.
struct SetupPage {
  Frame frame;
  std::string address;  // https://guard.example.com, as the reader came
};
std::string setup_page(SetupPage page);

// The password form. `next`: a path of ours.
std::string login_page(std::string_view next, bool was_wrong);

// What is about to be done, with a button that does it.
struct ConfirmPage {
  Frame frame;
  Place place = Place::pause;  // pause, resume or restart
  std::string dyno;            // the chosen one; empty: none
};
std::string confirm_page(ConfirmPage page);

// A refusal as a page.
std::string refusal_page(Frame frame, const api::Refusal& refusal);

// The memory chart as a picture that is a file.
std::string memory_chart_file(const api::Series& series, Instant now);

// A small picture for a README: `dynos | 84 %`, by tone.
std::string badge_svg(const api::AppPicture& app, const Verdict& verdict, Instant now);

}  // namespace swapguard::web
