# cmake -P: writes below OUT/share what PROGRAM tells of itself: manual pages and the completions of three
# shells.
set(share "${OUT}/share")
file(REMOVE_RECURSE "${share}")

# Without a configuration, a terminal or a language of the caller's.
set(run "${CMAKE_COMMAND}" -E env --unset=SWAPGUARD_CONFIG LC_ALL=C.UTF-8 "${PROGRAM}")

function(write_compressed to)
  execute_process(COMMAND ${run} ${ARGN} COMMAND gzip -9n OUTPUT_FILE "${share}/${to}"
    COMMAND_ERROR_IS_FATAL ANY)
endfunction()

execute_process(COMMAND ${run} help --json OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
string(JSON count LENGTH "${table}" commands)
math(EXPR last "${count} - 1")

file(MAKE_DIRECTORY "${share}/man/man1" "${share}/man/man5")
write_compressed(man/man1/swapguard.1.gz man)
write_compressed(man/man5/swapguard.toml.5.gz man swapguard.toml)
foreach(at RANGE ${last})
  string(JSON name GET "${table}" commands ${at} name)
  write_compressed("man/man1/swapguard-${name}.1.gz" man "${name}")
endforeach()

foreach(pair bash=bash-completion/completions/swapguard zsh=zsh/vendor-completions/_swapguard
             fish=fish/vendor_completions.d/swapguard.fish)
  string(REGEX MATCH "(.*)=(.*)" pair "${pair}")
  set(shell "${CMAKE_MATCH_1}")
  set(file "${share}/${CMAKE_MATCH_2}")
  cmake_path(GET file PARENT_PATH folder)
  file(MAKE_DIRECTORY "${folder}")
  execute_process(COMMAND ${run} completion ${shell} OUTPUT_FILE "${file}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
