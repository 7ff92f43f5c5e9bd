// The files that init writes: the configuration, and what each place needs to start swapguard.
#include <fmt/format.h>
#include <link.h>

#include <filesystem>

#include "app/init_plan.h"
#include "app/text_file.h"

namespace swapguard::app {
namespace {

// The packages of Debian 12 that hold the libraries of the program.
constexpr std::string_view dockerfile = R"(FROM debian:12-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates tzdata libboost-container1.81.0 \
    libboost-json1.81.0 libboost-url1.81.0 libcurl4 libdate-tz3 libfmt9 libpq5 libsoci-core4.0 \
    libsoci-postgresql4.0 libsoci-sqlite3-4.0 libtomlplusplus3 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY swapguard swapguard.toml ./
USER nobody
CMD ["/app/swapguard", "run", "--config", "/app/swapguard.toml"]
)";

constexpr std::string_view heroku_yml = R"(build:
  docker:
    web: Dockerfile
run:
  web: /app/swapguard run --config /app/swapguard.toml
)";

constexpr std::string_view unit = R"([Unit]
Description=swapguard: restarts Heroku dynos before they swap
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/local/bin/swapguard run --config /etc/swapguard/swapguard.toml
ExecReload=/bin/kill -HUP $MAINPID
LoadCredential=heroku_api_key:/etc/swapguard/heroku_api_key
{}DynamicUser=yes
StateDirectory=swapguard
RuntimeDirectory=swapguard
WorkingDirectory=%S/swapguard
Restart=on-failure
RestartPreventExitStatus=64 77 78
TimeoutStopSec=30
MemoryMax=128M
NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateDevices=yes
PrivateUsers=yes
ProtectSystem=strict
ProtectHome=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
ProcSubset=pid
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
UMask=0077

[Install]
WantedBy=multi-user.target
)";

// The dynamic loader comes along: the program then runs on any Linux, whatever its libraries.
constexpr std::string_view starter = R"(#!/bin/sh
here=$(dirname "$0")
exec "$here/{}" --library-path "$here" "$here/swapguard" "$@"
)";

constexpr std::string_view procfile_line = "swapguard: .swapguard/run run --config swapguard.toml\n";

std::string configuration(const InitAnswers& answers, const InitFacts& facts) {
  std::string text = fmt::format(
      "# Written by swapguard init. Every setting: examples/swapguard.toml\n"
      "mode = \"{}\"{} # \"armed\" lets it restart\n\n[[app]]\nname = \"{}\"\n",
      answers.mode, answers.mode == "armed" ? "  " : "", answers.app.text);
  std::string types;
  for (const auto& type : answers.types)
    types += fmt::format("{}\"{}\"", types.empty() ? "" : ", ", type.text);
  if (!types.empty()) text += fmt::format("types = [{}]\n", types);
  if (!uses_drain(answers)) return text;
  text += fmt::format(
      "input = \"drain\"\ndrain_secret = \"${{SWAPGUARD_DRAIN_SECRET}}\"\n\n[http]\npublic_url = \"{}\"\n",
      public_url(answers, facts));
  if (answers.place != Place::heroku)
    text += "# address = \"0.0.0.0\"    # when no proxy stands in front\n# port = 8080\n";
  if (answers.place == Place::heroku) text += "\n[history]\npath = \"/tmp/swapguard.sqlite\"\n";
  return text;
}

std::string read(const std::string& path) { return read_text_file(path).value_or(""); }

// What the loader has loaded, under the names by which the program asks for it.
int add_library(dl_phdr_info* library, std::size_t, void* into) {
  const std::string path = library->dlpi_name;
  if (path.starts_with('/')) static_cast<std::vector<std::string>*>(into)->push_back(path);
  return 0;
}

// The program and every library that it uses, as they lie on this machine.
std::vector<PlannedFile> bundle(const InitFacts& facts) {
  const std::string folder = ".swapguard/";
  std::vector<PlannedFile> files{
      {.path = folder + "swapguard", .executable = true, .copy_of = facts.program}};
  std::vector<std::string> libraries;
  dl_iterate_phdr(&add_library, &libraries);
  std::string loader;
  for (const std::string& path : libraries) {
    const std::string name = std::filesystem::path(path).filename();
    if (name.starts_with("ld-")) loader = name;
    files.push_back({.path = folder + name, .executable = name.starts_with("ld-"), .copy_of = path});
  }
  const std::string start = fmt::format(fmt::runtime(starter), loader);
  files.push_back({.path = folder + "run", .content = start, .executable = true});
  return files;
}

PlannedFile procfile() {
  std::string text = read("Procfile");
  if (text.find("swapguard:") == std::string::npos) {
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    text += procfile_line;
  }
  return {.path = "Procfile", .content = text, .added_to = true};
}

}  // namespace

std::vector<PlannedFile> files_for(const InitAnswers& answers, const InitFacts& facts) {
  std::vector<PlannedFile> files{{.path = "swapguard.toml", .content = configuration(answers, facts)}};
  if (answers.place == Place::heroku) {
    const std::string folder = answers.guard_app.text + "/";
    files.front().path = folder + "swapguard.toml";
    files.push_back({.path = folder + "heroku.yml", .content = std::string(heroku_yml)});
    files.push_back({.path = folder + "Dockerfile", .content = std::string(dockerfile)});
    files.push_back({.path = folder + "swapguard", .executable = true, .copy_of = facts.program});
  }
  if (answers.place == Place::beside) {
    files.push_back(procfile());
    for (auto& file : bundle(facts)) files.push_back(std::move(file));
  }
  if (answers.place == Place::systemd) {
    const char* environment = uses_drain(answers) ? "EnvironmentFile=/etc/swapguard/swapguard.env\n" : "";
    files.push_back({.path = "swapguard.service", .content = fmt::format(fmt::runtime(unit), environment)});
  }
  if (uses_drain(answers) && answers.place != Place::heroku) {
    files.push_back({.path = "swapguard.env",
                     .content = "SWAPGUARD_DRAIN_SECRET=" + facts.secret + "\n",
                     .secret = true});
  }
  return files;
}

}  // namespace swapguard::app
