// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/show_logs.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "analyzer/cli/input_notices.h"
#include "analyzer/cli/output.h"
#include "analyzer/language/translate.h"
#include "analyzer/logs/input/walk_input.h"
#include "analyzer/logs/join/join_logs.h"
#include "analyzer/logs/join/rotated_reader.h"
#include "analyzer/report/log_text.h"
#include "analyzer/report/printable.h"

namespace capf::cli {
namespace {

constexpr const char *kRedacted = N_("(redacted)");

// Learns in which order the logs of an archive are to be read.
class OrderFinder : public logs::InputSink {
public:
    bool wants(const logs::FoundFile &file) override {
        kind_ = logs::find_reader(file.beginning);
        return kind_ != nullptr;
    }
    void read(const logs::FoundFile &file, capture::ByteSource &content) override {
        reader_.read(file.name, *kind_, content, logs::first_time(*kind_, file.beginning));
    }
    void keep(const logs::FoundFile & /*file*/, int /*descriptor*/) override {}
    void note(const logs::InputNotice & /*notice*/) override {}

    [[nodiscard]] logs::ReadingOrder order() {
        reader_.finish();
        return reader_.order();
    }

private:
    const logs::ReaderKind *kind_ = nullptr;
    logs::RotatedReader reader_{
        {.take = [](const logs::LogEvent &) {}, .end_file = [](std::size_t, const logs::LineCounts &) {}}};
};

class Lister : public logs::InputSink {
public:
    Lister(logs::ReadingOrder order, bool quiet, bool redacted, Output &output)
        : quiet_(quiet), redacted_(redacted), output_(output), reader_(sink(), std::move(order), true) {}

    bool wants(const logs::FoundFile &file) override {
        kind_ = logs::find_reader(file.beginning);
        return kind_ != nullptr;
    }

    void read(const logs::FoundFile &file, capture::ByteSource &content) override {
        files_.push_back({file.name, kind_});
        reader_.read(file.name, *kind_, content);
    }

    void keep(const logs::FoundFile & /*file*/, int /*descriptor*/) override {}

    void note(const logs::InputNotice &notice) override {
        complain((redacted_ ? tr("a file") : notice.name) + ": " + obstacle_text(notice));
        had_problem_ = true;
    }

    void finish() { reader_.finish(); }

    [[nodiscard]] bool had_problem() const { return had_problem_; }
    [[nodiscard]] std::size_t logs() const { return files_.size(); }

private:
    [[nodiscard]] logs::RotatedReader::Sink sink() {
        return {.take = [this](const logs::LogEvent &event) { list(event); },
                .end_file = [this](std::size_t file, const logs::LineCounts &counts) { sum_up(file, counts); }};
    }

    void list(const logs::LogEvent &event) {
        if (quiet_) return;
        findings::LogLine line = logs::line_of(event);
        if (redacted_) line.text = tr(kRedacted);
        output_.write(report::printable(report::listed_line_text(line)) + "\n");
    }

    void sum_up(std::size_t file, const logs::LineCounts &counts) {
        const auto &[name, kind] = files_[file];
        findings::LogFile log;
        log.path = redacted_ ? tr(kRedacted) : name;
        log.reader = kind->title;
        log.lines = counts.lines;
        log.recognised = counts.lines - counts.unrecognised;
        log.unrecognised = counts.unrecognised;
        output_.write(report::printable(report::listed_log_text(log, counts.events, counts.unrecognised_at)) + "\n");
    }

    bool quiet_, redacted_, had_problem_ = false;
    Output &output_;
    std::vector<std::pair<std::string, const logs::ReaderKind *>> files_;  // by their numbers
    const logs::ReaderKind *kind_ = nullptr;
    logs::RotatedReader reader_;
};

}  // namespace

bool is_log_or_archive(const std::string &path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return false;  // what is read of a pipe is gone
    const logs::PeekedFile peeked = logs::peek(path);
    return logs::is_container(peeked.kind) || logs::find_reader(peeked.beginning) != nullptr;
}

bool show_logs(const std::string &path, bool quiet, bool redacted, Output &output) {
    OrderFinder finder;
    if (logs::is_container(logs::peek(path).kind)) logs::walk_input(path, {}, finder);
    Lister lister(finder.order(), quiet, redacted, output);
    logs::walk_input(path, {}, lister);
    lister.finish();
    if (lister.logs() == 0) complain(tr_format("{}: holds no known log", redacted ? tr("a file") : path));
    return !lister.had_problem() && lister.logs() > 0;
}

}  // namespace capf::cli
