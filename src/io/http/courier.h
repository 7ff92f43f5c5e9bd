// Courier: the thread that carries calls. One mailbox in; answers leave through the events of each transfer.
// Inside io/http only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "io/http/transfer.h"

namespace swapguard::http {

class Courier {
 public:
  using Id = std::uint64_t;

  Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;
  // Abandons all that is under way, which still tells their events, and joins the thread.
  ~Courier();

  // Any thread. The caller bounds how many there are.
  void carry(Id id, Call call, TransferEvents events, bool watch);
  // Without a further event, save those that are on their way already.
  void drop(Id id);

 private:
  struct Errand {
    Id id = 0;
    std::unique_ptr<Transfer> transfer;  // none: drop it
  };

  void put(Errand errand);
  void run();
  bool take_mail();
  void begin(Errand errand);
  void collect();
  void end_overdue();
  int patience() const;
  std::unique_ptr<Transfer> remove(Id id);

  std::mutex mutex_;
  std::vector<Errand> mailbox_;  // under mutex_
  bool stopping_ = false;        // under mutex_
  void* multi_;
  std::map<Id, std::unique_ptr<Transfer>> carried_;  // courier thread
  std::thread thread_;
};

}  // namespace swapguard::http
