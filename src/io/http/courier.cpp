// The courier's round: take the mail, let curl work, hand back what has ended, wait.
#include "io/http/courier.h"

#include <curl/curl.h>

#include <algorithm>

#include "core/base/check.h"

namespace swapguard::http {
namespace {

constexpr int longest_wait_ms = 60'000;

bool curl_is_ready() {
  static const CURLcode state = curl_global_init(CURL_GLOBAL_DEFAULT);
  return state == CURLE_OK;
}

}  // namespace

Courier::Courier() : multi_(curl_is_ready() ? curl_multi_init() : nullptr) {
  CHECK(multi_ != nullptr);
  thread_ = std::thread([this] { run(); });
}

Courier::~Courier() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  curl_multi_wakeup(multi_);
  thread_.join();
  curl_multi_cleanup(multi_);
}

void Courier::carry(Id id, Call call, TransferEvents events, bool watch) {
  put(Errand{id, std::make_unique<Transfer>(std::move(call), std::move(events), watch)});
}

void Courier::drop(Id id) { put(Errand{id, nullptr}); }

void Courier::put(Errand errand) {
  {
    const std::lock_guard lock(mutex_);
    mailbox_.push_back(std::move(errand));
  }
  curl_multi_wakeup(multi_);
}

void Courier::run() {
  while (take_mail()) {
    int running = 0;
    curl_multi_perform(multi_, &running);
    collect();
    end_overdue();
    curl_multi_poll(multi_, nullptr, 0, patience(), nullptr);
  }
  while (!carried_.empty()) {
    const auto transfer = remove(carried_.begin()->first);
    transfer->abandon("shutting down");
  }
}

bool Courier::take_mail() {
  std::vector<Errand> mail;
  bool stopping = false;
  {
    const std::lock_guard lock(mutex_);
    mail.swap(mailbox_);
    stopping = stopping_;
  }
  for (Errand& errand : mail) {
    if (errand.transfer && stopping) {
      errand.transfer->abandon("shutting down");
    } else if (errand.transfer) {
      begin(std::move(errand));
    } else {
      remove(errand.id);
    }
  }
  return !stopping;
}

void Courier::begin(Errand errand) {
  const std::string refused = errand.transfer->prepare();
  if (!refused.empty()) return errand.transfer->abandon(refused);
  const CURLMcode added = curl_multi_add_handle(multi_, errand.transfer->easy());
  if (added != CURLM_OK) return errand.transfer->abandon(curl_multi_strerror(added));
  carried_.emplace(errand.id, std::move(errand.transfer));
}

void Courier::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const auto found = std::ranges::find_if(
        carried_, [&](const auto& entry) { return entry.second->easy() == message->easy_handle; });
    if (found == carried_.end()) continue;
    found->second->finish(code);
    remove(found->first);
  }
}

void Courier::end_overdue() {
  const auto now = Transfer::Clock::now();
  for (auto next = carried_.begin(); next != carried_.end();) {
    const auto here = next++;
    if (!here->second->overdue(now)) continue;
    here->second->abandon("no answer in time");
    remove(here->first);
  }
}

// How long to wait when nothing stirs; curl shortens it by its own timers.
int Courier::patience() const {
  auto due = Transfer::Clock::time_point::max();
  for (const auto& [id, transfer] : carried_) due = std::min(due, transfer->header_due());
  if (due == Transfer::Clock::time_point::max()) return longest_wait_ms;
  const auto left = std::chrono::ceil<milliseconds>(due - Transfer::Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 1, longest_wait_ms));
}

std::unique_ptr<Transfer> Courier::remove(Id id) {
  const auto found = carried_.find(id);
  if (found == carried_.end()) return nullptr;
  auto transfer = std::move(found->second);
  carried_.erase(found);
  curl_multi_remove_handle(multi_, transfer->easy());
  return transfer;
}

}  // namespace swapguard::http
