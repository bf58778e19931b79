// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace capf::logs {
namespace {

constexpr std::size_t kBeginning = 512;  // bytes of a record that tell whether it goes on
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
// A number that falls by more than this is of a program that began anew. Threads number their lines before they write
// them.
constexpr std::uint64_t kNumberDisorder = 1000;

std::string_view without_end(std::string_view line) {
    while (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t") == std::string_view::npos;
}

// As new, but with the memory that its strings have.
void clear(LogEvent &event) {
    event.lines = 1;
    event.kind = LogKind::other;
    event.port = 0;
    event.request_id.reset();
    event.result.reset();
    event.encrypted.reset();
    event.tvs.reset();
    for (std::string *text : {&event.device, &event.address, &event.server, &event.file_name, &event.connection,
                              &event.message_type, &event.mode, &event.alert, &event.subject, &event.issuer,
                              &event.serial, &event.certificate_type, &event.unit, &event.expires}) {
        text->clear();
    }
}

}  // namespace

Reader::Reader(Format format, Sink sink, const ReadOptions &options)
    : sink_(std::move(sink)), options_(options), clock_(options.year) {
    event_.format = format;
}

bool Reader::may_go_on(std::string_view) const {
    return false;
}

bool Reader::continues(std::string_view, std::size_t) const {
    return true;
}

void Reader::begin_file(std::uint32_t file) {
    if (!partial_.empty()) {
        take_end_of_last_file();
        end_of_last_.swap(partial_);
        partial_.clear();
        const std::size_t last = counts_.size() - 1;
        open_end_ = Line{end_of_last_, last, ++counts_[last].lines, std::exchange(partial_cut_, false)};
    }
    counts_.emplace_back().file = file;
}

void Reader::push(std::string_view piece) {
    if (counts_.empty()) begin_file(0);
    while (!piece.empty()) {
        const void *const found = std::memchr(piece.data(), '\n', piece.size());
        if (found == nullptr) {
            add_to_partial(piece);
            return;
        }
        const auto length = static_cast<std::size_t>(static_cast<const char *>(found) - piece.data());
        if (partial_.empty()) {
            end_line(piece.substr(0, std::min(length, kLongestRecord)), length > kLongestRecord);
        } else {
            add_to_partial(piece.substr(0, length));
            end_line(partial_, std::exchange(partial_cut_, false));
            partial_.clear();
        }
        piece.remove_prefix(length + 1);
    }
}

void Reader::finish() {
    if (!partial_.empty()) {
        end_line(partial_, std::exchange(partial_cut_, false));
        partial_.clear();
    }
    take_end_of_last_file();
    end_record();
}

void Reader::add_to_partial(std::string_view piece) {
    const std::size_t room = kLongestRecord - partial_.size();
    if (piece.size() > room) partial_cut_ = true;
    partial_ += piece.substr(0, room);
}

void Reader::end_line(std::string_view text, bool cut) {
    LineCounts &counts = counts_.back();
    ++counts.lines;
    if (counts.lines == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    const Line line{without_end(text), counts_.size() - 1, counts.lines, cut};
    if (open_end_) {
        join_with_end_of_last_file(line);
    } else {
        take_line(line);
    }
}

void Reader::join_with_end_of_last_file(const Line &line) {
    if (!read_envelope(line.text)) {
        Line whole = *open_end_;
        std::string joined = end_of_last_;
        joined += line.text.substr(0, kLongestRecord - joined.size());
        whole.text = without_end(joined);
        if (read_envelope(whole.text)) {
            open_end_.reset();
            take_line(whole);
            ++counts_[line.file].continued;
            return;
        }
    }
    take_end_of_last_file();
    take_line(line);
}

void Reader::take_end_of_last_file() {
    if (!open_end_) return;
    Line line = *std::exchange(open_end_, std::nullopt);
    line.text = without_end(end_of_last_);
    take_line(line);
}

void Reader::take_line(const Line &line) {
    if (line.cut) ++counts_[line.file].cut;
    if (is_blank(line.text)) {
        // A blank line may be part of a record, and is nothing on its own.
        ++counts_[line.file].blank;
        return;
    }
    if (const auto envelope = read_envelope(line.text)) {
        begin_record(line, *envelope);
    } else if (open_ && goes_on() && continues(line.text, event_.lines) && continue_record(line)) {
        ++counts_[line.file].continued;
    } else {
        add_unrecognised(line);
    }
}

bool Reader::goes_on() {
    if (!may_go_on_) may_go_on_ = may_go_on(std::string_view(event_.text).substr(0, kBeginning));
    return *may_go_on_;
}

void Reader::begin_record(const Line &line, const Envelope &envelope) {
    end_record();
    LineCounts &counts = counts_[line.file];
    ++counts.recognised;
    if (envelope.time.has_time()) {
        if (!counts.first.has_time()) counts.first = envelope.time;
        counts.last = envelope.time;
    }
    record_file_ = line.file;
    clear(event_);
    event_.file = counts_[line.file].file;
    event_.line = line.number;
    event_.cut = line.cut;
    event_.time = envelope.time;
    event_.program = envelope.program;
    event_.level = envelope.level;
    event_.text = line.text;
    text_at_ = line.text.size() - envelope.text.size();

    const bool restarted = envelope.number && last_number_ && *envelope.number + kNumberDisorder < *last_number_;
    if (envelope.number) last_number_ = envelope.number;
    const auto place = clock_.place(envelope.time, restarted);
    event_.at.reset();
    if (place) {
        event_.at = place->at;
        event_.stretch = place->stretch;
    }
    open_ = true;
    may_go_on_.reset();
}

bool Reader::continue_record(const Line &line) {
    if (event_.lines >= kMostLinesOfRecord) return false;
    ++event_.lines;
    const std::size_t room = kLongestRecord - std::min(event_.text.size(), kLongestRecord);
    if (line.text.size() + 1 > room) {
        event_.cut = true;
        return true;
    }
    event_.text += '\n';
    event_.text += line.text;
    return true;
}

void Reader::end_record() {
    if (!open_) return;
    open_ = false;
    interpret(std::string_view(event_.text).substr(text_at_, kMostInterpreted), event_);
    if (event_.kind != LogKind::other) ++counts_[record_file_].events;
    if (event_.kind != LogKind::other || options_.every_record) sink_(event_);
}

void Reader::add_unrecognised(const Line &line) {
    LineCounts &counts = counts_[line.file];
    ++counts.unrecognised;
    if (counts.unrecognised_at.size() < kLineNumbersKept) counts.unrecognised_at.push_back(line.number);
}

}  // namespace capf::logs
