// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/reader_table.h"

#include <algorithm>
#include <array>

#include "analyzer/logs/readers/capf_trace.h"
#include "analyzer/logs/readers/capfd.h"
#include "analyzer/logs/readers/certificate_syslog.h"
#include "analyzer/logs/readers/ios_capf.h"
#include "analyzer/logs/readers/old_phone_console.h"
#include "analyzer/logs/readers/phone_console.h"
#include "analyzer/logs/readers/phone_status.h"
#include "analyzer/logs/readers/tftp_trace.h"
#include "analyzer/logs/readers/tvs_trace.h"
#include "analyzer/logs/readers/tvsd.h"

namespace capf::logs {
namespace {

constexpr int kLeastLikeness = 5;
constexpr std::size_t kMostHead = 65'536;

constexpr std::array kReaders = {
    ReaderKind{.format = Format::phone_console,
               .name = "phone-console",
               .title = "console of a 78xx or 88xx",
               .certainty = Certainty::documented,
               .source = "213407, EMCC technote",
               .tells = "files that it asks for, over what and how that ends; whether it awaits an encrypted "
                        "configuration; trust lists, signatures, TVS, TLS and the certificate that it uses",
               .likeness = likeness_of_phone_console,
               .make = make_phone_console_reader},
    ReaderKind{.format = Format::old_phone_console,
               .name = "old-phone-console",
               .title = "console of a 79xx",
               .certainty = Certainty::documented,
               .source = "200860, 118699",
               .tells = "TLS connections, alerts, the certificate that it uses, TVS",
               .likeness = likeness_of_old_phone_console,
               .make = make_old_phone_console_reader},
    ReaderKind{.format = Format::phone_status,
               .name = "phone-status",
               .title = "status messages of a 78xx or 88xx",
               .certainty = Certainty::third_party,
               .source = "web pages of administrators",
               .tells = "trust lists, files that it did not get, files whose signature it refuses",
               .likeness = likeness_of_phone_status,
               .make = make_phone_status_reader},
    ReaderKind{.format = Format::old_phone_status,
               .name = "old-phone-status",
               .title = "status messages of a 79xx",
               .certainty = Certainty::third_party,
               .source = "web pages of administrators",
               .tells = "the same",
               .likeness = likeness_of_old_phone_status,
               .make = make_old_phone_status_reader},
    ReaderKind{.format = Format::tftp_trace,
               .name = "tftp",
               .title = "CUCM TFTP trace",
               .certainty = Certainty::documented,
               .source = "214528, 222878, 200981",
               .tells = "requests with address, file and answer over HTTP and TFTP; phones that are not in the "
                        "database; a service that is full",
               .likeness = likeness_of_tftp_trace,
               .make = make_tftp_trace_reader},
    ReaderKind{
        .format = Format::tvs_trace,
        .name = "tvs",
        .title = "CUCM TVS trace",
        .certainty = Certainty::documented,
        .source = "213407, 118699",
        .tells =
            "connections, messages (also out of hex dumps), certificates that are asked for and whether they are known",
        .likeness = likeness_of_tvs_trace,
        .make = make_tvs_trace_reader},
    ReaderKind{.format = Format::capf_trace,
               .name = "capf",
               .title = "CUCM CAPF trace",
               .certainty = Certainty::assumed,
               .source = "the same as the TVS trace",
               .tells = "nothing but the phones that it names: its texts are not public",
               .likeness = likeness_of_capf_trace,
               .make = make_capf_trace_reader},
    ReaderKind{.format = Format::ios_capf,
               .name = "ios-capf",
               .title = "IOS debug capf-server and phone messages",
               .certainty = Certainty::documented,
               .source = "Unified CME debug command reference",
               .tells = "CAPF's messages and their sizes, results, registrations",
               .likeness = likeness_of_ios_capf,
               .make = make_ios_capf_reader},
    ReaderKind{.format = Format::capfd,
               .name = "capfd",
               .title = "capfd",
               .certainty = Certainty::from_code,
               .source = "the program's source",
               .tells = "devices, authentication, operation, key, result and errors of each session",
               .likeness = likeness_of_capfd,
               .make = make_capfd_reader},
    ReaderKind{.format = Format::tvsd,
               .name = "tvsd",
               .title = "tvsd",
               .certainty = Certainty::from_code,
               .source = "the program's source",
               .tells = "status and errors of each request",
               .likeness = likeness_of_tvsd,
               .make = make_tvsd_reader},
    ReaderKind{.format = Format::certificate_syslog,
               .name = "certificate-syslog",
               .title = "CUCM certificate alarms in syslog",
               .certainty = Certainty::documented,
               .source = "HCM-F upgrade notes",
               .tells = "certificates that expire or have expired",
               .likeness = likeness_of_certificate_syslog,
               .make = make_certificate_syslog_reader},
};

// Logs may have zeros where a disk was full, or a machine lost its power.
bool is_binary(std::string_view head) {
    constexpr std::size_t kZeroOneIn = 20;
    return static_cast<std::size_t>(std::ranges::count(head, '\0')) * kZeroOneIn > head.size();
}

}  // namespace

std::span<const ReaderKind> reader_table() {
    return kReaders;
}

std::string_view certainty_name(Certainty certainty) {
    switch (certainty) {
        case Certainty::documented:
            return "documented by Cisco";
        case Certainty::from_code:
            return "from public code";
        case Certainty::third_party:
            return "from third parties";
        case Certainty::assumed:
            return "assumed";
    }
    return {};
}

const ReaderKind &reader_of(Format format) {
    return *std::ranges::find(kReaders, format, &ReaderKind::format);
}

int recognise(const ReaderKind &kind, std::string_view head) {
    head = head.substr(0, kMostHead);
    std::size_t lines = 0, likeness = 0;
    while (!head.empty()) {
        std::string_view line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(line.size() + 1, head.size()));
        while (line.ends_with('\r')) line.remove_suffix(1);
        if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
        ++lines;
        likeness += static_cast<std::size_t>(kind.likeness(line));
    }
    // Of two lines, one may be a half; of more, both ends.
    if (lines > 2) lines -= 2;
    return lines == 0 ? 0 : static_cast<int>(std::min<std::size_t>(100, 50 * likeness / lines));
}

const ReaderKind *find_reader(std::string_view head) {
    if (is_binary(head.substr(0, kMostHead))) return nullptr;
    const ReaderKind *best = nullptr;
    int most = kLeastLikeness - 1;
    for (const ReaderKind &kind : kReaders) {
        const int likeness = recognise(kind, head);
        if (likeness > most) {
            most = likeness;
            best = &kind;
        }
    }
    return best;
}

}  // namespace capf::logs
