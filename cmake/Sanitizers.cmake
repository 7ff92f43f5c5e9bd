option(SWAPGUARD_FUZZ "clang: build tests/fuzz for libFuzzer, and all else so that it sees the branches" OFF)
if(SWAPGUARD_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

set(SWAPGUARD_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them: address,undefined or thread")
if(SWAPGUARD_SANITIZE)
  add_compile_options(-fsanitize=${SWAPGUARD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SWAPGUARD_SANITIZE})
  if(SWAPGUARD_SANITIZE MATCHES "undefined")
    # A quarter of the time to compile goes into these; ASan finds what the first two are for.
    add_compile_options(-fno-sanitize=null,object-size,alignment,vptr)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND SWAPGUARD_SANITIZE MATCHES "thread")
    add_compile_options(-Wno-tsan)  # Asio uses fences; our threads meet under mutexes, which it does see
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND SWAPGUARD_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=function)  # clang 14: cannot be emitted for coroutines
  endif()
endif()
