// SPDX-License-Identifier: GPL-2.0-or-later
// The trust list: by itself, and as what CAPF needs.
#include <algorithm>
#include <utility>

#include "analyzer/judge/file_evidence.h"
#include "analyzer/judge/indications.h"
#include "plugin/trust/certificate.h"

namespace capf::judge {
namespace {

using phones::TransferStatus;
using wire::Role;

const CheckedFile *last_of(const History &history, bool (CheckedFile::*wanted)() const) {
    const auto found = std::find_if(history.files.rbegin(), history.files.rend(),
                                    [&](const CheckedFile &file) { return (file.*wanted)(); });
    return found == history.files.rend() ? nullptr : &*found;
}

bool asked_for(const History &history, wire::PhoneFileKind kind) {
    return std::any_of(history.files.begin(), history.files.end(),
                       [&](const CheckedFile &file) { return file.kind() == kind; });
}

Indications given_list_without_capf(const History &history) {
    const auto given = history.given_lists_in_hand();
    if (given.empty() || history.list_holds_capf()) return {};
    return {
        {Indication::given_list_without_capf, Evidence::inferred, {}, {{Param::path, FilePath{given.front()->path}}}}};
}

// Neither an ITL nor a CTL is on the server. A 404 for one of them is normal.
Indications list_on_no_server(const History &history) {
    EvidenceRefs refs;
    for (const CheckedFile &file : history.files) {
        if (!file.is_trust_list()) continue;
        if (file.transfer->status != TransferStatus::not_found) return {};
        refs.insert(refs.end(), file.transfer->frames.begin(), file.transfer->frames.end());
    }
    const bool both = asked_for(history, wire::PhoneFileKind::itl) && asked_for(history, wire::PhoneFileKind::ctl);
    if (refs.empty() || !both) return {};
    return {{Indication::list_on_no_server, Evidence::observed, std::move(refs)}};
}

// A certificate in the list that ended before the list was sent: of CAPF first, then those that sign files and lists.
Indications expired_certificate(const CheckedFile &list) {
    const std::int64_t now = list.transfer->moment().time / kSecond;
    const auto expired = [&](bool capf) -> Indications {
        for (const wire::TrustRecord &record : list.trust_list->records) {
            const bool matters =
                capf ? record.has_role(Role::capf) : record.has_role(Role::sast) || record.signs_files();
            const auto certificate = trust::read_certificate(wire::slice(list.bytes(), record.certificate));
            if (!matters || !certificate || certificate->not_after >= now) continue;
            return {of_file(Indication::list_certificate_expired, list,
                            {{Param::certificate, DistinguishedName{certificate->subject}},
                             {Param::date, Date{certificate->not_after}}})};
        }
        return {};
    };
    Indications found = expired(true);
    return found.empty() ? expired(false) : found;
}

// The phone has the list and asks for nothing that comes after it.
bool stopped_at_list(const History &history, const CheckedFile &list) {
    const bool asked_for_more = std::any_of(history.files.begin(), history.files.end(), [&](const CheckedFile &file) {
        return file.is_config() && file.transfer->asked.time > list.transfer->asked.time;
    });
    return !asked_for_more && history.last_config() == nullptr && phone_stopped(history, list);
}

Indications phone_does_not_accept(const History &history, const CheckedFile &list) {
    if (!stopped_at_list(history, list)) return {};
    Indications found = expired_certificate(list);
    if (times_asked(history, list) < 2) return found;
    Found again = of_file(Indication::list_asked_again, list, {{Param::signer, DistinguishedName{list.signer}}},
                          Evidence::inferred);
    again.refs = refs_of_all(history, list);
    found.push_back(std::move(again));
    return found;
}

Indications faults_of_list(const History &history, const CheckedFile &list) {
    if (list.bytes().size() > wire::kTrustListMaximum) {
        return {of_file(Indication::list_too_large, list,
                        {{Param::bytes, Number{static_cast<std::int64_t>(list.bytes().size())}}})};
    }
    if (list.malformed) {
        return {of_file(Indication::list_malformed, list, {{Param::reason, Term{list.malformation}}})};
    }
    const DistinguishedName signer{list.signer};
    if (list.signature_invalid()) {
        return {of_file(Indication::list_signature_wrong, list,
                        {{Param::signer, signer}, {Param::reason, Term{list.signature->reason}}})};
    }
    if (!list.signer_may_sign() || list.signature->source != trust::SignerSource::own_list) {
        return {of_file(Indication::list_signer_not_in_list, list, {{Param::signer, signer}})};
    }
    if (!list.signature->trusted_before.value_or(true)) {
        return {of_file(Indication::list_signer_not_trusted_before, list, {{Param::signer, signer}})};
    }
    return phone_does_not_accept(history, list);
}

}  // namespace

Indications of_trust_list(const History &history) {
    const CheckedFile *last = last_of(history, &CheckedFile::is_trust_list);
    if (last == nullptr) return {};
    bool any_whole = false;
    for (const wire::PhoneFileKind kind : {wire::PhoneFileKind::ctl, wire::PhoneFileKind::itl}) {
        const auto whole = std::find_if(history.files.rbegin(), history.files.rend(), [&](const CheckedFile &file) {
            return file.kind() == kind && file.complete();
        });
        if (whole == history.files.rend()) continue;
        any_whole = true;
        Indications found = faults_of_list(history, *whole);
        if (!found.empty()) return found;
    }
    if (any_whole || !phone_stopped(history, *last)) return {};
    return list_on_no_server(history);
}

Indications of_trust_list_for_capf(const History &history) {
    const CheckedFile *list = history.last_trust_list();
    if (list == nullptr || !list->trust_list) {
        Indications found = given_list_without_capf(history);
        return found.empty() ? list_on_no_server(history) : found;
    }
    if (!history.list_holds_capf()) return {of_file(Indication::list_without_capf, *list)};
    return expired_certificate(*list);
}

const std::vector<Rule> &trust_list_rules() {
    static const std::vector<Rule> rules = {
        {.code = Code::trust_list_not_found,
         .shown_by = {Indication::list_on_no_server},
         .remedy = {{Action::check_tftp_and_tvs_run},
                    {Action::check_security_by_default},
                    {Action::restart_tftp},
                    {Action::reset_phone}}},
        {.code = Code::trust_list_malformed,
         .shown_by = {Indication::list_malformed},
         .remedy = {{Action::restart_tftp}, {Action::reset_phone}, {Action::delete_list_on_phone}}},
        {.code = Code::trust_list_signature_invalid,
         .shown_by = {Indication::list_signature_wrong},
         .remedy = {{Action::compare_lists_on_nodes},
                    {Action::restart_tvs_and_tftp},
                    {Action::reset_phone},
                    {Action::delete_list_on_phone}}},
        {.code = Code::trust_list_signer_unknown,
         .shown_by = {Indication::list_signer_not_in_list, Indication::list_signer_not_trusted_before,
                      Indication::list_asked_again},
         .refuted_by = {Later::turns_to_capf, Later::asks_for_encrypted, Later::registers},
         .remedy = {{Action::roll_back_certificate}, {Action::delete_list_on_phone}}},
        {.code = Code::trust_list_without_capf,
         .shown_by = {Indication::list_without_capf, Indication::given_list_without_capf},
         .remedy = {{Action::activate_capf}, {Action::rebuild_list}, {Action::reset_phone}}},
        {.code = Code::trust_list_too_large,
         .shown_by = {Indication::list_too_large},
         .remedy = {{Action::remove_unused_certificates}, {Action::restart_tftp}}},
        {.code = Code::trust_list_certificate_expired,
         .shown_by = {Indication::list_certificate_expired},
         .remedy = {{Action::regenerate_certificate}, {Action::rebuild_list}, {Action::reset_phone}}},
    };
    return rules;
}

}  // namespace capf::judge
