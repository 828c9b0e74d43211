# Run by cpack before it packs: without these tools the .deb would be made all the same, but would not name the
# libraries that it depends on.
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(FILE_TOOL file)
if(NOT DPKG_SHLIBDEPS OR NOT FILE_TOOL)
	message(FATAL_ERROR "To make the .deb, two more packages are needed: apt-get install dpkg-dev file")
endif()
