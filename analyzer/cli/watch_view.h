// SPDX-License-Identifier: GPL-2.0-or-later
// What `watch` tells of each moment: lines on the output, or messages for who has the terminal.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

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
    // Of Form::table: `phone` is shown in full from now on. `finished`: phones that the reports have no more.
    void open(const watch::OpenedPhone &phone, const watch::FinishedPhones &finished);
    // Something to tell of the file.
    void tell(const std::string &path, const std::string &text);
    // Writes to `control`; who is not there any more does not need it.
    void send(watch::ControlKind kind, const std::string &content) const;

private:
    void show_lines(const watch::Interim &interim, const std::vector<std::optional<watch::Waiting>> &waiting,
                    bool at_end);
    void show_rows(watch::Interim interim, const std::vector<std::optional<watch::Waiting>> &waiting,
                   const std::vector<std::string> &names);
    void drop_rows_of_addresses(const findings::PhoneReport &phone, const std::string &key);
    void send_full(const findings::PhoneReport &phone);
    void send_opened();

    Form form_;
    Output &output_;
    const PhoneFilter &filter_;
    const RedactArguments &redaction_;
    int control_;
    watch::Narrator narrator_;

    // Of Form::table.
    struct Row {
        std::string sent;  // the last message
        std::string name;  // key_of() before redaction
    };
    std::map<std::string, Row> rows_;            // by PhoneRow::key
    findings::CaptureReport capture_;            // as it was shown last, without its phones
    std::vector<findings::PhoneReport> phones_;  // likewise
    watch::OpenedPhone opened_;
    std::string full_;  // what was sent of it last
};

}  // namespace capf::cli
