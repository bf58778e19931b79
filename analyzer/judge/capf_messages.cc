// SPDX-License-Identifier: GPL-2.0-or-later
// The CAPF dialogue itself, from AUTH_REQUEST to END_SESSION.
#include <algorithm>
#include <utility>

#include "analyzer/judge/indications.h"
#include "analyzer/judge/large_segments.h"

namespace capf::judge {
namespace {

constexpr int kAuthByString = 1, kAuthByLsc = 3, kAuthByMic = 4;
constexpr int kReasonNoAction = 0, kReasonInvalid = 7, kReasonUnknownDevice = 9;
// Old phones take up to a minute to make a key: only a longer silence means anything.
constexpr std::int64_t kSilence = 120 * kSecond;

EvidenceRefs refs_of(const CapfDialogue &dialogue) {
    return dialogue.refs.empty() ? EvidenceRefs{dialogue.begin(), dialogue.end()} : dialogue.refs;
}

EvidenceRefs message_refs(const CapfDialogue &dialogue, wire::CapfCommand command) {
    EvidenceRefs refs;
    for (const MessageReport &message : dialogue.messages) {
        if (message.command == static_cast<std::uint8_t>(command)) refs.push_back(message.at);
    }
    return refs.empty() ? refs_of(dialogue) : refs;
}

class DialogueCheck {
public:
    DialogueCheck(const History &history, const CapfDialogue &dialogue) : history_(history), dialogue_(dialogue) {}

    Indications run() {
        if (dialogue_.retry_later) {
            add(Indication::retry_later, wire::CapfCommand::retry_later);
            if (dialogue_.inferred && !dialogue_.inferred->alternatives.empty()) {
                add(Indication::left_after_key_request, refs_of(dialogue_));
            }
        }
        check_responses();
        if (!found_.empty()) return found_;
        if (dialogue_.aborted_by != AbortedBy::nobody && !dialogue_.succeeded()) return aborted();
        if (!dialogue_.ended && !dialogue_.succeeded()) {
            auto large = large_segments_lost(history_, *dialogue_.connection, Indication::session_segments_too_large,
                                             Step::capf_dialogue);
            if (large) return {std::move(*large)};
        }
        if (key_generation_broke_off()) return found_;
        if (dialogue_.ended && dialogue_.end_reason) return by_reason(*dialogue_.end_reason);
        if (dialogue_.ended) return by_size();
        return not_ended();
    }

private:
    void add(Indication indication, EvidenceRefs refs, Parameters values = {}) {
        add(indication, dialogue_.evidence, std::move(refs), std::move(values));
    }
    void add(Indication indication, wire::CapfCommand command, Parameters values = {}) {
        add(indication, message_refs(dialogue_, command), std::move(values));
    }
    void add(Indication indication, Evidence evidence, EvidenceRefs refs, Parameters values = {}) {
        values.emplace_back(Param::server, dialogue_.connection->server);
        found_.push_back({indication, evidence, std::move(refs), std::move(values), dialogue_.end().time});
    }
    static Parameters reason_value(int reason) { return {{Param::reason, Number{reason}}}; }

    // The phone's own answers decide before END_SESSION, which is 1 also after a failed store or delete.
    void check_responses() {
        const auto failed = [](const std::optional<int> &reason) { return reason && *reason != kReasonDone; };
        if (failed(dialogue_.store_reason)) {
            add(dialogue_.certificate_is_for_another_key() ? Indication::store_refused_other_key
                                                           : Indication::store_refused,
                wire::CapfCommand::store_certificate_response, reason_value(*dialogue_.store_reason));
        }
        if (dialogue_.fetch_failed && dialogue_.operation == Operation::fetch) {
            add(dialogue_.fetch_reason ? Indication::fetch_refused : Indication::fetch_answer_short,
                wire::CapfCommand::fetch_certificate_response, reason_value(dialogue_.fetch_reason.value_or(0)));
        }
        if (failed(dialogue_.delete_reason)) {
            add(Indication::delete_refused, wire::CapfCommand::delete_certificate_response,
                reason_value(*dialogue_.delete_reason));
        }
        // Where the server went on, it did not mind: then the signature explains nothing.
        if (!dialogue_.succeeded() && dialogue_.authentication_signature &&
            dialogue_.authentication_signature->verdict == trust::Verdict::invalid) {
            add(Indication::proof_signature_wrong, wire::CapfCommand::auth_response,
                {{Param::reason, Term{dialogue_.authentication_signature->reason}}});
        }
    }

