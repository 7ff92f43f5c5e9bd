// bench_traffic FOLDER [--short]: writes the files that the benchmarks of reading files want. What is there
// already is left.
#include <filesystem>
#include <fstream>

#include "measure.h"
#include "traffic.h"

namespace swapguard::bench {
namespace {

void write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void make_files(const std::filesystem::path& folder, bool small) {
  if (std::filesystem::exists(folder / "one-app.log")) return;
  const Traffic traffic =
      make_traffic({.apps = 1, .dynos = 50, .octets = small ? std::size_t{4} << 20 : std::size_t{200} << 20});
  std::string frames;
  frames.reserve(traffic.octets);
  for (const auto& body : traffic.bodies) frames += body.frames;
  write(folder / "one-app.lpx", frames);
  write(folder / "one-app.log", to_text(traffic));
}

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** words) {
  if (count < 2) return 64;
  swapguard::bench::make_files(words[1], swapguard::bench::has_flag(count, words, "--short"));
}
