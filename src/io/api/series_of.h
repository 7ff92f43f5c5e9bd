// From what the history holds and the guard believes to what a chart shows. Pure.
#pragma once

#include <functional>

#include "core/guard/view.h"
#include "io/api/series.h"
#include "io/history/history.h"

namespace swapguard::api {

struct SeriesWish {
  AppName app;
  std::optional<DynoName> dyno;  // nothing: all
  Instant from, to;
  int points = Series::points_usual;  // of one line, at most
  Instant now;
};

// What to ask the history for. The step is a round one, so that charts of neighbouring times agree; it is
// wider than asked where `dynos` would make samples too many to read at once.
history::PictureQuery query_for(const SeriesWish& wish, std::size_t dynos);

// As Guard::outlook, of that app.
using OutlookOf =
    std::function<std::vector<guard::OutlookPoint>(const DynoName&, const DynoId&, Duration ahead)>;

// `view`: of that app; null: the guard does not know it (yet). `outlook`: asked only for lines that are told
// and only where the wish ends now; it reaches a sixth of the time shown ahead (15 min at least).
Series series_of(const SeriesWish& wish, const history::PictureQuery& query, const history::Picture& picture,
                 const guard::AppView* view, const OutlookOf& outlook = {});

}  // namespace swapguard::api
