// SPDX-License-Identifier: GPL-2.0-or-later
// The trust list: by itself, and as what CAPF needs.
#include <algorithm>
#include <utility>

#include "analyzer/judge/file_evidence.h"
#include "analyzer/judge/indications.h"
#include "analyzer/judge/large_segments.h"
#include "plugin/trust/certificate.h"
#include "plugin/wire/ascii.h"

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

constexpr std::size_t kDigestRepeats = 3;

// A certificate in the list that is not valid when the list is sent, too late or too early: of CAPF first, then those
// that sign files and lists.
Indications invalid_certificate(const CheckedFile &list) {
    const std::int64_t now = list.transfer->moment().time / kSecond;
    const auto invalid = [&](bool capf) -> Indications {
        for (const wire::TrustRecord &record : list.trust_list->records) {
            const bool matters =
                capf ? record.has_role(Role::capf) : record.has_role(Role::sast) || record.signs_files();
            const auto certificate = trust::read_certificate(wire::slice(list.bytes(), record.certificate));
            if (!matters || !certificate) continue;
            const bool early = certificate->not_before > now;
            if (!early && certificate->not_after >= now) continue;
            Found found =
                of_file(early ? Indication::list_certificate_not_yet_valid : Indication::list_certificate_expired, list,
                        {{Param::certificate, DistinguishedName{certificate->subject}},
                         {Param::date, Date{early ? certificate->not_before : certificate->not_after}}});
            found.place = Step::trust_list;
            return {std::move(found)};
        }
        return {};
    };
    Indications found = invalid(true);
    return found.empty() ? invalid(false) : found;
}

// The phone has the list and asks for nothing that comes after it.
bool stopped_at_list(const History &history, const CheckedFile &list) {
    const bool asked_for_more = std::any_of(history.files.begin(), history.files.end(), [&](const CheckedFile &file) {
        return file.is_config() && file.transfer->asked.time > list.transfer->asked.time;
    });
    return !asked_for_more && phone_stopped(history, list);
}

Indications phone_does_not_accept(const History &history, const CheckedFile &list) {
    if (!stopped_at_list(history, list)) return {};
    Indications found = made_for_another_phone(history, list, Indication::list_of_another_phone);
    if (!found.empty()) {
        found.front().place = Step::trust_list;
        return found;
    }
    found = invalid_certificate(list);
    const std::size_t asked = times_asked(history, list);
    if (asked < 2) return found;
    const auto sha512 = static_cast<std::uint8_t>(wire::DigestAlgorithm::sha512);
    if (asked >= kDigestRepeats && list.header && list.header->digest_algorithm == sha512) {
        Found digest = of_file(Indication::list_sha512_asked_again, list,
                               {{Param::count, Number{static_cast<std::int64_t>(asked)}}}, Evidence::inferred);
        digest.refs = refs_of_all(history, list);
        found.push_back(std::move(digest));
    }
    Found again = of_file(Indication::list_asked_again, list, {{Param::signer, DistinguishedName{list.signer}}},
                          Evidence::inferred);
    again.refs = refs_of_all(history, list);
    found.push_back(std::move(again));
    return found;
}

// Over TFTP, a phone sends a request that nobody answers again before it asks for anything else: after an error that
// the capture does not hold it asks for the next file.
bool is_unanswered(const History &history, const CheckedFile &file) {
    const phones::Transfer &transfer = *file.transfer;
    if (transfer.status != TransferStatus::no_answer) return false;
    if (transfer.transport != "tftp" || transfer.frames.size() >= 2) return true;
    const auto same = [&](const CheckedFile &other) {
        return other.transfer->name.base_name == transfer.name.base_name &&
               other.transfer->transport == transfer.transport;
    };
    const std::size_t at = static_cast<std::size_t>(&file - history.files.data());
    return (at > 0 && same(history.files[at - 1])) || (at + 1 < history.files.size() && same(history.files[at + 1]));
}

