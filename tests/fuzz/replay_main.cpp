// Runs a fuzz target as an ordinary test: over files, their lines, and seeded mutations of both.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t longest_input = 16 * 1024;
constexpr int mutations = 50;

const std::string* under_way = nullptr;

// What broke it, to be kept in the corpus.
void tell_input(int) {
  std::fprintf(stderr, "The input, printf of sh makes it again:\n");
  for (const char letter : *under_way) {
    const auto octet = static_cast<unsigned>(static_cast<unsigned char>(letter));
    const bool plain = octet >= ' ' && octet < 0x7F && letter != '\\' && letter != '%' && letter != '\'';
    std::fprintf(stderr, plain ? "%c" : "\\%03o", octet);
  }
  std::fprintf(stderr, "\n");
  std::signal(SIGABRT, SIG_DFL);
}

void run(const std::string& input) {
  under_way = &input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

// What breaks parsers: bytes lost, doubled, replaced by those that mean something, and cut ends.
std::string mutate(std::string input, std::mt19937_64& random) {
  constexpr char letters[] = "0123456789<> =.[]\n\r\0\x1b:-\"\\";
  for (int change = 0; change < 3 && !input.empty(); ++change) {
    const std::size_t place = random() % input.size();
    const char letter = letters[random() % (sizeof letters - 1)];
    switch (random() % 5) {
      case 0:
        input.erase(place, 1 + random() % 8);
        break;
      case 1:
        input.insert(place, 1 + random() % 8, letter);
        break;
      case 2:
        input[place] = letter;
        break;
      case 3:
        input.insert(place, input.substr(random() % input.size(), random() % 64));
        break;
      default:
        input.resize(place);
        break;
    }
  }
  return input;
}

std::vector<std::string> inputs_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> inputs;
  for (std::string line; std::getline(file, line);) inputs.push_back(line);
  file.clear();
  file.seekg(0);
  std::string whole{std::istreambuf_iterator<char>(file), {}};
  for (std::size_t at = 0; at < whole.size(); at += longest_input)
    inputs.push_back(whole.substr(at, longest_input));
  return inputs;
}

// A file, or all of a folder, in the same order everywhere.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
  if (std::filesystem::is_regular_file(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  std::signal(SIGABRT, &tell_input);
  std::size_t seen = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& file : files_of(arguments[i])) {
      std::mt19937_64 random(42);
      for (const auto& input : inputs_of(file)) {
        run(input);
        for (int round = 0; round < mutations; ++round) run(mutate(input, random));
        seen += 1 + mutations;
      }
    }
  }
  std::printf("%zu inputs\n", seen);
  return seen == 0;
}
