# What `cmake --install` lays down, and the .deb that CPack makes of it. packaging/deb.sh and
# packaging/tarball.sh are the ways in; docs/install.md is for those who install.
include(GNUInstallDirs)

if(NOT TARGET swapguard)
  return()
endif()
install(TARGETS swapguard RUNTIME COMPONENT program)

# Manual pages, completions and the reference come from the program itself.
set(documents "${CMAKE_BINARY_DIR}/documents")
install(CODE "execute_process(COMMAND \"${CMAKE_COMMAND}\" \"-DPROGRAM=$<TARGET_FILE:swapguard>\"
    \"-DOUT=${documents}\" -P \"${CMAKE_SOURCE_DIR}/cmake/write_documents.cmake\" COMMAND_ERROR_IS_FATAL ANY)"
  COMPONENT program)
install(DIRECTORY "${documents}/share/" TYPE DATA COMPONENT program)

install(FILES README.md SECURITY.md TYPE DOC COMPONENT program)
install(DIRECTORY docs/ TYPE DOC COMPONENT program
  FILES_MATCHING PATTERN "*.md" PATTERN "decisions" EXCLUDE PATTERN "pictures" EXCLUDE)
install(FILES examples/swapguard.toml DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples" COMPONENT program)
install(FILES packaging/prometheus/alerts.yml DESTINATION share/swapguard COMPONENT program)
install(FILES packaging/grafana/swapguard.json DESTINATION share/swapguard/grafana COMPONENT program)

# What only a Debian system wants: component `debian`.
set(debian "${CMAKE_BINARY_DIR}/debian")
string(TIMESTAMP written "%a, %d %b %Y %H:%M:%S +0000" UTC)  # SOURCE_DATE_EPOCH where that is set
configure_file(packaging/debian/changelog.in "${debian}/changelog" @ONLY)
foreach(pair "${debian}/changelog=changelog.Debian.gz" "${CMAKE_SOURCE_DIR}/CHANGELOG.md=changelog.gz")
  string(REGEX MATCH "(.*)=(.*)" pair "${pair}")
  execute_process(COMMAND gzip -9nc "${CMAKE_MATCH_1}" OUTPUT_FILE "${debian}/${CMAKE_MATCH_2}"
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
install(FILES "${debian}/changelog.Debian.gz" "${debian}/changelog.gz" packaging/debian/copyright
  TYPE DOC COMPONENT debian)
install(FILES packaging/debian/lintian-overrides DESTINATION share/lintian/overrides RENAME swapguard
  COMPONENT debian)
install(FILES packaging/systemd/swapguard.service DESTINATION /lib/systemd/system COMPONENT debian)
install(FILES packaging/debian/sysusers.conf DESTINATION lib/sysusers.d RENAME swapguard.conf
  COMPONENT debian)
install(FILES packaging/debian/swapguard.toml DESTINATION /etc/swapguard COMPONENT debian)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_NAME swapguard)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "swapguard maintainers <maintainers@swapguard.invalid>")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "ca-certificates, procps, tzdata, systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "restart Heroku dynos shortly before they would swap")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"swapguard reads the log of Heroku apps, takes the memory of each dyno from the
platform's own lines, and restarts a dyno shortly before it would swap: the
right dyno, once, safely, with a reason.
.
Until it is armed it restarts nothing and says what it would do.
.
The package brings a systemd unit that is neither enabled nor started by the
installation: name an app in /etc/swapguard/swapguard.toml and give it a token
first.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  "${CMAKE_SOURCE_DIR}/packaging/debian/postinst;${CMAKE_SOURCE_DIR}/packaging/debian/prerm"
  "${CMAKE_SOURCE_DIR}/packaging/debian/postrm;${CMAKE_SOURCE_DIR}/packaging/debian/conffiles")
include(CPack)
