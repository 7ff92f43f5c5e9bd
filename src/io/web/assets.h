// The files that the dashboard's pages name: the style, the script, the icon. They are linked into the
// program as CMake found them when it built (cmake/Assets.cmake), compressed there already; nothing is read
// at run time.
#pragma once

#include <span>
#include <string_view>

namespace swapguard::web {

// A file under /assets/. All views are of static storage.
struct Asset {
  std::string_view logical;   // app.css
  std::string_view path;      // /assets/app-3f9c1b2a.css: the hash is of the content
  std::string_view type;      // for Content-Type
  std::string_view identity;  // the bytes as they are
  std::string_view gzip;      // the same compressed; empty: not worth it, or built without Node
  std::string_view brotli;
  bool immutable;  // the name changes with the content: may be kept for ever
};

// What was linked in: app.css and icon.svg always, app.js where npm was there to build it.
std::span<const Asset> linked_assets();

// The asset with this path, or null.
const Asset* find_asset(std::string_view path);

// The path of a logical name (`app.js`); empty when the program was built without it.
std::string_view asset_path(std::string_view logical);

}  // namespace swapguard::web
