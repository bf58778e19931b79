// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/phone_summary.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/gap_text.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/sentence.h"

namespace capf::report {
namespace {

using namespace findings;

CauseSummary cause_of(const Finding &finding) {
    return {&finding, std::string(meaning_of(finding.code)), summary_text(finding), short_summary_text(finding),
            remedy_steps(finding)};
}

// By packets: when it was, a log may not tell.
bool is_seen(const PhoneReport &phone, Step step) {
    return phone.step(step).status == StepStatus::ok && phone.step(step).evidence != Evidence::reported;
}

std::string got_text(const PhoneReport &phone) {
    if (!phone.encrypted_file) return tr("accepted by the phone, as its own log says");
    const FileReport &file = phone.files[*phone.encrypted_file];
    const bool valid =
        file.signature && file.signature->verdict == trust::Verdict::valid && file.signer_may_sign.value_or(true);
    const std::string signature = valid ? tr("signature valid") : tr("signature not checked");
    return phone.decrypted
               ? tr_format("{0} from {1}, {2} bytes, {3}, which decrypts with the key that was given", file.name,
                           file.server, grouped(file.bytes), signature)
               : tr_format("{0} from {1}, {2} bytes, {3}", file.name, file.server, grouped(file.bytes), signature);
}

// What would contradict the verdict and cannot be seen.
std::string basis_text(const PhoneReport &phone) {
    if (phone.decrypted) return "";
    if (!phone.encrypted_file) return tr("This rests on logs alone: no packets show it.");
    if (is_seen(phone, Step::in_use)) return tr("The phone registered after it had the file.");
    if (is_seen(phone, Step::matching_config) && phone.step(Step::matching_config).evidence != Evidence::inferred) {
        return tr(
            "This rests on certHash being the hash of the certificate that CAPF handled; whether the phone could "
            "decrypt the file is not known, as it does not register in this capture.");
    }
    return tr(
        "The file arrived whole after the phone had compared certHash. Whether it is encrypted to the phone's own key "
        "cannot be seen; a key log of the CAPF session, the phone's registration or its key would show it.");
}

std::string point_text(const PhoneReport &phone, CheckPoint point) {
    const std::string server =
        phone.capf_server.text.empty() ? tr("the publisher") : value_text(Value{phone.capf_server});
    switch (point) {
        case CheckPoint::capf_runs:
            return tr("that Certificate Authority Proxy Function runs on the publisher");
        case CheckPoint::server_reachable:
            return phone.capf_server_configured
                       ? tr_format("that {}, which the partial configuration names, can be reached from the phone",
                                   server)
                       : tr("that the partial configuration names a CAPF server that can be reached from the phone");
        case CheckPoint::port_open:
            return tr_format("that TCP goes through to {}", server);
        case CheckPoint::hash_in_database:
            return tr_format(
                "that run sql select md5hash,name from device where name='{}' shows the hash of the phone's "
                "certificate",
                phone.device.value_or("NAME"));
    }
    return "";
}

// Of an undecided phone: what to do about the likeliest candidate, then what to capture.
std::vector<std::string> steps_to_decide(const PhoneReport &phone, const PhoneSummary &summary) {
    std::vector<std::string> steps;
    if (!summary.causes.empty()) steps = summary.causes.front().to_do;
    for (const Gap &gap : phone.gaps) {
        std::string advice = advice_text(gap);
        if (!advice.empty() && std::find(steps.begin(), steps.end(), advice) == steps.end()) {
            steps.push_back(std::move(advice));
        }
    }
    return steps;
}

}  // namespace

std::string who_text(const PhoneReport &phone) {
    const std::string addresses = fmt::format("{}", fmt::join(phone.addresses, tr_in(kComma)));
    if (!phone.device) return addresses.empty() ? tr("phone without a name") : tr_format("phone at {}", addresses);
    return addresses.empty() ? *phone.device : *phone.device + " (" + addresses + ")";
}

std::string meaning_with_code(Code code) {
    return fmt::format("{} [{}]", meaning_of(code), name_of(code));
}

PhoneSummary summarize(const PhoneReport &phone) {
    PhoneSummary summary;
    for (const Finding &one : phone.diagnoses) summary.causes.push_back(cause_of(one));
    for (const Gap &gap : phone.gaps) summary.undecided.push_back(gap_text(gap));
    for (const CheckPoint point : phone.open_points) {
        summary.checklist.push_back(fmt::format("({}) {}", static_cast<int>(point), point_text(phone, point)));
    }
    switch (phone.verdict) {
        case Verdict::encrypted:
            summary.outcome = got_text(phone);
            summary.basis = basis_text(phone);
            break;
        case Verdict::not_enabled:
            summary.outcome =
                tr("a full configuration in the clear, which the phone uses as it is: TFTP Encrypted Config is not "
                   "enabled for it");
            summary.to_do = {
                tr("If it should be, tick TFTP Encrypted Config in the phone security profile, assign the profile to "
                   "the phone and reset it.")};
            break;
        case Verdict::failed:
            if (!summary.causes.empty()) summary.to_do = summary.causes.front().to_do;
            break;
        case Verdict::incomplete:
            summary.to_do = steps_to_decide(phone, summary);
            break;
    }
    return summary;
}

}  // namespace capf::report