// No list came from anywhere, and not because the server has none.
Indications list_transfer_failed(const History &history) {
    EvidenceRefs refs;
    const CheckedFile *last = nullptr;
    for (const CheckedFile &file : history.files) {
        if (!file.is_trust_list() || is_not_there(file)) continue;
        const bool failed = file.transfer->status == TransferStatus::cut_on_network || ended_by_error(file) ||
                            is_unreachable(file) || is_unanswered(history, file);
        if (!failed) return {};  // it arrived, or the capture does not tell
        refs.insert(refs.end(), file.transfer->frames.begin(), file.transfer->frames.end());
        last = &file;
    }
    if (last == nullptr ||
        history.visibility.may_have_missed({last->transfer->asked.time, history.visibility.end().time}))
        return {};
    const phones::Transfer &transfer = *last->transfer;
    Found found = is_unreachable(*last)
                      ? unreachable(Indication::list_unreachable, *last)
                      : of_file(ended_by_error(*last)                          ? Indication::list_ended_by_error
                                : transfer.status == TransferStatus::no_answer ? Indication::list_unanswered
                                                                               : Indication::list_cut,
                                *last);
    if (transfer.tftp_error >= 0) found.values.emplace_back(Param::answer, answer_of(transfer));
    found.values.emplace_back(Param::transport, Term{transfer.transport});
    found.refs = std::move(refs);
    return {std::move(found)};
}

// The list did not come although it may be there: the server was busy, its segments are too large for the path, or the
// transfer failed in another way.
Indications list_not_delivered(const History &history, const CheckedFile &last) {
    if (last.transfer->status == TransferStatus::busy || (!last.complete() && busy_before(history, last))) {
        return {busy(Indication::list_busy, history, last, Step::trust_list)};
    }
    if (auto found = large_segments_lost(history, &CheckedFile::is_trust_list, Indication::list_segments_too_large,
                                         Step::trust_list)) {
        return {std::move(*found)};
    }
    return list_transfer_failed(history);
}

Indications faults_of_list(const History &history, const CheckedFile &list) {
    const bool too_large = list.bytes().size() > wire::kTrustListMaximum;
    if (too_large && (stopped_at_list(history, list) || stays_at_config(history))) {
        return {of_file(Indication::list_too_large, list,
                        {{Param::bytes, Number{static_cast<std::int64_t>(list.bytes().size())}}})};
    }
    if (list.malformed && list.transfer->damaged) return {};
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

// The configuration asks for CAPF or the encrypted file, and the phone has turned to neither.
bool phone_stopped_at_config(const History &history) {
    const CheckedFile *config = history.last_config();
    return config != nullptr && !config->config->full().value_or(true) &&
           !history.goes_on_after(config->transfer->moment().time) && times_asked(history, *config) >= 2;
}

}  // namespace

bool stays_at_config(const History &history) {
    constexpr std::int64_t kStays = 30 * kSecond;
    const CheckedFile *config = history.last_config();
    return config != nullptr && !config->config->full().value_or(true) && phone_stopped(history, *config) &&
           history.visibility.shows_nothing_since(config->transfer->moment().time) >= kStays;
}

bool is_rollback_list(const CheckedFile &list) {
    return list.trust_list && !list.malformed && wire::is_for_rollback(*list.trust_list);
}

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
    Indications found = list_not_delivered(history, *last);
    append(found, list_on_no_server(history));
    return found;
}

Indications of_trust_list_for_capf(const History &history) {
    const CheckedFile *list = history.last_trust_list();
    if (list == nullptr || !list->trust_list) {
        Indications found = given_list_without_capf(history);
        if (found.empty()) found = list_on_no_server(history);
        const CheckedFile *last = last_of(history, &CheckedFile::is_trust_list);
        if (found.empty() && last != nullptr) found = list_not_delivered(history, *last);
        return found;
    }
    if (is_rollback_list(*list)) return {of_file(Indication::list_for_rollback, *list)};
    if (!history.list_holds_capf()) return {of_file(Indication::list_without_capf, *list)};
    return invalid_certificate(*list);
}

namespace {

// That the alarm's digest is the SHA-1 of the list's file is likely, and not documented.
Indications another_installed(const History &history, const dissection::Alarm &alarm, const std::string &told) {
    std::string digest;
    for (const char c : told) {
        if (wire::is_hex_digit(c)) digest += wire::lower(c);
    }
    const CheckedFile *served = nullptr;
    for (const CheckedFile &file : history.files) {
        if (file.kind() != wire::PhoneFileKind::itl || !file.complete()) continue;
        if (trust::sha1_hex(file.bytes()) == digest) return {};
        served = &file;
    }
    constexpr std::size_t kSha1Digits = 40;
    if (served == nullptr || digest.size() != kSha1Digits || !phone_stopped_at_config(history)) return {};
    Found found =
        of_file(Indication::list_installed_is_another, *served, {{Param::hash, Hex{digest}}}, Evidence::inferred);
    found.refs.emplace_back(alarm.at);
    found.at = alarm.at.time;
    return {std::move(found)};
}

}  // namespace

