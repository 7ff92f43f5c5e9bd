#include "io/web/icons.h"

#include <algorithm>
#include <array>

namespace swapguard::web {
namespace {

using guard::Kind;

// By the order of Icon.
constexpr std::array<std::string_view, 11> outlines{
    "M8 0 15 3v5c0 4-3 7-7 8C4 15 1 12 1 8V3zM3.5 9.5 7 6l2 2 3-3.5V7L9 10.5l-2-2-3.5 3.4z",
    "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0zM7 3h2v6H7zm0 8h2v2H7z",
    "M8 2 15 14H1z",
    "M3 2h3.5v12H3zm6.5 0H13v12H9.5z",
    "M1 4h14v8H1z",
    "M8 0l8 8-8 8-8-8z",
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
    "M2 1h11l-3 4 3 4H4v6H2z",
    "M8 3C4 3 1 8 1 8s3 5 7 5 7-5 7-5-3-5-7-5zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0zM5 4h2v8H5zm4 0h2v8H9z",
    "M6.5 13.5 1 8l2-2 3.5 3.5L13 3l2 2z"};

struct Look {
  Kind kind;
  Icon icon;
  std::string_view name;
};

constexpr std::array<Look, 17> looks{{{Kind::restart, Icon::restart, "restart"},
                                      {Kind::restarted, Icon::restart, "restart"},
                                      {Kind::restart_failed, Icon::note, "bad"},
                                      {Kind::would_restart, Icon::restart, "restart"},
                                      {Kind::held, Icon::held, "held"},
                                      {Kind::r14, Icon::r14, "r14"},
                                      {Kind::r15, Icon::r15, "r15"},
                                      {Kind::crashed, Icon::r15, "bad"},
                                      {Kind::platform_restart, Icon::platform, ""},
                                      {Kind::release, Icon::release, "release"},
                                      {Kind::scale, Icon::platform, ""},
                                      {Kind::blind, Icon::sight, "bad"},
                                      {Kind::seeing, Icon::sight, "ok"},
                                      {Kind::paused, Icon::pause, "warn"},
                                      {Kind::budget, Icon::note, "bad"},
                                      {Kind::not_helping, Icon::note, "bad"},
                                      {Kind::resumed, Icon::ok, "ok"}}};

const Look* look_of(Kind kind) {
  const auto* found =
      std::find_if(looks.begin(), looks.end(), [&](const Look& look) { return look.kind == kind; });
  return found == looks.end() ? nullptr : found;
}

}  // namespace

std::string_view outline_of(Icon icon) { return outlines[static_cast<std::size_t>(icon)]; }

Icon icon_of(Kind kind) {
  const Look* look = look_of(kind);
  return look == nullptr ? Icon::note : look->icon;
}

std::string_view class_of(Kind kind) {
  const Look* look = look_of(kind);
  return look == nullptr ? "" : look->name;
}

Html icon(Icon icon) {
  Html html;
  html.open("svg", {{"class", "icon"}, {"viewBox", "0 0 16 16"}, {"aria-hidden", "true"}});
  html.empty("path", {{"d", std::string(outline_of(icon))}, {"fill-rule", "evenodd"}});
  html.close();
  return html;
}

}  // namespace swapguard::web
