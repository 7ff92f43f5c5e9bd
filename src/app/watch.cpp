// swapguard watch: the dynos on a full screen, live from the running daemon.
#include <chrono>
#include <csignal>
#include <thread>

#include "app/running_daemon.h"
#include "app/subcommand.h"
#include "app/watch_choice.h"
#include "app/watch_feed.h"
#include "app/watch_lines.h"
#include "app/watch_terminal.h"

namespace swapguard::app {
namespace {

constexpr int redraw_after = 500;  // milliseconds: without news, for what counts up by itself
constexpr int signal_base = 128;   // of the exit code after a signal, as shells have it

// One line an app a minute, where no screen is.
int tell(RunningDaemon& daemon, const AppName& app, Console& console) {
  while (true) {
    const auto state = daemon.state(app);
    if (!state) return console.complain(state.error());
    console.print(watch_summary(*state, screen_of(console).charset));
    console.flush();
    if (std::ferror(console.out()) != 0) return exit_fine;  // nobody reads any more
    std::this_thread::sleep_for(std::chrono::minutes(1));
  }
}

class Watch {
 public:
  Watch(RunningDaemon daemon, AppName app, const Console& console)
      : console_(console), feed_(std::move(daemon), terminal_.wake()) {
    choice_.app = std::move(app);
  }

  int run();

 private:
  void draw();
  // The exit code when it is over.
  std::optional<int> handle(const WatchTerminal::News& news);
  bool press_all(const WatchTerminal::News& news);

  const Console& console_;
  WatchTerminal terminal_;  // before the feed's thread: see there
  WatchFeed feed_;
  WatchChoice choice_;
  KeyReader keys_;
};

void Watch::draw() {
  const WatchPicture picture = feed_.picture();
  terminal_.show(watch_lines(picture, choice_, screen_of(console_)));
  const auto* app = shown_app(picture, choice_);
  const auto dynos = shown_dynos(picture, choice_);
  if (app == nullptr || dynos.empty()) return;
  feed_.want({app->app, dynos[chosen_row(dynos, choice_)].dyno, choice_.range});
}

// False: quit.
bool Watch::press_all(const WatchTerminal::News& news) {
  for (const Key& key : keys_.read(news.octets, news.octets.empty() || news.octets.size() == 1)) {
    const WatchRequest request = press(choice_, key, feed_.picture());
    if (request.kind == WatchRequest::Kind::quit) return false;
    if (request.kind != WatchRequest::Kind::none) feed_.ask(request);
  }
  return true;
}

std::optional<int> Watch::handle(const WatchTerminal::News& news) {
  switch (news.signal) {
    case SIGINT:
      return exit_fine;
    case SIGTERM:
    case SIGHUP:
      return signal_base + news.signal;
    case SIGTSTP:
      terminal_.step_aside();
      break;
    case SIGWINCH:
      terminal_.forget();
      break;
    default:
      break;
  }
  if (news.is_closed) return signal_base + SIGHUP;
  return press_all(news) ? std::nullopt : std::optional(exit_fine);
}

int Watch::run() {
  while (true) {
    draw();
    if (const auto code = handle(terminal_.wait(redraw_after))) return *code;
  }
}

int run(const Arguments& arguments, Console& console) {
  auto daemon = RunningDaemon::find(arguments);
  if (!daemon) return console.complain(RunningDaemon::absent());
  const AppName app(arguments.value("app"));
  const auto state = daemon->state(app);
  if (!state) return console.complain(state.error());
  const bool has_screen = is_terminal(stdin) && is_terminal(console.out());
  return has_screen ? Watch(*std::move(daemon), app, console).run() : tell(*daemon, app, console);
}

}  // namespace

Subcommand watch_subcommand() {
  Subcommand row{
      .name = "watch",
      .summary = "see the dynos live on a full screen",
      .options = {{"app", "a", "APP", "begin with this app"}},
      .examples = {{"swapguard watch", "of the swapguard that runs here; ? shows the keys"},
                   {"swapguard watch --url https://guard.example.com", "of one elsewhere"},
                   {"swapguard watch | tee -a watch.log", "off a terminal: a line a minute"}},
      .more =
          "The dynos by fill with their growth and forecast, the memory of the chosen one over time, and "
          "the events as they fall. Enter says why a dyno was or was not restarted; r and p ask before "
          "they restart or pause. When swapguard ends, watch waits for it to come back.",
      .run = run};
  return asking_a_daemon(std::move(row));
}

}  // namespace swapguard::app
