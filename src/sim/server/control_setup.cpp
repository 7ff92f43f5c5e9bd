// Trouble with what doctor and init look at.
#include "sim/server/control_order.h"

namespace swapguard::sim {

bool set_token(const Order& order) {
  Account& account = order.stage.account;
  const std::string state = order.text("state", "fine");
  if (state != "fine" && state != "expired" && state != "two_factor") return false;
  account.token = state == "fine"      ? Account::Token::fine
                  : state == "expired" ? Account::Token::expired
                                       : Account::Token::two_factor;
  account.scope = order.text("scope", "global");
  account.expires_at.reset();
  const double left = order.number("expires_in_days", -1);
  if (left >= 0) {
    account.expires_at = order.stage.now() + seconds{static_cast<std::int64_t>(std::min(left, 1e4) * 86400)};
  }
  return true;
}

// A drain that nobody is asked through: the hosts are not ours.
bool set_drain(const Order& order) {
  App* app = order.app();
  const std::string point = order.text("point", "missing");
  if (!app || (point != "missing" && point != "elsewhere" && point != "loop")) return false;
  Drains& drains = order.stage.drains;
  for (const DrainPtr& drain : drains.of(app->name())) drains.remove(app->name(), drain->id);
  if (point == "missing") return true;
  const std::string& name = app->name().text;
  const std::string host = point == "loop" ? name + ".herokuapp.com" : "logs.example.com";
  drains.add(app->name(), "https://swapguard:some-secret@" + host + "/logs/" + name, order.stage.now())
      ->silent = true;
  return true;
}

bool set_clock(const Order& order) {
  order.stage.faults.clock_skew = seconds{order.whole("seconds", 90)};
  return true;
}

bool set_guard(const Order& order) {
  App* app = order.app();
  if (!app) return false;
  app->add_type(ProcessType{order.text("type", "whacamole")}, order.text("command", "node whacamole.js"),
                order.whole("quantity", 1));
  return true;
}

bool set_generation(const Order& order) {
  App* app = order.app();
  const std::string name = order.text("name", "fir");
  if (!app || (name != "cedar" && name != "fir")) return false;
  app->set_generation(name);
  return true;
}

bool set_log_ids(const Order& order) {
  order.stage.faults.foreign_ids = order.flag("differ");
  return true;
}

}  // namespace swapguard::sim
