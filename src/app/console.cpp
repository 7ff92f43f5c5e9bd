#include "app/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "app/json_line.h"
#include "app/pager.h"
#include "app/screen.h"

namespace swapguard::app {
namespace {

std::string json_of(const config::Faults& faults) {
  std::string list;
  for (const auto& fault : faults) {
    JsonLine one;
    one.add("source", fault.place.source).add("line", fault.place.line).add("column", fault.place.column);
    list += (list.empty() ? "" : ",") + one.add("message", fault.message).text();
  }
  JsonLine body;
  body.add("code", "SG1501").add("message", fmt::format("{} errors in the configuration", faults.size()));
  body.add_raw("faults", "[" + list + "]");
  return JsonLine().add_raw("error", body.text()).text();
}

// Colours and line breaks stay; what is not ASCII is spelled in it where the stream's reader wants that.
std::string fit_for(std::FILE* stream, std::string_view text) {
  if (screen_of(stream).charset == telemetry::Charset::utf8) return std::string(text);
  const auto is_ascii = [](char octet) { return static_cast<unsigned char>(octet) < 0x80; };
  std::string fit;
  while (!text.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_ascii) - text.begin());
    fit += text.substr(0, plain);
    text.remove_prefix(plain);
    const auto other =
        static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_ascii) - text.begin());
    fit += telemetry::one_line(text.substr(0, other), telemetry::Charset::ascii);
    text.remove_prefix(other);
  }
  return fit;
}

}  // namespace

void Console::print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), out_) < text.size() && lost_ == 0) lost_ = errno;
}

void Console::line(std::string_view text) {
  print(text);
  print("\n");
}

void Console::page(std::string_view text) {
  const std::string fit = fit_for(out_, text);
  const auto lines = static_cast<std::size_t>(std::count(fit.begin(), fit.end(), '\n'));
  if (paged_ && is_terminal(out_) && lines >= screen_of(out_).height) {
    const auto pager = pager_command();
    flush();
    if (pager && show_in_pager(*pager, fit)) return;
  }
  print(fit);
}

void Console::flush() {
  if (std::fflush(out_) != 0 && lost_ == 0) lost_ = errno;
}

int Console::end(int code) {
  flush();
  if (lost_ == 0 || lost_ == EPIPE) return code;
  return complain(Problem{.code = "SG0005",
                          .message = fmt::format("the result cannot be written: {}", std::strerror(lost_)),
                          .hints = {"What was written of it is not whole."}});
}

void Console::note(std::string_view text) {
  if (quiet_ || text.empty()) return;
  fmt::print(err_, "{}{}", fit_for(err_, text), text.ends_with('\n') ? "" : "\n");
}

int Console::complain(const Complaint& complaint) {
  flush();
  if (const auto* problem = std::get_if<Problem>(&complaint)) {
    fmt::print(err_, "{}", json_ ? to_json_error(*problem) + "\n" : fit_for(err_, to_text_error(*problem)));
    return problem->exit_code();
  }
  const auto& faults = std::get<config::Faults>(complaint);
  fmt::print(err_, "{}", json_ ? json_of(faults) + "\n" : fit_for(err_, config::to_text(faults)));
  return static_cast<int>(telemetry::Exit::config);
}

}  // namespace swapguard::app
