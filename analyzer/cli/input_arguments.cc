// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/input_arguments.h"

#include <algorithm>

#include "analyzer/capture/formats/rotated_set.h"
#include "analyzer/cli/output.h"
#include "analyzer/language/translate.h"
#include "analyzer/logs/input/walk_input.h"
#include "analyzer/logs/join/rotated_reader.h"
#include "analyzer/logs/reader_table.h"
#include "analyzer/logs/rotated_logs.h"

namespace capf::cli {
namespace {

// A file, by its beginning.
struct Sorted {
    enum class Place { capture, beside, signed_file, nowhere };
    Place place = Place::capture;
    const logs::ReaderKind *log = nullptr;  // its reader, where it is one
    logs::LogTime first = {};               // the log's first time
};

Sorted sort_file(const logs::GivenFile &file) {
    using logs::ContentKind;
    using enum Sorted::Place;
    // What is no file is read once: a pipe that brings a capture.
    if (!file.is_regular) return {capture};
    const logs::PeekedFile peeked = logs::peek(file.path);
    if (peeked.kind == ContentKind::capture) return {capture};
    if (!logs::is_container(peeked.kind)) {
        if (const logs::ReaderKind *log = logs::find_reader(peeked.beginning)) {
            return {beside, log, logs::first_time(*log, peeked.beginning)};
        }
    }
    switch (peeked.kind) {
        case ContentKind::empty:
        case ContentKind::binary:
        case ContentKind::text:
            // What nobody recognises may be a capture of a kind that Wireshark knows, when the user names it.
            return {file.from_folder ? nowhere : capture};
        case ContentKind::signed_file:
            return {file.from_folder ? nowhere : signed_file};
        default:
            return {beside};
    }
}

// Files of rotated logs in the order in which they were written, each log where its first file stood; the others where
// they are.
class BesideFiles {
public:
    void add(const std::string &path, const Sorted &sorted) {
        paths_.push_back(path);
        if (sorted.log == nullptr) return;
        logs_.push_back(paths_.size() - 1);
        parts_.push_back({path, sorted.log->format, sorted.first, {}});
    }

    [[nodiscard]] std::vector<std::string> in_order() const {
        std::vector<std::string> ordered = paths_;
        std::size_t next = 0;
        for (const std::vector<std::size_t> &log : logs::find_rotated_logs(parts_)) {
            for (const std::size_t part : log) ordered[logs_[next++]] = parts_[part].path;
        }
        return ordered;
    }

private:
    std::vector<std::string> paths_;
    std::vector<std::size_t> logs_;  // which of them are logs
    std::vector<logs::LogPart> parts_;
};

}  // namespace

void InputArguments::add_options(CommandLine &line) {
    line.add_arguments("FILE", given_, "captures, logs, archives and folders of these; - is standard input", false);
    line.add_list("--log", logs_, "read FILE as a log, whatever it looks like", "FILE");
    line.add_option("--log-zone", log_zone_text_, "time zone for logs that give none: Z, +0100, Europe/Berlin", "ZONE");
    line.add_flag("--no-join", no_join_,
                  "read each file of a rotated set (NAME.cap0, NAME.cap1 …) as a capture of its own");
}

bool InputArguments::load() {
    if (log_zone_text_.empty()) return true;
    log_zone_ = logs::LogZone::parse(log_zone_text_);
    if (!log_zone_) {
        return complain_of("--log-zone", log_zone_text_, "is not a known time zone; write Z, +0100 or Europe/Berlin");
    }
    return true;
}

void InputArguments::find_files(bool names) {
    found_ = logs::find_given_files(given_);
    for (const auto &[path, why] : found_.problems) complain((names ? path : tr("a folder")) + ": " + why);
}

std::vector<std::string> InputArguments::paths() const {
    std::vector<std::string> all = logs_;
    for (const logs::GivenFile &file : found_.files) all.push_back(file.path);
    return all;
}

bool InputArguments::has_folder() const {
    return std::ranges::any_of(found_.files, &logs::GivenFile::from_folder);
}

std::vector<std::vector<std::string>> InputArguments::groups(const std::vector<std::string> &captures) const {
    if (!no_join_) return capture::join_rotated_sets(captures);
    std::vector<std::vector<std::string>> alone;
    alone.reserve(captures.size());
    for (const std::string &path : captures) alone.push_back({path});
    return alone;
}

SortedInputs InputArguments::sort() const {
    SortedInputs sorted;
    std::vector<std::string> captures;
    BesideFiles beside;
    for (const logs::GivenFile &file : found_.files) {
        const Sorted as = sort_file(file);
        switch (as.place) {
            case Sorted::Place::capture:
                captures.push_back(file.path);
                break;
            case Sorted::Place::beside:
                beside.add(file.path, as);
                break;
            case Sorted::Place::signed_file:
                sorted.signed_files.push_back(file.path);
                break;
            case Sorted::Place::nowhere:
                sorted.passed_over.push_back(file.path);
                break;
        }
    }
    sorted.captures = groups(captures);
    sorted.beside = beside.in_order();
    return sorted;
}

}  // namespace capf::cli
