// What a history can do that syncs each commit by itself: leave a sync to the one that comes next.
#pragma once

namespace swapguard::history {

class SyncFollows {
 public:
  virtual ~SyncFollows() = default;
  // While true, what append() writes may become durable with what is written after it has become false: for
  // who is about to write something that must be durable, so that one sync does for both.
  virtual void sync_follows(bool follows) = 0;
};

}  // namespace swapguard::history
