// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/phone_verdict.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "analyzer/judge/indications.h"
#include "analyzer/judge/rule.h"

namespace capf::judge {
namespace {

void append_new(Findings &to, const Findings &from) {
    for (const Finding &one : from) {
        if (!findings::has_code(to, one.code)) to.push_back(one);
    }
}

// Among the diagnoses of a phone that failed it stands in the order of the steps, before those of its own step.
void insert_by_step(Findings &diagnoses, const Finding &one) {
    const auto at = std::find_if(diagnoses.begin(), diagnoses.end(),
                                 [&](const Finding &other) { return other.step() >= one.step(); });
    diagnoses.insert(at, one);
}

class HistoryJudge {
public:
    explicit HistoryJudge(const History &history) : history_(history) {}

    Judgement run() {
        judge_encrypted_file();
        if (outcome_.encrypted != nullptr) judge_later_rounds();
        if (outcome_.encrypted == nullptr && !later_decided_) judge_not_enabled();
        if (outcome_.encrypted == nullptr && !outcome_.not_enabled && !later_decided_) find_fault();
        judge_alarm();
        judge_registration();
        const bool works = (outcome_.encrypted != nullptr || outcome_.not_enabled) && !not_registered_;
        if (!works) {
            for (const Finding &one : conclude(history_, of_database(history_))) insert_by_step(current_, one);
        }
        leave_out_explained();
        soften();
        return {verdict(), outcome_, current_};
    }

private:
    [[nodiscard]] const CapfDialogue *success_before(std::int64_t time) const {
        const CapfDialogue *found = nullptr;
        for (const CapfDialogue &dialogue : history_.dialogues) {
            if (dialogue.succeeded() && dialogue.begin().time < time) found = &dialogue;
        }
        return found;
    }

    // The last round decides: a file that was refused after another had come is the last word.
    void judge_encrypted_file() {
        const CheckedFile *file = history_.last_encrypted_request();
        if (file == nullptr) return;
        append_new(current_, wrong_key(*file));
        append_new(current_, conclude(history_, of_encrypted_file(history_, *file)));
        // A phone that begins again because it is not registered has used its file.
        if (current_.empty() && of_registration(history_).empty() && of_registration_in_doubt(history_).empty()) {
            append_new(current_, conclude(history_, of_use(history_, *file)));
        }
        if (!current_.empty() || !file->complete()) {
            earlier_faults_first(*file);
            return;
        }
        if (proof_is_lost(*file)) return;
        outcome_.encrypted = file;
        append_new(current_, conclude(history_, of_symmetric_key(history_, *file)));
    }

    // The phone has a list that the capture does not hold, or not whole: one without takes unsigned configurations.
    // Where a server has none, it says so.
    [[nodiscard]] bool list_may_be_missing() const {
        using phones::TransferStatus;
        bool any = false, lost = false;
        for (const CheckedFile &one : history_.files) {
            const TransferStatus status = one.transfer->status;
            any |= one.is_trust_list();
            lost |= one.is_trust_list() &&
                    (status == TransferStatus::lost_in_capture || status == TransferStatus::unfinished ||
                     status == TransferStatus::cut_on_network);
        }
        const CheckedFile *config = history_.last_config();
        const bool takes_unsigned = config != nullptr && !config->header;
        return lost || (!any && !takes_unsigned) || history_.visibility.one_direction();
    }

    // What would show that the file is not right for the phone is not in the capture: the list with its signer's
    // certificate, or the certificate that CAPF gave. A registration shows that the file is right.
    [[nodiscard]] bool proof_is_lost(const CheckedFile &file) const {
        if (history_.registered_after(file.transfer->moment().time)) return false;
        if (list_may_be_missing() && !file.signer_may_sign()) return true;
        const CapfDialogue *last = nullptr;
        for (const CapfDialogue &dialogue : history_.dialogues) {
            if (dialogue.begin().time < file.transfer->asked.time) last = &dialogue;
        }
        // Of a session that began before the capture nobody expects to read the certificate.
        return history_.options->tls_keys_given && last != nullptr && last->lossy && last->connection->start_seen() &&
               !last->succeeded();
    }

