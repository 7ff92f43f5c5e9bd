#include "sim/model/scenarios.h"

#include <fmt/format.h>

namespace swapguard::sim {
namespace {

AppSpec web_app(const char* name, int quantity, const MemoryShape& memory) {
  AppSpec app;
  app.name = AppName{name};
  TypeSpec web;
  web.quantity = quantity;
  web.memory = memory;
  app.types = {web};
  app.running_for = minutes{40};
  return app;
}

Spec of(AppSpec app) {
  Spec spec;
  spec.apps.push_back(std::move(app));
  return spec;
}

// At sixty times the speed web.1 nears its quota within half a minute.
Spec demo() {
  AppSpec app = web_app("demo", 3, MemoryShape::flat(310, 3));
  app.types[0].special[1] = MemoryShape::leak(320, 6, 1.5);
  app.types[0].special[2] = MemoryShape::leak(290, 4, 1.5);
  app.requests_per_second = 0.5;
  app.app_lines_per_minute = 4;
  return of(app);
}

Spec leak() { return of(web_app("demo", 2, MemoryShape::leak(300, 2, 1))); }

Spec preboot() {
  AppSpec app = web_app("demo", 2, MemoryShape::leak(300, 8, 1));
  app.preboot = true;
  return of(app);
}

// Four apps: a leak that follows the traffic, a plateau with spikes, leaking workers beside a calm web,
// and one that fills its page cache and swaps a little early, which is nobody's business.
Spec fleet() {
  Spec spec;
  AppSpec shop = web_app("shop", 6, MemoryShape::flat(290, 2));
  shop.types[0].memory.leak_kb_per_request = 60;
  shop.requests_per_second = 8;
  shop.day_swing = 0.6;
  shop.router_lines = false;
  spec.apps.push_back(shop);

  AppSpec news = web_app("news", 4, MemoryShape::flat(250, 4));
  news.types[0].memory.plateau_mb = 130;
  news.types[0].memory.spike_mb = 150;
  news.types[0].memory.spike_every = minutes{90};
  spec.apps.push_back(news);

  AppSpec mail = web_app("mail", 2, MemoryShape::flat(280, 2));
  TypeSpec worker;
  worker.type = ProcessType{"worker"};
  worker.quantity = 3;
  worker.size = "Standard-2X";
  worker.command = "bundle exec sidekiq";
  worker.memory = MemoryShape::leak(420, 3, 4);
  worker.memory.saw_mb = 60;
  mail.types.push_back(worker);
  spec.apps.push_back(mail);

  AppSpec files = web_app("files", 2, MemoryShape::flat(300, 2));
  files.types[0].memory.cache_mb = 205;
  files.types[0].memory.early_swap_mb = 6;
  spec.apps.push_back(files);
  return spec;
}

// A thousand dynos: ten apps of a hundred, one in five of them leaking.
Spec crowd() {
  Spec spec;
  for (int number = 0; number < 10; ++number) {
    AppSpec app = web_app(fmt::format("app-{}", number).c_str(), 100, MemoryShape::flat(300, 3));
    for (int dyno = 1; dyno <= 100; dyno += 5) app.types[0].special[dyno] = MemoryShape::leak(300, 1, 2);
    app.requests_per_second = 1;
    spec.apps.push_back(std::move(app));
  }
  return spec;
}

}  // namespace

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> table = {
      {"demo", "app demo: two leaking web dynos and a healthy one", demo},
      {"leak", "app demo: two web dynos that leak 2 MB a minute", leak},
      {"preboot", "app demo: two fast leaking web dynos with preboot", preboot},
      {"fleet", "four apps: traffic leak, plateau with spikes, leaking workers, page cache", fleet},
      {"crowd", "ten apps of a hundred web dynos, some of which leak", crowd},
  };
  return table;
}

std::optional<Spec> make_scenario(std::string_view name) {
  for (const Scenario& scenario : scenarios()) {
    if (scenario.name == name) return scenario.make();
  }
  return std::nullopt;
}

}  // namespace swapguard::sim
