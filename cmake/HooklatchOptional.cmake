# SPDX-License-Identifier: MIT
# Libraries that an optional header or an example works with. None is needed by the library; what is not found leaves its
# part out. Those that Debian offers are cached as hooklatch_..., which tests/run.sh looks at after it installed them.

include_guard(GLOBAL)
find_package(Threads QUIET)

# hooklatch_add_imported(NAME HEADER [LIBRARY...]): hooklatch_NAME, with the header's folder as a system folder, if the
# header and all of the libraries are found.
function(hooklatch_add_imported name header)
  find_path(hooklatch_${name}_include ${header} PATH_SUFFIXES ${name})
  set(found ${hooklatch_${name}_include})
  set(libraries "")
  foreach(library IN LISTS ARGN)
    string(TOLOWER ${library} spelt)
    find_library(hooklatch_${spelt}_library ${library})
    list(APPEND libraries ${hooklatch_${spelt}_library})
    if(NOT hooklatch_${spelt}_library)
      set(found "")
    endif()
  endforeach()
  if(found AND Threads_FOUND)
    add_library(hooklatch_${name} INTERFACE)
    target_include_directories(hooklatch_${name} SYSTEM INTERFACE ${hooklatch_${name}_include})
    target_link_libraries(hooklatch_${name} INTERFACE ${libraries} Threads::Threads)
  endif()
endfunction()

hooklatch_add_imported(beast boost/beast.hpp)
hooklatch_add_imported(microhttpd microhttpd.h microhttpd)
hooklatch_add_imported(pistache pistache/endpoint.h pistache)
hooklatch_add_imported(poco Poco/Net/HTTPServer.h PocoNet PocoFoundation)
hooklatch_add_imported(postgresql libpq-fe.h pq)
hooklatch_add_imported(redis hiredis/hiredis.h hiredis)
hooklatch_add_imported(sqlite sqlite3.h sqlite3)

# Debian's cpp-httplib is a compiled library without a CMake package. Its classes are laid out by the macros that it was
# built with, which only its pkg-config file tells; that file is read here, so pkg-config itself is not needed.
find_library(hooklatch_httplib_library cpp-httplib)
find_path(hooklatch_httplib_include httplib.h)
if(hooklatch_httplib_library)
  get_filename_component(hooklatch_httplib_folder ${hooklatch_httplib_library} DIRECTORY)
  find_file(hooklatch_httplib_pc cpp-httplib.pc HINTS ${hooklatch_httplib_folder}/pkgconfig NO_DEFAULT_PATH)
endif()
if(hooklatch_httplib_library AND hooklatch_httplib_include AND hooklatch_httplib_pc AND Threads_FOUND)
  file(STRINGS ${hooklatch_httplib_pc} hooklatch_httplib_flags REGEX "^Cflags:")
  string(REGEX MATCHALL "-D[A-Za-z0-9_=]+" hooklatch_httplib_macros "${hooklatch_httplib_flags}")
  add_library(hooklatch_httplib INTERFACE)
  target_compile_definitions(hooklatch_httplib INTERFACE ${hooklatch_httplib_macros})
  target_include_directories(hooklatch_httplib SYSTEM INTERFACE ${hooklatch_httplib_include})
  target_link_libraries(hooklatch_httplib INTERFACE ${hooklatch_httplib_library} Threads::Threads)
  if("${hooklatch_httplib_macros}" MATCHES "OPENSSL" AND TARGET OpenSSL::SSL)
    target_link_libraries(hooklatch_httplib INTERFACE OpenSSL::SSL)
  endif()
endif()

# Neither is packaged by Debian; both bring a CMake package when they are installed. In a function, because Drogon's
# leaves CMAKE_CXX_STANDARD behind, set to nothing.
function(hooklatch_find_installed name package)
  find_package(${package} CONFIG QUIET)
  if(TARGET ${package}::${package})
    add_library(hooklatch_${name} INTERFACE)
    target_link_libraries(hooklatch_${name} INTERFACE ${package}::${package})
  endif()
endfunction()
hooklatch_find_installed(crow Crow)
hooklatch_find_installed(drogon Drogon)

# ---- Each optional header whose library is found is compiled alone, as the others are; see CMakeLists.txt.

add_library(hooklatch_optional INTERFACE)
target_link_libraries(hooklatch_optional INTERFACE hooklatch::hooklatch)
target_sources(hooklatch_optional INTERFACE FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include)

# hooklatch_check_optional(HEADER TARGET) or (HEADER "" WHAT-IT-INCLUDES)
function(hooklatch_check_optional header target)
  if(target AND NOT TARGET ${target})
    return()
  elseif(target)
    target_link_libraries(hooklatch_optional INTERFACE ${target})
  else()
    find_path(folder ${ARGV2} NO_CACHE)
    if(NOT folder)
      return()
    endif()
  endif()
  target_sources(hooklatch_optional INTERFACE FILE_SET HEADERS FILES ${PROJECT_SOURCE_DIR}/include/hooklatch/${header})
endfunction()

hooklatch_check_optional(http/beast.hpp hooklatch_beast)
hooklatch_check_optional(http/crow.hpp hooklatch_crow)
hooklatch_check_optional(http/drogon.hpp hooklatch_drogon)
hooklatch_check_optional(http/httplib.hpp hooklatch_httplib)
hooklatch_check_optional(json/boost.hpp "" boost/json.hpp)
hooklatch_check_optional(json/nlohmann.hpp nlohmann_json::nlohmann_json)
hooklatch_check_optional(json/rapidjson.hpp "" rapidjson/document.h)
hooklatch_check_optional(json/simdjson.hpp "" simdjson.h)
foreach(database IN ITEMS sqlite redis postgresql)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include/hooklatch
    ${PROJECT_SOURCE_DIR}/include/hooklatch/dedup/${database}*.hpp
    ${PROJECT_SOURCE_DIR}/include/hooklatch/inbox/${database}*.hpp
    ${PROJECT_SOURCE_DIR}/include/hooklatch/detail/${database}/*.hpp)
  foreach(header IN LISTS headers)
    hooklatch_check_optional(${header} hooklatch_${database})
  endforeach()
endforeach()
