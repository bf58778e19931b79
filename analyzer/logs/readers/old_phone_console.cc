// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/old_phone_console.h"

#include <optional>
#include <utility>

#include "analyzer/logs/readers/console_reader.h"
#include "analyzer/logs/readers/phone_texts.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

// "5007: NOT 10:25:10.060663 SECD: clpSetupSsl: …", "7949 NOT 11:04:14.765155  CVM-appLaunchRequest: …"
std::optional<ConsolePrefix> read_prefix(std::string_view line) {
    ConsolePrefix prefix;
    if (!take_number_and_level(line, prefix.number, prefix.level) || !scan_time_of_day(line, prefix.time) ||
        !take(line, " "))
        return std::nullopt;
    skip_spaces(line);
    prefix.program = line.substr(0, line.find_first_of(":- "));
    line.remove_prefix(prefix.program.size());
    if (prefix.program.empty()) return std::nullopt;
    if (take(line, ": ")) {
        static_cast<void>(take(line, "-"));
    } else if (!take(line, ":") && !take(line, "-")) {
        return std::nullopt;
    }
    prefix.text = line;
    return prefix;
}

class OldPhoneConsoleReader : public ConsoleReader {
public:
    OldPhoneConsoleReader(Sink sink, const ReadOptions &options)
        : ConsoleReader(Format::old_phone_console, std::move(sink), options, read_prefix) {}

protected:
    void interpret(std::string_view text, LogEvent &event) override {
        interpret_console_text(text, event);
        if (event.kind == LogKind::other) return;
        note_connection(event);
        phone_.set(event);
    }
};

}  // namespace

int likeness_of_old_phone_console(std::string_view line) {
    return read_prefix(line) ? 2 : 0;
}

std::unique_ptr<Reader> make_old_phone_console_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<OldPhoneConsoleReader>(std::move(sink), options);
}

}  // namespace capf::logs
