#include "app/read_ahead.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace swapguard::app {
namespace {

constexpr std::size_t lines_a_batch = 4096;
constexpr std::size_t batches_most = 4;

struct Batch {
  std::vector<ReadLine> lines;
  std::optional<ReadProgress> pause;  // after the lines
};

// The batches between the two threads.
class Belt {
 public:
  void put(Batch batch) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return batches_.size() < batches_most; });
    batches_.push_back(std::move(batch));
    filled_.notify_one();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    filled_.notify_one();
  }
  // Nothing: there will be no more.
  std::optional<Batch> take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return !batches_.empty() || ended_; });
    if (batches_.empty()) return std::nullopt;
    Batch batch = std::move(batches_.front());
    batches_.pop_front();
    room_.notify_one();
    return batch;
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_, filled_;
  std::deque<Batch> batches_;
  bool ended_ = false;
};

}  // namespace

Result<LogLinesCounts, Problem> read_ahead(const ReadLines& read, const LogLinesEvents& events) {
  Belt belt;
  Result<LogLinesCounts, Problem> counts;
  std::thread reader([&] {
    Batch batch;
    const auto send = [&](std::optional<ReadProgress> pause) {
      batch.pause = pause;
      belt.put(std::exchange(batch, {}));
    };
    counts = read({.line =
                       [&](const ReadLine& line) {
                         batch.lines.push_back(line);
                         if (batch.lines.size() == lines_a_batch) send({});
                       },
                   .pause = send});
    if (!batch.lines.empty()) send({});
    belt.end();
  });
  while (const auto batch = belt.take()) {
    for (const auto& line : batch->lines) events.line(line);
    if (batch->pause) events.pause(*batch->pause);
  }
  reader.join();
  return counts;
}

}  // namespace swapguard::app
