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
# The program is called unit_<room>_<file> and may see the room's private headers. Where the trees
# of the sanitizers are known (CASEPULSE_ASAN_BUILD, CASEPULSE_TSAN_BUILD), their twin of the program
# is a test of this tree too: asan.<name>, and tsan.<name> for those labelled tsan.
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
  set(labels ${UNIT_LABELS})
  list(REMOVE_ITEM labels tsan)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "unit;${labels}" TIMEOUT 120)
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_BINARY_DIR BASE_DIRECTORY "${CMAKE_BINARY_DIR}"
             OUTPUT_VARIABLE folder)
  if(CASEPULSE_ASAN_BUILD)
    add_test(NAME asan.${name} COMMAND "${CASEPULSE_ASAN_BUILD}/${folder}/${name}")
    set_tests_properties(asan.${name} PROPERTIES LABELS "unit;asan;${labels}" TIMEOUT 300)
  endif()
  if(CASEPULSE_TSAN_BUILD AND "tsan" IN_LIST UNIT_LABELS)
    add_test(NAME tsan.${name} COMMAND "${CASEPULSE_TSAN_BUILD}/${folder}/${name}")
    set_tests_properties(tsan.${name} PROPERTIES LABELS "unit;tsan;${labels}" TIMEOUT 300)
  endif()
endfunction()
