// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/watch_arguments.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/phone_filter.h"
#include "analyzer/cli/read_number.h"
#include "analyzer/language/translate.h"
#include "analyzer/watch/capture_filter.h"
#include "analyzer/watch/dumpcap.h"
#include "analyzer/watch/followed_file.h"
#include "analyzer/watch/pipe_source.h"

namespace capf::cli {
namespace {

using findings::Verdict;

constexpr const char *kPipe = "-";

}  // namespace

void WatchArguments::add_options(CommandLine &line) {
    line.add_arguments("FILE", inputs_, "growing capture file, any file of a ring, or - for standard input", false);
    line.add_option("-i,--interface", interface_, "capture on INTERFACE with dumpcap", "INTERFACE");
    line.add_option("-f,--capture-filter", filter_, "capture filter (libpcap) instead of the built-in one", "FILTER");
    line.add_option("-w,--write", copy_path_, "keep the packets of an interface or a pipe in FILE", "FILE");
    line.add_list("--until", until_texts_, "end once this phone has this verdict, e.g. encrypted:SEP001122334455",
                  "VERDICT:NAME");
    line.add_option("--for", duration_text_, "end after this time, e.g. 90s, 10m, 2h", "TIME");
    line.add_option("--keep-frames", most_frames_text_,
                    "frames to keep; of the others only results are kept (default: 400000)", "N");
    line.add_flag("--lines", lines_, "print lines even on a terminal, instead of the table");
}

std::vector<std::string> WatchArguments::files() const {
    return input_.empty() || input_ == kPipe ? std::vector<std::string>() : std::vector<std::string>{input_};
}

std::string WatchArguments::name() const {
    if (!interface_.empty()) return interface_;
    return input_ == kPipe ? "standard input" : input_;
}

bool WatchArguments::load_until() {
    constexpr Verdict kVerdicts[] = {Verdict::encrypted, Verdict::failed, Verdict::incomplete, Verdict::not_enabled};
    for (const std::string &text : until_texts_) {
        const std::size_t colon = text.find(':');
        Until until{text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
        if (std::none_of(std::begin(kVerdicts), std::end(kVerdicts),
                         [&](Verdict one) { return until.verdict == name_of(one); })) {
            return complain_of("--until", text, "begins with none of encrypted:, failed:, incomplete:, not-enabled:");
        }
        if (until.name.empty()) return complain_of("--until", text, "names no phone");
        until_.push_back(std::move(until));
    }
    return true;
}

bool WatchArguments::load_duration() {
    if (duration_text_.empty()) return true;
    constexpr double kMostSeconds = 366 * 86'400.0, kMinute = 60, kHour = 3600, kDay = 86'400;
    char *end = nullptr;
    double seconds = std::strtod(duration_text_.c_str(), &end);
    const std::string unit = end;
    if (unit == "m") seconds *= kMinute;
    if (unit == "h") seconds *= kHour;
    if (unit == "d") seconds *= kDay;
    const bool known = unit.empty() || unit == "s" || unit == "m" || unit == "h" || unit == "d";
    if (end == duration_text_.c_str() || !known || !std::isfinite(seconds) || seconds <= 0 || seconds > kMostSeconds) {
        return complain_of("--for", duration_text_, "not a time like 90s, 10m, 2h or 1d");
    }
    duration_ = std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
    return true;
}

bool WatchArguments::load_most_frames() {
    constexpr double kMost = 1e9;
    double number = 0;
    if (!read_number("--keep-frames", most_frames_text_, 1, kMost, number)) return false;
    most_frames_ = static_cast<std::size_t>(number);
    return true;
}

bool WatchArguments::open_copy() {
    if (copy_path_.empty()) return true;
    if (interface_.empty() && input_ != kPipe) {
        return complain_of("-w", copy_path_, "is for an interface or a pipe; a file is kept already");
    }
    const int file = open(copy_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) return complain_of("-w", copy_path_, std::strerror(errno));
    copy_ = std::make_unique<watch::PacketCopy>(copy_path_, file);
    return true;
}

std::optional<int> WatchArguments::load(const CommandLine &line, const std::set<std::uint16_t> &capf_ports) {
    if (inputs_.size() > 1) return line.refuse(tr("only one FILE can be watched"));
    if (!inputs_.empty()) input_ = inputs_.front();
    if (input_.empty() == interface_.empty()) {
        return line.refuse(input_.empty() ? tr("-i INTERFACE, a FILE or - is required")
                                          : tr_format("-i INTERFACE and {} cannot be used together", input_));
    }
    if (interface_.empty() && !filter_.empty()) return line.refuse(tr("-f works with -i only"));
    if (!load_until() || !load_duration() || !load_most_frames() || !open_copy()) return kUsageError;
    if (!interface_.empty()) {
        if (filter_.empty()) filter_ = watch::capture_filter(capf_ports);
        source_ = std::make_unique<watch::Dumpcap>(interface_, filter_, copy_.get());
        return std::nullopt;
    }
    if (input_ == kPipe) {
        source_ = std::make_unique<watch::PipeSource>(STDIN_FILENO, copy_.get());
        return std::nullopt;
    }
    auto file = std::make_unique<watch::FollowedFile>(input_);
    if (!file->open()) {
        complain(input_ + ": " + file->problem());
        return kCannotRead;
    }
    source_ = std::move(file);
    return std::nullopt;
}

bool WatchArguments::is_met(const findings::CaptureReport &report) const {
    return std::any_of(until_.begin(), until_.end(), [&](const Until &until) {
        return std::any_of(report.phones.begin(), report.phones.end(), [&](const findings::PhoneReport &phone) {
            return until.verdict == name_of(phone.verdict) && is_named(until.name, phone.device, phone.addresses);
        });
    });
}

}  // namespace capf::cli
