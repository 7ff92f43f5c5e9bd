#include "app/recording.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace swapguard::app {
namespace {

constexpr Duration flushed_every = seconds{10};  // of log
constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

Problem cannot_write(const std::string& path) {
  return {.code = "SG0005", .message = "cannot write " + path, .evidence = {std::strerror(errno)}};
}

int create(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, owner_only);
}

// `2023-02-13T22:12:51.822974+00:00 heroku[web.1]: MSG`. A frame's message may hold line breaks, which as
// text would read as lines of their own: whoever can print could then pass for the platform.
std::string to_text(const logplex::LogLine& line) {
  const auto second = std::chrono::floor<seconds>(line.at);
  std::string text = format_rfc3339(second);
  text.pop_back();  // Z
  text += fmt::format(".{:06}+00:00 {}[{}]: ", (line.at - second).count(),
                      line.origin == logplex::Origin::platform ? "heroku" : "app", line.process);
  for (const char c : line.text) text += c == '\n' || c == '\r' ? ' ' : c;
  return text + "\n";
}

}  // namespace

// zlib writes both: `T` passes the bytes through as they are.
struct Recording::File {
  gzFile handle = nullptr;
  explicit File(gzFile opened) : handle(opened) {}
  ~File() { gzclose(handle); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

Recording::Recording(std::string path, AppName app, std::unique_ptr<File> file)
    : path_(std::move(path)), app_(std::move(app)), file_(std::move(file)) {
  facts_.formation.app = app_;
}
Recording::~Recording() = default;

Result<std::unique_ptr<Recording>, Problem> Recording::open(const std::string& file, AppName app) {
  const int descriptor = create(file);
  if (descriptor < 0) return failure(cannot_write(file));
  const gzFile handle = gzdopen(descriptor, file.ends_with(".gz") ? "wb6" : "wbT");
  if (handle == nullptr) {
    ::close(descriptor);
    return failure(cannot_write(file));
  }
  std::unique_ptr<Recording> recording(new Recording(file, std::move(app), std::make_unique<File>(handle)));
  // Of an earlier recording of that name; without them these lines are read as they stand.
  ::unlink(facts_beside(file).c_str());
  return recording;
}

void Recording::take(const AppName& app, const logplex::LogLine& line) {
  if (trouble_ || app != app_ || !line.dated || !line.trusted || line.process.empty()) return;
  if (line.origin == logplex::Origin::other) return;
  const std::string text = to_text(line);
  const bool due = line.at - flushed_ >= flushed_every;
  if (gzwrite(file_->handle, text.data(), static_cast<unsigned>(text.size())) <= 0 ||
      (due && gzflush(file_->handle, Z_SYNC_FLUSH) != Z_OK)) {
    return fail(path_);
  }
  if (due) flushed_ = line.at;
}

void Recording::take(const guard::Event& event) {
  if (const auto* listed = std::get_if<guard::FormationListed>(&event)) {
    if (formation_told_ || listed->app != app_) return;
    formation_told_ = true;
    facts_.formation = *listed;
    write_facts();
  } else if (const auto* dynos = std::get_if<guard::DynosListed>(&event)) {
    if (dynos_told_ || dynos->app != app_ || !dynos->dynos) return;
    dynos_told_ = true;
    facts_.dynos = *dynos->dynos;
    write_facts();
  }
}

void Recording::write_facts() {
  if (trouble_) return;
  const std::string path = facts_beside(path_);
  const std::string text = to_json(facts_) + "\n";
  const int descriptor = create(path);
  if (descriptor < 0) return fail(path);
  const bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(descriptor);
  if (!written) fail(path);
}

void Recording::fail(const std::string& path) { trouble_ = cannot_write(path); }

Option record_option() {
  return {"record", "", "FILE", "save the log as it is read, for replay; .gz is compressed"};
}

Result<std::unique_ptr<Recording>, Problem> recording_of(const Arguments& arguments,
                                                         const std::vector<AppName>& apps) {
  if (!arguments.has("record")) return std::unique_ptr<Recording>();
  if (apps.size() == 1) return Recording::open(arguments.value("record"), apps.front());
  return failure(
      Problem{.code = "SG0002",
              .message = fmt::format("--record saves the log of one app, and here are {}", apps.size()),
              .hints = {"Name it: -a APP"}});
}

void record(DaemonOptions& daemon, Recording& recording) {
  const auto told = std::make_shared<bool>(false);
  const auto tell = [&recording, told, warn = daemon.warn] {
    if (!recording.trouble() || std::exchange(*told, true)) return;
    Problem problem = *recording.trouble();
    problem.severity = telemetry::Severity::warning;
    warn(problem);
  };
  daemon.line = [&recording, tell](const AppName& app, const logplex::LogLine& line) {
    recording.take(app, line);
    tell();
  };
  daemon.heard = [&recording, tell](const guard::Event& event) {
    recording.take(event);
    tell();
  };
}

}  // namespace swapguard::app
