// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/tftp_trace.h"

#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "analyzer/logs/readers/tftp_requests.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr int kFound = 200, kNotFound = 404, kUnavailable = 503;
constexpr std::string_view kAppInfo = "AppInfo", kSignal = "SdlSig", kStatistics = "SdlStat";

// Words that only the TFTP service writes: other services of CUCM have the same envelope.
constexpr std::string_view kOwnWords[] = {"HTTPConnection", "HTTPServer",  "HTTPSERVER",    "ServeFile",
                                          "ServeDynamic",   "ServeStatic", "TFTPEngine",    "TFTPServer",
                                          "TFTPCache",      "CReqContext", "CServiceModule"};

// "00004376.005 |07:28:32.110 |AppInfo  |": number, time and type.
struct Prefix {
    std::uint64_t number = 0;
    LogTime time;
    std::string_view type, text;
};

std::optional<Prefix> read_prefix(std::string_view line) {
    Prefix prefix;
    int number = 0, part = 0;
    if (!take_digits(line, 8, number) || !take(line, ".") || !take_digits(line, 3, part) || !take(line, " |") ||
        !scan_time_of_day(line, prefix.time) || !take(line, " |")) {
        return std::nullopt;
    }
    for (const std::string_view type : {kAppInfo, kSignal, kStatistics}) {
        if (!line.starts_with(type)) continue;
        prefix.type = type;
        line.remove_prefix(type.size());
        skip_spaces(line);
        if (!take(line, "|")) return std::nullopt;
        prefix.number = static_cast<std::uint64_t>(number);
        prefix.text = line;
        return prefix;
    }
    return std::nullopt;
}

// The client of "[0xf4d26318~5~192.0.2.11~51909]": its address and port are the last two.
struct Client {
    std::string_view context, address;
    std::uint16_t port = 0;
};

Client read_client(std::string_view text) {
    Client client;
    std::string_view inside = part_after(text, "[", "]").value_or(std::string_view());
    const std::size_t port_at = inside.rfind('~');
    if (port_at == std::string_view::npos) return client;
    std::string_view port = inside.substr(port_at + 1);
    const auto number = take_number(port);
    if (number && *number > 0 && *number <= 0xffff) client.port = static_cast<std::uint16_t>(*number);
    inside = inside.substr(0, port_at);
    const std::size_t address_at = inside.find_last_of("~ ");
    if (address_at == std::string_view::npos) return client;
    client.address = inside.substr(address_at + 1);
    client.context = inside.substr(0, inside.find_first_of("~ "));
    return client;
}

class TftpTraceReader : public Reader {
public:
    TftpTraceReader(Sink sink, const ReadOptions &options) : Reader(Format::tftp_trace, std::move(sink), options) {}

protected:
    std::optional<Envelope> read_envelope(std::string_view line) const override {
        const auto prefix = read_prefix(line);
        if (!prefix) return std::nullopt;
        return Envelope{prefix->time, {}, prefix->type, prefix->text, prefix->number};
    }

    // The request of a phone and the answer of another server are printed with all their lines.
    bool may_go_on(std::string_view beginning) const override { return contains(beginning, "HTTP/1."); }

    void interpret(std::string_view text, LogEvent &event) override {
        if (event.level == kSignal) {
            requests_.add_signal(number_of(event), text);
            return;
        }
        // Where functions begin and end: half of a detailed trace.
        if (text.starts_with("-->") || text.starts_with("<--")) return;
        skip_spaces(text);
        if (!about_files(text, event)) about_clients(text, event);
        if (event.kind == LogKind::other) return;
        event.program = text.substr(0, text.find_first_of(":[ ("));
        if (event.device.empty()) event.device = device_in(event.file_name);
    }

private:
    static std::uint64_t number_of(const LogEvent &event) {
        std::string_view text = event.text;
        std::uint64_t number = 0;
        static_cast<void>(take_digits(text, 8, number));
        return number;
    }

    // What the trace has told of the connection that this record is about.
    void fill_in(LogEvent &event) {
        event.connection = requests_.connection_of(number_of(event));
        if (event.connection.empty()) return;
        const TftpRequest &request = requests_.request(event.connection);
        event.address = request.address;
        event.request_id = request.request_id;
        if (event.file_name.empty()) event.file_name = request.file;
    }

