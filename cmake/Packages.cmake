# SPDX-License-Identifier: GPL-2.0-or-later
# `cpack`, or the target `packages`, makes two Debian packages of what is built:
# - wireshark-plugin-capf-4.0 (or 4.4 …): the plugin and its profile. Named with the Wireshark that it was built for, and
#   depends on the libwireshark of exactly that version (its SONAME), so that apt never leaves the two apart;
# - capfcheck: the analyzer, its schemas, manual pages and completions.
set(plugin_package "wireshark-plugin-capf-${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION}")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME capfcheck)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "The capfcheck project <capfcheck@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL plugin analyzer)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_PLUGIN_PACKAGE_NAME "${plugin_package}")
set(CPACK_COMPONENT_PLUGIN_DESCRIPTION "Wireshark ${Wireshark_VERSION} plugin for Cisco's CAPF, TVS and signed phone files
 Decodes CAPF, TVS and the .tlv, .sgn and .enc.sgn files inside HTTP and TFTP.")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_PROVIDES wireshark-plugin-capf)
# The profile is the same file in all of them.
set(CPACK_DEBIAN_PLUGIN_PACKAGE_CONFLICTS wireshark-plugin-capf)
set(CPACK_DEBIAN_PLUGIN_PACKAGE_REPLACES wireshark-plugin-capf)
set(CPACK_DEBIAN_PLUGIN_PACKAGE_RECOMMENDS "wireshark | tshark")

set(CPACK_DEBIAN_ANALYZER_PACKAGE_NAME capfcheck)
set(CPACK_COMPONENT_ANALYZER_DESCRIPTION "Checks captures of Cisco IP phones' encrypted configuration
 Says, phone by phone, which step failed, why, on which frames, and what to do.")
set(CPACK_DEBIAN_ANALYZER_PACKAGE_SUGGESTS "${plugin_package}")

# A postinst that looks whether the Wireshark that is there is the one that the plugin is for.
set(CAPF_PLUGIN_WIRESHARK "${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION}")
configure_file(cmake/plugin-postinst.in "${PROJECT_BINARY_DIR}/packaging/postinst" @ONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_PLUGIN_PACKAGE_CONTROL_EXTRA "${PROJECT_BINARY_DIR}/packaging/postinst")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

install(FILES COPYING DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${plugin_package}" RENAME copyright COMPONENT plugin)
install(FILES COPYING DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/capfcheck" RENAME copyright COMPONENT analyzer)

include(CPack)
add_custom_target(packages COMMAND "${CMAKE_CPACK_COMMAND}" -B "${PROJECT_BINARY_DIR}/packages" COMMENT "Making packages"
    DEPENDS capf capfcheck capfcheck_documents VERBATIM)
