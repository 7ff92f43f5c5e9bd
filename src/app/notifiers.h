// Notifiers: hands each entry of the journal to the commands of [[notify]] that want its kind.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/console.h"
#include "core/guard/journal_entry.h"
#include "io/config/settings.h"
#include "io/notify/exec.h"

namespace swapguard::app {

namespace asio = boost::asio;

// Loop thread only.
class Notifiers {
 public:
  using Environment = std::map<std::string, std::string>;
  Notifiers(asio::io_context& loop, std::function<void(const Problem&)> warn)
      : loop_(loop), warn_(std::move(warn)) {}

  // From here on these. One that stays as it is goes on with what waits for it. `environment` is what the
  // commands may see, but for what looks like a secret.
  void set(const std::vector<config::NotifySettings>& wanted, const Environment& environment);

  void put(const guard::JournalEntry& entry);
  bool idle() const;

 private:
  struct Each {
    config::NotifySettings settings;
    std::unique_ptr<notify::Exec> exec;
  };

  asio::io_context& loop_;
  std::function<void(const Problem&)> warn_;
  std::vector<Each> all_;
};

// The environment without the variables whose value holds one of the settings' secrets or the token.
Notifiers::Environment without_secrets(Notifiers::Environment environment, const config::Settings& settings,
                                       const std::string& token);

}  // namespace swapguard::app
