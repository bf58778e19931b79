// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/watch_view.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "analyzer/cli/output.h"
#include "analyzer/cli/phone_filter.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/screen.h"
#include "analyzer/language/language.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/report/text_report.h"
#include "analyzer/watch/event_lines.h"
#include "analyzer/watch/phone_row.h"

namespace capf::cli {
namespace {

using watch::Interim;
using watch::Waiting;

constexpr std::size_t kLongestText = 1024UL * 1024;  // bytes of a phone in full; what is longer is cut

// Of the phones as they are known before redaction, by which the candidates are found.
std::vector<std::optional<Waiting>> waiting_in(const Interim &interim) {
    std::vector<std::optional<Waiting>> all;
    all.reserve(interim.report.phones.size());
    for (const findings::PhoneReport &phone : interim.report.phones) {
        std::optional<Waiting> &waiting = all.emplace_back(watch::waiting_of(phone));
        const auto found = interim.candidates.find(watch::key_of(phone));
        if (waiting && found != interim.candidates.end()) waiting->candidates = found->second;
    }
    return all;
}

std::vector<std::string> names_in(const findings::CaptureReport &report) {
    std::vector<std::string> names;
    names.reserve(report.phones.size());
    for (const findings::PhoneReport &phone : report.phones) names.push_back(watch::key_of(phone));
    return names;
}

}  // namespace

WatchView::WatchView(Form form, Output &output, const PhoneFilter &filter, const RedactArguments &redaction,
                     int control)
    : form_(form), output_(output), filter_(filter), redaction_(redaction), control_(control) {}

void WatchView::send(watch::ControlKind kind, const std::string &content) const {
    const std::string message = watch::control_message(kind, content);
    for (std::size_t done = 0; done < message.size();) {
        const ssize_t n = write(control_, message.data() + done, message.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        done += static_cast<std::size_t>(n);
    }
}

void WatchView::tell(const std::string &path, const std::string &text) {
    const std::string english = (redaction_.wanted() ? "the capture" : path) + ": " + text;
    const std::string sentence = report::problem_text(english);
    if (form_ == Form::jsonl) output_.write(watch::json_note(english));
    if (form_ == Form::table) send(watch::ControlKind::note, sentence);
    complain(sentence);
}

void WatchView::show(Interim interim, bool at_end) {
    filter_.keep_named(interim.report);
    const std::vector<std::optional<Waiting>> waiting = waiting_in(interim);
    const std::vector<std::string> names = names_in(interim.report);
    redaction_.apply(interim.report);
    if (form_ == Form::table) {
        show_rows(std::move(interim), waiting, names);
    } else {
        show_lines(interim, waiting, at_end);
    }
}

void WatchView::show_lines(const Interim &interim, const std::vector<std::optional<Waiting>> &waiting, bool at_end) {
    std::optional<language::English> english;
    if (form_ == Form::jsonl) english.emplace();
    std::string lines;
    for (const watch::WatchEvent &event : narrator_.tell(interim.report, waiting, interim.now, at_end)) {
        if (output_.quiet() && event.kind != watch::EventKind::verdict) continue;
        lines += form_ == Form::jsonl ? watch::json_line(event)
                                      : watch::text_line(event, output_.time(), interim.report.first_time.value_or(0));
    }
    if (!lines.empty()) output_.write(lines);
}

// A phone has its address for a name until it tells its own.
void WatchView::drop_rows_of_addresses(const findings::PhoneReport &phone, const std::string &key) {
    for (const std::string &address : phone.addresses) {
        if (address != key && rows_.erase(address) > 0) {
            send(watch::ControlKind::gone, watch::join_fields({address, key}));
        }
    }
}

void WatchView::show_rows(Interim interim, const std::vector<std::optional<Waiting>> &waiting,
                          const std::vector<std::string> &names) {
    phones_ = std::exchange(interim.report.phones, {});
    capture_ = std::move(interim.report);
    for (std::size_t i = 0; i < phones_.size(); ++i) {
        const watch::PhoneRow row = watch::row_of(phones_[i], waiting[i]);
        std::string content = watch::to_message(row);
        Row &known = rows_[row.key];
        known.name = names[i];
        if (known.sent != content) {
            send(watch::ControlKind::phone, content);
            known.sent = std::move(content);
        }
        drop_rows_of_addresses(phones_[i], row.key);
    }
    send_opened();
    send(watch::ControlKind::title, watch::to_message(capture_.packets, interim.now));
}

// The phone as `check` shows it.
void WatchView::send_full(const findings::PhoneReport &phone) {
    findings::CaptureReport alone = capture_;
    alone.phones = {phone};
    alone.notices.clear();
    report::TextOptions options = output_.text_options();
    options.screen.color = false;
    options.ladder = true;
    options.screen.width = std::clamp(opened_.width, kNarrowest, kWidest);
    std::string text = report::text_report({&alone, 1}, options);
    text.resize(std::min(text.size(), kLongestText));
    if (text == full_) return;
    send(watch::ControlKind::full, watch::join_fields({opened_.key, text}));
    full_ = std::move(text);
}

void WatchView::send_opened() {
    if (opened_.key.empty()) return;
    const auto phone = std::find_if(phones_.begin(), phones_.end(), [this](const findings::PhoneReport &one) {
        return watch::key_of(one) == opened_.key;
    });
    if (phone != phones_.end()) send_full(*phone);
}

void WatchView::open(const watch::OpenedPhone &phone_to_show, const watch::FinishedPhones &finished) {
    opened_ = phone_to_show;
    full_.clear();
    send_opened();
    const auto row = rows_.find(opened_.key);
    const findings::PhoneReport *phone =
        row == rows_.end() || !full_.empty() ? nullptr : finished.find(row->second.name);
    if (phone == nullptr) return;
    findings::CaptureReport alone;
    alone.phones = {*phone};
    redaction_.apply(alone);
    send_full(alone.phones.front());
}

}  // namespace capf::cli
