// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/diagnosis_text.h"

#include <string>
#include <vector>

#include "analyzer/judge/rule.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/sentence.h"

namespace capf::report {
namespace {

using namespace findings;

std::vector<std::string> action_texts(const std::vector<Action> &actions, const Parameters &values) {
    std::vector<std::string> texts;
    texts.reserve(actions.size());
    for (const Action action : actions) texts.push_back(fill_in(pattern_of(action), values));
    return texts;
}

// Where the hash that the database is compared with comes from.
std::string source_of_hash(const Parameters &values) {
    const Value *from = find(values, Param::expected_from);
    const auto *term = from == nullptr ? nullptr : std::get_if<Term>(from);
    if (term == nullptr || term->text == "certHash") return tr("certHash is");
    if (term->text == "stored") return tr("the LSC that CAPF stored has");
    return term->text == "fetched" ? tr("the certificate that CAPF fetched has")
                                   : tr("the certificate that the phone showed to CAPF has");
}

Parameters with_port(Parameters values) {
    if (const Value *server = find(values, Param::server)) {
        const auto *endpoint = std::get_if<Endpoint>(server);
        if (endpoint != nullptr && endpoint->port != 0) values.emplace_back(Param::port, Number{endpoint->port});
    }
    return values;
}

}  // namespace

const char *cause_label(const Findings &diagnoses) {
    const bool inferred = !diagnoses.empty() && diagnoses.front().evidence == Evidence::inferred;
    return inferred ? tr("Likely") : tr("Cause");
}

std::string summary_text(const Finding &finding) {
    Parameters values = finding.values;
    if (finding.shown_by == Indication::database_differs) {
        for (auto &[param, value] : values) {
            if (param == Param::expected_from) value = Term{source_of_hash(finding.values)};
        }
    }
    return fill_in(pattern_of(finding.shown_by), values);
}

std::string short_summary_text(const Finding &finding) {
    return fill_in_briefly(pattern_of(finding.shown_by), finding.values);
}

std::string remedy_text(const Finding &finding) {
    return sentences(remedy_steps(finding));
}

std::vector<std::string> remedy_steps(const Finding &finding) {
    return action_texts(finding.remedy, with_port(finding.values));
}

std::vector<std::string> general_remedy_steps(Code code) {
    std::vector<Action> actions;
    for (const judge::Advice &advice : judge::rule_of(code).remedy) {
        if (!advice.when || judge::holds_where_nothing_is_known(*advice.when)) actions.push_back(advice.action);
    }
    return action_texts(actions, {});
}

std::string general_remedy(Code code) {
    return sentences(general_remedy_steps(code));
}

}  // namespace capf::report
