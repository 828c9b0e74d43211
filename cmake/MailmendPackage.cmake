# What `cmake --install` puts where, and the .deb by cpack (cpack --config build/release/CPackConfig.cmake).
install(FILES ${PROJECT_SOURCE_DIR}/README ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_SOURCE_DIR}/cmake/data/mailmend.bash
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME mailmend)
find_program(GZIP gzip)
if(GZIP)
	set(page ${CMAKE_CURRENT_BINARY_DIR}/mailmend.1.gz)
	add_custom_command(OUTPUT ${page}
		COMMAND ${GZIP} -9nc ${PROJECT_SOURCE_DIR}/cmake/data/mailmend.1 > ${page}
		DEPENDS ${PROJECT_SOURCE_DIR}/cmake/data/mailmend.1 VERBATIM)
	add_custom_target(manpage ALL DEPENDS ${page})
	install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mailmend)
set(CPACK_PACKAGE_CONTACT "The mailmend authors <maintainers@mailmend.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "finds out why email can be received but not sent")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ncurses-term")
set(CPACK_STRIP_FILES ON)
include(CPack)
