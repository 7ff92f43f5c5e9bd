#include "core/observe/runtime_metrics.h"

#include <array>

#include "core/observe/decimal.h"

namespace swapguard::observe {
namespace {

struct MemoryKey {
  std::string_view name;
  std::optional<Bytes> MemorySample::*field;
};
constexpr std::array<MemoryKey, 5> memory_keys{{{"memory_total", &MemorySample::total},
                                                {"memory_rss", &MemorySample::rss},
                                                {"memory_cache", &MemorySample::cache},
                                                {"memory_swap", &MemorySample::swap},
                                                {"memory_quota", &MemorySample::quota}}};

struct PageKey {
  std::string_view name;
  std::optional<std::uint64_t> MemorySample::*field;
};
constexpr std::array<PageKey, 2> page_keys{
    {{"memory_pgpgin", &MemorySample::pages_in}, {"memory_pgpgout", &MemorySample::pages_out}}};

struct LoadKey {
  std::string_view name;
  std::optional<double> LoadSample::*field;
};
constexpr std::array<LoadKey, 3> load_keys{{{"load_avg_1m", &LoadSample::load_1m},
                                            {"load_avg_5m", &LoadSample::load_5m},
                                            {"load_avg_15m", &LoadSample::load_15m}}};

// The line as it is read. Words are views into it.
struct MetricLine {
  std::string_view process;
  std::string_view source, dyno;           // identity
  std::string_view measure, value, units;  // the formats that print one key a line
  MemorySample memory;
  LoadSample load;
  bool has_memory = false;
  bool has_load = false;
};

// A number and its unit; the formats that print a key a line may leave the unit out.
struct Quantity {
  std::string_view number, unit;
  bool needs_unit = true;

  bool has_unit(std::string_view wanted) const { return unit == wanted || (unit.empty() && !needs_unit); }
};

Quantity split_quantity(std::string_view text, bool needs_unit) {
  const auto number = text.substr(0, text.find_first_not_of("0123456789."));
  return {number, text.substr(number.size()), needs_unit};
}

// The whole of `text` as hundredths, or nothing.
std::optional<std::int64_t> parse_hundredths(std::string_view text) {
  const auto value = take_hundredths(text);
  return text.empty() ? value : std::nullopt;
}

std::optional<std::int64_t> parse_digits(std::string_view text) {
  const auto value = take_digits(text);
  return text.empty() ? value : std::nullopt;
}

template <class Field, class Value>
bool set_once(std::optional<Field>& field, Value value) {
  if (field) return false;
  field = value;
  return true;
}

// False: a key that we know has a value that we cannot read.
bool read_key(MetricLine& line, std::string_view key, const Quantity& quantity) {
  for (const auto& [name, field] : memory_keys) {
    if (name != key) continue;
    const auto size = parse_hundredths(quantity.number);
    line.has_memory = true;
    return size && quantity.has_unit("MB") && set_once(line.memory.*field, Bytes::hundredths(*size));
  }
  for (const auto& [name, field] : page_keys) {
    if (name != key) continue;
    const auto pages = parse_digits(quantity.number);
    line.has_memory = true;
    return pages && quantity.has_unit("pages") &&
           set_once(line.memory.*field, static_cast<std::uint64_t>(*pages));
  }
  for (const auto& [name, field] : load_keys) {
    if (name != key) continue;
    const auto load = parse_hundredths(quantity.number);
    line.has_load = true;
    return load && quantity.unit.empty() && set_once(line.load.*field, static_cast<double>(*load) / 100.0);
  }
  return true;
}

bool set_word(std::string_view& field, std::string_view value) {
  if (!field.empty() || value.empty()) return false;
  field = value;
  return true;
}

bool read_pair(MetricLine& line, std::string_view word) {
  const auto equals = word.find('=');
  if (equals == std::string_view::npos) return true;
  auto key = word.substr(0, equals);
  const auto value = word.substr(equals + 1);
  if (take(key, "sample#")) return read_key(line, key, split_quantity(value, true));
  if (take(key, "measure.")) return read_key(line, key, split_quantity(value, false));
  if (key == "source") return set_word(line.source, value);
  if (key == "dyno") return set_word(line.dyno, value);
  if (key == "measure") return set_word(line.measure, value);
  if (key == "val") return set_word(line.value, value);
  if (key == "units") return set_word(line.units, value);
  return true;
}

// `measure=memory_total val=509 units=MB`; at first with the process type in front of the key.
bool read_measure(MetricLine& line) {
  if (line.measure.empty()) return true;
  auto key = line.measure;
  const auto dot = key.find('.');
  if (dot != std::string_view::npos && line.process.substr(0, line.process.find('.')) == key.substr(0, dot)) {
    key.remove_prefix(dot + 1);
  }
  return read_key(line, key, {line.value, line.units, false});
}

// The uuid of `heroku.<number>.<middle><uuid>`.
std::optional<DynoId> read_identity(std::string_view text, std::string_view middle) {
  if (!take(text, "heroku.") || !take_digits(text) || !take(text, ".") || !take(text, middle)) {
    return std::nullopt;
  }
  return DynoId::parse(text);
}

enum class Identity { ours, foreign, broken };

Identity identify(const MetricLine& line, DynoId& id) {
  std::optional<DynoId> found;
  if (line.source == line.process) {
    found = read_identity(line.dyno, "");
  } else {
    auto rest = line.source;
    if (!take(rest, "heroku.") || !take_digits(rest) || !take(rest, ".") || !take(rest, line.process) ||
        !take(rest, ".")) {
      return Identity::foreign;
    }
    found = DynoId::parse(rest);
  }
  if (!found || found->is_nil()) return Identity::broken;
  id = *found;
  return Identity::ours;
}

}  // namespace

Result<What, Ignored> read_metrics(std::string_view process, std::string_view text) {
  MetricLine line{.process = process};
  bool readable = text.find('\n') == std::string_view::npos;  // otherwise two lines ran together
  while (!text.empty()) readable = read_pair(line, take_word(text)) && readable;
  readable = read_measure(line) && readable;
  DynoId id;
  const auto identity = identify(line, id);
  if (identity == Identity::foreign) return failure(Ignored::metric_foreign_source);
  if (identity == Identity::broken || !readable) return failure(Ignored::metric_malformed);
  line.memory.id = line.load.id = id;
  if (line.has_memory) return What{line.memory};
  if (line.has_load) return What{line.load};
  return failure(Ignored::metric_unknown);
}

}  // namespace swapguard::observe