    // KEY_GENERATE_REQUEST, and then no key: a failure in the answer, or the phone leaves.
    bool key_generation_broke_off() {
        if (dialogue_.operation != Operation::install || dialogue_.lossy) return false;
        if (dialogue_.key_failed) {
            add(dialogue_.key_reason ? Indication::key_response_refused : Indication::key_response_short,
                wire::CapfCommand::key_generate_response, reason_value(dialogue_.key_reason.value_or(0)));
            return true;
        }
        const phones::Connection &tcp = *dialogue_.connection;
        const bool no_key = dialogue_.reached <= Progress::operation_request ||
                            (dialogue_.ended && dialogue_.reached == Progress::end_session && !has_key());
        if (!no_key || !tcp.client_ended_first() || dialogue_.confidence < 0.5) return false;
        EvidenceRefs refs = refs_of(dialogue_);
        refs.emplace_back(*tcp.client_end());
        add(Indication::left_after_key_request, refs, key_value());
        add(Indication::left_before_end, refs);
        // KEY_SIZE alone and RETRY_DELAY may be of one size: then the server said goodbye and the phone left as it
        // should.
        if (dialogue_.evidence == Evidence::inferred && dialogue_.reached == Progress::operation_request) {
            add(Indication::key_request_or_retry_later, refs);
        }
        return true;
    }

    // The server aborts when it has waited too long for the key, the phone when it cannot make it. What the side that
    // aborts knows comes first.
    Indications aborted() {
        const auto command = wire::CapfCommand::abort_request;
        const bool no_key = dialogue_.operation == Operation::install && !dialogue_.lossy && !has_key();
        if (dialogue_.aborted_by == AbortedBy::server) {
            add(Indication::aborted_by_server, command);
            if (no_key) add(Indication::key_aborted_by_server, command, key_value());
        } else {
            if (no_key) add(Indication::key_aborted_by_phone, command, key_value());
            add(Indication::aborted_by_phone, command);
        }
        return found_;
    }

    [[nodiscard]] Parameters key_value() const {
        return dialogue_.key.empty() ? Parameters{} : Parameters{{Param::key, Term{dialogue_.key}}};
    }

    [[nodiscard]] bool has_key() const {
        if (!dialogue_.has_messages) return !dialogue_.key.empty();
        return std::any_of(dialogue_.messages.begin(), dialogue_.messages.end(), [](const MessageReport &message) {
            return message.parsed().find(wire::CapfTag::public_key) != nullptr;
        });
    }

    Indications by_reason(int reason) {
        const EvidenceRefs refs = message_refs(dialogue_, wire::CapfCommand::end_session);
        const CheckedFile *config = config_around();
        switch (reason) {
            case kReasonDone:
                break;
            case kReasonNoAction:
                if (dialogue_.operation == Operation::none && config != nullptr && needs_certificate(*config)) {
                    add(Indication::end_no_action, refs, reason_value(reason));
                }
                break;
            case kReasonUnknownDevice:
                add(Indication::end_unknown_device, refs, reason_value(reason));
                break;
            default:
                rejected(reason, refs);
                break;
        }
        return found_;
    }

    void rejected(int reason, const EvidenceRefs &refs) {
        // CAPF ends a session with the same reason when the phone does not answer: what it answered may be what the
        // capture lost.
        if (dialogue_.lossy && dialogue_.operation != Operation::none) return;
        const bool by_certificate = dialogue_.certificate_authentication || dialogue_.auth_type == kAuthByLsc ||
                                    dialogue_.auth_type == kAuthByMic;
        if (by_certificate && dialogue_.reached == Progress::end_session && dialogue_.operation == Operation::none) {
            add(dialogue_.certificate_authentication ? Indication::end_after_certificate
                                                     : Indication::end_without_certificate,
                refs, reason_value(reason));
        }
        const bool string = reason == kReasonInvalid && dialogue_.auth_type == kAuthByString;
        add(string ? Indication::end_rejected_after_string : Indication::end_rejected, refs, reason_value(reason));
    }

    // Without keys END_SESSION's reason is hidden: after AUTH_RESPONSE it means one of three things.
    Indications by_size() {
        if (dialogue_.operation != Operation::none) return found_;
        const CheckedFile *config = config_around();
        // Without a configuration nobody knows whether anything had to be done.
        if (config == nullptr || !needs_certificate(*config)) return found_;
        const EvidenceRefs refs = refs_of(dialogue_);
        const bool by_string = dialogue_.authentication_string || config->config->auth_mode() == kAuthByString;
        if (dialogue_.certificate_authentication) add(Indication::hidden_end_certificate, refs);
        // The phone has a configuration of its own, so the database knows it: that it is unknown comes last.
        if (by_string) add(Indication::hidden_end_string, refs);
        add(Indication::hidden_end_no_action, refs);
        if (!by_string) add(Indication::hidden_end_rejected, refs);
        add(Indication::hidden_end_unknown_device, refs);
        if (dialogue_.retry_possible) add(Indication::end_or_retry_later, refs);
        return found_;
    }

    // The configuration that the phone had, or, where the capture begins later, the next one that it gets.
    [[nodiscard]] const CheckedFile *config_around() const {
        if (const CheckedFile *before = history_.last_config_before(dialogue_.begin().time)) return before;
        const auto after = history_.configs_after(dialogue_.begin().time);
        return after.empty() ? nullptr : after.front();
    }

