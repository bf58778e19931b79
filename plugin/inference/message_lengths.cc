// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/inference/message_lengths.h"

#include <iterator>

namespace capf::inference {
namespace {

using namespace layout;
using Forms = std::vector<MessageForm>;

MessageForm exactly(std::size_t length, double weight, KeyFamily family = KeyFamily::any) {
    return {{length, length}, weight, family};
}

MessageForm between(std::size_t least, std::size_t most, double weight) {
    return {{least, most}, weight};
}

Forms ticket_forms() {
    // RFC 8446 section 4.6.1: 13 bytes around nonce and ticket. With a session id as ticket about 60, with the whole
    // session in it (OpenSSL) 200 and more, with the client's certificate in it over 1000.
    constexpr std::size_t kShortest = 30, kUsual = 400, kLongest = 2600;
    return {between(kShortest, kUsual, 0.9), between(kUsual + 1, kLongest, 0.1)};
}

// "Usual" is a name of 15 characters; an authentication string has 4 to 10 digits as CUCM makes it.
Forms auth_response_forms() {
    constexpr std::size_t kShortestString = 4, kLongestString = 10;
    constexpr std::size_t kUsual = kAuthResponseFixed + kUsualName;
    constexpr std::size_t kLeast = kAuthResponseFixed + 1 - element(1);  // PASSWORD left out
    constexpr std::size_t kMost = kAuthResponseFixed + kLongestName + kLongestPassword;
    constexpr std::size_t kProven = kAuthResponseFixed + kCertificateAround + kCertificateLeast + kProofLeast;
    constexpr std::size_t kProvenMost =
        kAuthResponseFixed + kLongestName + kLongestPassword + kCertificateAround + kCertificateMost + kProofMost;
    Forms forms = {exactly(kUsual, 0.5), between(kUsual + kShortestString, kUsual + kLongestString, 0.15),
                   between(kLeast, kMost, 0.2)};
    MessageForm proven = between(kProven, kProvenMost, 0.1);
    MessageForm with_sudi = between(kProven + kSudiLeast, kProvenMost + kSudiMost, 0.05);
    proven.certificate = with_sudi.certificate = true;
    forms.push_back(proven);
    forms.push_back(with_sudi);
    return forms;
}

Forms key_request_forms() {
    constexpr std::size_t kSize = element(2), kType = element(1), kCurve = element(1);
    return {exactly(message(kSize), 0.4, KeyFamily::rsa), exactly(message(kSize + kType), 0.35, KeyFamily::rsa),
            exactly(message(kType + kCurve), 0.22, KeyFamily::ec), exactly(message(kSize + kType + kCurve), 0.03)};
}

Forms key_response_forms() {
    constexpr double kWithReason = 0.04, kShortExponent = 0.04;
    constexpr std::size_t kSaved = 2;  // an exponent of 3 or 17 is one byte, 65537 three
    Forms forms;
    for (std::size_t i = 0; i < std::size(kKeyKinds); ++i) {
        const KeyKind &key = kKeyKinds[i];
        const auto add = [&](std::size_t spki, std::size_t more, double weight) {
            MessageForm form = exactly(message(element(spki) + more), weight * key.weight, key.family);
            form.key = static_cast<std::uint8_t>(i + 1);
            forms.push_back(form);
        };
        add(key.spki, 0, 1 - kWithReason - kShortExponent);
        add(key.spki, kReason, kWithReason);
        if (key.family == KeyFamily::rsa) add(key.spki - kSaved, 0, kShortExponent);
    }
    return forms;
}

// REASON, and sometimes a text beside it.
Forms reason_forms() {
    constexpr std::size_t kLongestText = 100;
    return {exactly(kReasonOnly, 0.98), between(kReasonOnly + element(1), kReasonOnly + element(kLongestText), 0.02)};
}

Forms certificate_forms(std::size_t around) {
    // Most LSCs have RSA 1024 to 4096 and the names of one organisation; a short element may be missing before them.
    constexpr std::size_t kUsualLeast = 500, kUsualMost = 1500;
    return {between(around + kUsualLeast, around + kUsualMost, 0.85),
            between(around + kCertificateLeast - element(1), around + kCertificateMost, 0.15)};
}

// The number's width is not documented.
Forms retry_forms() {
    return {exactly(message(element(1)), 0.2), exactly(message(element(2)), 0.4), exactly(message(element(4)), 0.4)};
}

Forms undocumented_forms() {
    constexpr std::size_t kShort = 16, kLong = 600;
    return {exactly(kEmpty, 0.3), between(kEmpty + element(1), kEmpty + kShort, 0.4), between(kEmpty, kLong, 0.3)};
}

Forms make_forms(MessageKind kind) {
    switch (kind) {
        case MessageKind::ticket:
            return ticket_forms();
        case MessageKind::alert:
            return {exactly(2, 1)};
        case MessageKind::auth_request:
            return {exactly(message(element(1)), 0.4), exactly(message(element(1) + element(1)), 0.6)};
        case MessageKind::auth_response:
            return auth_response_forms();
        case MessageKind::key_request:
            return key_request_forms();
        case MessageKind::in_progress:
        case MessageKind::short_request:
            return {exactly(kEmpty, 1)};
        case MessageKind::key_response:
            return key_response_forms();
        case MessageKind::store_request:
            return certificate_forms(kStoreFixed);
        case MessageKind::fetch_response:
            return certificate_forms(kFetchFixed);
        case MessageKind::key_refusal:
        case MessageKind::short_response:
        case MessageKind::end_session:
            return reason_forms();
        case MessageKind::retry_later:
            return retry_forms();
        case MessageKind::undocumented:
            return undocumented_forms();
    }
    return {};
}

}  // namespace

const std::vector<MessageForm> &message_forms(MessageKind kind) {
    static const std::vector<Forms> all = [] {
        std::vector<Forms> forms;
        for (std::size_t i = 0; i <= static_cast<std::size_t>(MessageKind::undocumented); ++i) {
            forms.push_back(make_forms(static_cast<MessageKind>(i)));
        }
        return forms;
    }();
    return all[static_cast<std::size_t>(kind)];
}

}  // namespace capf::inference
