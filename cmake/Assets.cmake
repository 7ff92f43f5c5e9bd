# swapguard_assets(NAME): the dashboard's files as a library. Node and npm bundle and compress what web/
# holds; without them, or where npm reaches neither its cache nor a registry, the style is linked in as it is
# written and the pages do without a script.
set(SWAPGUARD_WEB auto CACHE STRING "Bundle the dashboard's script with npm: auto, on (else fail) or off")
set_property(CACHE SWAPGUARD_WEB PROPERTY STRINGS auto on off)
set(SWAPGUARD_WEB_PACKAGES "${CMAKE_SOURCE_DIR}/build/web_packages" CACHE PATH "Where npm puts packages")

function(swapguard_assets name)
  find_program(NODE node)
  find_program(NPM npm)
  if(NOT SWAPGUARD_WEB STREQUAL "off" AND NOT (NODE AND NPM))
    message(STATUS "No node or no npm: the dashboard is built without its script")
  endif()
  set(script "${CMAKE_SOURCE_DIR}/cmake/embed_assets.cmake")
  set(web "${CMAKE_SOURCE_DIR}/web")
  set(out "${CMAKE_BINARY_DIR}/web")
  file(GLOB sources CONFIGURE_DEPENDS
    "${web}/src/*.ts" "${web}/*.css" "${web}/*.svg" "${web}/*.mjs" "${web}/*.json")
  list(FILTER sources EXCLUDE REGEX "_test\\.ts$")
  # `complete` comes with a script, or where none is wanted: after a failed npm, a build tries again.
  add_custom_command(OUTPUT "${out}/assets_data.cpp" "${out}/complete"
    COMMAND "${CMAKE_COMMAND}" "-DWEB=${web}" "-DOUT=${out}" "-DPACKAGES=${SWAPGUARD_WEB_PACKAGES}"
      "-DNODE=${NODE}" "-DNPM=${NPM}" "-DMODE=${SWAPGUARD_WEB}" -P "${script}"
    DEPENDS ${sources} "${script}"
    COMMENT "Bundling the dashboard" VERBATIM)
  add_library(${name} STATIC "${out}/assets_data.cpp")
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/src")
  target_compile_options(${name} PRIVATE -Wno-overlength-strings)
endfunction()
