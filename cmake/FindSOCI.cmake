# Debian's libsoci-dev brings no CMake configuration.
find_path(SOCI_INCLUDE_DIR soci/soci.h)
find_library(SOCI_CORE soci_core)
find_library(SOCI_SQLITE3 soci_sqlite3)
find_library(SQLITE3 sqlite3)
find_library(SOCI_POSTGRESQL soci_postgresql)
find_library(PQ pq)
find_path(PQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SOCI REQUIRED_VARS
  SOCI_CORE SOCI_SQLITE3 SQLITE3 SOCI_POSTGRESQL PQ SOCI_INCLUDE_DIR PQ_INCLUDE_DIR)
if(SOCI_FOUND AND NOT TARGET SOCI::SOCI)
  add_library(SOCI::SOCI INTERFACE IMPORTED)
  target_include_directories(SOCI::SOCI SYSTEM INTERFACE "${SOCI_INCLUDE_DIR}" "${SOCI_INCLUDE_DIR}/soci"
    "${PQ_INCLUDE_DIR}")
  target_link_libraries(SOCI::SOCI INTERFACE
    "${SOCI_SQLITE3}" "${SOCI_POSTGRESQL}" "${SOCI_CORE}" "${SQLITE3}" "${PQ}")
endif()
