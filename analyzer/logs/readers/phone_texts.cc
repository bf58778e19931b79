// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/phone_texts.h"

#include <algorithm>
#include <iterator>

#include "analyzer/logs/text_scan.h"
#include "plugin/wire/ascii.h"

namespace capf::logs {
namespace {

constexpr std::string_view kNameEnds = " ,;<>[]()\"'\t";
constexpr std::int64_t kTransferWell = 100;  // "XXTP complete - status = 100"

// `rest` is what follows the words in the record; `text` is all of it.
using Fill = void (*)(std::string_view text, std::string_view rest, LogEvent &event);

struct Text {
    std::string_view words;
    LogKind kind;
    Fill fill = nullptr;
};

std::int64_t first_number(std::string_view rest) {
    rest.remove_prefix(std::min(rest.find_first_of("0123456789"), rest.size()));
    return take_number(rest).value_or(0);
}

void set_port(std::optional<std::int64_t> port, LogEvent &event) {
    if (port && *port > 0 && *port <= 0xffff) event.port = static_cast<std::uint16_t>(*port);
}

void fill_result(std::string_view, std::string_view rest, LogEvent &event) {
    if (rest.find_first_of("0123456789") != std::string_view::npos) event.result = first_number(rest);
}

// The name as it is asked for: "ram/SEP….cnf.xml.59075" is where the phone keeps it.
std::string_view file_name(std::string_view path) {
    path.remove_prefix(std::min(path.rfind('/') + 1, path.size()));
    const std::size_t ending = path.rfind('.');
    const bool numbered = ending != std::string_view::npos && ending + 1 < path.size() &&
                          std::ranges::all_of(path.substr(ending + 1), wire::is_digit);
    return numbered ? path.substr(0, ending) : path;
}

// "[GT870][src=CTLSEPB000B4BA0AEE.tlv][dest=/tmp/CTLFile.tlv][serv=][serv6=][sec=0]"
void fill_get(std::string_view, std::string_view rest, LogEvent &event) {
    event.connection = part_after(rest, "[", "]").value_or(std::string_view());
    event.file_name = part_after(rest, "[src=", "]").value_or(std::string_view());
    event.server = part_after(rest, "[serv=", "]").value_or(std::string_view());
    if (event.server.empty()) event.server = part_after(rest, "[serv6=", "]").value_or(std::string_view());
    event.result = number_after(rest, "[sec=");
}

// "ram/SEPC80084AA8743.cnf.xml.59075 from TFTP Service(1), encrypt = false,isApplying…"
void fill_config_request(std::string_view, std::string_view rest, LogEvent &event) {
    skip_spaces(rest);
    event.file_name = file_name(take_until(rest, kNameEnds));
    const auto encrypt = part_after(rest, "encrypt = ", ", ");
    if (encrypt == "true" || encrypt == "false") event.encrypted = encrypt == "true";
}

// "CTLSEPC80084AA8743.tlv from 192.168.7.200"
void fill_request(std::string_view, std::string_view rest, LogEvent &event) {
    const auto server = part_after(rest, " from ", " ,");
    if (!server) {
        event.kind = LogKind::other;
        return;
    }
    event.file_name = take_until(rest, " ");
    event.server = *server;
}

void fill_transfer(std::string_view text, std::string_view rest, LogEvent &event) {
    fill_result(text, rest, event);
    if (event.result != kTransferWell) event.kind = LogKind::transfer_failed;
}

void fill_http_status(std::string_view, std::string_view rest, LogEvent &event) {
    event.result = number_after(rest, " ");  // "HTTP/1.1 503 Service Unavailab]"
}

void fill_trust_list(std::string_view, std::string_view rest, LogEvent &event) {
    skip_spaces(rest);
    event.mode = take_until(rest, " ");
    if (event.mode != "CTL_SUCCESS") event.kind = LogKind::trust_list_failed;
}

void fill_certificate_type(std::string_view, std::string_view rest, LogEvent &event) {
    event.certificate_type = take_until(rest, " ],");
}

void fill_subject(std::string_view, std::string_view rest, LogEvent &event) {
    event.subject = wire::trim(rest);
}

void fill_issuer(std::string_view, std::string_view rest, LogEvent &event) {
    event.issuer = wire::trim(rest);
}

// "[192.168.11.32] [11]", "<192.168.136.6> c:14 s:15", "<10.106.111.100:8443>"
void fill_server(std::string_view, std::string_view rest, LogEvent &event) {
    rest.remove_prefix(std::min(rest.find_first_of("<[") + 1, rest.size()));
    std::string_view server = take_until(rest, ">]");
    const std::size_t colon = server.find(':');
    // With more than one colon it is an address of IPv6.
    if (colon != std::string_view::npos && server.find(':', colon + 1) == std::string_view::npos) {
        std::string_view port = server.substr(colon + 1);
        set_port(take_number(port), event);
        server = server.substr(0, colon);
    }
    event.server = server;
}

// "192.168.11.32, port:2445, mode:IPv4"
void fill_bio(std::string_view, std::string_view rest, LogEvent &event) {
    set_port(number_after(rest, "port:"), event);
    event.server = take_until(rest, ", ");
}

// "192.168.136.6, Port : 2445"
void fill_connect(std::string_view, std::string_view rest, LogEvent &event) {
    set_port(number_after(rest, "Port :"), event);
    event.server = take_until(rest, ", ");
}

// "read:fatal:handshake failure:<192.168.136.6>", "[read]:[fatal]:[unknown CA"
void fill_alert(std::string_view, std::string_view rest, LogEvent &event) {
    const auto part = [&] {
        while (!rest.empty() && (rest.front() == '[' || rest.front() == ' ')) rest.remove_prefix(1);
        const std::string_view one = take_until(rest, ":]<");
        rest.remove_prefix(std::min(rest.find_first_not_of("]:"), rest.size()));
        return wire::trim(one);
    };
    event.mode = part();
    static_cast<void>(part());  // "fatal"
    event.alert = part();
    if (rest.starts_with('<')) event.server = rest.substr(1, rest.find('>') - 1);
}

// "EMCC=true and encrConfig=false"
void fill_no_capf(std::string_view, std::string_view rest, LogEvent &event) {
    const auto encrypted = part_after(rest, "encrConfig=", " ,");
    if (encrypted == "true" || encrypted == "false") event.encrypted = encrypted == "true";
}

// The first that fits is taken.
constexpr Text kConsole[] = {
    {"GETXXTP ", LogKind::file_requested, fill_get},
    {"Requesting CONFIG file: ", LogKind::config_requested, fill_config_request},
    {"Requesting ", LogKind::file_requested, fill_request},
    {"http get [HTTP/", LogKind::http_status, fill_http_status},
    {"hdr->HTTP/", LogKind::http_status, fill_http_status},
    {"hdr->Content-length:", LogKind::content_length, fill_result},
    {"hdr->Content-Length:", LogKind::content_length, fill_result},
    {"File not found", LogKind::file_not_found},
    {"XXTP complete - status =", LogKind::transfer_done, fill_transfer},
    {"Timeout: retransmit", LogKind::transfer_timeout},
    {"TL file verified successfully", LogKind::trust_list_verified},
    {"TL parse to table:", LogKind::trust_list_updated, fill_trust_list},
    {"authentication successful", LogKind::signature_valid},
    {"No match found in trust list against the item", LogKind::signer_not_in_list},
    {"HTTPS cert not in CTL", LogKind::certificate_not_in_list, fill_server},
    {"BIO created with: addr:", LogKind::tls_connecting, fill_bio},
    {"Trying to connect to IPV4, IP: ", LogKind::tls_connecting, fill_connect},
    {"Trying to connect to IPV6, IP: ", LogKind::tls_connecting, fill_connect},
    {"TCP connect() successful", LogKind::tls_connected, fill_server},
    {"TCP connected", LogKind::tls_connected, fill_server},
    {"cert len=", LogKind::tls_certificate,
     [](std::string_view text, std::string_view rest, LogEvent &event) {
         fill_certificate_type(text, after(rest, "type=").value_or(std::string_view()), event);
     }},
    {"PXY_CERT_CIPHER:", LogKind::tls_certificate,
     [](std::string_view text, std::string_view rest, LogEvent &event) {
         fill_certificate_type(text, after(rest, "cert [").value_or(std::string_view()), event);
     }},
    {"PXY_NO_LSC:", LogKind::no_lsc},
    {"Certificate subject name =", LogKind::certificate_subject, fill_subject},
    {"Certificate issuer name =", LogKind::certificate_issuer, fill_issuer},
    {"SSL3 alert ", LogKind::tls_alert, fill_alert},
    {"Handshake successful", LogKind::tls_established},
    {"Successfully obtained a TLS connection", LogKind::tls_established},
    {"SSL handshake failed", LogKind::tls_failed, fill_server},
    {"TVS service available", LogKind::tvs_available},
    {"TVS server, bytes written :", LogKind::tvs_request_sent, fill_result},
    {"TVS Service receives ", LogKind::tvs_response_received, fill_result},
    {"Authentication Response received, status :", LogKind::tvs_authenticated, fill_result},
    {"TVS added cert to TVS cache", LogKind::tvs_certificate_kept},
    {"no need set capf,", LogKind::capf_not_needed, fill_no_capf},
};

// ": CTLSEP….tlv", " <CTLFile.tlv>", " CTLFile.tlv"
void fill_file(std::string_view, std::string_view rest, LogEvent &event) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" :<"), rest.size()));
    event.file_name = take_until(rest, " ,>");
}

