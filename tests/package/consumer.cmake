# SPDX-License-Identifier: MIT
# Configures the user's project in a new folder, builds and runs it.
foreach(needed source build cache how generator)
  if(NOT ${needed})
    message(FATAL_ERROR "${needed} is not set")
  endif()
endforeach()
file(REMOVE_RECURSE ${build})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${source} -B ${build} -G ${generator} -C ${cache} -D CONSUMER_HOW=${how}
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${build}/consumer COMMAND_ERROR_IS_FATAL ANY)
