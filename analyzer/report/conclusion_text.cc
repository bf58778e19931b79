// SPDX-License-Identifier: GPL-2.0-or-later
// The verdict on one phone as a paragraph: what happened, what it means, what to do, and on what it rests.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/gap_text.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_summary.h"
#include "analyzer/report/phone_text.h"

namespace capf::report {
namespace {

using namespace findings;

std::string sentence(std::string text) {
    if (!text.empty() && text.back() != '.' && text.back() != '?') text += '.';
    return text;
}

std::string joined(const std::vector<std::string> &parts, const char *last) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += i + 1 == parts.size() ? last : ", ";
        text += parts[i];
    }
    return text;
}

class Conclusion {
public:
    explicit Conclusion(const PhoneReport &phone) : phone_(phone), summary_(summarize(phone)) {
        who_ = phone.device.value_or("The phone");
        if (!phone.addresses.empty()) {
            who_ += (phone.device ? " (" : " at ") + joined(phone.addresses, " and ") + (phone.device ? ")" : "");
        }
    }

    std::string text() {
        std::string text = what_happened();
        switch (phone_.verdict) {
            case Verdict::encrypted:
                text += got_it() + rests_on() + before();
                break;
            case Verdict::not_enabled:
                text += clear();
                break;
            case Verdict::failed:
                text += failed() + before();
                break;
            case Verdict::incomplete:
                text += undecided() + before();
                break;
        }
        return text.erase(0, text.find_first_not_of(' '));
    }

private:
    [[nodiscard]] bool ok(Step step) const { return phone_.step(step).status == StepStatus::ok; }

    // The steps that held, up to the one that did not, as one sentence.
    std::string what_happened() {
        std::vector<std::string> parts;
        const StepResult &list = phone_.step(Step::trust_list);
        if (ok(Step::trust_list) && list.file) {
            const FileReport &file = phone_.files[*list.file];
            parts.push_back(fmt::format("got its trust list {} from {}", file.name, file.server));
        }
        if (const FileReport *config = first_config(); ok(Step::partial_config) && config != nullptr) {
            parts.push_back(fmt::format("got {} ({}) from {}", config->name, content_text(*config), config->server));
        }
        if (const SessionReport *session = phone_.decisive_session()) parts.push_back(capf_text(*session));
        if (const StepResult &stored = phone_.step(Step::key_store);
            stored.status == StepStatus::ok && stored.remark == StepRemark::hash_now) {
            parts.push_back(fill_in("found certHash {hash} when it came back", stored.values));
        }
        happened_ = !parts.empty();
        return happened_ ? sentence(who_ + " " + joined(parts, " and ")) : "";
    }

    [[nodiscard]] const FileReport *first_config() const {
        const auto found = std::find_if(phone_.files.begin(), phone_.files.end(),
                                        [](const FileReport &file) { return file.is_config && file.usable; });
        return found == phone_.files.end() ? nullptr : &*found;
    }

    static std::string capf_text(const SessionReport &session) {
        const std::string server = dissection::to_string(session.server);
        if (!session.established) return "tried to reach CAPF on " + server;
        if (!session.handshake_done) return "connected to CAPF on " + server;
        if (session.in_part && !session.succeeded) {
            return "held a CAPF session with " + server + ", part of which is missing from the capture";
        }
        return fmt::format("{} a CAPF session with {} ({}{})", session.candidates.empty() ? "held" : "perhaps held",
                           server, session_text(session),
                           session.inferred ? ", inferred from the sizes of TLS records" : "");
    }

    std::string got_it() {
        std::string text = " It then got its encrypted configuration " + sentence(summary_.outcome);
        for (const Finding &one : phone_.diagnoses) {
            if (one.code == Code::no_pki_phone) text += " " + sentence(summary_text(one));
        }
        const bool used = phone_.decrypted || ok(Step::in_use);
        return text + (used ? " The encrypted configuration works for this phone; nothing needs to be done."
                            : " By what this capture shows, nothing needs to be done.");
    }

    std::string rests_on() { return summary_.basis.empty() ? "" : " " + summary_.basis; }

    std::string clear() { return " This is " + sentence(summary_.outcome) + " " + summary_.to_do.front(); }

    std::string failed() {
        const Finding &first = phone_.diagnoses.front();
        std::string text = fmt::format(" {} fails at {}: {}", happened_ ? "It" : who_, name_of(first.step()),
                                       sentence(summary_text(first)));
        text += fmt::format(" That means: {}", sentence(std::string(meaning_of(first.code))));
        if (phone_.diagnoses.size() > 1) {
            std::vector<std::string> others;
            for (std::size_t i = 1; i < phone_.diagnoses.size(); ++i) {
                others.emplace_back(name_of(phone_.diagnoses[i].code));
            }
            text += " It may also be " + sentence(joined(others, " or "));
        }
        if (const std::string remedy = remedy_text(first); !remedy.empty()) text += " What to do first: " + remedy;
        return text + checklist();
    }

    std::string undecided() {
        const std::string who = happened_ ? "this phone" : who_;
        std::string text = fmt::format(" Whether the encrypted configuration works for {} cannot be told: {}", who,
                                       sentence(joined(summary_.undecided, ", and ")));
        for (const Finding &one : phone_.diagnoses) {
            text += fmt::format(" {}: {} What to do about it: {}",
                                &one == &phone_.diagnoses.front() ? "A candidate" : "Another",
                                sentence(summary_text(one)), remedy_text(one));
        }
        for (const Gap &gap : phone_.gaps) {
            if (const std::string advice = advice_text(gap); !advice.empty()) text += " " + advice;
        }
        return text;
    }

    // Cisco's troubleshooting list, as far as it is open.
    std::string checklist() {
        if (summary_.checklist.empty()) return "";
        return " If that does not help, check in the order of Cisco's list " + joined(summary_.checklist, " and ") +
               "; then collect " + std::string(kCollectPoint) + ".";
    }

    // What failed before, and how often.
    std::string before() {
        std::vector<std::string> codes;
        for (const Finding &one : phone_.history) {
            const auto count = std::count_if(phone_.history.begin(), phone_.history.end(),
                                             [&](const Finding &other) { return other.code == one.code; });
            std::string text = fmt::format("{} ({})", name_of(one.code), times_text(count));
            if (std::find(codes.begin(), codes.end(), text) == codes.end()) codes.push_back(std::move(text));
        }
        if (codes.empty()) return "";
        return " Earlier in this capture it had failed with " + sentence(joined(codes, " and "));
    }

    const PhoneReport &phone_;
    const PhoneSummary summary_;
    std::string who_;
    bool happened_ = false;  // something is told of the steps that held
};

}  // namespace

std::string conclusion_text(const PhoneReport &phone) {
    return Conclusion(phone).text();
}

}  // namespace capf::report
