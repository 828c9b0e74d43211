# One room of the house is one static library. mailmend_room(NAME DIR deps...) compiles every .c file of
# DIR; the deps are the only rooms that it may include (tests/lint proves the same from the #include lines).
function(mailmend_flags target)
	target_compile_definitions(${target} PRIVATE _GNU_SOURCE
		MAILMEND_VERSION="${PROJECT_VERSION}")
	target_compile_options(${target} PRIVATE
		-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla
		-Wundef -Wpointer-arith -Wwrite-strings -Wimplicit-fallthrough
		-fno-common -fstack-protector-strong
		-include ${PROJECT_SOURCE_DIR}/checks/base/banned.h)
	if(NOT MAILMEND_SANITIZE AND CMAKE_BUILD_TYPE MATCHES "Rel")
		target_compile_definitions(${target} PRIVATE _FORTIFY_SOURCE=2)
		target_link_options(${target} PRIVATE -Wl,-z,relro -Wl,-z,now)
	endif()
	if(MAILMEND_SANITIZE)
		target_compile_options(${target} PRIVATE -fsanitize=${MAILMEND_SANITIZE}
			-fno-omit-frame-pointer -fno-sanitize-recover=all)
		target_link_options(${target} PUBLIC -fsanitize=${MAILMEND_SANITIZE})
	endif()
	if(MAILMEND_FUZZ)
		target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link,address,undefined
			-fno-sanitize-recover=all)
		target_link_options(${target} PUBLIC -fsanitize=address,undefined)
	endif()
	target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
endfunction()

function(mailmend_room name)
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
	if(NOT sources) # a room with nothing but its manual
		add_library(${name} INTERFACE)
		target_link_libraries(${name} INTERFACE ${ARGN})
		return()
	endif()
	add_library(${name} STATIC ${sources})
	mailmend_flags(${name})
	target_link_libraries(${name} PUBLIC ${ARGN})
endfunction()

# A table room.psv becomes room_table.c by the small generator in cmake/psv2c.c: a const array of rows of
# const strings, in the order of the file.
function(mailmend_table target psv symbol)
	get_filename_component(path ${psv} ABSOLUTE)
	set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
	add_custom_command(OUTPUT ${out}
		COMMAND psv2c ${path} ${symbol} ${out}
		DEPENDS psv2c ${path} VERBATIM)
	target_sources(${target} PRIVATE ${out})
endfunction()
