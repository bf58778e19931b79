// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/rotated_reader.h"

#include <algorithm>
#include <utility>

namespace capf::logs {
namespace {

constexpr std::size_t kPushedAtOnce = 256U * 1024;
constexpr std::size_t kMostOpen = 32;  // logs: of so many nodes and programs files may come in turns

}  // namespace

void push_all(Reader &reader, capture::ByteSource &content) {
    std::vector<std::uint8_t> piece(kPushedAtOnce);
    std::ptrdiff_t n = 0;
    while ((n = content.read(piece.data(), piece.size())) > 0) {
        reader.push({reinterpret_cast<const char *>(piece.data()), static_cast<std::size_t>(n)});
    }
}

LogTime first_time(const ReaderKind &kind, std::string_view beginning) {
    const auto reader = kind.make([](const LogEvent &) {}, {});
    while (!beginning.empty() && (reader->counts().empty() || !reader->counts().front().first.has_time())) {
        const std::string_view line = beginning.substr(0, beginning.find('\n') + 1);
        if (line.empty()) break;  // the last line, which is not whole
        reader->push(line);
        beginning.remove_prefix(line.size());
    }
    return reader->counts().empty() ? LogTime() : reader->counts().front().first;
}

RotatedReader::RotatedReader(Sink sink, ReadingOrder order, bool one_by_one)
    : sink_(std::move(sink)), has_order_(true), one_by_one_(one_by_one), order_(std::move(order)) {
    log_of_.resize(order_.paths.size());
    for (std::vector<std::size_t> &log : order_.logs) {
        for (const std::size_t file : log) log_of_[file] = planned_.size();
        planned_.push_back({std::move(log), 0, nullptr});
    }
}

void RotatedReader::read(const std::string &path, const ReaderKind &kind, capture::ByteSource &content,
                         const LogTime &first) {
    const std::size_t file = files_.size();
    files_.push_back({{path, kind.format, first, {}}, &kind, {}});
    // Somebody may have changed the files meanwhile.
    if (!has_order_ || file >= order_.paths.size() || order_.paths[file] != path) return read_unplanned(file, content);
    const std::size_t log = log_of_[file];
    if (!is_turn_of(log, file)) return keep(file, content);
    read_planned(log, content);
    read_kept(log);
    if (!one_by_one_) return;
    for (std::size_t other = 0; kept_ > 0 && !current_ && other < planned_.size(); ++other) read_kept(other);
}

bool RotatedReader::is_turn_of(std::size_t log, std::size_t file) const {
    if (one_by_one_ && current_ && current_ != log) return false;
    const Planned &planned = planned_[log];
    return planned.next < planned.files.size() && planned.files[planned.next] == file;
}

std::unique_ptr<RotatedReader::Open> RotatedReader::open(const ReaderKind &kind) {
    auto log = std::make_unique<Open>();
    log->reader = kind.make(
        [this, log = log.get()](const LogEvent &event) {
            end_files_before(*log, event.file);
            sink_.take(event);
        },
        {});
    return log;
}

void RotatedReader::read_into(Open &log, std::size_t file, capture::ByteSource &content) {
    log.reader->begin_file(static_cast<std::uint32_t>(file));
    log.files.push_back(file);
    push_all(*log.reader, content);
}

// An event is of `file`, so those before it are over.
void RotatedReader::end_files_before(Open &log, std::size_t file) {
    const auto begin = log.files.begin() + static_cast<std::ptrdiff_t>(log.ended);
    const auto found = std::find(begin, log.files.end(), file);
    if (found != log.files.end()) end_files(log, static_cast<std::size_t>(found - log.files.begin()));
}

void RotatedReader::end_files(Open &log, std::size_t end) {
    for (; log.ended < end; ++log.ended) {
        const LineCounts &counts = log.reader->counts()[log.ended];
        LogPart &part = files_[log.files[log.ended]].part;
        part.first = counts.first;
        part.last = counts.last;
        sink_.end_file(log.files[log.ended], counts);
    }
}

void RotatedReader::close(Open &log) {
    log.reader->finish();
    end_files(log, log.files.size());
    done_.push_back(std::move(log.files));
}

void RotatedReader::read_unplanned(std::size_t file, capture::ByteSource &content) {
    const auto goes_on_in = [&](const std::unique_ptr<Open> &log) {
        LogPart before = files_[log->files.back()].part;
        return may_be_next(before, files_[file].part);
    };
    auto log = std::find_if(open_.rbegin(), open_.rend(), goes_on_in);
    if (log != open_.rend()) {
        std::rotate(log.base() - 1, log.base(), open_.end());
    } else {
        if (open_.size() >= kMostOpen) {
            close(*open_.front());
            open_.erase(open_.begin());
        }
        open_.push_back(open(*files_[file].kind));
    }
    read_into(*open_.back(), file, content);
}

void RotatedReader::read_planned(std::size_t log, capture::ByteSource &content) {
    Planned &planned = planned_[log];
    const std::size_t file = planned.files[planned.next++];
    if (!planned.open) planned.open = open(*files_[file].kind);
    current_ = log;
    read_into(*planned.open, file, content);
    if (planned.next < planned.files.size()) return;
    close(*planned.open);
    planned.open.reset();
    current_.reset();
}

// What was kept of this log, as long as it is its turn.
void RotatedReader::read_kept(std::size_t log) {
    const Planned &planned = planned_[log];
    while (planned.next < planned.files.size()) {
        const std::size_t file = planned.files[planned.next];
        if (file >= files_.size() || !files_[file].early) return;
        const auto content = early_.content(*std::exchange(files_[file].early, std::nullopt));
        --kept_;
        read_planned(log, *content);
    }
}

void RotatedReader::keep(std::size_t file, capture::ByteSource &content) {
    EarlyFiles::Place place = early_.keep(content);
    if (place.not_kept.empty()) {
        files_[file].early = std::move(place);
        ++kept_;
        return;
    }
    // There is no room: it is read by itself.
    const std::unique_ptr<Open> alone = open(*files_[file].kind);
    read_into(*alone, file, *early_.content(place));
    alone->reader->push(place.not_kept);
    push_all(*alone->reader, content);
    close(*alone);
}

void RotatedReader::finish() {
    for (const std::unique_ptr<Open> &log : open_) close(*log);
    open_.clear();
    // Where a file did not come, or could not be kept, those after it are a log of their own.
    for (std::size_t log = 0; log < planned_.size(); ++log) {
        Planned &planned = planned_[log];
        for (; planned.next < planned.files.size(); ++planned.next) {
            if (planned.open) close(*std::exchange(planned.open, nullptr));
            read_kept(log);
            if (planned.next >= planned.files.size()) break;
        }
        if (planned.open) close(*std::exchange(planned.open, nullptr));
    }
    current_.reset();
    std::ranges::sort(done_, {}, [](const std::vector<std::size_t> &log) { return *std::ranges::min_element(log); });
}

ReadingOrder RotatedReader::order() const {
    ReadingOrder order;
    std::vector<LogPart> parts;
    for (const File &file : files_) {
        order.paths.push_back(file.part.path);
        parts.push_back(file.part);
    }
    order.logs = find_rotated_logs(parts);
    return order;
}

}  // namespace capf::logs
