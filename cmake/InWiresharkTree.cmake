# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the plugin inside Wireshark's source tree, with the macros that Wireshark's own plugins use. Included by the
# CMakeLists.txt of this repository when Wireshark's is the project (see plugin/README.md).
include(WiresharkPlugin)

# Major, minor, micro and extra: the version in Windows' file properties, and PLUGIN_VERSION.
set_module_info(capf 0 1 0 0)

find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(pugixml REQUIRED)

file(GLOB PLUGIN_FILES CONFIGURE_DEPENDS
    plugin/wire/*.cc plugin/inference/*.cc plugin/trust/*.cc plugin/dissect/*.cc plugin/plugin.cc)

add_wireshark_plugin_library(capf epan)
# Wireshark's own C++ is older: without its window C++11 in 4.0, C++14 in 4.6.
set_target_properties(capf PROPERTIES CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
target_include_directories(capf PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
target_compile_definitions(capf PRIVATE CAPF_VERSION="${PLUGIN_VERSION}")
target_link_libraries(capf epan OpenSSL::Crypto pugixml::pugixml)
install_plugin(capf epan)
