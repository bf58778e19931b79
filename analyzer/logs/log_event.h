// SPDX-License-Identifier: GPL-2.0-or-later
// What one record of a log says, as a value. A program said so: nothing here is known from packets.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/logs/log_time.h"
#include "plugin/wire/tvs_message.h"

namespace capf::logs {

// The programs whose logs can be read; reader_table.h has their names.
enum class Format : std::uint8_t {
    phone_console,      // of a 78xx or 88xx
    old_phone_console,  // of a 79xx
    phone_status,       // status messages of a 78xx or 88xx
    old_phone_status,   // of a 79xx
    tftp_trace,         // CUCM's TFTP service
    tvs_trace,          // CUCM's Trust Verification Service
    capf_trace,         // CUCM's CAPF service
    ios_capf,           // `debug capf-server` of IOS, with its messages about phones
    capfd,              // the public CAPF server
    tvsd,               // the public Trust Verification Service
    certificate_syslog  // CUCM's alarms about certificates
};

// What happened, by what the record says. The fields that a kind fills are named behind it.
enum class LogKind : std::uint8_t {
    other,        // recognised as a record of this log, and nothing more
    names_phone,  // the same, and it names a phone: device

    // Files, as a phone or a server tells of them. `server` is where the phone asks.
    // In a phone's own log, result is the security that it asks for: 0 none, 2 signed.
    file_requested,          // file; device, address, port, server, request_id, connection
    config_requested,        // file, server, encrypted
    lookup_found,            // file, result 200: where the server looked; another place may answer otherwise
    lookup_not_found,        // file, result 404: the same
    file_sent,               // file, result 200: what the server says it answers
    file_not_found,          // file, result 404 or TFTP's error code
    file_busy,               // file, result 503: not now
    server_full,             // result 503: more requests than the server takes
    serving_limit,           // result: the most that it takes
    device_not_in_database,  // device
    transfer_refused,        // file, address, port, result: TFTP's error code
    connection_opened,       // address, connection
    connection_closed,       // connection
    http_status,             // result
    content_length,          // result: bytes
    transfer_done,           // result: the phone's own status, 100 is well
    transfer_failed,         // the same, any other
    transfer_timeout,        // file

    // Trust lists and signatures, as the phone judges them.
    trust_list_verified,
    trust_list_updated,
    trust_list_failed,
    trust_list_missing,
    signature_valid,
    signature_invalid,        // file, result: the phone's reason
    signer_not_in_list,       // no certificate of the trust list fits
    certificate_not_in_list,  // server, port

    // TLS, as the phone tells of it.
    tls_connecting,       // server, port
    tls_connected,        // server
    tls_certificate,      // certificate_type
    certificate_subject,  // subject
    certificate_issuer,   // issuer
    no_lsc,               // the phone has none, and takes the MIC
    tls_alert,            // alert; mode: "read" or "write"; server
    tls_established,
    tls_failed,  // server, or result: the program's own code

    // Trust Verification Service, at both ends.
    tvs_available,
    tvs_request_sent,       // result: bytes
    tvs_response_received,  // result: bytes
    tvs_authenticated,      // result: the status, 0 is valid
    tvs_certificate_kept,
    tvs_dump,           // tvs: a whole message out of a hex dump; device
    tvs_message,        // message_type
    tvs_subject,        // subject
    tvs_issuer,         // issuer
    tvs_serial,         // serial
    certificate_found,  // result: roles
    certificate_not_found,
    tvs_response_sent,  // message_type
    tvs_status,         // result: 0 valid, 1 invalid
    tvs_error,          // mode: what it says; result: the number in it

    // CAPF, as a server tells of it.
    capf_not_needed,  // encrypted; the phone's own: nothing to set up
    capf_device,      // device; of IOS also result: the authentication mode
    capf_unknown_device,
    capf_authentication,    // mode
    capf_operation,         // mode
    capf_key_algorithm,     // mode
    capf_key_size,          // result: bits; or mode: the curve
    capf_message_received,  // result: command
    capf_message_sent,      // message_type, device; of a key request also result: bits
    capf_bytes_sent,        // result
    capf_bytes_received,    // result
    capf_result,            // mode: what was done
    capf_error,             // mode: what it says; result: the number in it
    capf_server_full,       // result: the limit
    capf_session_ended,     // device

    // Alarms and registration.
    certificate_alarm,   // mode: which; subject: the certificate's name; unit, certificate_type, expires
    phone_registered,    // device, address
    phone_unregistered,  // device, address
    phone_alarm          // device
};

struct LogEvent {
    Format format = Format::tftp_trace;
    std::uint32_t file = 0;  // which file of the log: the number that Reader::begin_file() was given
    std::size_t line = 0;    // its first line in that file, from 1
    std::size_t lines = 1;   // that it has
    bool cut = false;        // longer than kLongestRecord: `text` is its beginning

    LogTime time;
    // On the log's own axis, see log_clock.h: nanoseconds; nothing without a time. Only times of one stretch belong
    // together.
    std::optional<std::int64_t> at;
    std::uint32_t stretch = 0;

    std::string program;  // as the record names it: "SECUREAPP", "GHTTP"; empty where it names none
    std::string level;    // "ERR", "AppInfo"
    std::string text;     // the record as it is in the log, lines joined by "\n"; may be damaged UTF-8

    LogKind kind = LogKind::other;
    std::string device;   // SEP…, as written; in some logs in lower case
    std::string address;  // of the phone, numeric
    std::string server;   // of the server, in the phone's own log
    std::uint16_t port = 0;
    std::string file_name;
    std::string connection;  // what the program calls the connection or process: "1,600,26,3", a socket, a session
    std::optional<std::int64_t> request_id;
    std::optional<std::int64_t> result;
    std::optional<bool> encrypted;  // the phone's own idea of its configuration
    std::string message_type, mode, alert;
    std::string subject, issuer, serial, certificate_type, unit, expires;
    std::shared_ptr<const wire::TvsMessage>
        tvs;  // out of a hex dump; null without one, or when it is not a whole message
};

// "file-requested": for JSON and tests.
[[nodiscard]] std::string_view kind_name(LogKind kind);

}  // namespace capf::logs
