// Chatter: the lines that are not the platform's own: the router's, the app's, and the app's imitations.
#pragma once

#include "sim/model/dynos.h"

namespace swapguard::sim {

class Chatter {
 public:
  // All must outlive this.
  Chatter(World& world, const AppState& app, const Dynos& dynos);

  // Starts over with the rates that the spec has now.
  void start();

 private:
  struct Kind {
    double (Chatter::*rate)() const;  // lines a second
    void (Chatter::*print)();
  };
  static const Kind kinds[3];

  void plan(const Kind& kind);
  double router_rate() const;
  double output_rate() const;
  double forged_rate() const;
  void print_request();
  void print_output();
  void print_forged();
  void say(const std::string& process, std::string text);
  LifePtr any_dyno();

  World& world_;
  const AppState& app_;
  const Dynos& dynos_;
  Random random_;
  int round_ = 0;  // chains of earlier rounds end
};

}  // namespace swapguard::sim
