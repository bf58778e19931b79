// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/tvsd.h"

#include <memory>
#include <utility>

#include "analyzer/logs/readers/daemon_log.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::string_view kTvsWords[] = {"Certificate Hash:", "Status: Valid", "Status: Invalid"};

class TvsdReader : public DaemonLogReader {
public:
    TvsdReader(Sink sink, const ReadOptions &options) : DaemonLogReader(Format::tvsd, std::move(sink), options) {}

protected:
    void read_text(std::string_view text, LogEvent &event) const override {
        if (!take_error(text, LogKind::tvs_error, event)) about_certificate(text, event);
    }

private:
    static void about_certificate(std::string_view text, LogEvent &event) {
        if (const auto subject = part_after(text, "Subject Name: ", "\r\n")) {
            event.kind = LogKind::certificate_subject;
            event.subject = *subject;
        } else if (const auto issuer = part_after(text, "Issuer Name: ", "\r\n")) {
            event.kind = LogKind::certificate_issuer;
            event.issuer = *issuer;
        } else if (const auto status = part_after(text, "Status: ", " \r\n");
                   status == "Valid" || status == "Invalid") {
            event.kind = LogKind::tvs_status;
            event.result = status == "Valid" ? 0 : 1;
        }
    }
};

}  // namespace

int likeness_of_tvsd(std::string_view line) {
    return likeness_of_daemon(line, kTvsWords, "TVS", "tvsd");
}

std::unique_ptr<Reader> make_tvsd_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<TvsdReader>(std::move(sink), options);
}

}  // namespace capf::logs