    void set(LogEvent &event, LogKind kind, std::optional<std::int64_t> result = std::nullopt) {
        event.kind = kind;
        event.result = result;
        fill_in(event);
    }

    bool about_files(std::string_view text, LogEvent &event) {
        if (const auto name = part_after(text, "Filename is : ", " \r\n")) {
            event.file_name = *name;
            set(event, LogKind::file_requested);
            if (!event.connection.empty()) requests_.request(event.connection).file = *name;
        } else if (const auto request = after(text, "Received File request for ")) {
            read_request_id(*request, event);
        } else if (contains(text, "File Found - 200")) {
            set(event, LogKind::lookup_found, kFound);
        } else if (contains(text, "File Not Found - 404")) {
            set(event, LogKind::lookup_not_found, kNotFound);
        } else if (contains(text, "Requested file FOUND")) {
            set(event, LogKind::file_sent, kFound);
        } else if (contains(text, "Requested file NOT FOUND")) {
            set(event, LogKind::file_not_found, kNotFound);
        } else if (contains(text, "Requested file is Busy")) {
            set(event, LogKind::file_busy, kUnavailable);
        } else if (const auto device = part_after(text, "Unable to find device in DB = ", " \r\n")) {
            set(event, LogKind::device_not_in_database);
            event.device = *device;
        }
        return event.kind != LogKind::other;
    }

    // "Received File request for NAME with Request ID 43". The connection has told of the file before; where that line
    // is lost, this one is the request.
    void read_request_id(std::string_view text, LogEvent &event) {
        const auto id = number_after(text, " with Request ID ");
        if (!id) return;
        const std::string_view name = text.substr(0, text.find(" with Request ID "));
        const std::string connection = requests_.connection_of(number_of(event));
        bool known = false;
        if (!connection.empty()) {
            TftpRequest &request = requests_.request(connection);
            known = request.file == name;
            request.file = name;
            request.request_id = id;
        }
        if (known) return;
        event.file_name = name;
        set(event, LogKind::file_requested);
        event.request_id = id;
    }

    void about_clients(std::string_view text, LogEvent &event) {
        if (const auto address = part_after(text, "Received ReassociateIndication from ", " \r\n")) {
            set(event, LogKind::connection_opened);
            if (!event.connection.empty()) requests_.open(number_of(event), event.connection, *address);
            event.address = *address;
            event.file_name.clear();
            event.request_id.reset();
        } else if (contains(text, "Recieved CloseInd from ") || contains(text, "Received CloseInd from ")) {
            set(event, LogKind::connection_closed);
        } else if (text.starts_with("TFTPEngine::isReadRequest")) {
            read_tftp_request(text, event);
        } else if (contains(text, "TFTPEngine::sendNAK")) {
            set_client(event, LogKind::transfer_refused, *after(text, "sendNAK"));
            event.file_name = part_after(text, "File[", "]").value_or(std::string_view());
            event.result = number_after(text, "Error(");
        } else if (contains(text, "Reached max count")) {
            set(event, LogKind::server_full, kUnavailable);
        } else if (const auto limit = number_after(text, "Maximum serving count for HTTP connection is  =")) {
            // It is written for each connection; once is enough.
            if (limit == serving_limit_) return;
            serving_limit_ = limit;
            event.kind = LogKind::serving_limit;
            event.result = limit;
        }
    }

    void read_tftp_request(std::string_view text, LogEvent &event) {
        if (!contains(text, "opcode(1)")) return;
        set_client(event, LogKind::file_requested, text);
        const auto rest = after(text, "], [");
        if (rest) event.file_name = rest->substr(0, rest->find(']'));
    }

    static void set_client(LogEvent &event, LogKind kind, std::string_view text) {
        const Client client = read_client(text);
        event.kind = kind;
        event.address = client.address;
        event.port = client.port;
        event.connection = client.context;
    }

    TftpRequests requests_;
    std::optional<std::int64_t> serving_limit_;
};

}  // namespace

int likeness_of_tftp_trace(std::string_view line) {
    const auto prefix = read_prefix(line);
    if (!prefix) return 0;
    for (const std::string_view words : kOwnWords) {
        if (contains(prefix->text, words)) return 2;
    }
    return 1;
}

std::unique_ptr<Reader> make_tftp_trace_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<TftpTraceReader>(std::move(sink), options);
}

}  // namespace capf::logs
