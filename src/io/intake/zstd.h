// Unzstd: zstd bytes in pieces → plain bytes in pieces. Several frames one after the other are one text, as
// `cat a.zst b.zst` makes them.
#pragma once

#include "io/intake/unpack.h"

namespace swapguard::intake {

bool looks_zstd(std::string_view beginning);

class Unzstd : public Unpacker {
 public:
  explicit Unzstd(std::uint64_t most);
  ~Unzstd() override;
  Unzstd(const Unzstd&) = delete;
  Unzstd& operator=(const Unzstd&) = delete;

  bool feed(std::string_view piece, const Block& block) override;
  bool finish() override;
  const std::string& error() const override { return error_; }

 private:
  struct Stream;
  bool fail(std::string reason);

  std::uint64_t left_;
  std::unique_ptr<Stream> stream_;
  std::string error_;
};

}  // namespace swapguard::intake