    // What came after the encrypted file: a later round that fails, or turns the feature off, is the last word. One
    // that is not decided takes nothing back.
    void judge_later_rounds() {
        const History later = history_.since(outcome_.encrypted->transfer->asked);
        if (full_in_clear(later) != nullptr) {
            outcome_.encrypted = nullptr;
            return;
        }
        const bool asked = std::any_of(later.files.begin(), later.files.end(),
                                       [](const CheckedFile &file) { return file.is_config(); });
        Findings faults = faults_of_later_files(later, asked);
        if (faults.empty() && !later.dialogues.empty()) {
            const CapfDialogue &last = later.dialogues.back();
            if (history_.registered_after(last.begin().time)) return;
            faults = faults_of(later, last);
            if (faults.empty()) faults = conclude(later, of_config_after_capf(later, last));
            if (faults.empty() && last.deleted()) {
                outcome_.encrypted = nullptr;  // it is for a certificate that the phone has no more
                later_decided_ = true;
                return;
            }
        } else if (faults.empty() && asked) {
            faults = conclude(later, of_capf_not_tried(later));
        }
        if (faults.empty()) return;
        outcome_.encrypted = nullptr;
        later_decided_ = true;
        judged_from_ = later.from;
        current_ = std::move(faults);
    }

    // A phone that begins again, and does not get its configuration, or comes no further than the lists. What TVS says
    // of other servers' certificates is nothing against the files.
    static Findings faults_of_later_files(const History &later, bool asked) {
        if (asked) {
            Findings faults = faults_of_files(later);
            return faults.size() > conclude(later, of_tvs(later)).size() ? faults : Findings{};
        }
        if (stays_at_lists(later)) return conclude(later, of_trust_list(later));
        if (!stays_at_https(later)) return {};
        Findings faults = conclude(later, of_config(later));
        std::erase_if(faults, [](const Finding &one) { return one.code == Code::provisioning_not_visible; });
        return faults;
    }

    // The phone asks for lists, and for nothing that comes after them.
    static bool stays_at_lists(const History &history) {
        const CheckedFile *last = nullptr;
        for (const CheckedFile &file : history.files) {
            if (file.is_trust_list()) last = &file;
        }
        return last != nullptr && phone_stopped(history, *last) && !signals_after(history, last->transfer->asked.time);
    }

    // It turns to HTTPS again and again. One that works does so once in a while, for files that it can do without.
    static bool stays_at_https(const History &history) {
        const phones::Connection *last = nullptr;
        std::size_t count = 0;
        for (const phones::Connection *https : history.phone->https) {
            if (!history.covers(https->first.time)) continue;
            last = https;
            ++count;
        }
        return count >= 2 && !signals_after(history, last->first.time);
    }

    // It is registered, or speaks on a connection of before.
    static bool signals_after(const History &history, std::int64_t time) {
        const auto speaks = [&](const phones::Connection *tcp) {
            const auto said = tcp->from_client.last_data();
            return said && said->time > time && history.reaches(said->time);
        };
        return history.registered_after(time) || std::ranges::any_of(history.phone->signalling, speaks);
    }

    // A fault of CAPF or of the hash explains a missing or useless file better than the file does.
    void earlier_faults_first(const CheckedFile &file) {
        Findings causes;
        for (const CapfDialogue &dialogue : history_.dialogues) {
            if (dialogue.begin().time > file.transfer->asked.time) continue;
            causes = dialogue.succeeded() ? Findings{} : conclude(history_, of_messages(history_, dialogue));
        }
        append_new(causes, current_);
        current_ = std::move(causes);
    }

    Findings wrong_key(const CheckedFile &file) {
        if (!file.complete() || !file.header) return {};
        Findings found = stale_hash(file);
        const EncryptedKey key = of_encrypted_key(history_, file);
        append_new(found, conclude(history_, key.wrong));
        outcome_.decrypted = key.decrypted;
        return found;
    }

    // The hash in the configuration that led to the file, against the certificate that CAPF handled.
    Findings stale_hash(const CheckedFile &file) {
        const CapfDialogue *capf = success_before(file.transfer->asked.time);
        const CheckedFile *config = history_.last_config_before(file.transfer->asked.time);
        if (capf == nullptr || config == nullptr || config->transfer->asked.time < capf->begin().time) return {};
        const auto md5 = History::rsa_certificate_md5(*capf);
        const std::string hash = config->cert_hash().value_or("");
        if (!md5 || hash.empty() || *md5 == hash) return {};
        return conclude(history_, of_config_after_capf(history_, *capf));
    }

    // The last configuration, where it is a full one that the phone may use as it is.
    static const CheckedFile *full_in_clear(const History &history) {
        const CheckedFile *config = history.last_config();
        if (config == nullptr || !config->config->full().value_or(false) || config->signature_invalid()) return nullptr;
        const bool promised = config->config->encrypted().value_or(false);
        const CheckedFile *asked = history.last_encrypted_request();
        const bool fell_back = asked != nullptr && asked->transfer->asked.time < config->transfer->asked.time;
        return promised && !fell_back && config->config->cert_hash ? nullptr : config;
    }

