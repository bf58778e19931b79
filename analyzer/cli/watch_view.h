// SPDX-License-Identifier: GPL-2.0-or-later
// What `watch` tells of each moment: lines on the output, or messages for who has the terminal.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "analyzer/report/text_options.h"
#include "analyzer/watch/control.h"
#include "analyzer/watch/live_check.h"
#include "analyzer/watch/narrator.h"

namespace capf::cli {

class Output;
class PhoneFilter;
class RedactArguments;

class WatchView {
public:
    enum class Form { text, jsonl, table };

    // All stay the caller's. `control`: descriptor for messages, of Form::table.
    WatchView(Form form, Output &output, const PhoneFilter &filter, const RedactArguments &redaction, int control);

    void show(watch::Interim interim, bool at_end);
    // Something to tell of the file.
    void tell(const std::string &path, const std::string &text);
    // Writes to `control`; who is not there any more does not need it.
    void send(watch::ControlKind kind, const std::string &content) const;

private:
    void show_lines(const watch::Interim &interim, const std::vector<std::optional<watch::Waiting>> &waiting,
                    bool at_end);
    void drop_rows_of_addresses(const findings::PhoneReport &phone, const std::string &key);
    void show_rows(const watch::Interim &interim, const std::vector<std::optional<watch::Waiting>> &waiting);

    Form form_;
    Output &output_;
    const PhoneFilter &filter_;
    const RedactArguments &redaction_;
    int control_;
    watch::Narrator narrator_;
    std::map<std::string, std::string> rows_;  // what was sent last, by key_of()
};

}  // namespace capf::cli
