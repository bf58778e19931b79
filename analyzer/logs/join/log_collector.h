// SPDX-License-Identifier: GPL-2.0-or-later
// Reads logs and keeps of them what is about certain phones: a trace of a whole cluster is read once, and most of it
// forgotten line by line.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/capture/formats/byte_source.h"
#include "analyzer/logs/join/rotated_reader.h"
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
    std::size_t first_file = 0;  // of the log that this file is a part of: an index of all of them
    std::uint64_t left_out = 0;  // events about phones that were not kept
};

class LogCollector {
public:
    explicit LogCollector(KnownPhones phones);
    // For the files of another collector, in the order that it found better.
    LogCollector(KnownPhones phones, ReadingOrder order);

    LogCollector(const LogCollector &) = delete;
    LogCollector &operator=(const LogCollector &) = delete;

    // Reads a file to its end with this reader; as a part of the same log where it goes on where another ended, see
    // RotatedReader. `first`: the first time in it, where that is known.
    void read(const std::string &path, const ReaderKind &reader, capture::ByteSource &content,
              const LogTime &first = {});
    // After the last file; what the others give without it is not whole, so they do the same.
    void finish();

    // Of all files that were read: the logs in the order of their files, the files of each as they were written.
    [[nodiscard]] const std::vector<CollectedLog> &logs();
    // The order in which the files should be read, so that records which run from one into the next are whole.
    [[nodiscard]] ReadingOrder order();
    // The same; nothing when they were.
    [[nodiscard]] std::optional<ReadingOrder> better_order();
    // Events about these phones that were not kept, because there were more than kMostEvents.
    [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

private:
    // It names one of the phones, or is in a phone's own log.
    [[nodiscard]] bool is_of_phones(const LogEvent &event) const;
    [[nodiscard]] bool has_room(const LogEvent &event);
    void take(const LogEvent &event);
    [[nodiscard]] RotatedReader::Sink sink();

    KnownPhones phones_;
    std::vector<CollectedLog> logs_;  // until finish() as they came: LogEvent::file is an index of them
    std::vector<bool> is_strangers_;  // of each: it is the log of a phone that is not asked for
    bool finished_ = false;
    RotatedReader reader_;
    std::uint64_t kept_ = 0, of_nobody_ = 0, left_out_ = 0;
};

inline constexpr std::uint64_t kMostEvents = 50'000;   // about phones, of all logs: some 50 MB
inline constexpr std::uint64_t kMostOfNobody = 1'000;  // about no phone: alarms; of logs alone also others
inline constexpr std::size_t kLongestText = 2'000;     // bytes of a record that are kept

// What a phone is known by, however a log writes its name: upper case, without what stands around SEP and its digits.
[[nodiscard]] std::string device_key(std::string_view name);

// With its slash; empty where the path names none.
[[nodiscard]] std::string folder_of(const CollectedLog &log);

// The log is a phone's own: all of it is about this phone.
[[nodiscard]] bool is_of_phone(Format format);

}  // namespace capf::logs