    void judge_not_enabled() {
        if (full_in_clear(history_) == nullptr) return;
        outcome_.not_enabled = true;
        current_.clear();
    }

    void find_fault() {
        const Findings before = std::exchange(current_, faults_of_files(history_));
        if (history_.dialogues.empty()) {
            if (current_.empty() || list_keeps_phone_at_config(history_, current_))
                append_new(current_, conclude(history_, of_capf_not_tried(history_)));
        } else if (before.empty()) {
            judge_capf();
        }
        append_new(current_, before);
    }

    // What keeps the phone from its configuration, or at it. The earliest broken step is the likeliest cause.
    static Findings faults_of_files(const History &history) {
        Findings found = conclude(history, of_tvs(history));
        const bool tvs_good = found.empty();
        append_new(found, conclude(history, of_config(history)));
        const bool config_good = found.empty();
        Findings list = conclude(history, of_trust_list(history));
        // Where the configuration does not arrive either, it is not about the list.
        if (findings::has_code(found, Code::config_transfer_incomplete)) {
            std::erase_if(list, [](const Finding &one) { return one.code == Code::trust_list_transfer_incomplete; });
        }
        const bool list_blocks = history.last_config() == nullptr || !config_good || list_is_newer(history) ||
                                 list_keeps_phone_at_config(history, list);
        // What TVS says, and which list the phone holds, explain that it takes no list here.
        const bool explained = !tvs_good || findings::has_code(found, Code::phone_holds_other_trust_list);
        if (list_blocks) found.insert(explained ? found.end() : found.begin(), list.begin(), list.end());
        return found;
    }

    // A phone that knows two CAPF servers tries one after the other, and each has its own answer.
    Findings faults_of_other_server(const CapfDialogue &last) {
        constexpr std::int64_t kSameAttempt = 120 * kSecond;
        for (auto other = history_.dialogues.rbegin(); other != history_.dialogues.rend(); ++other) {
            if (other->connection->server.address == last.connection->server.address) continue;
            if (last.begin().time - other->begin().time > kSameAttempt) break;
            // One of the two has served the phone since.
            if (history_.new_hash_after(other->begin().time)) break;
            return faults_of(history_.until(last.begin()), *other);
        }
        return {};
    }

    // The phone asked for a list after its last configuration, and for nothing since.
    static bool list_is_newer(const History &history) {
        const CheckedFile *list = history.last_trust_list(), *config = history.last_config();
        return list != nullptr && config != nullptr && list->transfer->asked.time > config->transfer->asked.time &&
               !history.goes_on_after(list->transfer->asked.time);
    }

    // The list that the phone got is one that it cannot take, and it stays at the partial configuration.
    static bool list_keeps_phone_at_config(const History &history, const Findings &found) {
        const bool of_list = std::ranges::any_of(found, [](const Finding &one) {
            return one.shown_by == Indication::list_too_large ||
                   one.shown_by == Indication::list_signer_not_trusted_before;
        });
        return of_list && stays_at_config(history);
    }

    void judge_capf() {
        const CapfDialogue &last = history_.dialogues.back();
        Findings capf = faults_of(history_, last);
        if (capf.empty()) capf = conclude(history_, of_config_after_capf(history_, last));
        if (!last.succeeded()) append_new(capf, faults_of_other_server(last));
        if (capf.empty()) return;
        append_new(capf, current_);
        current_ = std::move(capf);
    }

    // What the phone itself says of its trust list explains all that comes after.
    void judge_alarm() {
        if (outcome_.encrypted != nullptr) return;
        const Findings alarm = conclude(history_, of_alarm(history_));
        current_.insert(current_.begin(), alarm.begin(), alarm.end());
        if (!alarm.empty()) outcome_.not_enabled = false;
    }

    // A phone that has its configuration, and that no server registers, does not work.
    void judge_registration() {
        const Findings refused = conclude(history_, of_registration(history_));
        if (refused.empty()) {
            const Findings doubt = conclude(history_, of_registration_in_doubt(history_));
            registration_in_doubt_ = !doubt.empty();
            append_new(current_, doubt);
            return;
        }
        // That its files cannot be read is nothing against them: what the phone registers with came in one of them.
        const bool hidden = !current_.empty() && std::ranges::all_of(current_, [](const Finding &one) {
            return one.code == Code::provisioning_not_visible;
        });
        const bool configured = outcome_.encrypted != nullptr || outcome_.not_enabled || hidden;
        not_registered_ = configured || current_.empty();
        if (hidden) current_.clear();  // nor is it another cause
        if (configured) {
            current_.insert(current_.begin(), refused.begin(), refused.end());
        } else {
            append_new(current_, refused);
        }
    }

