// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/capfd.h"

#include <memory>
#include <utility>

#include "analyzer/logs/readers/daemon_log.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::string_view kCapfWords[] = {
    "Device Name: ", "Unknown device: ", "Authentication Mode: ", "Scheduled Operation: ", "Key Algorithm: ",
    "Key Size: ",    "Result: ",         "Too many clients: "};

class CapfdReader : public DaemonLogReader {
public:
    CapfdReader(Sink sink, const ReadOptions &options) : DaemonLogReader(Format::capfd, std::move(sink), options) {}

protected:
    void read_text(std::string_view text, LogEvent &event) const override {
        if (about_device(text, event) || about_operation(text, event)) return;
        static_cast<void>(take_error(text, LogKind::capf_error, event));
    }

private:
    static bool about_device(std::string_view text, LogEvent &event) {
        constexpr std::string_view kEnds = " \r\n";
        if (const auto name = part_after(text, "Device Name: ", kEnds)) {
            event.kind = LogKind::capf_device;
            event.device = *name;
        } else if (const auto unknown = part_after(text, "Unknown device: ", kEnds)) {
            event.kind = LogKind::capf_unknown_device;
            event.device = *unknown;
        } else if (contains(text, "Too many clients: ")) {
            event.kind = LogKind::capf_server_full;
            event.result = number_after(text, " of ");
        }
        return event.kind != LogKind::other;
    }

    static bool about_operation(std::string_view text, LogEvent &event) {
        struct Known {
            std::string_view words;
            LogKind kind;
        };
        constexpr Known kKnown[] = {{"Authentication Mode: ", LogKind::capf_authentication},
                                    {"Scheduled Operation: ", LogKind::capf_operation},
                                    {"Key Algorithm: ", LogKind::capf_key_algorithm},
                                    {"Key Size: ", LogKind::capf_key_size},
                                    {"Curve: ", LogKind::capf_key_size},
                                    {"Result: ", LogKind::capf_result}};
        for (const Known &known : kKnown) {
            if (!text.starts_with(known.words)) continue;
            event.kind = known.kind;
            event.mode = wire::trim(text.substr(known.words.size()));
            if (known.words == "Key Size: ") event.result = number_after(text, known.words);
            return true;
        }
        return false;
    }
};

}  // namespace

int likeness_of_capfd(std::string_view line) {
    return likeness_of_daemon(line, kCapfWords, "CAPF", "capfd");
}

std::unique_ptr<Reader> make_capfd_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<CapfdReader>(std::move(sink), options);
}

}  // namespace capf::logs
