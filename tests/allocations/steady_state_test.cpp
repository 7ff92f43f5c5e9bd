// Frames to decisions in steady state: nothing is allocated for any of them. This program counts every new.
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "core/guard/guard.h"
#include "io/intake/reader.h"
#include "traffic.h"

namespace {

std::size_t allocations = 0;

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  void* const room = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (room == nullptr) std::abort();
  return room;
}

}  // namespace

// Every form of it: a sanitizer has some of its own otherwise, and takes what one gave for another's.
void* operator new(std::size_t size) { return counted(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return operator new(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
// Never inlined: where only one half of a pair is, g++ takes it for another pair's.
[[gnu::noinline]] void operator delete(void* room) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, std::size_t) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room, std::size_t) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, const std::nothrow_t&) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room, const std::nothrow_t&) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, std::align_val_t) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, std::size_t, std::align_val_t) noexcept {
  std::free(room);
}

namespace swapguard {
namespace {

// A guard over the apps of the traffic, and a reader for each of them.
class Watch {
 public:
  explicit Watch(int apps) {
    std::vector<policy::AppPolicy> policies;
    for (int app = 0; app < apps; ++app) {
      const AppName name{"acme-" + std::to_string(app)};
      policies.emplace_back().app = name;
      readers_.push_back(std::make_unique<intake::LogReader>([this, name](const observe::Observation& line) {
        now_ = std::max(now_, line.at);
        guard_->observe(name, line, now_);
      }));
    }
    guard_ = std::make_unique<guard::Guard>(std::move(policies));
  }

  void read(const bench::Traffic::Body& body) {
    intake::LogReader& reader = *readers_[static_cast<std::size_t>(body.app)];
    const auto before = reader.counts().observations;
    reader.frames(body.frames);
    observations_ += reader.counts().observations - before;
  }
  std::uint64_t observations() const { return observations_; }

 private:
  std::vector<std::unique_ptr<intake::LogReader>> readers_;
  std::unique_ptr<guard::Guard> guard_;
  Instant now_{};
  std::uint64_t observations_ = 0;
};

TEST(SteadyState, AllocatesForNoFrame) {
  bench::TrafficSpec spec;
  spec.apps = 2;
  spec.octets = std::size_t{16} << 20;
  const std::size_t before = allocations;
  const bench::Traffic traffic = bench::make_traffic(spec);
  ASSERT_GT(allocations, before) << "the counter counts nothing";

  // By half of it every dyno is known and every window begun.
  Watch watch(spec.apps);
  const std::size_t half = traffic.bodies.size() / 2;
  for (std::size_t i = 0; i < half; ++i) watch.read(traffic.bodies[i]);
  const std::size_t known = allocations;
  const std::uint64_t seen = watch.observations();
  for (std::size_t i = half; i < traffic.bodies.size(); ++i) watch.read(traffic.bodies[i]);
  EXPECT_EQ(allocations, known);
  EXPECT_GT(watch.observations() - seen, 5'000U);
}

}  // namespace
}  // namespace swapguard
