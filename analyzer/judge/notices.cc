// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/notices.h"

#include <algorithm>
#include <utility>

#include "analyzer/judge/certificates.h"
#include "analyzer/judge/conclude.h"
#include "analyzer/judge/file_evidence.h"
#include "plugin/trust/certificate.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::judge {
namespace {

constexpr int kWeakRsa = 2048;
constexpr std::int64_t kSoonSeconds = 90 * wire::kSecondsPerDay;

class Notices {
public:
    explicit Notices(const History &history) : history_(history) {}

    Findings all() {
        for (const CheckedFile &file : history_.files) {
            if (file.complete()) of_one_file(file);
        }
        for (const CapfDialogue &dialogue : history_.dialogues) of_dialogue(dialogue);
        lists_of_servers();
        return std::move(notices_);
    }

private:
    // One notice an indication and subject is enough, however often the file was fetched.
    void add(Indication indication, EvidenceRefs refs, const std::string &subject, Parameters values) {
        const auto known = std::make_pair(indication, subject);
        if (std::find(reported_.begin(), reported_.end(), known) != reported_.end()) return;
        reported_.push_back(known);
        notices_.push_back(remark({indication, Evidence::observed, std::move(refs), std::move(values)}));
    }

    // TFTP servers of one cluster build their lists each for itself.
    void lists_of_servers() {
        constexpr std::int64_t kSameTime = 300 * kSecond;
        for (std::size_t i = 0; i < history_.files.size(); ++i) {
            const CheckedFile &one = history_.files[i];
            if (!one.trust_list) continue;
            for (const CheckedFile &other : history_.files.subspan(i + 1)) {
                if (other.transfer->asked.time - one.transfer->asked.time > kSameTime) break;
                if (!other.trust_list || other.transfer->name.base_name != one.transfer->name.base_name ||
                    other.transfer->server.address == one.transfer->server.address ||
                    other.transfer->bytes == one.transfer->bytes) {
                    continue;
                }
                EvidenceRefs refs = one.refs();
                const EvidenceRefs more = other.refs();
                refs.insert(refs.end(), more.begin(), more.end());
                add(Indication::lists_differ, std::move(refs), one.transfer->name.base_name,
                    {{Param::file, file_name(one)},
                     {Param::server, IpAddress{one.transfer->server.address}},
                     {Param::configured, IpAddress{other.transfer->server.address}}});
            }
        }
    }

    void of_one_file(const CheckedFile &file) {
        const std::string &name = file.transfer->name.base_name;
        // Firmware is signed by Cisco, once for all: neither its digest nor the name in it is the cluster's to change.
        const bool firmware = file.header && (file.header->signed_with_image_key() ||
                                              (wire::is_firmware_name(name) && !file.signature->signer));
        if (file.header && !firmware &&
            file.header->digest_algorithm == static_cast<std::uint8_t>(wire::DigestAlgorithm::sha1)) {
            add(Indication::file_signed_with_sha1, file.refs(), name, {{Param::file, file_name(file)}});
        }
        if (file.header && !firmware && file.header->file_name && *file.header->file_name != name) {
            const auto signed_name = wire::parse_phone_file_name(*file.header->file_name).base_name;
            // Names of files on a TFTP server: the case is not the same everywhere.
            if (!wire::equal_ignoring_case(signed_name, name)) {
                add(Indication::signed_name_differs, file.refs(), name + '/' + signed_name,
                    {{Param::file, file_name(file)}, {Param::header_file, FileName{signed_name}}});
            }
        }
        if (file.config && !file.config->secrets.empty() && file.transfer->transport != "https") {
            add(Indication::secrets_in_clear, file.refs(), name,
                {{Param::file, file_name(file)},
                 {Param::count, Number{static_cast<std::int64_t>(file.config->secrets.size())}}});
        }
        if (file.trust_list) of_list(file);
    }

    void of_list(const CheckedFile &file) {
        for (const wire::TrustRecord &record : file.trust_list->records) {
            const auto certificate = trust::read_certificate(wire::slice(file.bytes(), record.certificate));
            if (certificate) of_server_certificate(*certificate, file.transfer->moment().time / kSecond, file.refs());
        }
    }

    void of_server_certificate(const trust::Certificate &certificate, std::int64_t now, const EvidenceRefs &refs) {
        weak_key(certificate, refs);
        ends_soon(certificate, now, refs);
    }

    static DistinguishedName subject_of(const trust::Certificate &certificate) { return {certificate.subject}; }

    void weak_key(const trust::Certificate &certificate, const EvidenceRefs &refs) {
        if (certificate.key_kind != trust::KeyKind::rsa || certificate.key_bits >= kWeakRsa) return;
        add(Indication::rsa_key_weak, refs, certificate.subject,
            {{Param::certificate, subject_of(certificate)}, {Param::bits, Number{certificate.key_bits}}});
    }

    void ends_soon(const trust::Certificate &certificate, std::int64_t now, const EvidenceRefs &refs) {
        if (certificate.not_after < now || certificate.not_after - now >= kSoonSeconds) return;
        add(Indication::certificate_ends_soon, refs, certificate.subject,
            {{Param::certificate, subject_of(certificate)},
             {Param::days, Number{(certificate.not_after - now) / wire::kSecondsPerDay}},
             {Param::date, Date{certificate.not_after}}});
    }

