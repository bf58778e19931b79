# SPDX-License-Identifier: GPL-2.0-or-later
# One place for the language standard, warnings, hardening and sanitizers of all targets.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
# Lines and functions are enough for a back trace; all of the debug information costs a quarter of the build's time.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

option(CAPF_SANITIZERS "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(CAPF_FUZZERS "Build tests/fuzz with libFuzzer, the sanitizers and coverage (clang)" OFF)
if(CAPF_FUZZERS)
    set(CAPF_SANITIZERS ON)
endif()

# The headers are half of the work. Whether each file includes what it needs is seen where this is off.
option(CAPF_UNITY "Compile the files of a library together, several at once" OFF)
function(capf_compile_together)
    if(CAPF_UNITY)
        set_target_properties(${ARGV} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    endif()
endfunction()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(capf_settings INTERFACE)
target_include_directories(capf_settings INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(capf_settings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
option(CAPF_WARNINGS_AS_ERRORS "A warning stops the build" OFF)
if(CAPF_WARNINGS_AS_ERRORS)
    target_compile_options(capf_settings INTERFACE -Werror)
endif()

# What Debian hardens its packages with, and what dpkg-buildflags calls `all`. tests/style/hardening.py looks at the result.
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
include(CheckCXXCompilerFlag)
target_compile_options(capf_settings INTERFACE -fstack-protector-strong)
foreach(flag IN ITEMS -fstack-clash-protection -fcf-protection -mbranch-protection=standard)
    string(MAKE_C_IDENTIFIER "CAPF_HAS${flag}" has)
    check_cxx_compiler_flag("${flag}" ${has})
    if(${has})
        target_compile_options(capf_settings INTERFACE ${flag})
    endif()
endforeach()
target_link_options(capf_settings INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)

# The same bytes wherever it is built.
target_compile_options(capf_settings INTERFACE "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=." "-ffile-prefix-map=${PROJECT_BINARY_DIR}=./build")
target_compile_definitions(capf_settings INTERFACE CAPF_VERSION="${PROJECT_VERSION}"
    $<$<NOT:$<OR:$<CONFIG:Debug>,$<BOOL:${CAPF_SANITIZERS}>>>:_FORTIFY_SOURCE=2>)
if(CAPF_SANITIZERS)
    target_compile_options(capf_settings INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
        -fno-omit-frame-pointer)
    target_link_options(capf_settings INTERFACE -fsanitize=address,undefined)
    target_compile_definitions(capf_settings INTERFACE CAPF_SANITIZED)
endif()
if(CAPF_FUZZERS)
    set(coverage -fprofile-instr-generate -fcoverage-mapping)
    target_compile_options(capf_settings INTERFACE -fsanitize=fuzzer-no-link ${coverage})
    target_link_options(capf_settings INTERFACE ${coverage})
endif()
