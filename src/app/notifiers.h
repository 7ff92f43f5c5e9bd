// Notifiers: hands each entry of the journal to the commands of [[notify]] that want its kind, and to its
// channels.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/clock.h"
#include "app/console.h"
#include "core/guard/journal_entry.h"
#include "io/config/settings.h"
#include "io/history/history.h"
#include "io/http/client.h"
#include "io/notify/channel.h"
#include "io/notify/exec.h"

namespace swapguard::app {

namespace asio = boost::asio;

// What the history tells a start: the last day's entries, oldest first, and the messages that need no
// telling.
struct ToldBefore {
  std::vector<guard::JournalEntry> entries;
  std::vector<history::EndedMessage> ended;
};

// Loop thread only.
class Notifiers {
 public:
  using Environment = std::map<std::string, std::string>;
  struct Doors {
    asio::io_context& loop;
    http::Client& client;
    Clock clock;
    std::function<void(const Problem&)> warn;
    std::function<void(history::EndedMessage)> ended;
  };
  explicit Notifiers(Doors doors) : doors_(std::move(doors)) {}

  // From here on these. One that stays as it is goes on with what waits for it. `environment` is what the
  // commands may see, but for what looks like a secret.
  void set(const config::Settings& settings, const Environment& environment);
  // After a start, before anything is put.
  void catch_up(const ToldBefore& past);

  void put(const guard::JournalEntry& entry);
  bool idle() const;
  // Of each channel by its name, commands included.
  std::map<std::string, notify::ChannelCounts> counts() const;

 private:
  struct Each {
    config::NotifySettings settings;
    std::string name, site;
    std::unique_ptr<notify::Exec> exec;  // one of these two
    std::unique_ptr<notify::Channel> channel;
  };
  Each make(const config::NotifySettings& settings, std::string name, const std::string& site,
            const std::vector<std::string>& variables);

  Doors doors_;
  std::vector<Each> all_;
};

// Names of the channels, in their order: as given, else after the service, with a number where that is taken.
std::vector<std::string> channel_names(const std::vector<config::NotifySettings>& channels);
notify::ChannelOptions channel_options(const config::NotifySettings& settings, std::string name,
                                       const std::string& site);
// As much of the past as a start looks at.
Result<ToldBefore, history::StorageError> told_before(history::History& history,
                                                      const config::Settings& settings, Instant now);

// "NAME=value" each, as a command is given them.
std::vector<std::string> listed(const Notifiers::Environment& environment);

// The environment without the variables whose value holds one of the settings' secrets or the token.
Notifiers::Environment without_secrets(Notifiers::Environment environment, const config::Settings& settings,
                                       const std::string& token);

}  // namespace swapguard::app
