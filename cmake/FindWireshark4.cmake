# SPDX-License-Identifier: GPL-2.0-or-later
# Finds Wireshark's own CMake config, which Debian 12 and later releases keep in different folders, and makes one target
# `capf_wireshark` of what both the plugin and the analyzer use.
find_package(Wireshark 4.0 REQUIRED CONFIG
    PATH_SUFFIXES wireshark/cmake cmake/wireshark
    HINTS "/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}" "${CMAKE_INSTALL_FULL_LIBDIR}")
# Wireshark looks for plugins below its own prefix only: that is ours too, unless the user names another.
if(CMAKE_INSTALL_PREFIX_INITIALIZED_TO_DEFAULT AND NOT CAPF_INSTALL_PERSONAL)
    set(CMAKE_INSTALL_PREFIX "${Wireshark_INSTALL_PREFIX}" CACHE PATH "Where to install" FORCE)
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0 gmodule-2.0)
message(STATUS "Wireshark ${Wireshark_VERSION}, plugins in ${Wireshark_PLUGIN_LIBDIR}")

add_library(capf_wireshark INTERFACE)
# Wireshark's and GLib's headers are not ours to keep free of warnings.
foreach(target epan wiretap wsutil)
    get_target_property(directories ${target} INTERFACE_INCLUDE_DIRECTORIES)
    if(directories)
        target_include_directories(capf_wireshark SYSTEM INTERFACE ${directories})
    endif()
endforeach()
target_link_libraries(capf_wireshark INTERFACE epan wiretap wsutil PkgConfig::GLIB)
