// Gunzip: gzip bytes in pieces → plain bytes in pieces. Several members one after the other are one text, as
// `cat a.gz b.gz` makes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace swapguard::intake {

bool looks_gzipped(std::string_view beginning);

class Gunzip {
 public:
  using Block = std::function<void(std::string_view)>;

  // Stops with an error once more than `most` plain bytes have come (a bomb).
  explicit Gunzip(std::uint64_t most);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // Calls `block` with at most 256 KiB at a time. False once the data is broken; what was readable has been
  // handed on by then.
  bool feed(std::string_view piece, const Block& block);
  // False when the last member is cut off.
  bool finish();

  // `broken gzip data`; empty while all is well.
  const std::string& error() const { return error_; }

 private:
  struct Inflater;
  bool fail(std::string reason);

  std::uint64_t left_;
  std::unique_ptr<Inflater> inflater_;
  std::string error_;
};

}  // namespace swapguard::intake
