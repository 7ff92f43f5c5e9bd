#include "app/log_input.h"

#include "io/intake/files.h"

namespace swapguard::app {

std::optional<Problem> read_log(const std::string& file, intake::LogReader& reader,
                                const std::function<void()>& pause) {
  intake::FileOptions options;
  options.stop = [&pause] {
    pause();
    return false;
  };
  const auto read = intake::read_log(file, reader, options);
  if (read) return std::nullopt;
  return Problem{
      .code = "SG0004", .message = "cannot read " + read.error().path, .evidence = {read.error().reason}};
}

}  // namespace swapguard::app
