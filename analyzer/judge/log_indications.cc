// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/log_indications.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "plugin/wire/ascii.h"
#include "plugin/wire/capf_message.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/ports.h"

namespace capf::judge {
namespace {

using namespace findings;
using wire::PhoneFileKind;

constexpr std::int64_t kUnavailable = 503;  // of HTTP
constexpr std::int64_t kTftpNotFound = 1;   // RFC 1350

std::optional<std::int64_t> number_of(const LogLine &line, Param param) {
    const Value *value = find(line.values, param);
    const auto *number = value == nullptr ? nullptr : std::get_if<Number>(value);
    return number == nullptr ? std::nullopt : std::optional(number->value);
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view one) { return text.find(one) != std::string_view::npos; });
}

// An alert means something where its connection is known: CAPF, TVS, HTTPS or the registration.
std::optional<Indication> of_alert(const LogLine &line, const PhoneReport &phone) {
    const auto port = number_of(line, Param::port);
    if (!port) return std::nullopt;
    const bool sent = wire::lower(text_of(line, Param::operation)) == "write";
    const std::string alert = wire::lower(text_of(line, Param::alert));
    const bool unknown_ca = has_any(alert, {"unknown ca"});
    const bool certificate = unknown_ca || has_any(alert, {"certificate"});
    const bool is_capf = *port == wire::kCapfPort || std::ranges::any_of(phone.sessions, [&](const auto &session) {
        return session.server.port == *port;
    });
    if (is_capf) {
        // One that the phone reads is about its own certificate.
        if (sent) return unknown_ca ? std::optional(Indication::log_unknown_ca) : std::nullopt;
        if (has_any(alert, {"protocol version"})) return Indication::log_capf_protocol_version;
        if (has_any(alert, {"handshake failure"})) return Indication::log_capf_handshake_failure;
        return std::nullopt;
    }
    if (!certificate) return std::nullopt;
    if (*port == wire::kTvsPort && sent) return Indication::log_tvs_untrusted;
    const bool is_https = *port == wire::kHttpsFilesPort || *port == wire::kSecondHttpsFilesPort;
    if (is_https && sent) return Indication::log_https_untrusted;
    const bool registers = *port == wire::kSipTlsPort || *port == wire::kSccpTlsPort;
    if (registers && !sent) return Indication::log_registration_alert;
    return std::nullopt;
}

// By the kind of the file that the line names.
std::optional<Indication> of_file(const LogLine &line, Indication list, Indication config, Indication encrypted) {
    switch (file_kind_of(line)) {
        case PhoneFileKind::itl:
        case PhoneFileKind::ctl:
            return list;
        case PhoneFileKind::signed_config:
        case PhoneFileKind::plain_config:
            return config;
        case PhoneFileKind::encrypted_config:
            return encrypted;
        default:
            return std::nullopt;
    }
}

// A server that is busy matters for files that the phone needs, and not for a ring list.
std::optional<Indication> of_busy_server(const LogLine &line) {
    if (text_of(line, Param::file).empty()) return Indication::log_file_busy;
    return of_file(line, Indication::log_file_busy, Indication::log_file_busy, Indication::log_file_busy);
}

// A server without a trust list is nothing unusual.
std::optional<Indication> of_missing_file(const LogLine &line) {
    const auto found =
        of_file(line, Indication::log_list_failed, Indication::log_config_missing, Indication::log_encrypted_missing);
    return found == Indication::log_list_failed ? std::nullopt : found;
}

const FileReport *config_before(const LogLine &line, const PhoneReport &phone) {
    const FileReport *last = nullptr;
    for (const FileReport &file : phone.files) {
        if (line.time && file.is_config && file.usable && file.answered.time < *line.time) last = &file;
    }
    return last;
}

// The last configuration has a hash, and the phone has not asked for the encrypted file since.
bool leaves_hash_unused(const LogLine &line, const PhoneReport &phone) {
    const FileReport *config = config_before(line, phone);
    const bool has_hash = config != nullptr && !config->full.value_or(true) && !config->cert_hash.value_or("").empty();
    return has_hash && std::ranges::none_of(phone.files, [&](const FileReport &file) {
               return file.is_encrypted && file.asked.time > config->asked.time;
           });
}

