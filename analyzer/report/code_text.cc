// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/code_text.h"

#include <fmt/format.h>

#include "analyzer/judge/rule.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/translated_names.h"
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kStepIndent = 5;  // of "  1. "

std::string source_text(const CodeEntry &entry) {
    if (const std::string reference = reference_of(entry.code); !reference.empty()) {
        return tr_format("see {}", reference);
    }
    switch (entry.source) {
        case Source::documented:
            return tr("documented by Cisco, outside its document on the encrypted configuration feature");
        case Source::public_code:
            return tr("read in public client or server code");
        case Source::inferred:
            break;
    }
    return tr("concluded from how the protocols work");
}

std::string kind_text(const CodeEntry &entry) {
    switch (entry.kind) {
        case CodeKind::diagnosis:
            return tr_format("diagnosis at step {}", shown_name(entry.step));
        case CodeKind::notice:
            return tr("notice; does not affect the verdict");
        case CodeKind::capture:
            return tr("remark about the capture itself");
    }
    return "";
}

template <typename Belongs>
WordGroup codes_that(const std::string &title, Belongs belongs) {
    WordGroup group{title, {}};
    for (const CodeEntry &entry : kCodes) {
        if (belongs(entry)) group.words.push_back({std::string(entry.name), std::string(meaning_of(entry.code))});
    }
    return group;
}

}  // namespace

std::vector<WordGroup> code_groups() {
    std::vector<WordGroup> groups;
    for (std::size_t i = 0; i < kStepCount; ++i) {
        const auto step = static_cast<Step>(i);
        groups.push_back(codes_that(tr_format("Diagnoses at step {}", shown_name(step)), [&](const CodeEntry &entry) {
            return entry.kind == CodeKind::diagnosis && entry.step == step;
        }));
    }
    std::erase_if(groups, [](const WordGroup &group) { return group.words.empty(); });
    groups.push_back(codes_that(tr("Notices"), [](const CodeEntry &entry) { return entry.kind == CodeKind::notice; }));
    groups.push_back(
        codes_that(tr("About the capture"), [](const CodeEntry &entry) { return entry.kind == CodeKind::capture; }));
    return groups;
}

std::string explanation(Code code) {
    const CodeEntry &entry = entry_of(code);
    std::string text = wrap_from(fmt::format("{}: {}", entry.name, meaning_of(code)), 0, 4, kDefaultWidth) + "\n";
    // A capture shows by itself what it lacks.
    const std::string what = entry.kind == CodeKind::capture
                                 ? kind_text(entry) + "."
                                 : tr_format("{0}; {1}.", kind_text(entry), source_text(entry));
    text += "  " + wrap(what, 2) + "\n";
    text += "  " + wrap(tr_format("Sign on the wire: {}.", sign_of(code)), 2) + "\n";
    const std::vector<std::string> steps = general_remedy_steps(code);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::string label = tr("To do: ");
        text += fmt::format("  {}{}. {}\n", i == 0 ? label : padded("", display_width(label)), i + 1,
                            wrap(steps[i], kStepIndent + display_width(label)));
    }
    return text;
}

std::string explanation(findings::Indication indication) {
    const findings::Code code = judge::rule_of(indication).code;
    return wrap_from(
               tr_format("{0} (indication): what was seen; it points to {1}.", name_of(indication), name_of(code)), 0,
               4, kDefaultWidth) +
           "\n\n" + explanation(code);
}

}  // namespace capf::report
