# Warnings are errors in our own code; headers of libraries are system headers.
add_library(swapguard_warnings INTERFACE)
target_compile_options(swapguard_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Wconversion -Wsign-conversion -Wnull-dereference -Wdouble-promotion -Wformat=2
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 takes many a moved-from optional or inlined string for uninitialised or out of bounds.
  target_compile_options(swapguard_warnings INTERFACE
    -Wno-maybe-uninitialized -Wno-null-dereference -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict
    -Wno-dangling-pointer -Wno-free-nonheap-object)
endif()
