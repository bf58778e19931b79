// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/phone_console.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "analyzer/logs/readers/console_reader.h"
#include "analyzer/logs/readers/phone_texts.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::size_t kMostDownloads = 256;

bool is_name(char c) {
    return wire::is_letter_or_digit(c) || c == '_';
}

// "3233 NOT Nov 29 06:33:59.033132 dgetfile(870)-": the prefix of a record, and the process that wrote it, "870"; of
// "(339:1850) downd-" it is the thread.
std::optional<ConsolePrefix> read_prefix(std::string_view line) {
    ConsolePrefix prefix;
    if (!take_number_and_level(line, prefix.number, prefix.level) || !scan_month_and_day(line, prefix.time))
        return std::nullopt;
    skip_spaces(line);
    if (!scan_time_of_day(line, prefix.time) || !take(line, " ")) return std::nullopt;
    if (line.starts_with('(')) {
        const std::string_view ids = part_after(line, "(", ")").value_or(std::string_view());
        prefix.process = ids.substr(ids.find(':') + 1);
        line.remove_prefix(std::min(ids.size() + 2, line.size()));
        skip_spaces(line);
    }
    std::size_t length = 0;
    while (length < line.size() && is_name(line[length])) ++length;
    prefix.program = line.substr(0, length);
    line.remove_prefix(length);
    if (line.starts_with('(')) {
        prefix.process = part_after(line, "(", ")").value_or(std::string_view());
        line.remove_prefix(std::min(prefix.process.size() + 2, line.size()));
    }
    if (length == 0 || !take(line, "-")) return std::nullopt;
    prefix.text = line;
    return prefix;
}

class PhoneConsoleReader : public ConsoleReader {
public:
    PhoneConsoleReader(Sink sink, const ReadOptions &options)
        : ConsoleReader(Format::phone_console, std::move(sink), options, read_prefix) {}

protected:
    void interpret(std::string_view text, LogEvent &event) override {
        const auto prefix = read_prefix(event.text);
        const std::string process(prefix ? prefix->process : std::string_view());
        note_arguments(text, process);
        interpret_console_text(text, event);
        if (event.kind == LogKind::other) return;
        if (event.connection.empty()) event.connection = process;
        join_download(event, process);
        join_configuration(event);
        note_connection(event);
        phone_.set(event);
    }

private:
    struct Download {
        std::string file, server;
    };

    // A process of its own fetches the file, and its arguments are written, one a record, before it runs: "arg[4]
    // NAME".
    void note_arguments(std::string_view text, const std::string &process) {
        if (const auto server = part_after(text, "arg[2] ", " ")) download(process).server = *server;
        if (const auto file = part_after(text, "arg[4] ", " ")) download(process).file = *file;
    }

    Download &download(const std::string &process) {
        // Processes have new numbers as they come: the old ones are over.
        if (downloads_.size() >= kMostDownloads && !downloads_.contains(process)) downloads_.clear();
        return downloads_[process];
    }

    void join_download(LogEvent &event, const std::string &process) {
        if (process.empty()) return;
        if (event.kind == LogKind::file_requested) {
            Download &asked = download(process);
            asked.file = event.file_name;
            if (!event.server.empty()) asked.server = event.server;
            return;
        }
        const bool about_file = event.kind == LogKind::http_status || event.kind == LogKind::content_length ||
                                event.kind == LogKind::transfer_done || event.kind == LogKind::transfer_failed ||
                                event.kind == LogKind::transfer_timeout || event.kind == LogKind::file_not_found;
        const auto found = downloads_.find(process);
        if (!about_file || found == downloads_.end()) return;
        if (event.file_name.empty()) event.file_name = found->second.file;
        if (event.server.empty()) event.server = found->second.server;
    }

    // A file is checked after it was fetched, by another process. Its configuration is named without what signing and
    // encryption add; whether it shall be encrypted is said before.
    void join_configuration(LogEvent &event) {
        if (event.kind == LogKind::config_requested) {
            config_ = event.file_name;
            is_encrypted_ = event.encrypted;
            fetched_ = config_;
        } else if (event.kind == LogKind::file_requested) {
            fetched_ = event.file_name;
        } else if (event.kind == LogKind::signature_valid) {
            event.file_name = fetched_;
        }
        if (!config_.empty() && event.file_name == config_) event.encrypted = is_encrypted_;
    }

    std::unordered_map<std::string, Download> downloads_;  // by process
    std::string config_, fetched_;                         // names of files, empty: not known
    std::optional<bool> is_encrypted_;
};

}  // namespace

int likeness_of_phone_console(std::string_view line) {
    return read_prefix(line) ? 2 : 0;
}

std::unique_ptr<Reader> make_phone_console_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<PhoneConsoleReader>(std::move(sink), options);
}

}  // namespace capf::logs
