# SPDX-License-Identifier: MIT
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS hooklatch EXPORT hooklatchTargets FILE_SET HEADERS FILE_SET optional)
install(EXPORT hooklatchTargets NAMESPACE hooklatch:: DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/hooklatch)

configure_package_config_file(cmake/hooklatchConfig.cmake.in ${PROJECT_BINARY_DIR}/hooklatchConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/hooklatch)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/hooklatchConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/hooklatchConfig.cmake ${PROJECT_BINARY_DIR}/hooklatchConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/hooklatch)