bool capf_used_between(const FileReport &config, const LogLine &line, const PhoneReport &phone) {
    return std::ranges::any_of(phone.sessions, [&](const SessionReport &session) {
        return session.begin.time > config.asked.time && session.begin.time < *line.time;
    });
}

// The phone does not await an encrypted file, although its configuration has a hash. Neither does one whose
// configuration has the hash of another certificate.
bool awaits_plain_file(const LogLine &line, const PhoneReport &phone) {
    return text_of(line, Param::configured) == "false" && leaves_hash_unused(line, phone) &&
           !has_code(phone.diagnoses, Code::certhash_stale);
}

// The phone has an LSC, and CUCM's configuration has no hash. One that CAPF gave it since is not in that configuration
// yet.
bool has_lsc_without_hash(const LogLine &line, const PhoneReport &phone) {
    if (wire::lower(text_of(line, Param::key)) != "lsc") return false;
    const FileReport *config = config_before(line, phone);
    const bool has_no_hash =
        config != nullptr && !config->full.value_or(true) && config->cert_hash && config->cert_hash->empty();
    return has_no_hash && !capf_used_between(*config, line, phone);
}

// The phone has only a MIC, and the capture shows that it does not follow certHash, as it would if that were the MIC's.
bool has_hash_without_lsc(const LogLine &line, const PhoneReport &phone) {
    const bool uses_mic = line.kind == "no-lsc" || wire::lower(text_of(line, Param::key)) == "mic";
    return uses_mic && has_code(phone.diagnoses, Code::certhash_stale) && leaves_hash_unused(line, phone) &&
           !capf_used_between(*config_before(line, phone), line, phone);
}

std::optional<Indication> of_capf_error(const LogLine &line) {
    const std::string what = wire::lower(text_of(line, Param::operation));
    if (has_any(what, {"key generation failed"})) return Indication::log_capf_key_failed;
    if (has_any(what, {"failed to store certificate"})) return Indication::log_capf_store_failed;
    if (has_any(what, {"incorrect password"})) return Indication::log_capf_rejected;
    return std::nullopt;
}

// A status of TVS: 0 says that the certificate is valid.
std::optional<Indication> of_tvs_status(const LogLine &line, Indication any_other) {
    return number_of(line, Param::status).value_or(0) == 0 ? std::nullopt : std::optional(any_other);
}

bool is_no_operation(const LogLine &line) {
    return wire::lower(text_of(line, Param::operation)) == "none";
}

// IOS calls it PhKeyGenReq_msg or delete_cert_req_msg.
bool asks_for_operation(const LogLine &line) {
    return has_any(wire::lower(line.text), {"keygenreq", "cert_req"});
}

}  // namespace

PhoneFileKind file_kind_of(const LogLine &line) {
    const PhoneFileKind kind = wire::parse_phone_file_name(text_of(line, Param::file)).kind;
    const bool is_config = kind == PhoneFileKind::plain_config;
    return is_config && text_of(line, Param::configured) == "true" ? PhoneFileKind::encrypted_config : kind;
}

Parameters values_as_asked_for(const LogLine &line) {
    constexpr std::string_view kEncrypted = ".enc.sgn";
    Parameters values = line.values;
    if (file_kind_of(line) != PhoneFileKind::encrypted_config) return values;
    for (auto &[param, value] : values) {
        auto *file = param == Param::file ? std::get_if<FileName>(&value) : nullptr;
        if (file != nullptr && !wire::lower(file->text).ends_with(kEncrypted)) file->text += kEncrypted;
    }
    return values;
}

EvidenceRef ref_of(const LogLine &line) {
    EvidenceRef ref;
    ref.source = kFirstLogSource + line.file;
    ref.position = line.line;
    ref.time = line.time.value_or(0);
    return ref;
}

