# Run by cpack before it packs: without these tools it ends with words that help nobody, or makes a .deb that does not
# name the libraries that it depends on.
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(FILE_TOOL file)
if(NOT DPKG_SHLIBDEPS OR NOT FILE_TOOL)
	message(FATAL_ERROR "To make the .deb, two more packages are needed:\n  apt-get install dpkg-dev file")
endif()
