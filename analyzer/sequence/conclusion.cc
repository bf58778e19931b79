// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/conclusion.h"

#include <algorithm>

#include <fmt/format.h>

namespace capf::sequence {
namespace {

const char *times(std::size_t count) {
    return count == 1 ? "once" : count == 2 ? "twice" : "again and again";
}

std::string sentence(std::string text) {
    if (text.empty()) return text;
    if (text.back() != '.' && text.back() != '?') text += '.';
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
    Conclusion(const PhoneStory &story, const Outcome &outcome, const PhoneReport &report)
        : story_(story), outcome_(outcome), report_(report) {
        who_ = report.device.value_or("The phone");
        if (!report.addresses.empty()) {
            who_ += (report.device ? " (" : " at ") + joined(report.addresses, " and ") + (report.device ? ")" : "");
        }
    }

    std::string text() {
        switch (report_.verdict) {
            case Verdict::encrypted:
                return what_happened() + got_it() + rests_on() + before();
            case Verdict::not_enabled:
                return what_happened() + clear();
            case Verdict::failed:
                return what_happened() + failed() + before();
            case Verdict::incomplete:
                break;
        }
        return what_happened() + undecided() + before();
    }

private:
    [[nodiscard]] bool ok(Step step) const {
        return report_.steps[static_cast<std::size_t>(step)].status == StepStatus::ok;
    }

    // The steps that held, up to the one that did not, as one sentence.
    std::string what_happened() {
        std::vector<std::string> parts;
        const CheckedFile *list = story_.last_trust_list();
        if (ok(Step::trust_list) && list != nullptr) {
            parts.push_back(fmt::format("got its trust list {} from {}", list->transfer->name.base_name,
                                        list->transfer->server.address));
        }
        if (const CheckedFile *config = first_config(); ok(Step::partial_config) && config != nullptr) {
            parts.push_back(fmt::format("got {} ({}) from {}", config->transfer->name.base_name,
                                        report_file(*config).config_summary, config->transfer->server.address));
        }
        if (const CapfDialogue *capf = shown_dialogue()) parts.push_back(capf_words(*capf));
        if (ok(Step::key_store) && story_.last_config() != nullptr) {
            parts.push_back("found certHash " + story_.last_config()->cert_hash().value_or("") + " when it came back");
        }
        return parts.empty() ? "" : sentence(who_ + " " + joined(parts, " and "));
    }

    [[nodiscard]] const CheckedFile *first_config() const {
        const auto found = std::find_if(story_.files.begin(), story_.files.end(), [](const CheckedFile &file) {
            return file.is_config() && file.complete() && !file.malformed;
        });
        return found == story_.files.end() ? nullptr : &*found;
    }

    [[nodiscard]] const CapfDialogue *shown_dialogue() const {
        const CapfDialogue *shown = nullptr;
        for (const CapfDialogue &dialogue : story_.dialogues) {
            if (dialogue.succeeded() || shown == nullptr || !shown->succeeded()) shown = &dialogue;
        }
        return shown;
    }

    static std::string capf_words(const CapfDialogue &capf) {
        const std::string server = dissection::to_string(capf.connection->server);
        if (!capf.connection->established()) return "tried to reach CAPF on " + server;
        if (!capf.tls.established() && !capf.has_messages) return "reached CAPF on " + server;
        if (capf.lossy && !capf.succeeded()) {
            return "held a CAPF session with " + server + ", of which the capture lost a part";
        }
        return fmt::format("{} a CAPF session with {} ({}{})", capf.owner_in_doubt ? "perhaps held" : "held", server,
                           describe(capf),
                           capf.evidence == Evidence::inferred ? ", inferred from the sizes of TLS records" : "");
    }

    std::string got_it() {
        const CheckedFile &file = *outcome_.encrypted;
        const bool valid = file.signature_accepted();
        std::string text = fmt::format(" It then got its encrypted configuration {} from {}, {} bytes, signature {}{}.",
                                       file.transfer->name.base_name, file.transfer->server.address,
                                       file.bytes().size(), valid ? "valid" : "not checked",
                                       outcome_.decrypted ? ", which decrypts with the key that was given" : "");
        const auto no_pki = std::find_if(report_.diagnoses.begin(), report_.diagnoses.end(),
                                         [](const Diagnosis &one) { return one.code == "no-pki-phone"; });
        if (no_pki != report_.diagnoses.end()) text += " " + sentence(no_pki->summary);
        const bool used = outcome_.decrypted || ok(Step::in_use);
        return text + (used ? " The encrypted configuration works for this phone; nothing is to be done."
                            : " By what this capture shows, nothing is to be done.");
    }

    // What would contradict the verdict and cannot be seen.
    std::string rests_on() {
        if (outcome_.decrypted) return "";
        if (ok(Step::in_use)) return " It went on to register, so it could use the file.";
        const StepResult &matching = report_.steps[static_cast<std::size_t>(Step::matching_config)];
        if (matching.status == StepStatus::ok && matching.evidence != Evidence::inferred) {
            return " This rests on certHash being the hash of the certificate that CAPF handled; that the phone could "
                   "decrypt the file is not shown, as it does not register in this capture.";
        }
        return " This rests on the file having arrived whole after the phone had compared certHash by itself: whether "
               "it "
               "is for the phone's own key cannot be seen here (a key log of the CAPF session, the phone's "
               "registration, "
               "or the phone's key would show it).";
    }

    static std::string clear() {
        return " This is a full configuration in the clear, which the phone uses as it is: TFTP Encrypted Config is "
               "not "
               "enabled for it. If it should be, tick TFTP Encrypted Config in the phone security profile, assign the "
               "profile to the phone and reset it.";
    }

    std::string failed() {
        const Diagnosis &first = report_.diagnoses.front();
        std::string text = fmt::format(" {} fails at {}: {}", what_happened().empty() ? who_ : "It",
                                       name_of(first.step), sentence(first.summary));
        text += fmt::format(" That means: {}", sentence(catalogue_entry(first.code).meaning));
        if (report_.diagnoses.size() > 1) {
            std::vector<std::string> others;
            for (std::size_t i = 1; i < report_.diagnoses.size(); ++i) others.push_back(report_.diagnoses[i].code);
            text += " It may also be " + sentence(joined(others, " or "));
        }
        return text + " What to do first: " + sentence(first.remedy) + checklist();
    }

    std::string undecided() {
        std::string text = what_happened().empty() ? "" : " ";
        text += "The capture does not show enough of " + (text.empty() ? who_ : "this phone") + " to decide";
        if (const std::string why = why_undecided(); !why.empty()) text += ": " + why;
        text = sentence(text);
        if (!report_.diagnoses.empty()) {
            const Diagnosis &first = report_.diagnoses.front();
            text +=
                fmt::format(" A candidate: {} What to do first: {}", sentence(first.summary), sentence(first.remedy));
            return text;
        }
        return text +
               " Capture again from before the phone's reset until it has registered, both directions, with whole "
               "packets (on CUCM: utils network capture eth0 file NAME count 100000 size all).";
    }

    [[nodiscard]] std::string why_undecided() const {
        if (story_.one_direction) return "only one direction of its connections was captured";
        if (const CapfDialogue *shown = shown_dialogue(); shown != nullptr && shown->owner_in_doubt) {
            return "several phones share its address, and nothing tells which of them held which CAPF session";
        }
        if (story_.cut_frames()) {
            return "its packets are cut in the capture (snap length): what was asked for, whether connections came up "
                   "and "
                   "how long TLS records are can be told, what stands in files and certificates cannot";
        }
        if (story_.lost_in_capture) return "packets that were received are missing from it";
        if (const CheckedFile *file = story_.last_encrypted_request()) {
            return file->transfer->name.base_name + " was asked for, and its end is not in the capture";
        }
        const CapfDialogue *last = story_.last_dialogue();
        if (last != nullptr && last->succeeded()) return "it ends before the phone comes back after CAPF";
        if (last != nullptr) return "the end of the CAPF session is not in it";
        return "it begins late or ends early";
    }

    // Cisco's troubleshooting list, without what this capture has answered.
    std::string checklist() {
        const Names capf = story_.capf_names();
        std::vector<std::string> open;
        const auto point = [&](bool answered, int number, const std::string &words) {
            if (!answered) open.push_back(fmt::format("({}) {}", number, words));
        };
        const std::string where = fmt::format("{}:{}", capf.server.empty() ? "the publisher" : capf.server,
                                              capf.port.empty() ? "3804" : capf.port);
        const CapfDialogue *last = story_.last_dialogue();
        const bool connected = last != nullptr && last->connection->established();
        const bool has_config = first_config() != nullptr;
        point(connected, 1, "that Certificate Authority Proxy Function runs on the publisher");
        point(has_config && connected, 2,
              has_config ? "that " + where + ", which the partial configuration names, can be reached from the phone"
                         : "that the partial configuration is downloaded and names a CAPF server that can be reached");
        point(connected, 3, "that TCP goes through to " + where);
        point(ok(Step::matching_config) || ok(Step::key_store), 4,
              fmt::format("that run sql select md5hash,name from device where name='{}' shows the hash of the phone's "
                          "certificate",
                          capf.device));
        if (open.empty()) return "";
        return " If that does not help, check in the order of Cisco's list " + joined(open, " and ") +
               "; then collect (5) the phone's console log, the TFTP and CAPF traces and a capture of both ends.";
    }

    // What failed before, and how often.
    std::string before() {
        if (report_.history.empty()) return "";
        std::vector<std::string> told;
        for (const Diagnosis &one : report_.history) {
            const auto count =
                static_cast<std::size_t>(std::count_if(report_.history.begin(), report_.history.end(),
                                                       [&](const Diagnosis &other) { return other.code == one.code; }));
            const std::string words = fmt::format("{} ({})", one.code, times(count));
            if (std::find(told.begin(), told.end(), words) == told.end()) told.push_back(words);
        }
        return " Earlier in this capture it had failed with " + sentence(joined(told, " and "));
    }

    const PhoneStory &story_;
    const Outcome &outcome_;
    const PhoneReport &report_;
    std::string who_;
};

}  // namespace

std::string conclude(const PhoneStory &story, const Outcome &outcome, const PhoneReport &report) {
    std::string text = Conclusion(story, outcome, report).text();
    text.erase(0, text.find_first_not_of(' '));
    return text;
}

}  // namespace capf::sequence
