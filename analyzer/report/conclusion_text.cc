// SPDX-License-Identifier: GPL-2.0-or-later
// The verdict on one phone as a paragraph: what happened, what it means, what to do, and on what it rests.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/gap_text.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_summary.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {
namespace {

using namespace findings;

class Conclusion {
public:
    explicit Conclusion(const PhoneReport &phone) : phone_(phone), summary_(summarize(phone)) {
        const std::string addresses = joined(phone.addresses, kAnd);
        if (!phone.device) {
            who_ = addresses.empty() ? tr("The phone") : tr_format("The phone at {}", addresses);
        } else {
            who_ = addresses.empty() ? *phone.device : fmt::format("{} ({})", *phone.device, addresses);
        }
    }

    std::string text() {
        std::string text = what_happened();
        switch (phone_.verdict) {
            case Verdict::encrypted:
                text += got_it();
                if (!summary_.basis.empty()) text = two_sentences(text, summary_.basis);
                text += before();
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
            parts.push_back(tr_format("got its trust list {0} from {1}", file.name, file.server));
        }
        if (const FileReport *config = first_config(); ok(Step::partial_config) && config != nullptr) {
            parts.push_back(tr_format("got {0} ({1}) from {2}", config->name, content_text(*config), config->server));
        }
        if (const SessionReport *session = phone_.decisive_session()) parts.push_back(capf_text(*session));
        if (const StepResult &stored = phone_.step(Step::key_store);
            stored.status == StepStatus::ok && stored.remark == StepRemark::hash_now) {
            parts.push_back(fill_in(tr("found certHash {hash} when it came back"), stored.values));
        }
        happened_ = !parts.empty();
        // TRANSLATORS: what a phone did: "SEP001122334455 got its trust list … and held a CAPF session …".
        return happened_ ? sentence(tr_format_in("who did what", "{0} {1}", who_, joined(parts, kAnd))) : "";
    }

    [[nodiscard]] const FileReport *first_config() const {
        const auto found = std::find_if(phone_.files.begin(), phone_.files.end(),
                                        [](const FileReport &file) { return file.is_config && file.usable; });
        return found == phone_.files.end() ? nullptr : &*found;
    }

    static std::string capf_text(const SessionReport &session) {
        const std::string server = dissection::to_string(session.server);
        if (!session.established) return tr_format("tried to reach CAPF on {}", server);
        if (!session.handshake_done) return tr_format("connected to CAPF on {}", server);
        if (session.in_part && !session.succeeded) {
            return tr_format("held a CAPF session with {}, part of which is missing from the capture", server);
        }
        const std::string what = session.inferred
                                     ? tr_format("{}, inferred from the sizes of TLS records", session_text(session))
                                     : session_text(session);
        return session.candidates.empty() ? tr_format("held a CAPF session with {0} ({1})", server, what)
                                          : tr_format("perhaps held a CAPF session with {0} ({1})", server, what);
    }

    std::string got_it() {
        if (!phone_.encrypted_file) {
            return sentence(tr_format("{0} accepted its encrypted configuration, as its own log says", who_));
        }
        std::string text =
            sentence(happened_ ? tr_format(" It then got its encrypted configuration {}", summary_.outcome)
                               : tr_format("{0} got its encrypted configuration {1}", who_, summary_.outcome));
        for (const Finding &one : phone_.diagnoses) {
            if (one.code == Code::no_pki_phone) text = two_sentences(text, sentence(summary_text(one)));
        }
        return text + tr(" Judging by this capture, nothing needs to be done.");
    }

    std::string clear() {
        std::string text = sentence(tr_format(" This is {}", summary_.outcome));
        text = two_sentences(text, summary_.to_do.front());
        return text;
    }

    std::string failed() {
        const Finding &first = phone_.diagnoses.front();
        std::string text = sentence(tr_format(" {0} fails at {1}: {2}", happened_ ? tr("It") : who_,
                                              shown_name(first.step()), summary_text(first)));
        text += sentence(tr_format(" That means: {}", meaning_of(first.code)));
        if (phone_.diagnoses.size() > 1) {
            std::vector<std::string> others;
            for (std::size_t i = 1; i < phone_.diagnoses.size(); ++i) {
                others.emplace_back(name_of(phone_.diagnoses[i].code));
            }
            text += sentence(tr_format(" It may also be {}", joined(others, kOr)));
        }
        if (const std::string remedy = remedy_text(first); !remedy.empty())
            text += tr_format(" What to do first: {}", remedy);
        return text + checklist();
    }

    std::string undecided() {
        const std::string who = happened_ || !phone_.device ? std::string(tr("this phone")) : who_;
        std::string text = sentence(tr_format(" Whether the encrypted configuration works for {0} is not known: {1}",
                                              who, joined(summary_.undecided, NC_("between reasons", ", and "))));
        for (const Finding &one : phone_.diagnoses) {
            const bool is_first = &one == &phone_.diagnoses.front();
            text += sentence(is_first ? tr_format(" A candidate: {}", summary_text(one))
                                      : tr_format(" Another: {}", summary_text(one)));
            text += tr_format(" What to do about it: {}", remedy_text(one));
        }
        for (const Gap &gap : phone_.gaps) {
            if (const std::string advice = advice_text(gap); !advice.empty()) text = two_sentences(text, advice);
        }
        return text;
    }

    // Cisco's troubleshooting list, as far as it is open.
    std::string checklist() {
        if (summary_.checklist.empty()) return "";
        return tr_format(" If that does not help, go through Cisco's list: check {0}, and (5) {1}.",
                         joined(summary_.checklist, kComma), tr(kCollectPoint));
    }

    // What failed before, and how often.
    std::string before() {
        std::vector<std::pair<std::string, std::int64_t>> faults;  // and how often
        for (auto one = phone_.history.begin(); one != phone_.history.end(); ++one) {
            std::string fault(name_of(one->code));
            for (; one + 1 != phone_.history.end() && are_alternatives(*one, *(one + 1)); ++one) {
                fault += tr_in(kOr);
                fault += name_of((one + 1)->code);
            }
            const auto known = std::ranges::find(faults, fault, [](const auto &other) { return other.first; });
            if (known == faults.end()) {
                faults.emplace_back(std::move(fault), 1);
            } else {
                ++known->second;
            }
        }
        if (faults.empty()) return "";
        std::vector<std::string> texts;
        texts.reserve(faults.size());
        for (const auto &[fault, count] : faults) texts.push_back(fmt::format("{} ({})", fault, times_text(count)));
        return sentence(tr_format(" Earlier in this capture it had failed with {}", joined(texts, kAnd)));
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
