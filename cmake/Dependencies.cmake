# Everything comes from Debian 12. Imported targets are system headers.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(SOCI REQUIRED)       # cmake/FindSOCI.cmake
find_package(Zstd REQUIRED)       # cmake/FindZstd.cmake
if(SWAPGUARD_TESTS)
  find_package(GTest REQUIRED)
  find_package(RapidCheck REQUIRED)   # cmake/FindRapidCheck.cmake
endif()
