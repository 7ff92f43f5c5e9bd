// Gunzip: gzip bytes in pieces → plain bytes in pieces. Several members one after the other are one text, as
// `cat a.gz b.gz` makes them.
#pragma once

#include "io/intake/unpack.h"

namespace swapguard::intake {

bool looks_gzipped(std::string_view beginning);

class Gunzip : public Unpacker {
 public:
  explicit Gunzip(std::uint64_t most);
  ~Gunzip() override;
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  bool feed(std::string_view piece, const Block& block) override;
  bool finish() override;
  const std::string& error() const override { return error_; }

 private:
  struct Inflater;
  bool fail(std::string reason);

  std::uint64_t left_;
  std::unique_ptr<Inflater> inflater_;
  std::string error_;
};

}  // namespace swapguard::intake
