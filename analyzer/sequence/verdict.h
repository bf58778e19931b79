// SPDX-License-Identifier: GPL-2.0-or-later
// The closed vocabulary of what capfcheck says of a phone, as plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/dissection/observation.h"
#include "analyzer/show/file_listing.h"
#include "plugin/trust/certificate.h"
#include "plugin/trust/signature.h"
#include "plugin/wire/pdu.h"

namespace capf::sequence {

using dissection::Moment;

enum class Verdict { encrypted, failed, incomplete, not_enabled };
[[nodiscard]] const char *name_of(Verdict verdict);

// In the documented order.
enum class Step {
    trust_list,
    partial_config,
    capf_connect,
    capf_tls,
    capf_dialogue,
    key_store,
    phone_reset,
    matching_config,
    encrypted_config,
    in_use,
};
inline constexpr std::size_t kStepCount = 10;
[[nodiscard]] const char *name_of(Step step);

enum class StepStatus { ok, failed, not_needed, not_seen, unknown };
[[nodiscard]] const char *name_of(StepStatus status);

// On what a statement rests, weakest last.
enum class Evidence { observed, decrypted, inferred };
[[nodiscard]] const char *name_of(Evidence evidence);

enum class Operation { install, fetch, remove, none, unknown };
[[nodiscard]] const char *name_of(Operation operation);  // "delete" for remove

// What the phone talks to.
enum class Service { files, capf, tvs, signalling };
[[nodiscard]] const char *name_of(Service service);

using Frames = std::vector<std::uint32_t>;

struct StepResult {
    Step step = Step::trust_list;
    StepStatus status = StepStatus::not_seen;
    Evidence evidence = Evidence::observed;
    Frames frames;
    std::optional<Moment> when;
    std::string summary;
};

struct Diagnosis {
    std::string code;  // of the catalogue
    Step step = Step::trust_list;
    Evidence evidence = Evidence::observed;
    Frames frames;
    std::string summary;
    std::string remedy;
};

struct Notice {
    std::string code;
    Frames frames;
    std::string summary;
};

struct FileReport {
    std::string name, transport, client, server;
    std::uint16_t port = 0;
    std::string status;  // transfer_status_name()
    int http_status = 0;
    int tftp_error = -1;
    std::uint64_t bytes = 0;
    std::string sha256;  // empty unless the file came whole
    std::string kind;
    std::optional<trust::SignatureCheck> signature;  // none for files that are not signed
    std::string signer;
    std::uint32_t signer_frame = 0;  // of the list that holds the signer; 0: given by the user or unknown
    std::string signer_source;       // trust::name_of(SignerSource); empty when no certificate of the signer is known
    std::string signer_role;         // "SAST"; empty when he is not known or has no role
    std::optional<bool> signer_may_sign;        // such a file; none when he is not known
    std::optional<bool> signer_trusted_before;  // trust list only: by what the phone had before, where it had something
    std::string config_summary;                 // what the configuration says, for the text report
    std::vector<show::Element> header;          // of a signed file that came whole
    std::vector<show::Field> config;            // of a configuration that can be read
    Frames frames;
    Moment asked, answered;
};

struct MessageReport {
    std::uint8_t command = 0;
    bool from_server = false;
    std::uint32_t frame = 0;
    std::shared_ptr<const wire::CapfPdu> pdu;  // as dissection parsed it; never null

    [[nodiscard]] const wire::CapfMessage &parsed() const { return pdu->message; }
    [[nodiscard]] wire::Bytes bytes() const { return pdu->bytes; }
};

// One line of a session's story that can be seen without keys.
struct SessionEvent {
    Moment at;
    bool from_client = false;
    std::string text;
};

// What the sizes of a session's records tell, when its messages cannot be read.
struct InferredReport {
    std::string reached;  // name_of(Progress)
    bool ended = false;   // END_SESSION is among the records
    std::string key;      // "RSA 2048", several joined by " or "; empty without one
    bool certificate_authentication = false;
    std::size_t certificate_least = 0, certificate_most = 0;  // bytes of DER; 0: none was stored or fetched
    std::vector<Operation> alternatives;                      // other operations that fit, the likelier first
};

struct SessionReport {
    std::string client, server;  // address:port
    std::string tls_version, cipher, certificate_sha256;
    Evidence evidence = Evidence::observed;
    Operation operation = Operation::unknown;
    std::optional<int> end_reason;
    double confidence = 1.0;  // below 1 only for what is inferred
    std::optional<InferredReport> inferred;
    std::string join;                     // phones::join_name(): how it is known that the session is this phone's
    std::vector<std::string> candidates;  // all phones that it may belong to, when there is more than one
    std::string summary;
    std::vector<MessageReport> messages;
    std::vector<SessionEvent> events;
    Frames frames;
    Moment begin, end;
};

// One line of the story that is neither a file nor CAPF: TVS, provisioning over HTTPS, registration.
struct ServiceEvent {
    Moment at;
    Service service = Service::tvs;
    std::string client, server;  // addresses
    bool from_client = false;
    std::string text;
};

// Where a certificate was met.
struct CertificateUse {
    std::string role;   // "SAST", "CAPF server", "LSC" …
    std::string where;  // a file's name, or what carried it
    std::uint32_t frame = 0;
};

struct CertificateReport {
    trust::Certificate certificate;
    std::vector<CertificateUse> uses;  // earliest first
    std::vector<std::uint8_t> der;     // what `certificate` was read from
};

// What became of one round of the sequence.
enum class RoundOutcome {
    encrypted,
    failed,
    not_enabled,
    capf_done,   // CAPF ended well: the phone is to come back for the new configuration
    incomplete,  // nothing is decided in it
};
[[nodiscard]] const char *name_of(RoundOutcome outcome);

struct RoundReport {
    Moment begin, end;  // its first and its last sign
    Frames frames;      // first and last
    RoundOutcome outcome = RoundOutcome::incomplete;
    std::vector<Diagnosis> diagnoses;  // with outcome failed; the likeliest first
    std::string summary;
};

struct PhoneReport {
    std::optional<std::string> device;
    std::vector<std::string> addresses;
    Verdict verdict = Verdict::incomplete;
    std::optional<Step> failed_step;
    std::vector<Diagnosis> diagnoses;  // the likeliest first
    std::vector<Diagnosis> history;    // what failed in earlier attempts and rounds
    std::vector<RoundReport> rounds;   // in the order of time; the last that decides gives the verdict
    std::vector<StepResult> steps;     // all ten, in order
    std::vector<FileReport> files;
    std::vector<SessionReport> sessions;
    std::vector<ServiceEvent> other_events;       // earliest first
    std::vector<CertificateReport> certificates;  // in the order in which they were met
    std::vector<Notice> notices;
    std::string conclusion;  // one plain paragraph
};

// One file of a capture that rotation split. Frames are counted over all files.
struct CapturePart {
    std::string file;
    std::uint32_t first_frame = 0, packets = 0;
};

struct CaptureReport {
    std::string file;
    std::vector<CapturePart> parts;  // in order; empty when the capture is one file
    std::uint32_t packets = 0;
    std::size_t dissected = 0;                          // frames that libwireshark was given
    std::optional<std::int64_t> first_time, last_time;  // nanoseconds since 1970
    std::vector<Notice> notices;
    std::vector<PhoneReport> phones;
    std::string problem;  // why it could not be read, or not to its end
    bool readable = true;
    bool redacted = false;  // names and addresses are stand-ins (--redact)
    bool changed = false;   // a file of it, while it was read
};

}  // namespace capf::sequence
