// How the rows of the report are counted.
#include "rehearse/measures.h"

#include <gtest/gtest.h>

#include "rehearse/testing.h"

namespace swapguard::rehearse {
namespace {

using namespace testing_lines;

TEST(Measures, ASampleStandsForTheTimeSinceTheOneBeforeButAMinuteAtMost) {
  Measuring measuring;
  measuring.take(sample(start, "web.1", id_of(1), 600));
  measuring.take(sample(start + seconds{25}, "web.1", id_of(1), 600));
  measuring.take(sample(start + minutes{30}, "web.1", id_of(1), 600));
  measuring.take(sample(start + minutes{31}, "web.1", id_of(1), 400));
  EXPECT_EQ(measuring.measures().over_quota, seconds{20 + 25 + 60});
  EXPECT_EQ(measuring.measures().peak_swap, Bytes::megabytes(88));
}

TEST(Measures, R14StandsInForSamplesOnlyWhereNoneCome) {
  Measuring measuring;
  measuring.take(sample(start, "web.1", id_of(1), 400));
  measuring.take(error(start, "web.1", 14));
  measuring.take(error(start, "web.2", 14));
  measuring.take(error(start + seconds{21}, "web.2", 14));
  EXPECT_EQ(measuring.measures().r14, 3);
  EXPECT_EQ(measuring.measures().over_quota, seconds{41});
}

TEST(Measures, RestartsOfADeployAreNobodys) {
  Measuring measuring;
  const observe::Lifecycle restarting{observe::LifecycleStep::restarting, {}};
  measuring.take({start, DynoName("web.1"), restarting});
  measuring.take({start + minutes{1}, DynoName(), observe::Released{7}});
  measuring.take({start + minutes{2}, DynoName("web.1"), restarting});
  EXPECT_EQ(measuring.measures().restarts, 1);
}

TEST(Measures, DynosDownAtOnceAreCountedByTypeAndNotWithPreboot) {
  const auto down = [](const char* dyno, int from, int to, bool preboot = false) {
    return ImaginedRestart{DynoName(dyno), start + seconds{from}, start + seconds{to}, preboot};
  };
  const auto most = down_at_once({down("web.1", 0, 30), down("web.2", 30, 60), down("web.3", 40, 70),
                                  down("worker.1", 0, 90), down("clock.1", 0, 60, true)});
  EXPECT_EQ(most.at(ProcessType("web")), 2);
  EXPECT_EQ(most.at(ProcessType("worker")), 1);
  EXPECT_EQ(most.at(ProcessType("clock")), 0);
}

}  // namespace
}  // namespace swapguard::rehearse
