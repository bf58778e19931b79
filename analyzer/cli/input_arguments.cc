// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/input_arguments.h"

#include "analyzer/capture/formats/rotated_set.h"
#include "analyzer/cli/output.h"
#include "analyzer/language/translate.h"
#include "analyzer/logs/input/walk_input.h"
#include "analyzer/logs/reader_table.h"

namespace capf::cli {
namespace {

enum class Place { capture, beside, nowhere };

Place place_of(const logs::GivenFile &file) {
    using logs::ContentKind;
    // What is no file is read once: a pipe that brings a capture.
    if (!file.is_regular) return Place::capture;
    const logs::PeekedFile peeked = logs::peek(file.path);
    // What nobody recognises may be a capture of a kind that Wireshark knows, when the user names it.
    const Place unknown = file.from_folder ? Place::nowhere : Place::capture;
    switch (peeked.kind) {
        case ContentKind::capture:
            return Place::capture;
        case ContentKind::empty:
        case ContentKind::binary:
            return unknown;
        case ContentKind::text:
            return logs::find_reader(peeked.beginning) != nullptr ? Place::beside : unknown;
        default:
            return Place::beside;
    }
}

}  // namespace

void InputArguments::add_options(CommandLine &line) {
    line.add_arguments("FILE", given_, "captures, logs, archives and folders of these; - is standard input", false);
    line.add_list("--log", logs_, "a log whatever it looks like", "FILE");
    line.add_option("--log-zone", log_zone_text_,
                    "zone of logs that give none, without a capture: Z, +0100, Europe/Berlin", "ZONE");
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
    for (const logs::GivenFile &file : found_.files) {
        switch (place_of(file)) {
            case Place::capture:
                captures.push_back(file.path);
                break;
            case Place::beside:
                sorted.beside.push_back(file.path);
                break;
            case Place::nowhere:
                sorted.passed_over.push_back(file.path);
                break;
        }
    }
    sorted.captures = groups(captures);
    return sorted;
}

}  // namespace capf::cli
