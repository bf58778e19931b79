// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/notices.h"

#include <algorithm>

#include <fmt/format.h>

#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

constexpr int kWeakRsa = 2048;
constexpr std::int64_t kSoonSeconds = 90LL * 24 * 3600;
constexpr std::uint16_t kTls10 = 0x0301;

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
            if (signed_name != name) {
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
        const std::int64_t now = file.transfer->moment().time / kSecond;
        for (const wire::TrustRecord &record : file.trust_list->records) {
            const auto certificate = trust::read_certificate(wire::slice(file.bytes(), record.certificate));
            if (!certificate) continue;
            if (certificate->key_kind == trust::KeyKind::rsa && certificate->key_bits < kWeakRsa) {
                add("weak-key", file.frames(),
                    fmt::format("{} has an RSA key of {} bits", certificate->subject, certificate->key_bits));
            }
            if (certificate->not_after >= now && certificate->not_after - now < kSoonSeconds) {
                add("certificate-expires-soon", file.frames(),
                    fmt::format("{} ends in {} days", certificate->subject, (certificate->not_after - now) / 86400));
            }
        }
    }

    void of_dialogue(const CapfDialogue &dialogue) {
        if (dialogue.tls.version != 0 && dialogue.tls.version <= kTls10) {
            add("tls-1.0", {dialogue.tls.server_hello ? dialogue.tls.server_hello->frame : dialogue.begin().frame},
                "CAPF uses " + tls_version_name(dialogue.tls.version));
        }
        if (dialogue.key == "RSA 512" || dialogue.key == "RSA 1024") {
            add("weak-key", dialogue.frames, "the phone's new key is " + dialogue.key);
        }
    }

    const PhoneStory &story_;
    std::vector<Notice> notices_;
};

}  // namespace

std::vector<Notice> phone_notices(const PhoneStory &story) {
    return Notices(story).all();
}

}  // namespace capf::sequence
