# One static library a room.
#   casepulse_room(NAME SOURCES file... [ROOMS room...] [LIBRARIES target...])
# ROOMS are the rooms whose public headers it may use, LIBRARIES its foreign doors.
function(casepulse_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_library(casepulse_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(casepulse_${name}
    PUBLIC "${PROJECT_SOURCE_DIR}/include"
    PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(casepulse_${name} PRIVATE casepulse_flags)
  foreach(room IN LISTS ROOM_ROOMS)
    target_link_libraries(casepulse_${name} PUBLIC casepulse_${room})
  endforeach()
  target_link_libraries(casepulse_${name} PRIVATE ${ROOM_LIBRARIES})
endfunction()

# One cmocka program a file.
#   casepulse_unit_test(ROOM FILE.c [LABELS label...] [LIBRARIES target...])
# The program is called unit_<room>_<file> and may see the room's private headers.
function(casepulse_unit_test room file)
  cmake_parse_arguments(UNIT "" "" "LABELS;LIBRARIES" ${ARGN})
  cmake_path(GET file STEM stem)
  string(REGEX REPLACE "^test_" "" stem "${stem}")
  set(name "unit_${room}_${stem}")
  add_executable(${name} ${file})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/${room}"
                                             "${PROJECT_SOURCE_DIR}/tests/unit")
  target_link_libraries(${name} PRIVATE casepulse_flags casepulse_${room} PkgConfig::CMOCKA
                                        ${UNIT_LIBRARIES})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "unit;${UNIT_LABELS}" TIMEOUT 120)
  set_property(GLOBAL APPEND PROPERTY CASEPULSE_UNIT_TESTS ${name})
endfunction()
