# Language and warnings of our own code; generated code is compiled without them. The presets make
# errors of warnings; a plain build, with whatever compiler, does not fail for one.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)

set(CASEPULSE_SANITIZE "" CACHE STRING "Sanitizers of this tree, as -fsanitize takes them")

add_library(casepulse_flags INTERFACE)
target_compile_definitions(casepulse_flags INTERFACE _GNU_SOURCE)
target_compile_options(casepulse_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual
  -Wformat=2 -Wmissing-prototypes -Wstrict-prototypes -Wold-style-definition -Wvla
  -Wswitch-enum -Wundef -Wpointer-arith -Wwrite-strings
  -fno-strict-overflow -fstack-protector-strong)

if(CASEPULSE_SANITIZE)
  add_compile_options(-fsanitize=${CASEPULSE_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CASEPULSE_SANITIZE})
endif()
