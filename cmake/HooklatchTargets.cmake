# SPDX-License-Identifier: MIT
# Warnings are errors, for our own programs only: a target that uses the library sees no flag of ours.

include_guard(GLOBAL)

add_library(hooklatch_warnings INTERFACE)
target_compile_options(hooklatch_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Werror)

# hooklatch_add_program(NAME SOURCE... LINK library...)
function(hooklatch_add_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE hooklatch::hooklatch hooklatch_warnings ${arg_LINK})
endfunction()

# What the optional part needs is missing: one line, and the rest goes on.
function(hooklatch_left_out what why)
  message(STATUS "hooklatch: ${what} left out (${why} not found)")
endfunction()
