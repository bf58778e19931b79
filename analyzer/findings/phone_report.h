// SPDX-License-Identifier: GPL-2.0-or-later
// What is found out about one phone, as values. analyzer/report makes words of it, after analyzer/redact.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/finding.h"
#include "analyzer/findings/log_report.h"
#include "analyzer/show/file_listing.h"
#include "plugin/inference/ciphertext_inference.h"
#include "plugin/trust/certificate.h"
#include "plugin/trust/signature.h"
#include "plugin/wire/pdu.h"

namespace capf::findings {

// What is said of a step.
enum class StepRemark {
    diagnosis,  // the first of the phone's
    file,       // what is in the step's file
    file_status,
    list_on_no_server,
    list_given,
    list_too_large,
    list_not_downloaded,
    hidden_by_https,
    encrypted_asked_at_once,
    no_config,
    capf_not_used,
    capf_not_contacted,
    no_answer,
    connected,
    capf_without_tls,
    handshake_not_captured,
    no_handshake,
    handshake_unfinished,
    handshake_done,
    session,
    session_in_part,
    no_capf_message,
    no_capf_success,
    no_config_after_capf,
    hash_empty_after_capf,
    hash_empty_again,
    hash_now,
    hash_in_database,
    asks_again,
    no_request_after_capf,
    not_encrypted,
    hash_is_certificates,
    hash_empty,
    hash_not_comparable,
    hash_followed,
    feature_off,
    encrypted_not_asked,
    encrypted_file,
    registered,
    signalling,
    no_registration,
    registration_not_told,  // tried with Param::server
    not_registered,         // its attempts fail
    frames_cut,
    // By what logs say, where packets show nothing:
    log_list_accepted,
    log_file_sent,
    log_capf_connected,
    log_capf_handshake,
    log_capf_session,
    log_capf_result,
    log_expects_encrypted,
    log_encrypted_accepted,
    log_registered,
    not_in_logs,
    not_judged,
};

struct StepResult {
    Step step = Step::trust_list;
    StepStatus status = StepStatus::not_seen;
    Evidence evidence = Evidence::observed;
    EvidenceRefs refs;
    std::optional<EvidenceRef> when;
    StepRemark remark = StepRemark::file;
    Parameters values;
    std::optional<std::size_t> file, session;  // in the phone's lists
};

struct FileReport {
    std::string name, transport, client, server;
    std::uint16_t port = 0;
    std::string status;  // transfer_status_name()
    FileAnswer answer;
    std::uint64_t bytes = 0;
    std::string sha256;  // empty unless the file came whole
    std::string kind;
    bool usable = false;                             // came whole and parses
    std::optional<trust::SignatureCheck> signature;  // none for files that are not signed
    std::string signer;
    EvidenceRef signer_at;      // the list that holds the signer; position 0: given by the user or unknown
    std::string signer_source;  // trust::name_of(SignerSource); empty when no certificate of the signer is known
    std::string signer_role;    // "SAST"; empty when he is not known or has no role
    std::optional<bool> signer_may_sign;        // such a file; none when he is not known
    std::optional<bool> signer_trusted_before;  // trust list only: by what the phone had before, where it had something
    std::optional<std::size_t> records;         // of a trust list
    std::string records_sha256;                 // of all of them; empty unless it is a trust list that parses
    bool is_trust_list = false, is_config = false, is_encrypted = false;
    std::optional<bool> full;              // of a configuration: fullConfig
    std::optional<std::string> cert_hash;  // of a configuration that has the element
    std::vector<show::Element> header;     // of a signed file that came whole
    std::vector<show::Field> config;       // of a configuration that can be read
    EvidenceRefs refs;
    EvidenceRef asked, answered;
};

struct MessageReport {
    std::uint8_t command = 0;
    bool from_server = false;
    EvidenceRef at;
    std::shared_ptr<const wire::CapfPdu> pdu;  // as dissection parsed it; never null

