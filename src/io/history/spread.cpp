#include "io/history/spread.h"

#include <algorithm>
#include <cstdint>

namespace swapguard::history {
namespace {

// FNV-1a, mixed at the end: names that differ in one letter are to lie far apart.
std::uint64_t weight(const std::string& name, const AppName& app) {
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : name + '\n' + app.text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCDULL;
  hash = (hash ^ (hash >> 33U)) * 0xC4CEB9FE1A85EC53ULL;
  return hash ^ (hash >> 33U);
}

}  // namespace

std::map<AppName, std::string> spread(const std::vector<Instance>& instances) {
  std::map<AppName, std::vector<const Instance*>> able;
  for (const Instance& instance : instances) {
    for (const AppName& app : instance.apps) able[app].push_back(&instance);
  }
  const std::size_t share = instances.empty() ? 0 : (able.size() + instances.size() - 1) / instances.size();
  std::map<std::string, std::size_t> load;
  std::map<AppName, std::string> chosen;
  for (auto& [app, candidates] : able) {
    // By name, so that an instance that comes back has what it had; two of one name differ by their id.
    std::sort(candidates.begin(), candidates.end(), [&app = app](const Instance* a, const Instance* b) {
      const auto one = weight(a->name, app), other = weight(b->name, app);
      return one != other ? one > other : weight(a->id, app) > weight(b->id, app);
    });
    const auto free = std::find_if(candidates.begin(), candidates.end(),
                                   [&](const Instance* each) { return load[each->id] < share; });
    const Instance& taken = free == candidates.end() ? *candidates.front() : **free;
    ++load[taken.id];
    chosen[app] = taken.id;
  }
  return chosen;
}

}  // namespace swapguard::history
