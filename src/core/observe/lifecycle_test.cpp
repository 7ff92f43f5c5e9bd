#include "core/observe/lifecycle.h"

#include <gtest/gtest.h>

#include "support/refusal.h"

namespace swapguard::observe {
namespace {

struct Step {
  const char* text;
  LifecycleStep step;
  std::optional<int> exit_status = std::nullopt;
};

TEST(DynoLine, TellsTheStepsOfALife) {
  for (const Step& wanted :
       {Step{"Starting process with command `bin/rails server`", LifecycleStep::starting_process},
        Step{"Restarting", LifecycleStep::restarting}, Step{"Cycling ", LifecycleStep::cycling},
        Step{"Idling", LifecycleStep::idling}, Step{"Unidling", LifecycleStep::unidling},
        Step{"Stopping all processes with SIGTERM", LifecycleStep::stopping},
        Step{"Stopping process with SIGKILL", LifecycleStep::killed},
        Step{"Stopping remaining processes with SIGKILL", LifecycleStep::killed},
        Step{"Process exited", LifecycleStep::exited},
        Step{"Process exited with status 143", LifecycleStep::exited, 143}}) {
    const auto what = read_dyno_line(wanted.text);
    ASSERT_TRUE(what) << wanted.text;
    EXPECT_EQ(std::get<Lifecycle>(*what).step, wanted.step) << wanted.text;
    EXPECT_EQ(std::get<Lifecycle>(*what).exit_status, wanted.exit_status) << wanted.text;
  }
}

TEST(DynoLine, TellsStateChanges) {
  const auto what = read_dyno_line("State changed from up to starting");
  ASSERT_TRUE(what);
  EXPECT_EQ(std::get<StateChange>(*what).from, DynoState::up);
  EXPECT_EQ(std::get<StateChange>(*what).to, DynoState::starting);
  const auto odd = read_dyno_line("State changed from up to starting...");
  EXPECT_EQ(std::get<StateChange>(*odd).to, DynoState::other);
}

TEST(DynoLine, TellsErrorCodes) {
  EXPECT_EQ(std::get<DynoError>(*read_dyno_line("Error R14 (Memory quota exceeded)")).code, 14);
  EXPECT_EQ(std::get<DynoError>(*read_dyno_line("Error R10 (Boot timeout) -> Web process failed")).code, 10);
}

TEST(DynoLine, TellsMemoryBesideR14) {
  const auto what = read_dyno_line("Process running mem=646M(126.2%)");
  ASSERT_TRUE(what);
  EXPECT_EQ(std::get<MemoryNotice>(*what).quota, Bytes::megabytes(512));
}

TEST(DynoLine, PassesOtherTextOver) {
  for (const char* text :
       {"", "Client connection closed. Sending SIGHUP to all processes", "Restarting soon",
        "Process exited with status", "Process exited with status 143x", "Process exited with status 256",
        "State changed from up", "State changed from up to", "Error R14", "Error Rx (y)", "Error R140 (y)",
        "Stopping", "Stopping at once", "sample#memory_total=1.00MB",
        "an Error R14 (Memory quota exceeded)"}) {
    EXPECT_EQ(refusal(read_dyno_line(text)), Ignored::not_needed) << text;
  }
}

}  // namespace
}  // namespace swapguard::observe
