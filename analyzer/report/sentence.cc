// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/sentence.h"

namespace capf::report {

std::string joined(const std::vector<std::string> &parts, WordInContext last) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += tr_in(i + 1 == parts.size() ? last : kComma);
        text += parts[i];
    }
    return text;
}

std::string in_brackets(std::string_view text) {
    return text.empty() ? "" : tr_format_in("behind what it is about", " ({})", text);
}

std::string sentence(std::string text) {
    const std::string_view stop = tr_in(NC_("end of a sentence", "."));
    if (!text.empty() && text.back() != '.' && text.back() != '?' && !text.ends_with(stop)) text += stop;
    return text;
}

std::string two_sentences(const std::string &first, const std::string &second) {
    return tr_format_in("one sentence after another", "{0} {1}", first, second);
}

std::string sentences(const std::vector<std::string> &parts) {
    std::string text;
    for (const std::string &part : parts) text = text.empty() ? part : two_sentences(text, part);
    return text;
}

}  // namespace capf::report
