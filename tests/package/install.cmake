# SPDX-License-Identifier: MIT
# Installs into a new folder and moves it, so that a path that was written down at configure time is found out.
foreach(needed build source prefix)
  if(NOT ${needed})
    message(FATAL_ERROR "${needed} is not set")
  endif()
endforeach()
file(REMOVE_RECURSE ${prefix} ${prefix}-before-the-move)
execute_process(
  COMMAND ${CMAKE_COMMAND} --install ${build} --config "${config}" --prefix ${prefix}-before-the-move
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${prefix}-before-the-move ${prefix})

file(GLOB_RECURSE ours RELATIVE ${source}/include ${source}/include/*.hpp)
file(GLOB_RECURSE installed RELATIVE ${prefix}/include ${prefix}/include/*)
list(LENGTH ours count)
if(count EQUAL 0 OR NOT ours STREQUAL installed)
  message(FATAL_ERROR "the headers of the tree:\n${ours}\nare not those that were installed:\n${installed}")
endif()

# Headers and the CMake package; no program, no library, no test.
file(GLOB_RECURSE files RELATIVE ${prefix} ${prefix}/*)
foreach(file IN LISTS files)
  if(NOT file MATCHES "^(include/hooklatch/.*\\.hpp|share/cmake/hooklatch/hooklatch[A-Za-z-]*\\.cmake)$")
    message(FATAL_ERROR "${file} is installed")
  endif()
  file(READ ${prefix}/${file} text)
  foreach(folder ${source} ${build} ${prefix}-before-the-move)
    string(FIND "${text}" "${folder}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${file} names the folder ${folder}")
    endif()
  endforeach()
endforeach()
message(STATUS "${count} headers")
