// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/slice.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "analyzer/capture/formats/wiretap_record.h"
#include "analyzer/export/journal_entry.h"
#include "analyzer/export/pcapng_writer.h"
#include "analyzer/export/slice_comments.h"
#include "analyzer/report/printable.h"

namespace capf::exporting {
namespace {

struct Entry {
    std::int64_t place;  // before packets that are later; kEnd: behind all
    std::string text;
};

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

// The latest of what the capture and its logs hold.
std::int64_t end_of(const findings::CaptureReport &report) {
    std::int64_t end = report.last_time.value_or(0);
    for (const findings::PhoneReport &phone : report.phones) {
        for (const findings::LogLine &line : phone.log_lines) end = std::max(end, line.time.value_or(end));
    }
    return end;
}

// Earliest first; those whose time is not known at the end, in the order of their logs.
std::vector<Entry> log_entries(const findings::CaptureReport &report, Slice &slice) {
    std::vector<Entry> entries;
    const std::int64_t end = end_of(report);
    for (const findings::PhoneReport &phone : report.phones) {
        for (const findings::LogLine &line : phone.log_lines) {
            entries.push_back({line.time.value_or(kEnd), journal_entry(report, phone, line, line.time.value_or(end))});
            if (!line.time) ++slice.log_lines_without_time;
        }
    }
    std::ranges::stable_sort(entries, {}, &Entry::place);
    slice.log_lines = static_cast<std::uint32_t>(entries.size());
    return entries;
}

class SliceWriter {
public:
    SliceWriter(capture::CaptureFile &file, const findings::CaptureReport &report, const SliceOptions &options)
        : file_(file),
          report_(report),
          comments_(packet_comments(report)),
          writer_("capfcheck " CAPF_VERSION, slice_comment(report)) {
        if (options.pseudonyms != nullptr) redactor_.emplace(*options.pseudonyms, options.capf_ports);
    }

    void add_secrets() {
        for (const capture::Secrets &one : file_.secrets()) writer_.add_secrets(one.type, one.bytes);
    }

    void add_entry(const Entry &entry) { writer_.add_journal_entry(entry.text); }

    // False when the frame cannot be read any more.
    bool add(const capture::FrameInfo &frame, Slice &slice) {
        if (!file_.read(frame)) return false;
        const auto link_type = file_.link_type(frame);
        if (!link_type) {
            ++slice.left_out;
            return true;
        }
        PcapngPacket packet;
        packet.interface = interface_of(frame, *link_type);
        packet.time = frame.time;
        packet.on_the_wire = frame.on_the_wire;
        const std::uint8_t *bytes = file_.record().bytes();
        packet_.assign(bytes, bytes + frame.captured);
        if (redactor_) redactor_->redact(*link_type, packet_);
        packet.bytes = packet_;
        packet.comments.push_back(fmt::format("capfcheck: frame {} of the capture", frame.number));
        if (const auto found = comments_.find(frame.number); found != comments_.end()) {
            packet.comments.insert(packet.comments.end(), found->second.begin(), found->second.end());
        }
        writer_.add_packet(packet);
        ++slice.packets;
        return true;
    }

    [[nodiscard]] const std::vector<std::uint8_t> &bytes() const { return writer_.bytes(); }
    [[nodiscard]] redact::PacketRedactionCounts redacted() const {
        return redactor_ ? redactor_->counts() : redact::PacketRedactionCounts{};
    }

private:
    std::uint32_t interface_of(const capture::FrameInfo &frame, std::uint16_t link_type) {
        const auto key = std::tuple(frame.file, frame.interface, link_type);
        const auto known = interfaces_.find(key);
        if (known != interfaces_.end()) return known->second;
        // The report's path is redacted where the slice is.
        const std::string &path = report_.parts.empty() ? report_.file : report_.parts[frame.file].file;
        const std::uint32_t number = writer_.add_interface(
            {link_type, 0,
             fmt::format("interface {} of {}", frame.interface, report::printable(path.substr(path.rfind('/') + 1)))});
        interfaces_.emplace(key, number);
        return number;
    }

    capture::CaptureFile &file_;
    const findings::CaptureReport &report_;
    std::optional<redact::PacketRedactor> redactor_;
    std::vector<std::uint8_t> packet_;
    PacketComments comments_;
    PcapngWriter writer_;
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint16_t>, std::uint32_t> interfaces_;
};

}  // namespace

bool make_slice(capture::CaptureFile &file, std::set<std::uint32_t> frames, const findings::CaptureReport &report,
                const SliceOptions &options, Slice &slice, std::string &error) {
    if (!file.choose_exactly(std::move(frames))) {
        error = "what came through a pipe is too long to be read twice; save it to a file first";
        return false;
    }
    (void)file.scan();  // libwireshark is there already, if it is needed
    capture::Frames chosen = file.frames();
    std::sort(chosen.begin(), chosen.end(), [](const auto &a, const auto &b) { return a.number < b.number; });
    SliceWriter writer(file, report, options);
    if (options.keep_secrets && options.pseudonyms == nullptr) {
        writer.add_secrets();
    } else {
        slice.secrets_left_out = static_cast<std::uint32_t>(file.secrets().size());
    }
    const std::vector<Entry> entries = log_entries(report, slice);
    auto entry = entries.begin();
    for (const capture::FrameInfo &frame : chosen) {
        for (; entry != entries.end() && entry->place <= frame.time; ++entry) writer.add_entry(*entry);
        if (writer.add(frame, slice)) continue;
        error = file.facts().damage;
        return false;
    }
    for (; entry != entries.end(); ++entry) writer.add_entry(*entry);
    slice.redacted = writer.redacted();
    slice.bytes = writer.bytes();
    return true;
}

}  // namespace capf::exporting
