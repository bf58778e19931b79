// SPDX-License-Identifier: GPL-2.0-or-later
// Reads logs and keeps of them what is about certain phones: a trace of a whole cluster is read once, and most of it
// forgotten line by line.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/capture/formats/byte_source.h"
#include "analyzer/logs/reader_table.h"

namespace capf::logs {

// Who a log may tell of. Nobody known: whoever it tells of.
struct KnownPhones {
    std::set<std::string, std::less<>> devices;  // upper case
    std::set<std::string, std::less<>> addresses;

    [[nodiscard]] bool empty() const { return devices.empty() && addresses.empty(); }
};

// One file of a log, with the events that were kept, in the order of its lines.
struct CollectedLog {
    std::string path;
    const ReaderKind *reader = nullptr;
    LineCounts counts;
    std::string owner;  // upper case; the phone whose own log it is, where it or its path says so
    std::vector<LogEvent> events;
    std::uint64_t left_out = 0;  // events about phones that were not kept
};

class LogCollector {
public:
    explicit LogCollector(KnownPhones phones) : phones_(std::move(phones)) {}

    LogCollector(const LogCollector &) = delete;
    LogCollector &operator=(const LogCollector &) = delete;

    // Reads a file to its end with this reader. Where it goes on where the file before ended, by their names, it is
    // read as a part of the same log: what the reader knows of connections and clocks goes on, and so does half a line.
    void read(const std::string &path, const ReaderKind &reader, capture::ByteSource &content);

    // Of all files that were read, in their order. After this no file goes on with one before.
    [[nodiscard]] const std::vector<CollectedLog> &logs();
    // Events about these phones that were not kept, because there were more than kMostEvents.
    [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

private:
    // It names one of the phones, or is in a phone's own log.
    [[nodiscard]] bool is_of_phones(const LogEvent &event) const;
    [[nodiscard]] bool has_room(const LogEvent &event);
    void take(const LogEvent &event);
    void end_log();

    KnownPhones phones_;
    std::vector<CollectedLog> logs_;
    std::unique_ptr<Reader>
        reader_;  // of the log whose last file may not have come yet; LogEvent::file is an index of logs_
    bool is_strangers_ = false;  // the file that is read is the log of a phone that is not asked for
    std::size_t first_ = 0;      // its first file, an index of logs_
    std::uint64_t kept_ = 0, of_service_ = 0, left_out_ = 0;
};

inline constexpr std::uint64_t kMostEvents = 50'000;        // about phones, of all logs: some 50 MB
inline constexpr std::uint64_t kMostServiceEvents = 1'000;  // about no phone
inline constexpr std::size_t kLongestText = 2'000;          // bytes of a record that are kept

// What a phone is known by, however a log writes its name: upper case, without what stands around SEP and its digits.
[[nodiscard]] std::string device_key(std::string_view name);

// Reads all of `content`, which is one whole log.
void read_all(Reader &reader, capture::ByteSource &content);

// The log is a phone's own: all of it is about this phone.
[[nodiscard]] bool is_of_phone(Format format);

}  // namespace capf::logs
