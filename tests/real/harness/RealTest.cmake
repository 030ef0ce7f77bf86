# Tests against a real Kafka and a real Redis. tools/stack.sh is a fixture: up before the first of
# them, down after the last, whatever label was asked for. The servers belong to this build tree.
set(CASEPULSE_STACK_DIR "${CMAKE_BINARY_DIR}/stack")
set(CASEPULSE_STACK_ENV "CASEPULSE_STACK_DIR=${CASEPULSE_STACK_DIR}")

add_test(NAME stack_up COMMAND "${PROJECT_SOURCE_DIR}/tools/stack.sh" up)
add_test(NAME stack_down COMMAND "${PROJECT_SOURCE_DIR}/tools/stack.sh" down)
set_tests_properties(stack_up PROPERTIES FIXTURES_SETUP stack)
set_tests_properties(stack_down PROPERTIES FIXTURES_CLEANUP stack)
set_tests_properties(stack_up stack_down PROPERTIES
  ENVIRONMENT "${CASEPULSE_STACK_ENV}" LABELS "real" TIMEOUT 700)

# One Python file, or one test method of it, that stands on the harness in this folder's parent.
#   casepulse_real_test(NAME FILE [PROGRAM path] [LABELS label...] [TIMEOUT seconds]
#                       [ARGUMENTS word...])
# PROGRAM is the casepulse under test (default: this tree's). A test that lacks its input exits with
# 77: skipped.
function(casepulse_real_test name file)
  cmake_parse_arguments(REAL "" "PROGRAM;TIMEOUT" "LABELS;ARGUMENTS" ${ARGN})
  if(NOT REAL_PROGRAM)
    set(REAL_PROGRAM "$<TARGET_FILE:casepulse>")
  endif()
  if(NOT REAL_TIMEOUT)
    set(REAL_TIMEOUT 180)
  endif()
  cmake_path(ABSOLUTE_PATH file)
  set(paths "PYTHONPATH=${PROJECT_SOURCE_DIR}/tests/real")
  add_test(NAME ${name} COMMAND /usr/bin/python3 -B ${file} ${REAL_ARGUMENTS})
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "${CASEPULSE_STACK_ENV};CASEPULSE_BIN=${REAL_PROGRAM};${paths}"
    ENVIRONMENT_MODIFICATION
      "CASEPULSE_KAFKA_BOOTSTRAP_SERVERS=unset:;CASEPULSE_REDIS_URL=unset:"
    LABELS "real;${REAL_LABELS}"
    FIXTURES_REQUIRED stack
    SKIP_RETURN_CODE 77
    TIMEOUT ${REAL_TIMEOUT})
endfunction()
