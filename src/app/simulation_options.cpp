#include "app/simulation_options.h"

#include <fmt/format.h>

#include "app/number_option.h"

namespace swapguard::app {
std::vector<Option> simulation_option_rows() {
  std::string names;
  for (const auto& scenario : sim::scenarios())
    names += (names.empty() ? "" : ", ") + std::string(scenario.name);
  return {{"port", "", "N", "listen there (default: any free port)"},
          {"time-scale", "", "N", "so many times as fast as the wall clock"},
          {"seed", "", "N", "another one, another world (default 1)"},
          {"scenario", "", "NAME", "what goes on: " + names},
          {"token", "", "TOKEN", "take only this API token (default: any)"}};
}

Result<double, Problem> time_scale_of(const Arguments& arguments, double otherwise) {
  return number_option(arguments, "time-scale", otherwise, 0.1, 10'000.0);
}

Result<sim::SimulateOptions, Problem> simulation_options(const Arguments& arguments) {
  sim::SimulateOptions options;
  const auto scale = time_scale_of(arguments, 1);
  if (!scale) return failure(scale.error());
  const auto port = number_option(arguments, "port", 0, 0, 65535);
  if (!port) return failure(port.error());
  const auto seed = number_option<std::uint64_t>(arguments, "seed", 1, 0, UINT64_MAX);
  if (!seed) return failure(seed.error());
  options.time_scale = *scale;
  options.port = *port;
  options.seed = *seed;
  options.spec = arguments.value("scenario", options.spec);
  options.token = arguments.value("token");
  options.open = options.token.empty();
  if (sim::make_scenario(options.spec)) return options;
  return failure(Problem{.code = "SG0002",
                         .message = fmt::format("there is no scenario \"{}\"", options.spec),
                         .hints = {"All of them: swapguard help simulate"}});
}

}  // namespace swapguard::app