std::string text_of(const LogLine &line, Param param) {
    const Value *value = find(line.values, param);
    if (value == nullptr) return "";
    if (const auto *file = std::get_if<FileName>(value)) return file->text;
    if (const auto *quote = std::get_if<Quote>(value)) return quote->text;
    return "";
}

std::optional<Indication> indication_of(const LogLine &line, const PhoneReport &phone) {
    struct Entry {
        std::string_view kind;
        Indication indication;
    };
    static constexpr auto kEntries = std::to_array<Entry>({
        {"trust-list-failed", Indication::log_list_failed},
        {"trust-list-missing", Indication::log_list_missing},
        {"certificate-not-found", Indication::log_tvs_not_found},
        {"device-not-in-database", Indication::log_device_unknown},
        {"server-full", Indication::log_file_busy},
        {"capf-server-full", Indication::log_capf_full},
        {"capf-unknown-device", Indication::log_capf_unknown_device},
    });
    const std::string_view kind = line.kind;
    for (const Entry &entry : kEntries) {
        if (entry.kind == kind) return entry.indication;
    }
    if (kind == "tls-alert") return of_alert(line, phone);
    if (kind == "capf-error") return of_capf_error(line);
    if (kind == "tvs-status") return of_tvs_status(line, Indication::log_tvs_not_found);
    if (kind == "tvs-authenticated") return of_tvs_status(line, Indication::log_tvs_says_no);
    if (kind == "file-busy") return of_busy_server(line);
    if (kind == "http-status" && number_of(line, Param::status) == kUnavailable) return of_busy_server(line);
    if (kind == "file-not-found") return of_missing_file(line);
    if (kind == "transfer-refused" && number_of(line, Param::status) == kTftpNotFound) return of_missing_file(line);
    if (kind == "capf-operation" && is_no_operation(line)) return Indication::log_capf_no_operation;
    if (kind == "signature-invalid") {
        return of_file(line, Indication::log_list_refused, Indication::log_config_refused,
                       Indication::log_encrypted_refused);
    }
    if (kind == "config-requested" && awaits_plain_file(line, phone)) return Indication::log_awaits_plain_file;
    if (kind == "tls-certificate" && has_lsc_without_hash(line, phone)) return Indication::log_has_lsc;
    if ((kind == "tls-certificate" || kind == "no-lsc") && has_hash_without_lsc(line, phone)) {
        return Indication::log_has_no_lsc;
    }
    return std::nullopt;
}

std::vector<Code> refuted_by(const LogLine &line) {
    if (line.kind == "capf-result") {
        return {Code::capf_unknown_device, Code::capf_rejected,     Code::capf_no_operation,
                Code::capf_retry_later,    Code::capf_store_failed, Code::capf_key_generation_failed};
    }
    if (line.kind == "capf-operation" && !is_no_operation(line)) {
        return {Code::capf_unknown_device, Code::capf_no_operation};
    }
    // CAPF has found the phone by then.
    if (line.kind == "capf-operation" || line.kind == "capf-authentication") return {Code::capf_unknown_device};
    // The phone takes certHash for the hash of its own certificate.
    if (line.kind == "config-requested" && text_of(line, Param::configured) == "true") return {Code::certhash_stale};
    // CAPF asks only a phone that it has accepted for a key, or to delete its certificate.
    if (line.kind == "capf-message-sent" && asks_for_operation(line)) {
        return {Code::capf_unknown_device, Code::capf_rejected, Code::capf_no_operation,
                Code::capf_authentication_failed};
    }
    // CAPF had accepted the phone by then.
    if (line.kind == "capf-error" && of_capf_error(line) == Indication::log_capf_key_failed) {
        return {Code::capf_unknown_device, Code::capf_rejected, Code::capf_no_operation,
                Code::capf_authentication_failed};
    }
    const auto message = number_of(line, Param::status);
    if (line.kind == "capf-message-received" &&
        message == static_cast<std::int64_t>(wire::CapfCommand::store_certificate_response)) {
        return {Code::capf_key_generation_failed, Code::capf_retry_later};
    }
    return {};
}

}  // namespace capf::judge
