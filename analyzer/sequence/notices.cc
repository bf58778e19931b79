// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/notices.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "analyzer/sequence/file_evidence.h"
#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

constexpr int kWeakRsa = 2048;
constexpr std::int64_t kSecondsOfDay = 24LL * 3600;
constexpr std::int64_t kSoonSeconds = 90 * kSecondsOfDay;
constexpr std::uint16_t kTls10 = 0x0301;

// Names of files on a TFTP server: the case is not the same everywhere.
bool same_text(const std::string &a, const std::string &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

class Notices {
public:
    explicit Notices(const PhoneStory &story) : story_(story) {}

    std::vector<Notice> all() {
        for (const CheckedFile &file : story_.files) {
            if (file.complete()) of_file(file);
        }
        for (const CapfDialogue &dialogue : story_.dialogues) of_dialogue(dialogue);
        return std::move(notices_);
    }

private:
    // One notice a code and subject is enough however often the file was fetched.
    void add(const char *code, Frames frames, std::string summary) {
        const bool there = std::any_of(notices_.begin(), notices_.end(), [&](const Notice &notice) {
            return notice.code == code && notice.summary == summary;
        });
        if (!there) notices_.push_back({code, std::move(frames), std::move(summary)});
    }

    void of_file(const CheckedFile &file) {
        const std::string &name = file.transfer->name.base_name;
        if (file.header && file.header->digest_algorithm == static_cast<std::uint8_t>(wire::DigestAlgorithm::sha1)) {
            add("sha1-signature", file.frames(), name + " is signed with SHA-1");
        }
        if (file.header && file.header->file_name && *file.header->file_name != name) {
            const auto signed_name = wire::parse_phone_file_name(*file.header->file_name).base_name;
            if (!same_text(signed_name, name)) {
                add("signed-file-name-differs", file.frames(),
                    fmt::format("{} was asked for, the signed header says {}", name, signed_name));
            }
        }
        if (file.config && !file.config->secrets.empty() && file.transfer->transport != "https") {
            add("secret-in-clear", file.frames(),
                fmt::format("{} carries {} password or credential in the clear", name, file.config->secrets.size()));
        }
        if (file.trust_list) of_trust_list(file);
    }

    void of_trust_list(const CheckedFile &file) {
        for (const wire::TrustRecord &record : file.trust_list->records) {
            const auto certificate = trust::read_certificate(wire::slice(file.bytes(), record.certificate));
            if (certificate) of_server_certificate(*certificate, file.transfer->moment().time / kSecond, file.frames());
        }
    }

    void of_server_certificate(const trust::Certificate &certificate, std::int64_t now, const Frames &frames) {
        weak_key(certificate, frames);
        expires_soon(certificate, now, frames);
    }

    void weak_key(const trust::Certificate &certificate, const Frames &frames) {
        if (certificate.key_kind != trust::KeyKind::rsa || certificate.key_bits >= kWeakRsa) return;
        add("weak-key", frames, fmt::format("{} has an RSA key of {} bits", certificate.subject, certificate.key_bits));
    }

    void expires_soon(const trust::Certificate &certificate, std::int64_t now, const Frames &frames) {
        if (certificate.not_after < now || certificate.not_after - now >= kSoonSeconds) return;
        add("certificate-expires-soon", frames,
            fmt::format("{} ends in {} days, on {}", certificate.subject, (certificate.not_after - now) / kSecondsOfDay,
                        utc_date(certificate.not_after)));
    }

    void of_dialogue(const CapfDialogue &dialogue) {
        const std::int64_t now = dialogue.begin().time / kSecond;
        if (dialogue.tls.version != 0 && dialogue.tls.version <= kTls10) {
            add("tls-1.0", {dialogue.tls.server_hello ? dialogue.tls.server_hello->frame : dialogue.begin().frame},
                "CAPF uses " + tls_version_name(dialogue.tls.version));
        }
        if (dialogue.key == "RSA 512" || dialogue.key == "RSA 1024") {
            add("weak-key", dialogue.frames, "the phone's new key is " + dialogue.key);
        }
        if (const auto shown = trust::read_certificate(dialogue.tls.certificate)) {
            of_server_certificate(
                *shown, now,
                {dialogue.tls.certificate_sent ? dialogue.tls.certificate_sent->frame : dialogue.begin().frame});
        }
        if (const auto lsc = trust::read_certificate(dialogue.certificate)) expires_soon(*lsc, now, dialogue.frames);
        for (const MessageReport &message : dialogue.messages) {
            if (!message.from_server) of_phone_message(message, now);
        }
        const auto configured = story_.configured_elsewhere(dialogue);
        if (configured && dialogue.succeeded()) {
            add("address-mismatch", {dialogue.begin().frame},
                fmt::format("the phone uses CAPF at {}, its configuration names {}",
                            dissection::to_string(dialogue.connection->server), *configured));
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
        is_mic |= is_factory_authority(issuer);
        const Frames frames{message.frame};
        weak_key(*certificate, frames);
        if (!is_mic) {
            expires_soon(*certificate, now, frames);
            return;
        }
        if (certificate->not_after < now) {
            add("mic-expired", frames,
                fmt::format("the MIC {} ended on {}", certificate->subject, utc_date(certificate->not_after)));
        }
        if (issuer == "Cisco Manufacturing CA" || issuer == "Cisco Root CA 2048") {
            add("mic-authority-ends", frames,
                fmt::format("the MIC {} is of {}, which ends on 14 May 2029", certificate->subject, issuer));
        }
    }

    // The issuer's CN; its name as it stands where it has none.
    static std::string issuer_name(const trust::Certificate &certificate) {
        for (const wire::DnAttribute &attribute : wire::split_distinguished_name(certificate.issuer)) {
            if (attribute.type == "CN") return attribute.value;
        }
        return certificate.issuer;
    }

    // Cisco's factories: "Cisco Manufacturing CA", "… SHA2", "… III", "Cisco Root CA 2048", "ACT2 SUDI CA" …
    static bool is_factory_authority(const std::string &name) {
        return name.starts_with("Cisco Manufacturing CA") || name.starts_with("Cisco Root CA") ||
               name.find("SUDI CA") != std::string::npos;
    }

    const PhoneStory &story_;
    std::vector<Notice> notices_;
};

}  // namespace

std::vector<Notice> phone_notices(const PhoneStory &story) {
    return Notices(story).all();
}

}  // namespace capf::sequence
