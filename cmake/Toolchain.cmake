option(SWAPGUARD_TESTS "Build the tests" ON)
option(SWAPGUARD_BENCH "Build the benchmarks" OFF)
option(SWAPGUARD_HARDENING "Hardening flags of a release" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# libstdc++ 12 with clang 14 and the coroutines of Asio: see docs/decisions/0002-threads.md.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fcoroutines)
endif()

# No path of the machine that builds it: the same sources give the same bytes wherever they lie.
if(SWAPGUARD_HARDENING)
  add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
endif()

# What a release is hardened with; tests/hardening.py reads it back from the binary.
set(hardening_compile -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND hardening_compile -fcf-protection)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  list(APPEND hardening_compile -mbranch-protection=standard)
endif()
set(hardening_link -pie -Wl,-z,relro,-z,now,-z,noexecstack)
if(SWAPGUARD_HARDENING)
  add_compile_options(${hardening_compile})
  add_link_options(${hardening_link})
endif()
