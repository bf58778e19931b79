// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes for the tests: recorded files, and a builder for what no recording holds.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/wire/bytes.h"

namespace capf::wire::test {

using Buffer = std::vector<std::uint8_t>;

// A file of tests/data/files.
inline Buffer recorded(const std::string &name) {
    std::ifstream stream(std::string(CAPF_TEST_FILES "/") + name, std::ios::binary);
    Buffer bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    EXPECT_FALSE(bytes.empty()) << name << " is missing";
    return bytes;
}

class Builder {
public:
    Builder &u8(unsigned value) {
        bytes_.push_back(static_cast<std::uint8_t>(value));
        return *this;
    }
    Builder &u16(unsigned value) { return u8(value >> 8).u8(value & 0xff); }
    Builder &u32(std::uint32_t value) { return u16(value >> 16).u16(value & 0xffff); }
    Builder &text(std::string_view text) {
        bytes_.insert(bytes_.end(), text.begin(), text.end());
        return *this;
    }
    Builder &add(const Buffer &bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
        return *this;
    }
    Builder &element(unsigned tag, const Buffer &value) {
        return u8(tag).u16(static_cast<unsigned>(value.size())).add(value);
    }
    Builder &element(unsigned tag, const Builder &value) { return element(tag, value.bytes_); }
    // A text with the NUL that ends it.
    Builder &text_element(unsigned tag, std::string_view value) { return element(tag, Builder().text(value).u8(0)); }

    [[nodiscard]] const Buffer &bytes() const { return bytes_; }
    operator const Buffer &() const { return bytes_; }  // NOLINT: a builder is its bytes

private:
    Buffer bytes_;
};

inline std::string as_string(Bytes bytes, Range range) {
    const Bytes part = slice(bytes, range);
    return {part.begin(), part.end()};
}

inline std::size_t count(const Problems &problems, Severity severity) {
    std::size_t found = 0;
    for (const Problem &problem : problems) found += problem.severity == severity ? 1U : 0U;
    return found;
}

// True for a problem of this severity whose words hold `part`.
MATCHER_P2(ProblemWith, severity, part, "") {
    return arg.severity == severity && arg.text.find(part) != std::string::npos;
}
inline auto Malformed(const char *part) {
    return ProblemWith(Severity::malformed, std::string(part));
}
inline auto Note(const char *part) {
    return ProblemWith(Severity::note, std::string(part));
}

}  // namespace capf::wire::test

namespace capf::wire {

inline void PrintTo(const Problem &problem, std::ostream *out) {
    *out << (problem.severity == Severity::note ? "note" : "malformed") << " at " << problem.where.offset << "+"
         << problem.where.length << ": " << problem.text;
}
inline void PrintTo(const Range &range, std::ostream *out) {
    *out << range.offset << "+" << range.length;
}

}  // namespace capf::wire
