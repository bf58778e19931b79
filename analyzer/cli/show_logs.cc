// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/show_logs.h"

#include <filesystem>

#include "analyzer/cli/input_notices.h"
#include "analyzer/cli/output.h"
#include "analyzer/logs/input/walk_input.h"
#include "analyzer/logs/join/join_logs.h"
#include "analyzer/report/log_text.h"
#include "analyzer/report/printable.h"

namespace capf::cli {
namespace {

constexpr const char *kRedacted = "(redacted)";

class Lister : public logs::InputSink {
public:
    Lister(bool quiet, bool redacted, Output &output) : quiet_(quiet), redacted_(redacted), output_(output) {}

    bool wants(const logs::FoundFile &file) override {
        reader_ = logs::find_reader(file.beginning);
        return reader_ != nullptr;
    }

    void read(const logs::FoundFile &file, capture::ByteSource &content) override {
        const auto reader = reader_->make([this](const logs::LogEvent &event) { list(event); }, {});
        logs::read_all(*reader, content);
        const logs::LineCounts &counts = reader->counts().front();
        findings::LogFile log;
        log.path = redacted_ ? kRedacted : file.name;
        log.reader = reader_->title;
        log.lines = counts.lines;
        log.recognised = counts.recognised + counts.continued;
        log.unrecognised = counts.unrecognised;
        output_.write(report::printable(report::listed_log_text(log, counts.events, counts.unrecognised_at)) + "\n");
        ++logs_;
    }

    void keep(const logs::FoundFile & /*file*/, int /*descriptor*/) override {}

    void note(const logs::InputNotice &notice) override {
        complain((redacted_ ? "a file" : notice.name) + ": " + obstacle_text(notice));
        had_problem_ = true;
    }

    [[nodiscard]] bool had_problem() const { return had_problem_; }
    [[nodiscard]] std::size_t logs() const { return logs_; }

private:
    void list(const logs::LogEvent &event) {
        if (quiet_) return;
        findings::LogLine line = logs::line_of(event);
        if (redacted_) line.text = kRedacted;
        output_.write(report::printable(report::listed_line_text(line)) + "\n");
    }

    bool quiet_, redacted_, had_problem_ = false;
    std::size_t logs_ = 0;
    Output &output_;
    const logs::ReaderKind *reader_ = nullptr;
};

}  // namespace

bool is_log_or_archive(const std::string &path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return false;  // what is read of a pipe is gone
    const logs::PeekedFile peeked = logs::peek(path);
    return logs::is_container(peeked.kind) || logs::find_reader(peeked.beginning) != nullptr;
}

bool show_logs(const std::string &path, bool quiet, bool redacted, Output &output) {
    Lister lister(quiet, redacted, output);
    logs::walk_input(path, {}, lister);
    if (lister.logs() == 0) complain((redacted ? "a file" : path) + ": holds no log that is known");
    return !lister.had_problem() && lister.logs() > 0;
}

}  // namespace capf::cli
