// Recording: `--record FILE`: the log as it was read, line by line, so that replay makes of it what `run`
// made of it. Beside it FILE.facts.json says what the platform told at the start.
#pragma once

#include <memory>
#include <string>

#include "app/console.h"
#include "app/daemon.h"
#include "app/facts.h"
#include "app/subcommand.h"
#include "core/guard/event.h"
#include "core/logplex/log_line.h"

namespace swapguard::app {

// Loop thread only. Only the owner may read the files: they hold whatever the app printed.
class Recording {
 public:
  // Replaces a file of that name. Compressed when it ends in `.gz`.
  static Result<std::unique_ptr<Recording>, Problem> open(const std::string& file, AppName app);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  // A line as `heroku logs` prints it. Left out: lines without a time and frames found again after damage,
  // since text cannot say so, and lines of neither app nor platform. Every ten seconds of log reach the disk.
  void take(const AppName& app, const logplex::LogLine& line);
  // The formation and dynos that were told first are the facts.
  void take(const guard::Event& event);

  // Why writing failed; nothing: it did not. Ends it for good.
  const std::optional<Problem>& trouble() const { return trouble_; }

 private:
  struct File;
  Recording(std::string path, AppName app, std::unique_ptr<File> file);
  void fail(const std::string& path);
  void write_facts();

  std::string path_;
  AppName app_;
  std::unique_ptr<File> file_;
  Facts facts_;
  bool formation_told_ = false, dynos_told_ = false;
  Instant flushed_{};
  std::optional<Problem> trouble_;
};

// The option that `run` and `demo` have for it.
Option record_option();
// What --record asks for; null when it does not. A recording holds one app.
Result<std::unique_ptr<Recording>, Problem> recording_of(const Arguments& arguments,
                                                         const std::vector<AppName>& apps);
// Lets a daemon's lines and events reach the recording, which must outlive it. Trouble is told once, as a
// warning.
void record(DaemonOptions& daemon, Recording& recording);

}  // namespace swapguard::app
