// Reads bodies and texts down to observations, the way intake and replay do.
#pragma once

#include <string_view>
#include <vector>

#include "core/logplex/framing.h"
#include "core/logplex/line_stream.h"
#include "core/logplex/parse_line.h"
#include "core/observe/observe.h"

namespace swapguard::reading {

inline void keep_if_taken(const std::optional<logplex::LogLine>& line,
                          std::vector<observe::Observation>& kept) {
  if (!line) return;
  if (auto observation = observe::observe(*line)) kept.push_back(*std::move(observation));
}

inline std::vector<observe::Observation> read_body(std::string_view body) {
  std::vector<observe::Observation> kept;
  logplex::FrameWalk frames(body);
  while (const auto frame = frames.next()) {
    auto line = logplex::parse_message(frame->message);
    if (line) line->trusted = line->trusted && frame->trusted;
    keep_if_taken(line, kept);
  }
  return kept;
}

// `whole` says that the stream ended in good order, as a file does.
inline std::vector<observe::Observation> read_chunks(const std::vector<std::string_view>& chunks,
                                                     logplex::LineStream::Format format, bool whole) {
  std::vector<observe::Observation> kept;
  const auto keep = [&](std::string_view line) {
    while (!line.empty()) keep_if_taken(logplex::take_text(line, {}), kept);
  };
  logplex::LineStream lines(format);
  for (std::string_view chunk : chunks) lines.feed(chunk, keep);
  if (whole) lines.finish(keep);
  return kept;
}

inline std::vector<observe::MemorySample> samples(const std::vector<observe::Observation>& observations) {
  std::vector<observe::MemorySample> found;
  for (const auto& observation : observations) {
    if (const auto* sample = std::get_if<observe::MemorySample>(&observation.what)) found.push_back(*sample);
  }
  return found;
}

}  // namespace swapguard::reading
