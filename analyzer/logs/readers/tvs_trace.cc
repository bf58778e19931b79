// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/tvs_trace.h"

#include <memory>
#include <string>
#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "analyzer/logs/readers/daemon_trace.h"
#include "analyzer/logs/readers/hex_dump.h"
#include "analyzer/logs/readers/tvs_sessions.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::string_view kDump = "HEX_DUMP: Len = ";

class TvsTraceReader : public DaemonTraceReader {
public:
    TvsTraceReader(Sink sink, const ReadOptions &options)
        : DaemonTraceReader(Format::tvs_trace, std::move(sink), options) {}

protected:
    void interpret(std::string_view text, LogEvent &event) override {
        const auto prefix = read_trace_prefix(event.text);
        std::string session(prefix ? prefix->session : std::string_view());
        if (dump_.add_row(text)) {
            end_dump(event);
            return;
        }
        about_requests(text, session);
        if (const auto length = number_after(event.text, kDump)) {
            begin_dump(*length, event);
            add_bare_rows(session, event);
            if (event.kind != LogKind::other) return;
        }
        about_connections(text, session, event);
        if (event.kind == LogKind::other) about_messages(text, event);
        if (event.kind == LogKind::other) about_certificates(text, event);
        if (event.kind == LogKind::other) return;
        set_phone(session.empty() ? sessions_.only_open() : session, event);
        if (event.device.empty() && prefix) event.device = device_in(prefix->name);
        if (event.kind == LogKind::tvs_response_sent) sessions_.end_request(event.connection);
    }

private:
    void about_requests(std::string_view text, const std::string &session) {
        if (contains(text, "Incoming Phone Msg") && !session.empty()) sessions_.begin_request(session);
    }

    void begin_dump(std::int64_t length, const LogEvent &event) {
        dump_.begin(length);
        dump_text_ = event.text;
        dump_file_ = event.file;
        dump_line_ = event.line;
        dump_lines_ = event.lines;
    }

    // Rows without a prefix are lines of the record that the dump begins in.
    void add_bare_rows(const std::string &session, LogEvent &event) {
        std::string_view rows = *after(event.text, kDump);
        bool has_rows = false;
        while (!rows.empty()) {
            static_cast<void>(take_until(rows, "\n"));
            static_cast<void>(take(rows, "\n"));
            has_rows |= dump_.add_row(rows.substr(0, rows.find('\n')));
        }
        if (has_rows) decode_dump(session, event);
    }

    // The event is the whole dump, from its first line on.
    void end_dump(LogEvent &event) {
        ++dump_lines_;
        if (dump_text_.size() + event.text.size() < kLongestRecord) {
            dump_text_ += '\n';
            dump_text_ += event.text;
        }
        decode_dump("", event);
        if (event.kind != LogKind::tvs_dump) return;
        event.text.swap(dump_text_);
        event.file = dump_file_;
        event.line = dump_line_;
        event.lines = dump_lines_;
    }

    // `session`: where the record names one.
    void decode_dump(const std::string &session, LogEvent &event) {
        const auto bytes = dump_.take_whole();
        if (!bytes || !wire::looks_like_tvs(*bytes)) return;
        auto message = wire::parse_tvs_message(*bytes);
        if (!message || wire::tvs_message_length(*bytes) != bytes->size()) return;
        event.kind = LogKind::tvs_dump;
        event.device = device_in(message->device_name.value_or(std::string()));
        event.tvs = std::make_shared<const wire::TvsMessage>(*std::move(message));
        set_phone(session.empty() ? sessions_.only_open() : session, event);
    }

    void about_connections(std::string_view text, std::string &session, LogEvent &event) {
        if (const auto address = part_after(text, "Got a new ph conn ", " ,")) {
            event.kind = LogKind::connection_opened;
            if (session.empty()) session = part_after(text, " on ", " ,.").value_or(std::string_view());
            sessions_.open(session, *address);
        } else if (contains(text, "TLS HS Done")) {
            event.kind = LogKind::tls_established;
        }
    }

    static void about_messages(std::string_view text, LogEvent &event) {
        if (const auto type = after(text, "TVS_MSG_"); type && contains(text, "MsgType")) {
            event.kind = LogKind::tvs_message;
            event.message_type = "TVS_MSG_";
            event.message_type += type->substr(0, type->find_first_of(" \r\n"));
        } else if (const auto sent = after(text, "Sending ")) {
            const std::string_view name = sent->substr(0, sent->find(' '));
            if (!name.ends_with("_RES")) return;
            event.kind = LogKind::tvs_response_sent;
            event.message_type = name;
        }
    }

    static void about_certificates(std::string_view text, LogEvent &event) {
        constexpr std::string_view kNoMore = "\r\n";
        if (const auto subject = part_after(text, "Subject Name is: ", kNoMore)) {
            event.kind = LogKind::tvs_subject;
            event.subject = *subject;
        } else if (const auto issuer = part_after(text, "Issuer Name is: ", kNoMore)) {
            event.kind = LogKind::tvs_issuer;
            event.issuer = *issuer;
        } else if (const auto name = after(text, "issuerName : ")) {
            event.kind = LogKind::tvs_issuer;
            event.issuer = name->substr(0, name->find(" and Length:"));
        } else if (const auto serial = part_after(text, "Serial Number is: ", " \r\n")) {
            event.kind = LogKind::tvs_serial;
            event.serial = *serial;
        } else if (const auto number = part_after(text, "serialNumber : ", " \r\n")) {
            event.kind = LogKind::tvs_serial;
            event.serial = *number;
        } else if (const auto roles = number_after(text, "Found entry {rolecount :")) {
            event.kind = LogKind::certificate_found;
            event.result = roles;
        } else if (contains(text, "Certificate found and equal")) {
            event.kind = LogKind::certificate_found;
        } else if (contains(text, "certificate not found")) {
            event.kind = LogKind::certificate_not_found;
        }
    }

    void set_phone(const std::string &session, LogEvent &event) const {
        event.connection = session;
        event.address = sessions_.address_of(session);
    }

    TvsSessions sessions_;
    HexDump dump_;
    std::string dump_text_;
    std::uint32_t dump_file_ = 0;
    std::size_t dump_line_ = 0, dump_lines_ = 0;
};

}  // namespace

int likeness_of_tvs_trace(std::string_view line) {
    const auto prefix = read_trace_prefix(line);
    if (!prefix) return 0;
    return is_of_tvs(prefix->text) ? 2 : is_of_capf(prefix->text) ? 0 : 1;
}

std::unique_ptr<Reader> make_tvs_trace_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<TvsTraceReader>(std::move(sink), options);
}

}  // namespace capf::logs
