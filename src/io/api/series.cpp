#include "io/api/series.h"

#include "io/api/json.h"

namespace swapguard::api {
namespace {

constexpr std::string_view lane_words[] = {"release", "platform", "r14", "r15", "held", "restart"};

std::int64_t unix_seconds(Instant at) { return std::chrono::floor<seconds>(at).time_since_epoch().count(); }

template <class Items, class Print>
std::string list_of(const Items& items, Print print) {
  std::string text = "[";
  for (const auto& item : items) {
    if (text.size() > 1) text += ',';
    text += print(item);
  }
  return text + "]";
}

std::string to_json(const Figures& figures) {
  return list_of(figures,
                 [](const auto& figure) { return figure ? json_number(*figure, 1) : std::string("null"); });
}

std::string to_json(const GenerationSeries& line) {
  JsonObject object;
  object.text("dyno", line.dyno.text);
  if (!line.id.is_nil()) object.text("id", line.id.text());
  object.text("type", line.dyno.type().text).flag("current", line.current).flag("look", line.look);
  object.whole("from", unix_seconds(line.from)).whole("to", unix_seconds(line.to));
  object.raw("quota_mb", line.quota ? json_number(line.quota->to_megabytes(), 2) : "null");
  return object.raw("used", to_json(line.used)).raw("swap_mb", to_json(line.swap_mb)).take();
}

std::string to_json(const ForecastSeries& forecast) {
  JsonObject object;
  object.text("dyno", forecast.dyno.text);
  if (!forecast.id.is_nil()) object.text("id", forecast.id.text());
  return object
      .raw("points", list_of(forecast.points,
                             [](const guard::OutlookPoint& point) {
                               JsonObject each;
                               each.whole("at", unix_seconds(point.at)).number("low", point.low, 2);
                               return each.number("mid", point.mid, 2).number("high", point.high, 2).take();
                             }))
      .take();
}

std::string to_json(const Mark& mark) {
  JsonObject object;
  object.whole("at", unix_seconds(mark.at)).text("lane", to_text(mark.lane));
  if (!mark.dyno.empty()) object.text("dyno", mark.dyno.text);
  object.whole("number", mark.number);
  if (!mark.decision.empty()) object.text("decision", mark.decision.text);
  if (mark.alike > 0) object.whole("alike", mark.alike);
  return object.text("text", mark.text).take();
}

std::string percent_or_null(const std::optional<double>& percent) {
  return percent ? json_number(*percent, 1) : std::string("null");
}

}  // namespace

std::string_view to_text(Lane lane) { return lane_words[static_cast<std::size_t>(lane)]; }

std::string to_json(const Series& series) {
  JsonObject responses;
  responses.raw("requests", to_json(series.responses.requests));
  responses.raw("p95_ms", to_json(series.responses.p95_ms));
  responses.raw("errors", to_json(series.responses.errors));
  const auto print = [](const auto& item) { return to_json(item); };
  JsonObject object;
  object.text("app", series.app.text);
  object.whole("from", unix_seconds(series.from)).whole("to", unix_seconds(series.to));
  object.whole("step", series.step / seconds{1});
  object.raw("limit_percent", percent_or_null(series.limit_percent));
  object.raw("kill_percent", percent_or_null(series.kill_percent));
  object.flag("joined", series.joined).whole("left_out", series.left_out);
  object.raw("times", list_of(series.times, [](Instant at) { return std::to_string(unix_seconds(at)); }));
  object.raw("generations", list_of(series.generations, print));
  object.raw("forecasts", list_of(series.forecasts, print));
  object.raw("responses", responses.take()).raw("marks", list_of(series.marks, print));
  return object
      .raw("gaps",
           list_of(
               series.gaps,
               [](const Series::Gap& gap) {
                 JsonObject each;
                 return each.whole("from", unix_seconds(gap.from)).whole("to", unix_seconds(gap.to)).take();
               }))
      .take();
}

}  // namespace swapguard::api