void fill_invalid_file(std::string_view text, std::string_view rest, LogEvent &event) {
    event.kind = contains(rest, "authenticated fail") ? LogKind::signature_invalid : LogKind::other;
    fill_file(text, rest, event);
    event.result = number_after(rest, "Reason:");
}

constexpr Text kStatus[] = {
    {"No Trust List Installed", LogKind::trust_list_missing},
    {"Trust List Update Failed", LogKind::trust_list_failed},
    {"Trust List Updated", LogKind::trust_list_updated},
    {"ITL installed", LogKind::trust_list_updated},
    {"CTL installed", LogKind::trust_list_updated},
    {"TFTP Error", LogKind::transfer_failed, fill_file},
    {"TFTP Timeout", LogKind::transfer_timeout, fill_file},
    {"File Not Found", LogKind::file_not_found, fill_file},
    {"invalid file ", LogKind::signature_invalid, fill_invalid_file},
};

std::size_t find_ignoring_case(std::string_view text, std::string_view words) {
    const auto found = std::search(text.begin(), text.end(), words.begin(), words.end(),
                                   [](char a, char b) { return wire::lower(a) == wire::lower(b); });
    return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

void apply(const Text &known, std::string_view text, std::size_t found, LogEvent &event) {
    event.kind = known.kind;
    if (known.fill != nullptr) known.fill(text, text.substr(found + known.words.size()), event);
}

}  // namespace

void interpret_console_text(std::string_view text, LogEvent &event) {
    for (const Text &known : kConsole) {
        const std::size_t found = text.find(known.words);
        if (found == std::string_view::npos) continue;
        apply(known, text, found, event);
        // "Error: (1+1)File not found": the error code of TFTP stands before the words.
        if (event.kind == LogKind::file_not_found) event.result = number_after(text, "Error: (");
        return;
    }
}

void interpret_status_text(std::string_view text, LogEvent &event) {
    for (const Text &known : kStatus) {
        const std::size_t found = find_ignoring_case(text, known.words);
        if (found == std::string_view::npos) continue;
        apply(known, text, found, event);
        return;
    }
}

}  // namespace capf::logs
