// swapguard version: which build this is.
#include "app/version.h"

#include <fmt/format.h>

#include "app/json_line.h"
#include "app/subcommand.h"

namespace swapguard::app {

const char* const version = SWAPGUARD_VERSION;
const char* const commit = SWAPGUARD_COMMIT;

namespace {

#if defined(__clang__)
constexpr const char* compiler = "clang " __clang_version__;
#else
constexpr const char* compiler = "g++ " __VERSION__;
#endif

int run(const Arguments&, Console& console) {
  if (console.json()) {
    console.line(JsonLine()
                     .add("version", version)
                     .add("commit", commit)
                     .add("compiler", compiler)
                     .add_raw("features", R"(["sqlite","drain","log_session","simulate"])")
                     .text());
  } else {
    console.line(fmt::format("swapguard {} ({}), {}", version, commit, compiler));
  }
  return exit_fine;
}

}  // namespace

Subcommand version_subcommand() {
  return {.name = "version",
          .summary = "say which build this is",
          .examples = {{"swapguard version --json", "version, commit, compiler and features"}},
          .run = run};
}

}  // namespace swapguard::app
