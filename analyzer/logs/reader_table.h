// SPDX-License-Identifier: GPL-2.0-or-later
// All readers of logs, in one table, and which of them fits a file.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

// How sure a format is, by where it was found.
enum class Certainty : std::uint8_t {
    documented,   // printed in Cisco's public documents
    from_code,    // read in public code
    third_party,  // seen in third parties' pages
    assumed       // by likeness to another format
};

struct ReaderKind {
    Format format = Format::tftp_trace;
    std::string_view name;   // short, for "tftp:1234"
    std::string_view title;  // "CUCM TFTP trace"
    Certainty certainty = Certainty::documented;
    std::string_view source;  // where the format was found
    std::string_view tells;   // what is read from it
    // What one line tells of the format: 0 nothing, 1 it has the envelope, 2 it has texts that only this program
    // writes.
    int (*likeness)(std::string_view line) = nullptr;
    std::unique_ptr<Reader> (*make)(Reader::Sink sink, const ReadOptions &options) = nullptr;
};

[[nodiscard]] std::span<const ReaderKind> reader_table();
// "documented": for tables.
[[nodiscard]] std::string_view certainty_name(Certainty certainty);
[[nodiscard]] const ReaderKind &reader_of(Format format);

// How well a file's first bytes fit: 0 to 100, the share of its lines that the reader would recognise, half of it where
// they have nothing but the envelope. The first line and the last may be halves.
[[nodiscard]] int recognise(const ReaderKind &kind, std::string_view head);

// The reader that fits best, or null: for what is no text, and where fewer than one line in twenty is recognised. 64
// KiB are enough.
[[nodiscard]] const ReaderKind *find_reader(std::string_view head);

}  // namespace capf::logs