    void of_dialogue(const CapfDialogue &dialogue) {
        const std::int64_t now = dialogue.begin().time / kSecond;
        if (dialogue.tls.version != 0 && dialogue.tls.version <= wire::kTls10) {
            const std::string version = wire::tls_version_name(dialogue.tls.version);
            add(Indication::tls_old, {dialogue.tls.server_hello.value_or(dialogue.begin())}, version,
                {{Param::version, Term{version}}});
        }
        if (dialogue.key == "RSA 512" || dialogue.key == "RSA 1024") {
            add(Indication::new_key_weak, dialogue.refs, dialogue.key, {{Param::key, Term{dialogue.key}}});
        }
        if (const auto shown = trust::read_certificate(dialogue.tls.certificate)) {
            of_server_certificate(*shown, now, {dialogue.tls.certificate_sent.value_or(dialogue.begin())});
        }
        if (const auto lsc = trust::read_certificate(dialogue.certificate)) ends_soon(*lsc, now, dialogue.refs);
        for (const MessageReport &message : dialogue.messages) {
            if (!message.from_server) of_phone_message(message, now);
        }
        const auto configured = history_.configured_elsewhere(dialogue);
        if (configured && dialogue.succeeded()) {
            const Endpoint &server = dialogue.connection->server;
            add(Indication::capf_used_elsewhere, {dialogue.begin()}, dissection::to_string(server) + configured->text,
                {{Param::server, server}, {Param::configured, *configured}});
        }
    }

    // The certificates that the phone shows of itself: its LSC or MIC in CERTIFICATE, its MIC in SUDI_DATA.
    void of_phone_message(const MessageReport &message, std::int64_t now) {
        for (const wire::CapfElement &element : message.parsed().elements) {
            if (const auto *content = std::get_if<wire::CapfCertificate>(&element.content)) {
                of_phone_certificate(message, content->der, false, now);
            }
            const auto *sudi = std::get_if<wire::CapfSudi>(&element.content);
            if (sudi == nullptr) continue;
            for (const wire::CapfSudiPart &part : sudi->parts) {
                if (part.type == 0) of_phone_certificate(message, part.value, true, now);
            }
        }
    }

    void of_phone_certificate(const MessageReport &message, wire::Range der, bool is_mic, std::int64_t now) {
        const auto certificate = trust::read_certificate(wire::slice(message.bytes(), der));
        if (!certificate) return;
        const std::string issuer = issuer_name(*certificate);
        is_mic |= is_from_factory(*certificate);
        const EvidenceRefs refs{message.at};
        weak_key(*certificate, refs);
        if (!is_mic) {
            ends_soon(*certificate, now, refs);
            return;
        }
        const auto subject = std::make_pair(Param::certificate, subject_of(*certificate));
        if (certificate->not_after < now) {
            add(Indication::mic_ended, refs, certificate->sha256,
                {subject, {Param::date, Date{certificate->not_after}}});
        }
        if (issuer == "Cisco Manufacturing CA" || issuer == "Cisco Root CA 2048") {
            add(Indication::mic_authority_ends, refs, certificate->sha256, {subject, {Param::issuer, Term{issuer}}});
        }
    }

    const History &history_;
    std::vector<std::pair<Indication, std::string>> reported_;
    Findings notices_;
};

}  // namespace

Findings phone_notices(const History &history) {
    return Notices(history).all();
}

const std::vector<Rule> &notice_rules() {
    static const std::vector<Rule> rules = {
        {.code = Code::weak_key,
         .shown_by = {Indication::rsa_key_weak, Indication::new_key_weak},
         .remedy = {{Action::use_2048_bits}}},
        {.code = Code::sha1_signature,
         .shown_by = {Indication::file_signed_with_sha1},
         .remedy = {{Action::use_sha512_signatures}}},
        {.code = Code::trust_lists_differ,
         .shown_by = {Indication::lists_differ, Indication::list_is_not_shown},
         .remedy = {{Action::update_all_tftp_servers}}},
        {.code = Code::log_contradicts,
         .shown_by = {Indication::log_says_sent, Indication::log_says_missing},
         .remedy = {{Action::compare_log_and_capture}}},
        {.code = Code::service_stopped,
         .shown_by = {Indication::service_is_stopped},
         .remedy = {{Action::start_service}}},
        {.code = Code::certificate_expires_soon,
         .shown_by = {Indication::certificate_ends_soon},
         .remedy = {{Action::plan_regeneration}}},
        {.code = Code::mic_expired, .shown_by = {Indication::mic_ended}, .remedy = {{Action::install_lsc_without_mic}}},
        {.code = Code::mic_authority_ends,
         .shown_by = {Indication::mic_authority_ends},
         .remedy = {{Action::do_not_rest_on_mic}}},
        {.code = Code::tls_1_0, .shown_by = {Indication::tls_old}, .remedy = {{Action::raise_tls_minimum}}},
        {.code = Code::secret_in_clear,
         .shown_by = {Indication::secrets_in_clear},
         .remedy = {{Action::change_secret}}},
        {.code = Code::address_mismatch,
         .shown_by = {Indication::capf_used_elsewhere},
         .remedy = {{Action::check_addresses}}},
        {.code = Code::signed_file_name_differs,
         .shown_by = {Indication::signed_name_differs},
         .remedy = {{Action::look_for_mixed_files}}},
    };
    return rules;
}

}  // namespace capf::judge
