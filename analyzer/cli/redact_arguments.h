// SPDX-License-Identifier: GPL-2.0-or-later
// --redact and --redact-key: pseudonyms for names and addresses.
#pragma once

#include <optional>
#include <string>

#include "analyzer/findings/capture_report.h"
#include "analyzer/redact/pseudonyms.h"

namespace capf::cli {

class CommandLine;

class RedactArguments {
public:
    void add_options(CommandLine &line);
    // Reads the key, or makes one and tells on stderr where it is kept. False after an error, which was told.
    [[nodiscard]] bool load(bool show_secrets);

    [[nodiscard]] bool wanted() const { return pseudonyms_.has_value(); }
    // Null unless wanted().
    [[nodiscard]] const redact::Pseudonyms *pseudonyms() const { return pseudonyms_ ? &*pseudonyms_ : nullptr; }
    // Redacts the report if that is wanted.
    void apply(findings::CaptureReport &report) const;

private:
    [[nodiscard]] bool read_key();
    [[nodiscard]] bool make_key();

    bool redact_ = false;
    std::string key_path_;
    std::optional<redact::Pseudonyms> pseudonyms_;
};

}  // namespace capf::cli
