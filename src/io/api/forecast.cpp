#include "io/api/forecast.h"

#include <algorithm>
#include <cmath>

namespace swapguard::api {
namespace {

constexpr int points = 12;
constexpr double ninety_percent = 1.645;  // of a normal distribution, both sides
constexpr std::size_t pairs_least = 5;

// The standard deviation of what the line rose by over so many steps. Nothing: it is too short for that.
std::optional<double> stray(const Figures& used, std::size_t steps) {
  double sum = 0, squares = 0;
  std::size_t pairs = 0;
  for (std::size_t i = steps; i < used.size(); ++i) {
    if (!used[i] || !used[i - steps]) continue;
    const double rise = *used[i] - *used[i - steps];
    sum += rise;
    squares += rise * rise;
    ++pairs;
  }
  if (pairs < pairs_least) return std::nullopt;
  const auto n = static_cast<double>(pairs);
  return std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
}

// How far memory strays in so many steps. What the life is too short for grows from what it has seen, as the
// way of a random walk does.
class Strays {
 public:
  explicit Strays(const Figures& used) : used_(used) {}

  std::optional<double> over(double steps) const {
    const auto whole = static_cast<std::size_t>(std::max(1.0, std::ceil(steps)));
    for (std::size_t seen = whole; seen >= 1; seen /= 2) {
      const auto found = stray(used_, seen);
      if (found) return *found * std::sqrt(steps / static_cast<double>(seen));
    }
    return std::nullopt;
  }

 private:
  const Figures& used_;
};

}  // namespace

ForecastSeries forecast_of(const guard::DynoView& dyno, const GenerationSeries& line, const Series& series) {
  ForecastSeries forecast{.dyno = line.dyno, .id = line.id, .points = {}};
  if (!dyno.growth || !dyno.growth_spread || !dyno.used || !line.quota) return forecast;
  const Duration ahead = std::clamp<Duration>((series.to - series.from) / 6, minutes{15}, hours{6});
  const double level = percent_of(*dyno.used, *line.quota);
  const double percent = 100.0 / static_cast<double>(line.quota->count);
  const Strays strays(line.used);
  for (int i = 0; i <= points; ++i) {
    const Duration later = ahead * i / points;
    const double time = to_seconds(later);
    const auto stray = strays.over(time / to_seconds(series.step));
    if (!stray) return {.dyno = line.dyno, .id = line.id, .points = {}};
    const double mid = std::max(0.0, level + *dyno.growth * percent * time);
    const double error = ninety_percent * std::hypot(*dyno.growth_spread * percent * time, *stray);
    forecast.points.push_back({dyno.last_sample + later, std::max(0.0, mid - error), mid, mid + error});
  }
  return forecast;
}

}  // namespace swapguard::api
