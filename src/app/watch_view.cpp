#include "app/watch_view.h"

#include <algorithm>
#include <array>

#include "app/status_words.h"

namespace swapguard::app {
namespace {

using api::DynoPicture;

constexpr std::array<std::string_view, 4> sort_words{"fill", "name", "growth", "time to quota"};
constexpr std::array<std::string_view, 4> range_words{"1 h", "6 h", "24 h", "7 d"};
constexpr std::array<Duration, 4> range_spans{hours{1}, hours{6}, hours{24}, days{7}};

bool comes_first(const DynoPicture& one, const DynoPicture& other, WatchSort sort) {
  switch (sort) {
    case WatchSort::fill:
      break;  // as they are
    case WatchSort::name:
      return one.dyno.text < other.dyno.text;
    case WatchSort::growth:
      return one.growth.value_or(-1e18) > other.growth.value_or(-1e18);
    case WatchSort::quota:
      return one.to_quota.value_or(Duration::max()) < other.to_quota.value_or(Duration::max());
  }
  return false;
}

}  // namespace

const api::AppPicture* shown_app(const WatchPicture& picture, const WatchChoice& choice) {
  if (!picture.state || picture.state->apps.empty()) return nullptr;
  const auto& apps = picture.state->apps;
  const auto found =
      std::find_if(apps.begin(), apps.end(), [&](const auto& app) { return app.app == choice.app; });
  return found == apps.end() ? &apps.front() : &*found;
}

std::vector<DynoPicture> shown_dynos(const WatchPicture& picture, const WatchChoice& choice) {
  const auto* app = shown_app(picture, choice);
  if (app == nullptr) return {};
  std::vector<DynoPicture> dynos = by_fill(app->dynos);
  std::erase_if(dynos, [&](const DynoPicture& dyno) {
    return dyno.dyno.text.find(choice.filter) == std::string::npos;
  });
  std::stable_sort(dynos.begin(), dynos.end(),
                   [&](const auto& one, const auto& other) { return comes_first(one, other, choice.sort); });
  return dynos;
}

std::size_t chosen_row(const std::vector<DynoPicture>& dynos, const WatchChoice& choice) {
  const auto found =
      std::find_if(dynos.begin(), dynos.end(), [&](const auto& dyno) { return dyno.dyno == choice.dyno; });
  return found == dynos.end() ? 0 : static_cast<std::size_t>(found - dynos.begin());
}

std::string_view word_of(WatchSort sort) { return sort_words.at(static_cast<std::size_t>(sort)); }
std::string_view word_of(WatchRange range) { return range_words.at(static_cast<std::size_t>(range)); }
Duration span_of(WatchRange range) { return range_spans.at(static_cast<std::size_t>(range)); }

}  // namespace swapguard::app
