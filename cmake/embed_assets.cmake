# cmake -P: bundles the dashboard where that is possible and writes OUT/assets_data.cpp: every file's bytes.
# WEB: the sources. PACKAGES: where npm installs. NODE, NPM: the programs, if found. MODE: auto, on, off.
set(files "${OUT}/files")
file(REMOVE_RECURSE "${files}")
file(REMOVE "${OUT}/complete")
file(MAKE_DIRECTORY "${files}")

# Bundles into `files`; sets `bundled` and, if it could not, `trouble`.
function(bundle)
  set(bundled FALSE PARENT_SCOPE)
  foreach(step "${WEB}/packages.mjs;${WEB};${PACKAGES}" "${WEB}/build.mjs;${PACKAGES};${files}")
    execute_process(COMMAND "${NODE}" ${step} RESULT_VARIABLE status ERROR_VARIABLE said OUTPUT_QUIET)
    if(NOT status EQUAL 0)
      set(trouble "${said}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(bundled TRUE PARENT_SCOPE)
endfunction()

set(bundled FALSE)
set(trouble "node or npm is not installed")
if(NOT MODE STREQUAL "off" AND NODE AND NPM)
  bundle()
endif()
if(NOT bundled)
  if(MODE STREQUAL "on")
    message(FATAL_ERROR "The dashboard's script could not be bundled: ${trouble}")
  elseif(NOT MODE STREQUAL "off" AND NODE AND NPM)
    message(WARNING "The dashboard is built without its script: ${trouble}")
  endif()
  file(REMOVE_RECURSE "${files}")
  file(COPY "${WEB}/app.css" "${WEB}/icon.svg" DESTINATION "${files}")
endif()

# A file's bytes as a string literal; nothing for a file that is not there.
function(literal file result)
  set(bytes)
  if(EXISTS "${file}")
    file(READ "${file}" bytes HEX)
    string(REPEAT "." 64 line)
    string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
    string(REPLACE "\n" "\"\n    \"" bytes "${bytes}")
  endif()
  set(${result} "\"${bytes}\"sv" PARENT_SCOPE)
endfunction()

set(types "css=text/css" "js=text/javascript" "svg=image/svg+xml")
set(rows)
file(GLOB logicals RELATIVE "${files}" "${files}/*.css" "${files}/*.js" "${files}/*.svg")
foreach(logical IN LISTS logicals)
  file(SHA256 "${files}/${logical}" hash)
  string(SUBSTRING "${hash}" 0 10 hash)
  string(REGEX REPLACE "(.*)\\.(.*)" "/assets/\\1-${hash}.\\2" path "${logical}")
  string(REGEX REPLACE ".*\\." "" extension "${logical}")
  string(REGEX MATCH "${extension}=([^;]*)" type "${types}")
  set(type "${CMAKE_MATCH_1}; charset=utf-8")
  literal("${files}/${logical}" identity)
  literal("${files}/${logical}.gz" gzip)
  literal("${files}/${logical}.br" brotli)
  string(APPEND rows "    Asset{\"${logical}\", \"${path}\", \"${type}\",\n    ${identity},\n    ${gzip},\n"
    "    ${brotli}, true},\n")
endforeach()
list(LENGTH logicals count)

file(CONFIGURE OUTPUT "${OUT}/assets_data.cpp" CONTENT [[
// Written by cmake/embed_assets.cmake.
#include "io/web/assets.h"

namespace swapguard::web {
using namespace std::literals;

std::span<const Asset> linked_assets() {
  static constexpr Asset all[@count@] = {
@rows@  };
  return all;
}

}  // namespace swapguard::web
]] @ONLY)
if(bundled OR MODE STREQUAL "off" OR NOT (NODE AND NPM))
  file(TOUCH "${OUT}/complete")
endif()