    [[nodiscard]] const wire::CapfMessage &parsed() const { return pdu->message; }
    [[nodiscard]] wire::Bytes bytes() const { return pdu->bytes; }
};

// One TLS record of an event.
struct TlsRecordNote {
    std::uint8_t content_type = 0;
    std::vector<std::uint8_t> handshakes;  // types, of a record that can be read
    std::optional<std::uint8_t> alert;     // description, of a readable alert
};

enum class EventKind {
    syn,  // Param::count: how often it was repeated
    syn_ack,
    fin,
    reset,
    icmp_unreachable,  // Param::reporter
    tls_records,       // `records`; Param::version, Param::certificate
    capf_message,      // Param::operation: the command's name; what it carries
    tvs_message,       // Param::operation, Param::status
    registered,        // Param::protocol
    capf_inferred,     // what the session's records tell, at its end
};

// One line of the phone's ladder that is no file.
struct Event {
    EvidenceRef at;
    Service service = Service::capf;
    Endpoint client, server;
    bool from_client = false;
    EventKind kind = EventKind::syn;
    Parameters values;
    std::vector<TlsRecordNote> records;
};

// What the sizes of a session's records tell, when its messages cannot be read.
struct InferredReport {
    bool ended = false;       // END_SESSION is among the records
    bool name_known = false;  // the device name's length, which the length of a string depends on
    inference::Sudi sudi = inference::Sudi::no;
    inference::Length password;     // characters of the authentication string
    inference::Length certificate;  // bytes of DER; 0: none was stored or fetched
    bool certificate_authentication = false;
    bool retry_later = false, retry_possible = false;
    std::vector<Operation> alternatives;  // other operations that fit, the likelier first
};

struct SessionReport {
    Endpoint client, server;
    std::string tls_version, cipher, certificate_sha256;
    Evidence evidence = Evidence::observed;
    Operation operation = Operation::unknown;
    inference::Progress reached = inference::Progress::nothing;
    std::string key;  // "RSA 2048", several joined by " or "; empty without one
    std::optional<int> end_reason;
    double confidence = 1.0;  // below 1 only for what is inferred
    std::optional<InferredReport> inferred;
    std::string join;                     // phones::join_name(): how it is known that the session is this phone's
    std::vector<std::string> candidates;  // all phones that it may belong to, when there is more than one
    bool established = false, handshake_done = false, in_part = false, succeeded = false;
    std::vector<MessageReport> messages;
    std::vector<Event> events;
    EvidenceRefs refs;
    EvidenceRef begin, end;
};

// Where a certificate was met.
enum class CertificateRole { record, no_role, capf_server, tvs_server, https_server, lsc, mic, phone, sudi };

[[nodiscard]] constexpr bool is_of_phone(CertificateRole role) {
    return role >= CertificateRole::lsc;
}
struct CertificateUse {
    CertificateRole role = CertificateRole::record;
    std::uint16_t record_role = 0;  // of CertificateRole::record
    // A file's name, the server of the TLS connection in which it was shown, or the CAPF command that carried it.
    Value where;
    EvidenceRef at;
};

struct CertificateReport {
    trust::Certificate certificate;
    std::vector<CertificateUse> uses;  // earliest first
    std::vector<std::uint8_t> der;     // what `certificate` was read from
};

// What became of an attempt to register.
enum class RegistrationOutcome {
    registered,
    refused,
    no_answer,  // the server does not answer, or cannot be reached
    not_told,   // the capture does not show it
};
[[nodiscard]] const char *name_of(RegistrationOutcome outcome);

struct RegistrationReport {
    EvidenceRef at;
    Endpoint client, server;
    std::string protocol, transport;  // "SIP" or "SCCP"; "UDP", "TCP" or "TLS"
    RegistrationOutcome outcome = RegistrationOutcome::not_told;
    Evidence evidence = Evidence::observed;
    Parameters values;  // of one that failed: Param::status, alert, reason, warning
};

// What became of one round of the sequence.
enum class RoundOutcome {
    encrypted,
    failed,
    not_enabled,
    capf_done,   // CAPF did what was scheduled: the phone is to come back for its configuration
    incomplete,  // nothing is decided in it
};
[[nodiscard]] const char *name_of(RoundOutcome outcome);

struct RoundReport {
    EvidenceRef begin, end;  // its first and its last sign
    RoundOutcome outcome = RoundOutcome::incomplete;
    Findings diagnoses;                        // with outcome failed; the likeliest first
    std::optional<std::size_t> file, session;  // what it is told by, in the phone's lists
};

// Why a capture decides nothing of a phone.
enum class GapKind {
    one_direction,
    several_phones_at_address,
    cut_frames,
    frames_missing,
    connections_missing,
    files_only,  // every packet of the capture is of a service for files
    hidden_by_https,
    sequence_not_seen,         // neither a file nor CAPF
    certificate_deleted,       // CAPF did what was scheduled; what the phone does then is not decided here
    part_not_judged,           // its part of the capture, for Param::reason
    logs_only,                 // there are no packets of it, and the logs decide nothing
    registers_without_config,  // it registers, and the configuration that it uses is not in the capture
    // The last that the capture holds of the phone, Param::seconds before it ends:
    ends_after_file,     // Param::file came
    ends_after_answer,   // Param::answer to the request for Param::file
    ends_in_file,        // Param::file did not come whole
    ends_after_request,  // nothing of Param::file came
    ends_after_syn,      // to Param::server
    ends_in_session,     // with Param::server
    ends_after_session,  // with Param::server
    ends_after_registration,
    ends_after_failed_registration,
};

struct Gap {
    GapKind kind = GapKind::one_direction;
    EvidenceRefs refs;
    Parameters values;
};
// "ends-after-file": as in JSON.
[[nodiscard]] const char *name_of(GapKind kind);

// The points of Cisco's troubleshooting list that a capture leaves open.
enum class CheckPoint {
    capf_runs = 1,
    server_reachable = 2,  // Param::server, which the configuration names, when it does
    port_open = 3,         // Param::server
    hash_in_database = 4,  // Param::device
};

struct PhoneReport {
    std::optional<std::string> device;
    std::vector<std::string> addresses;
    Verdict verdict = Verdict::incomplete;
    std::optional<Step> failed_step;
    Findings diagnoses;               // the likeliest first
    Findings history;                 // what failed before and the phone got past
    std::vector<RoundReport> rounds;  // in time order; the last that decides gives the verdict
    std::vector<StepResult> steps;    // all ten, in order
    std::vector<FileReport> files;
    std::vector<SessionReport> sessions;
    std::vector<Event> other_events;                // earliest first
    std::vector<CertificateReport> certificates;    // in the order in which they were met
    std::vector<RegistrationReport> registrations;  // earliest first
    Findings notices;
    std::optional<std::size_t> encrypted_file;  // of verdict encrypted, in `files`
    bool decrypted = false;                     // it decrypts with a key that the user gave
    std::vector<Gap> gaps;                      // of verdict incomplete
    std::vector<CheckPoint> open_points;        // of verdict failed
    HostName capf_server;                       // for the open points; empty where none is known
    bool capf_server_configured = false;        // the configuration names it
    std::vector<LogLine> log_lines;             // earliest first, then those without a time in their log's order

    [[nodiscard]] const StepResult &step(Step one) const { return steps[static_cast<std::size_t>(one)]; }
    // The last session that ended well, else the last.
    [[nodiscard]] const SessionReport *decisive_session() const;
};

}  // namespace capf::findings