    [[nodiscard]] bool provable() const {
        // What the capture shows of one side only is no fault of phone or server. What rests on a session that another
        // phone may have held is no fault of this phone.
        return !history_.visibility.one_direction() && !rests_on_session_in_doubt(current_.front());
    }

    [[nodiscard]] bool rests_on_session_in_doubt(const Finding &finding) const {
        const bool of_session = finding.step() >= Step::capf_connect && finding.step() <= Step::matching_config;
        return of_session && std::any_of(history_.dialogues.begin(), history_.dialogues.end(),
                                         [](const CapfDialogue &dialogue) { return dialogue.owner_in_doubt; });
    }

    void leave_out_explained() {
        if (current_.empty()) return;
        const Finding first = current_.front();
        std::erase_if(current_, [&](const Finding &one) { return explains(first, one); });
    }

    // Such a diagnosis stays as a possibility.
    void soften() {
        for (Finding &finding : current_) {
            if (rests_on_session_in_doubt(finding)) finding.evidence = Evidence::inferred;
        }
    }

    [[nodiscard]] Verdict verdict() const {
        if (not_registered_) return Verdict::failed;
        const bool works = outcome_.encrypted != nullptr || outcome_.not_enabled;
        if (registration_in_doubt_ && (works || begins_with_doubt())) return Verdict::incomplete;
        if (outcome_.encrypted != nullptr) return Verdict::encrypted;
        if (outcome_.not_enabled) return Verdict::not_enabled;
        if (current_.empty() || !provable()) return Verdict::incomplete;
        const Finding &first = current_.front();
        const bool only_candidate =
            first.code == Code::provisioning_not_visible || first.shown_by == Indication::list_asked_again ||
            (first.code == Code::trust_list_transfer_incomplete && !begins_with_lists_again()) ||
            (first.shown_by == Indication::fetch_answer_short && may_have_been_deleted()) ||
            (first.shown_by == Indication::list_on_no_server && !went_on_without_list());
        return only_candidate ? Verdict::incomplete : Verdict::failed;
    }

    // Nothing else is known of the phone than a registration of which a later one may not have been seen.
    [[nodiscard]] bool begins_with_doubt() const {
        return !current_.empty() && current_.front().step() == Step::in_use &&
               current_.front().evidence == Evidence::inferred;
    }

    // Without keys a deletion that went well looks like a fetch that failed.
    [[nodiscard]] bool may_have_been_deleted() const {
        const CapfDialogue *last = history_.last_dialogue();
        return last != nullptr && last->inferred && !last->inferred->alternatives.empty();
    }

    // A phone that cannot do without a list begins again with the first that it asked for. Of one round alone, what it
    // did next may be lost.
    [[nodiscard]] bool begins_with_lists_again() const {
        const CheckedFile *first = nullptr;
        bool another = false;
        for (const CheckedFile &file : history_.files) {
            if (!file.is_trust_list() || file.transfer->asked.time <= judged_from_) continue;
            if (first == nullptr) first = &file;
            const bool same = file.transfer->name.base_name == first->transfer->name.base_name &&
                              file.transfer->transport == first->transfer->transport;
            if (same && another) return true;
            another |= !same;
        }
        return false;
    }

    // Without a list of its own a phone asks for the common one, and for its configuration: where it does neither, its
    // requests were lost.
    [[nodiscard]] bool went_on_without_list() const {
        return std::any_of(history_.files.begin(), history_.files.end(), [&](const CheckedFile &file) {
            const bool asked = file.is_config() || (file.is_trust_list() && !file.transfer->name.device);
            return asked && file.transfer->asked.time > judged_from_;
        });
    }

    const History &history_;
    Outcome outcome_;
    Findings current_;
    bool later_decided_ = false;          // what came after the encrypted file outweighs it
    std::int64_t judged_from_ = 0;        // what it was judged by came after that
    bool not_registered_ = false;         // the phone has its configuration, and every server refuses it
    bool registration_in_doubt_ = false;  // one did, and whether another registered it may be lost
};

}  // namespace

Findings faults_of(const History &history, const CapfDialogue &dialogue) {
    Findings found = conclude(history, of_connection(history, dialogue));
    if (found.empty()) found = conclude(history, of_tls(history, dialogue));
    if (found.empty()) found = conclude(history, of_messages(history, dialogue));
    return found;
}

Judgement judge_history(const History &history) {
    return HistoryJudge(history).run();
}

}  // namespace capf::judge
