// Wire: the network between one swapguard's API client and the platform, in memory and virtual time: an
// http::Client under the real io/heroku. The platform answers from its model; what goes wrong on the way is
// the dice's.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "io/http/client.h"
#include "sim/worlds/agenda.h"
#include "sim/worlds/watcher.h"

namespace swapguard::worlds {

namespace asio = boost::asio;

class Wire final : public http::Client {
 public:
  struct Doors {
    asio::io_context& loop;
    Agenda& agenda;
    Dice& dice;
    Scene& scene;
    sim::Random& luck;                           // of how long things take
    std::function<Sent(const DynoName&)> sent;   // a DELETE leaves
    std::function<void(const Listing&)> listed;  // a listing arrived
    std::function<void(const Sent&, const DynoId&)> acted;
    std::function<void(const Sent&, Effect)> answered;
  };

  explicit Wire(Doors doors) : doors_(std::make_shared<Doors>(std::move(doors))) {}

  asio::awaitable<Result<http::Response, http::CallError>> send(http::Call call) override;
  std::unique_ptr<http::WatchHandle> watch(http::Watch) override { return nullptr; }
  // A pause of the client's own, in virtual time.
  asio::awaitable<void> pause(Duration span);
  // The process is gone: nothing leaves or arrives any more, and whoever waits is let go.
  void cut();

 private:
  using Answer = Result<http::Response, http::CallError>;
  struct Slot;
  using SlotPtr = std::shared_ptr<Slot>;

  SlotPtr slot();
  static asio::awaitable<Answer> await(SlotPtr slot);
  void carry(const http::Call& call, const SlotPtr& slot);
  void carry_delete(const http::Call& call, const SlotPtr& slot);
  void carry_get(const http::Call& call, const SlotPtr& slot);

  std::shared_ptr<Doors> doors_;  // shared with what is under way: a request arrives whatever became of us
  std::vector<std::weak_ptr<Slot>> slots_;
  bool is_cut_ = false;
};

// What the platform answers, from its model; a DELETE restarts. `hit`: the generation it hit.
http::Response answer_of(Scene& scene, const http::Call& call, DynoId& hit);

}  // namespace swapguard::worlds
