// SPDX-License-Identifier: GPL-2.0-or-later
// The trust list: by itself, and as what CAPF needs.
#include <algorithm>

#include <fmt/format.h>

#include "analyzer/sequence/file_evidence.h"
#include "analyzer/sequence/step_checks.h"
#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

using phones::TransferStatus;
using wire::Role;

const CheckedFile *last_of(const PhoneStory &story, bool (CheckedFile::*wanted)() const) {
    const auto found = std::find_if(story.files.rbegin(), story.files.rend(),
                                    [&](const CheckedFile &file) { return (file.*wanted)(); });
    return found == story.files.rend() ? nullptr : &*found;
}

bool asked_for(const PhoneStory &story, wire::PhoneFileKind kind) {
    return std::any_of(story.files.begin(), story.files.end(),
                       [&](const CheckedFile &file) { return file.kind() == kind; });
}

Diagnoses given_list_without_capf(const PhoneStory &story) {
    const auto given = story.given_lists_in_hand();
    if (given.empty() || story.list_holds_capf()) return {};
    return {make_diagnosis(
        "trust-list-without-capf", Evidence::inferred, {},
        fmt::format("{}, which was given as the phone's list, holds no record with role CAPF", given.front()->path),
        story.file_names())};
}

// Neither an ITL nor a CTL is on the server. A 404 for one of them is normal.
Diagnoses trust_list_not_found(const PhoneStory &story) {
    Frames frames;
    for (const CheckedFile &file : story.files) {
        if (!file.is_trust_list()) continue;
        if (file.transfer->status != TransferStatus::not_found) return {};
        frames.insert(frames.end(), file.transfer->frames.begin(), file.transfer->frames.end());
    }
    const bool both = asked_for(story, wire::PhoneFileKind::itl) && asked_for(story, wire::PhoneFileKind::ctl);
    if (frames.empty() || !both) return {};
    return {make_diagnosis("trust-list-not-found", Evidence::observed, std::move(frames),
                           "the server has neither an ITL nor a CTL for the phone", story.file_names())};
}

// A certificate in the list that ended before the list was sent: of CAPF first, then those that sign files and lists.
Diagnoses expired_certificate(const PhoneStory &story, const CheckedFile &list) {
    const std::int64_t now = list.transfer->moment().time / kSecond;
    const auto expired = [&](bool capf) -> Diagnoses {
        for (const wire::TrustRecord &record : list.trust_list->records) {
            const bool matters =
                capf ? record.has_role(Role::capf) : record.has_role(Role::sast) || record.signs_files();
            const auto certificate = trust::read_certificate(wire::slice(list.bytes(), record.certificate));
            if (!matters || !certificate || certificate->not_after >= now) continue;
            return {file_diagnosis(story, "trust-list-certificate-expired", list,
                                   fmt::format("the certificate {} in {} ended on {}", certificate->subject,
                                               list.transfer->name.base_name, utc_date(certificate->not_after)))};
        }
        return {};
    };
    Diagnoses found = expired(true);
    return found.empty() ? expired(false) : found;
}

// The phone has the list and asks for nothing that comes after it.
bool stopped_at_list(const PhoneStory &story, const CheckedFile &list) {
    const bool asked_for_more = std::any_of(story.files.begin(), story.files.end(), [&](const CheckedFile &file) {
        return file.is_config() && file.transfer->asked.time > list.transfer->asked.time;
    });
    return !asked_for_more && story.last_config() == nullptr && phone_stopped(story, list);
}

Diagnoses phone_does_not_accept(const PhoneStory &story, const CheckedFile &list) {
    if (!stopped_at_list(story, list)) return {};
    Diagnoses found = expired_certificate(story, list);
    if (times_asked(story, list) < 2) return found;
    found.push_back(
        make_diagnosis("trust-list-signer-unknown", Evidence::inferred, frames_of_all(story, list),
                       fmt::format("the phone asks for {} again and does not go on: it may not trust the signer {}",
                                   list.transfer->name.base_name, list.signer),
                       story.file_names()));
    return found;
}

Diagnoses faults_of_list(const PhoneStory &story, const CheckedFile &list) {
    const std::string &name = list.transfer->name.base_name;
    if (list.bytes().size() > wire::kTrustListMaximum) {
        return {file_diagnosis(story, "trust-list-too-large", list,
                               fmt::format("{} has {} bytes; phones take 65536", name, list.bytes().size()))};
    }
    if (list.malformed) {
        return {file_diagnosis(story, "trust-list-malformed", list,
                               fmt::format("{} does not parse: {}", name, list.malformation))};
    }
    if (list.signature_invalid()) {
        return {file_diagnosis(story, "trust-list-signature-invalid", list,
                               fmt::format("the signature of {} does not verify with its record of {}: {}", name,
                                           list.signer, list.signature->reason))};
    }
    if (!list.signer_may_sign() || list.signature->source != trust::SignerSource::own_list) {
        return {file_diagnosis(story, "trust-list-signer-unknown", list,
                               fmt::format("{} is signed by {}, and holds no SAST record of it", name, list.signer))};
    }
    if (!list.signature->trusted_before.value_or(true)) {
        return {
            file_diagnosis(story, "trust-list-signer-unknown", list,
                           fmt::format("{} is signed by {}, which the phone did not trust before", name, list.signer))};
    }
    return phone_does_not_accept(story, list);
}

}  // namespace

Diagnoses check_trust_list(const PhoneStory &story) {
    const CheckedFile *last = last_of(story, &CheckedFile::is_trust_list);
    if (last == nullptr) return {};
    bool any_whole = false;
    for (const wire::PhoneFileKind kind : {wire::PhoneFileKind::ctl, wire::PhoneFileKind::itl}) {
        const auto whole = std::find_if(story.files.rbegin(), story.files.rend(), [&](const CheckedFile &file) {
            return file.kind() == kind && file.complete();
        });
        if (whole == story.files.rend()) continue;
        any_whole = true;
        Diagnoses found = faults_of_list(story, *whole);
        if (!found.empty()) return found;
    }
    if (any_whole || !phone_stopped(story, *last)) return {};
    return trust_list_not_found(story);
}

Diagnoses check_trust_list_for_capf(const PhoneStory &story) {
    const CheckedFile *list = story.last_trust_list();
    if (list == nullptr || !list->trust_list) {
        Diagnoses found = given_list_without_capf(story);
        return found.empty() ? trust_list_not_found(story) : found;
    }
    if (!story.list_holds_capf()) {
        return {file_diagnosis(story, "trust-list-without-capf", *list,
                               fmt::format("{} holds no record with role CAPF", list->transfer->name.base_name))};
    }
    return expired_certificate(story, *list);
}

}  // namespace capf::sequence