Indications of_alarm(const History &history) {
    const dissection::Alarm *last = nullptr;
    for (const dissection::Alarm &alarm : history.phone->alarms) {
        if (alarm.name == "DeviceTLInfo" && history.reaches(alarm.at.time)) last = &alarm;
    }
    if (last == nullptr) return {};
    const auto itl = last->parameters.find("ITL_Signature");
    if (itl == last->parameters.end()) return {};
    if (wire::equal_ignoring_case(wire::trim(itl->second), "Not Installed")) {
        return {{Indication::list_not_installed, Evidence::reported, {last->at}, {}, last->at.time}};
    }
    return another_installed(history, *last, itl->second);
}

const std::vector<Rule> &trust_list_rules() {
    static const std::vector<Rule> rules = {
        {.code = Code::trust_list_not_found,
         .shown_by = {Indication::list_on_no_server},
         .remedy = {{Action::check_tftp_and_tvs_run},
                    {Action::check_security_by_default},
                    {Action::restart_tftp},
                    {Action::reset_phone}}},
        {.code = Code::trust_list_transfer_incomplete,
         .shown_by = {Indication::list_cut, Indication::list_unanswered, Indication::list_ended_by_error,
                      Indication::list_unreachable},
         .refuted_by = {Later::turns_to_capf, Later::asks_for_encrypted, Later::registers},
         .remedy = {{Action::look_up_phones_error, Fact::file_refused_by_phone},
                    {Action::check_tftp_runs, Fact::file_unanswered},
                    {Action::check_network, Fact::file_lost_on_the_way},
                    {Action::check_tftp_load, Fact::file_broke_off},
                    {Action::restart_tftp, Fact::file_ended_by_server}}},
        {.code = Code::trust_list_malformed,
         .shown_by = {Indication::list_malformed},
         .remedy = {{Action::restart_tftp}, {Action::reset_phone}, {Action::delete_list_on_phone}}},
        {.code = Code::trust_list_signature_invalid,
         .shown_by = {Indication::list_signature_wrong, Indication::log_list_refused},
         .remedy = {{Action::compare_lists_on_nodes},
                    {Action::restart_tvs_and_tftp},
                    {Action::reset_phone},
                    {Action::delete_list_on_phone}}},
        {.code = Code::trust_list_signer_unknown,
         .shown_by = {Indication::list_signer_not_in_list, Indication::list_signer_not_trusted_before,
                      Indication::list_asked_again},
         .refuted_by = {Later::turns_to_capf, Later::asks_for_encrypted, Later::registers},
         .remedy = {{Action::roll_back_certificate},
                    {Action::change_certificate_again},
                    {Action::consolidate_certificates, Fact::list_signer_new},
                    {Action::delete_list_on_phone}}},
        {.code = Code::trust_list_without_capf,
         .shown_by = {Indication::list_without_capf, Indication::given_list_without_capf},
         .remedy = {{Action::activate_capf}, {Action::rebuild_list}, {Action::reset_phone}}},
        {.code = Code::trust_list_too_large,
         .shown_by = {Indication::list_too_large},
         .remedy = {{Action::remove_unused_certificates}, {Action::restart_tftp}}},
        {.code = Code::trust_list_rollback,
         .shown_by = {Indication::list_for_rollback},
         .remedy = {{Action::end_rollback}, {Action::restart_tvs_and_tftp}, {Action::reset_phone}}},
        {.code = Code::trust_list_digest_unsupported,
         .shown_by = {Indication::list_sha512_asked_again},
         .refuted_by = {Later::asks_for_config, Later::turns_to_capf, Later::asks_for_encrypted, Later::registers},
         .remedy = {{Action::upgrade_load}, {Action::set_sha1_signatures}}},
        {.code = Code::trust_list_not_installed,
         .shown_by = {Indication::log_list_failed, Indication::log_list_missing, Indication::list_not_installed,
                      Indication::list_installed_is_another},
         .refuted_by = {Later::turns_to_capf, Later::asks_for_encrypted},
         .remedy = {{Action::compare_alarm}, {Action::reset_phone}, {Action::delete_list_on_phone}}},
        {.code = Code::phone_holds_other_trust_list,
         .shown_by = {Indication::signed_names_only},
         .refuted_by = {Later::turns_to_capf, Later::asks_for_encrypted, Later::registers},
         .remedy = {{Action::check_security_by_default},
                    {Action::delete_list_on_phone},
                    {Action::consolidate_certificates}}},
        {.code = Code::trust_list_certificate_expired,
         .shown_by = {Indication::list_certificate_expired},
         .remedy = {{Action::regenerate_certificate}, {Action::rebuild_list}, {Action::reset_phone}}},
    };
    return rules;
}

}  // namespace capf::judge
