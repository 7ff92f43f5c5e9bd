#include "io/web/assets.h"

#include <algorithm>

namespace swapguard::web {

const Asset* find_asset(std::string_view path) {
  const auto found = std::ranges::find(linked_assets(), path, &Asset::path);
  return found == linked_assets().end() ? nullptr : &*found;
}

std::string_view asset_path(std::string_view logical) {
  const auto found = std::ranges::find(linked_assets(), logical, &Asset::logical);
  return found == linked_assets().end() ? std::string_view{} : found->path;
}

}  // namespace swapguard::web