    Indications not_ended() {
        // After the phone stored its certificate, END_SESSION only says goodbye.
        if (dialogue_.lossy || dialogue_.succeeded()) return found_;
        const phones::Connection &tcp = *dialogue_.connection;
        if (!tcp.established()) return found_;
        const bool said_anything = dialogue_.has_messages || dialogue_.tls.established();
        if (!said_anything && tcp.from_client.captured() == 0 && !tcp.ended()) return found_;
        EvidenceRefs refs{tcp.first};
        for (const auto &end : {tcp.client_fin, tcp.client_reset, tcp.server_fin, tcp.server_reset}) {
            if (end) refs.emplace_back(*end);
        }
        if (tcp.ended()) {
            add(tcp.server_ended_first() ? Indication::closed_before_end_by_server : Indication::closed_before_end,
                Evidence::observed, std::move(refs));
        } else if (history_.visibility.shows_nothing_since(tcp.last.time) > kSilence) {
            refs.emplace_back(tcp.last);
            add(Indication::silent_before_end, Evidence::observed, std::move(refs),
                {{Param::seconds, Number{kSilence / kSecond}}});
        }
        return found_;
    }

    const History &history_;
    const CapfDialogue &dialogue_;
    Indications found_;
};

}  // namespace

Indications of_messages(const History &history, const CapfDialogue &dialogue) {
    return DialogueCheck(history, dialogue).run();
}

const std::vector<Rule> &capf_dialogue_rules() {
    static const std::vector<Later> works = {Later::registers};
    static const std::vector<Rule> rules = {
        {.code = Code::capf_unknown_device,
         .shown_by = {Indication::end_unknown_device, Indication::hidden_end_unknown_device,
                      Indication::log_capf_unknown_device},
         .refuted_by = works,
         .remedy = {{Action::check_database_of_capf, Fact::device_served},
                    {Action::add_device, Fact::device_not_served}}},
        {.code = Code::capf_rejected,
         .shown_by = {Indication::end_rejected, Indication::end_rejected_after_string, Indication::hidden_end_string,
                      Indication::hidden_end_rejected, Indication::log_capf_rejected},
         .refuted_by = works,
         .remedy = {{Action::check_string}, {Action::set_install}, {Action::read_capf_trace}}},
        {.code = Code::capf_no_operation,
         .shown_by = {Indication::end_no_action, Indication::hidden_end_no_action, Indication::log_capf_no_operation},
         .refuted_by = works,
         .remedy = {{Action::set_install}}},
        {.code = Code::capf_authentication_failed,
         .shown_by = {Indication::proof_signature_wrong, Indication::end_after_certificate,
                      Indication::end_without_certificate, Indication::hidden_end_certificate},
         .refuted_by = works,
         .remedy = {{Action::add_issuer_to_capf_trust}, {Action::authenticate_by_mic}, {Action::use_null_string}}},
        {.code = Code::capf_key_generation_failed,
         .shown_by = {Indication::key_response_refused, Indication::key_response_short,
                      Indication::left_after_key_request, Indication::key_aborted_by_phone,
                      Indication::key_aborted_by_server, Indication::log_capf_key_failed},
         .refuted_by = {Later::gets_new_hash, Later::registers},
         .remedy = {{Action::set_rsa_2048, Fact::asked_for_other_key},
                    {Action::read_console_log, Fact::asked_for_rsa_2048},
                    {Action::upgrade_load, Fact::asked_for_rsa_2048}}},
        {.code = Code::capf_store_failed,
         .shown_by = {Indication::store_refused, Indication::store_refused_other_key,
                      Indication::log_capf_store_failed},
         .refuted_by = works,
         .remedy = {{Action::check_lsc_chain}}},
        {.code = Code::capf_fetch_failed,
         .shown_by = {Indication::fetch_refused, Indication::fetch_answer_short},
         .refuted_by = works,
         .remedy = {{Action::set_install}}},
        {.code = Code::capf_delete_failed,
         .shown_by = {Indication::delete_refused},
         .refuted_by = works,
         .remedy = {{Action::delete_lsc_by_hand}}},
        {.code = Code::capf_retry_later,
         .shown_by = {Indication::retry_later, Indication::key_request_or_retry_later, Indication::end_or_retry_later},
         .refuted_by = works,
         .remedy = {{Action::check_online_ca}, {Action::reset_phone}}},
        {.code = Code::capf_session_cut,
         .shown_by = {Indication::left_before_end, Indication::closed_before_end,
                      Indication::closed_before_end_by_server, Indication::silent_before_end,
                      Indication::aborted_by_server, Indication::aborted_by_phone, Indication::log_capf_full},
         .refuted_by = {Later::gets_new_hash, Later::registers},
         .remedy = {{Action::set_capf_keep_alive, Fact::session_idled},
                    {Action::check_network, Fact::cut_unexplained},
                    {Action::read_capf_trace, Fact::aborted},
                    {Action::check_capf_load}}},
    };
    return rules;
}

}  // namespace capf::judge
