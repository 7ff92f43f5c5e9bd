// App: one simulated Heroku app: what the Platform API can do to it, and the trouble one can cause by hand.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "sim/model/chatter.h"
#include "sim/model/dynos.h"

namespace swapguard::sim {

enum class Refusal { not_found, invalid };

struct ScaleRequest {
  ProcessType type;
  std::optional<int> quantity;
  std::string size;  // empty: as it is
};

// Acts happen now; what they print comes with the next advance of the platform, in order.
class App {
 public:
  // The world must outlive it.
  App(World& world, const AppSpec& spec, const std::string& user);
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  const AppName& name() const { return state_.name(); }
  const AppState& state() const { return state_; }
  // As GET /apps/{app}/dynos: one for each place, unlisted old generations left out.
  std::vector<guard::PlatformDyno> dynos() const { return dynos_.list(); }
  const Dynos& lives() const { return dynos_; }

  // By name, whoever holds it now, or by UUID of a listed generation. Answers which one was hit.
  Result<DynoId, Refusal> restart(std::string_view name_or_id);
  Result<int, Refusal> restart_type(const ProcessType& type);  // how many
  int restart_all();
  Result<DynoId, Refusal> stop(std::string_view name_or_id);  // of a formation: the platform starts it again
  Result<std::monostate, Refusal> scale(const std::vector<ScaleRequest>& requests);
  void deploy();
  void set_config(const std::string& key);
  // Config vars; one release for all of them, and none when nothing changes.
  void set_config(const std::map<std::string, std::string>& values);
  Result<std::monostate, Refusal> set_feature(const std::string& feature, bool enabled);

  // Trouble.
  bool crash(const DynoName& dyno);
  bool cycle(const DynoName& dyno);                                      // the daily restart, now
  bool add_leak(const DynoName& dyno, double mb_per_minute);             // of the running generation
  bool reshape(const DynoName& dyno, const MemoryShape& shape);          // the running generation
  bool reshape_next(const ProcessType& type, const MemoryShape& shape);  // all that start from now on
  void set_forging(double lines_per_minute);
  void set_traffic(double requests_per_second);
  void set_generation(const std::string& generation);  // cedar or fir
  // Another process type, or the same with another command: so many dynos of it start.
  void add_type(const ProcessType& type, const std::string& command, int quantity);

 private:
  Result<DynoId, Refusal> end_one(std::string_view name_or_id, const char* what, Cause cause);
  void release(const std::string& description, Cause cause);
  void note(const char* what, std::string target, DynoId hit = {});
  void say_api(std::string text);
  Formation* formation(const ProcessType& type);

  World& world_;
  AppState state_;
  Dynos dynos_;
  Chatter chatter_;
  Random random_;
};

}  // namespace swapguard::sim
