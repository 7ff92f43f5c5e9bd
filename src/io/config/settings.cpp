#include "io/config/settings.h"

namespace swapguard::config {
namespace {

constexpr std::size_t long_enough_to_show_its_end = 16;

}  // namespace

std::string Secret::masked() const {
  if (value_.empty()) return "";
  return value_.size() < long_enough_to_show_its_end ? "…" : "…" + value_.substr(value_.size() - 4);
}

std::string_view NotifySettings::service() const {
  if (!exec.empty()) return "exec";
  if (!slack.empty()) return "slack";
  if (!discord.empty()) return "discord";
  if (!pagerduty.empty()) return "pagerduty";
  return webhook.empty() ? "" : "webhook";
}

}  // namespace swapguard::config
