// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a fuzz target on given inputs, without libFuzzer: for regressions and seeds in every build, with any compiler.
//
// usage: TARGET [--mutate N] FILE_OR_FOLDER...
//   --mutate N  each input also in N mutations by the target's own mutator (seeds 0 to N-1), where it has one
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/check.h"

extern "C" {
// Only targets for messages of elements have one.
__attribute__((weak)) std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t most,
                                                          unsigned seed);
std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);

// Stands in for libFuzzer's: one byte changed, and sometimes one more.
std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most) {
    static unsigned state = 1;
    state = state * 1'103'515'245U + 12'345U;
    if (size < most && (state >> 8) % 4 == 0) data[size++] = static_cast<std::uint8_t>(state >> 16);
    if (size > 0) data[(state >> 4) % size] ^= static_cast<std::uint8_t>(1U << (state >> 24) % 8);
    return size;
}
}

namespace {

using Buffer = std::vector<std::uint8_t>;
namespace fs = std::filesystem;

constexpr std::size_t kMost = 65536;

Buffer read(const fs::path &path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// On the heap, without room behind it: a sanitizer sees a read one byte too far.
void run(const Buffer &bytes) {
    const Buffer exact(bytes.begin(), bytes.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void run_mutations(const Buffer &bytes, unsigned count) {
    if (LLVMFuzzerCustomMutator == nullptr) return;
    for (unsigned seed = 0; seed < count; ++seed) {
        Buffer changed = bytes;
        changed.resize(std::max(kMost, bytes.size()));
        changed.resize(LLVMFuzzerCustomMutator(changed.data(), bytes.size(), changed.size(), seed));
        run(changed);
    }
}

std::vector<fs::path> files_of(const std::vector<std::string> &arguments) {
    std::vector<fs::path> files;
    for (const std::string &argument : arguments) {
        if (!fs::is_directory(argument)) {
            files.emplace_back(argument);
            continue;
        }
        for (const auto &entry : fs::recursive_directory_iterator(argument))
            if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace

int main(int argc, char **argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    unsigned mutations = 0;
    if (arguments.size() > 1 && arguments[0] == "--mutate") {
        mutations = static_cast<unsigned>(std::stoul(arguments[1]));
        arguments.erase(arguments.begin(), arguments.begin() + 2);
    }
    const auto files = files_of(arguments);
    for (const fs::path &file : files) {
        // What crashes is named by the last line.
        std::printf("%s\n", file.c_str());
        std::fflush(stdout);
        const Buffer bytes = read(file);
        run(bytes);
        run_mutations(bytes, mutations);
    }
    std::printf("%zu inputs\n", files.size());
    return files.empty() ? 1 : 0;
}
