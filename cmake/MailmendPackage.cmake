# What `cmake --install` puts where, and the .deb: cpack in the build directory.
install(FILES ${PROJECT_SOURCE_DIR}/README DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/data/mailmend.bash
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME mailmend)

# mailmend_zipped(FILE FOLDER): FILE.gz into FOLDER, the same bytes whenever it is made.
find_program(GZIP gzip REQUIRED)
function(mailmend_zipped file folder)
	set(zipped ${CMAKE_CURRENT_BINARY_DIR}/${file}.gz)
	add_custom_command(OUTPUT ${zipped}
		COMMAND ${GZIP} -9nc ${PROJECT_SOURCE_DIR}/cmake/data/${file} > ${zipped}
		DEPENDS ${PROJECT_SOURCE_DIR}/cmake/data/${file} VERBATIM)
	add_custom_target(${file}-zipped ALL DEPENDS ${zipped})
	install(FILES ${zipped} DESTINATION ${folder})
endfunction()
mailmend_zipped(mailmend.1 ${CMAKE_INSTALL_MANDIR}/man1)
mailmend_zipped(changelog ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mailmend)
set(CPACK_PACKAGE_CONTACT "The mailmend authors <maintainers@mailmend.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "finds out why email can be received but not sent")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"A wizard for the terminal that leads through the usual tips one screen at a
time, tests the mail servers live, and says in plain words what is wrong, who
must act and what to do first.

The same tests run without the wizard, as text, HTML or JSON. A practice mode
with built-in servers that have a known fault needs no network.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
	OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# libcurl is loaded at run time (checks/net/fetch_curl.h).
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, libcurl4")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ncurses-term")
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/deb_tools.cmake)
include(CPack)
