# The .deb: what is installed, and what Debian wants beside it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME iot-jobs-local)
set(CPACK_PACKAGE_VENDOR "The iot-jobs-local authors")
set(CPACK_PACKAGE_CONTACT
  "The iot-jobs-local authors <iot-jobs-local@users.noreply.github.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "AWS IoT Jobs on one's own machine")
set(CPACK_PACKAGE_DESCRIPTION
  "Control plane and data plane of AWS IoT Jobs over HTTP, and the topics of\n\
jobs over MQTT, for AWS SDKs, the AWS CLI and the software of devices; with\n\
a clock that can be moved, and fixtures for tests.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The plugin for pytest lies where python3 looks.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "mosquitto, python3:any")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
  "awscli, bats, libcurl4-openssl-dev, libgtest-dev, nlohmann-json3-dev, python3-boto3, python3-paho-mqtt, python3-pytest")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${CMAKE_CURRENT_SOURCE_DIR}/debian/postrm")

set(DOCUMENTS share/doc/iot-jobs-local)
install(FILES debian/copyright DESTINATION ${DOCUMENTS})
string(TIMESTAMP NOW "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(debian/changelog.in changelog @ONLY)
execute_process(COMMAND gzip -9nkf ${CMAKE_CURRENT_BINARY_DIR}/changelog
  COMMAND_ERROR_IS_FATAL ANY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/changelog.gz DESTINATION ${DOCUMENTS})

include(CPack)
