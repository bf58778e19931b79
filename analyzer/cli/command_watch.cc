// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck watch -i INTERFACE|FILE|-
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fmt/format.h>

#include "analyzer/capture/formats/interruption.h"
#include "analyzer/capture/formats/temporary_file.h"
#include "analyzer/cli/check_arguments.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/phone_filter.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/cli/watch_arguments.h"
#include "analyzer/cli/watch_view.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/json_report.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/text_report.h"
#include "analyzer/report/verdict_lines.h"
#include "analyzer/watch/event_lines.h"
#include "analyzer/watch/feeder.h"
#include "analyzer/watch/live_check.h"
#include "analyzer/watch/table_screen.h"

namespace capf::cli {
namespace {

constexpr const char *kWatchFooter =
    N_("Ends with the source, with q, Ctrl-C, --until or --for, and then reports as check does.\n"
       "Exit status: as for check; 4 also when capturing failed.\n\n"
       "Examples:\n"
       "  capfcheck watch -i eth0\n"
       "  capfcheck watch -i eth0 -w reset.pcapng --until encrypted:SEP001122334455 --for 10m\n"
       "  ssh host tcpdump -U -w - | capfcheck watch -\n"
       "  capfcheck watch --format jsonl ring_00001_20260131120000.pcapng\n");

// Signals ask for the end in an orderly way, through the process that has the source. A second one ends this one.
int to_feeder = -1;

void ask_for_end(int signal) {
    const int before = errno;
    if (capture::is_second_signal()) {
        std::signal(signal, SIG_DFL);
        raise(signal);
    }
    const char which = static_cast<char>(signal);
    [[maybe_unused]] const ssize_t written = write(to_feeder, &which, 1);
    errno = before;
}

// `signals`: what the feeder reads numbers of signals from is at its other end.
void end_on_signals(int signals) {
    to_feeder = signals;
    std::signal(SIGPIPE, SIG_IGN);  // of the feeder; who reads our output no longer is noticed there
    for (const int signal : {SIGINT, SIGTERM}) {
        struct sigaction action {};
        sigaction(signal, nullptr, &action);
        if (action.sa_handler == SIG_IGN) continue;
        action = {};
        action.sa_handler = ask_for_end;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, nullptr);
    }
}

// While a table is shown, what is said on stderr would be written across it: it is said at the end. And whatever ends
// who draws, the terminal is left as it was.
class KeptTerminal {
public:
    explicit KeptTerminal(bool wanted) : wanted_(wanted) {
        std::string unimportant;
        if (!wanted) return;
        has_modes_ = tcgetattr(STDOUT_FILENO, &modes_) == 0;
        // Ctrl-Z is for who draws, see run_feeder(); a shell without job control has it ignored.
        stop_before_ = std::signal(SIGTSTP, SIG_IGN);
        said_ = capture::temporary_file(unimportant);
        if (said_ < 0) return;
        stderr_ = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
        dup2(said_, STDERR_FILENO);
    }
    ~KeptTerminal() {
        if (has_modes_) tcsetattr(STDOUT_FILENO, TCSADRAIN, &modes_);
        take_signals();
        if (said_ < 0) return;
        dup2(stderr_, STDERR_FILENO);
        char piece[4096];
        off_t at = 0;
        for (ssize_t n = 0; (n = pread(said_, piece, sizeof piece, at)) > 0; at += n) {
            if (write(STDERR_FILENO, piece, static_cast<std::size_t>(n)) != n) break;
        }
        close(stderr_);
        close(said_);
    }
    KeptTerminal(const KeptTerminal &) = delete;
    KeptTerminal &operator=(const KeptTerminal &) = delete;
    // In the process that draws.
    void take_signals() const {
        if (wanted_) std::signal(SIGTSTP, stop_before_);
    }

private:
    using Handler = void (*)(int);
    bool wanted_;
    Handler stop_before_ = SIG_DFL;
    termios modes_{};
    bool has_modes_ = false;
    int said_ = -1, stderr_ = -1;
};

// poll() tells nothing of what is neither.
bool is_pipe(int descriptor) {
    struct stat status {};
    return fstat(descriptor, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

class Watcher {
public:
    void add_options(CommandLine &line) {
        source_.add_options(line);
        line.add_choice("--format", format_, {"text", "jsonl"}, "FORMAT");
        checks_.add_options(line);
        line.add_list("--phone", phones_, "show only this phone: its name, or its address", "NAME");
        redaction_.add_options(line);
        sandbox_.add_options(line);
        output_.add_options(line, N_("verdict"));
        output_.add_text_options(line);
    }

    [[nodiscard]] int run(const CommandLine &line) {
        checks_.let_keylogs_grow();
        if (!checks_.load()) return kUsageError;
        if (const auto status = source_.load(line, checks_.check().capf_ports)) return *status;
        filter_.only(phones_);
        if (!redaction_.load(checks_.show_secrets()) || !sandbox_.load()) return kUsageError;
        if (!output_.open(source_.files())) return kUsageError;
        if (redaction_.wanted()) sandbox_.hide_names();
        if (!source_.filter().empty()) complain(tr_format("capture filter: {}", source_.filter()));
        const watch::KeyFiles keys(checks_.host().keylogs);
        dissection::prepare_epan(checks_.host());
        form_ = format_ == "jsonl" ? WatchView::Form::jsonl : WatchView::Form::text;
        const bool has_terminal = output_.text_options().screen.height > 0 && !output_.quiet();
        if (has_terminal && format_ == "text" && !source_.lines_wanted()) form_ = WatchView::Form::table;
        const KeptTerminal terminal(form_ == WatchView::Form::table);
        if (!start_feeder(keys, terminal)) return kCannotRead;
        end_on_signals(signals_.in);
        const int status = sandbox_.run({source_.name()}, output_, [&] { return look(); });
        return wait_for_feeder() ? status : kCannotRead;
    }

private:
    // Forks while there are no threads yet. False, and told, when it cannot.
    [[nodiscard]] bool start_feeder(const watch::KeyFiles &keys, const KeptTerminal &terminal) {
        int feed[2], control[2];
        int signals[2];
        if (pipe2(feed, O_CLOEXEC) != 0 || pipe2(signals, O_CLOEXEC | O_NONBLOCK) != 0 ||
            socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control) != 0) {
            complain(std::string("no pipe: ") + std::strerror(errno));
            return false;
        }
        signals_ = {signals[0], signals[1]};
        feeder_ = fork();
        if (feeder_ < 0) {
            complain(std::string("no process: ") + std::strerror(errno));
            return false;
        }
        if (feeder_ == 0) {
            close(feed[0]);
            close(control[0]);
            terminal.take_signals();
            _exit(feed_packets(feed[1], control[1], keys));
        }
        close(feed[1]);
        close(control[1]);
        close(signals[0]);
        feed_ = feed[0];
        control_ = control[0];
        return true;
    }

    // In the feeder; its exit status.
    [[nodiscard]] int feed_packets(int feed, int control, const watch::KeyFiles &keys) {
        watch::FeederSetup setup{feed, control, signals_, &source_.source(), keys, source_.duration(), nullptr, -1};
        if (output_.is_stdout() && is_pipe(STDOUT_FILENO)) setup.output = STDOUT_FILENO;
        std::unique_ptr<watch::TableScreen> screen;
        if (form_ == WatchView::Form::table) {
            std::string error;
            screen = watch::TableScreen::open(redaction_.wanted() ? "" : source_.name(), output_.color(), error);
            if (screen == nullptr) {
                watch::FeedWriter(feed).send(watch::FeedKind::failed, error);
                return kCannotRead;
            }
            setup.display = screen.get();
        }
        return watch::run_feeder(setup) ? 0 : kCannotRead;
    }

    // False when it had a problem, which it told look().
    [[nodiscard]] bool wait_for_feeder() {
        close(feed_);
        close(control_);
        int status = 0;
        while (waitpid(feeder_, &status, 0) < 0 && errno == EINTR) {
        }
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

    // In the child that is confined.
    [[nodiscard]] int look() {
        std::string error;
        if (!dissection::start_epan(error)) {
            complain(error);
            return kCannotRead;
        }
        dissection::open_session_ahead();
        end_on_signals(signals_.in);
        WatchView view(form_, output_, filter_, redaction_, control_);
        watch::LiveCheck live(
            feed_, checks_.check(), source_.most_frames(),
            [&](watch::Interim interim, bool at_end) {
                const bool met = source_.is_met(interim.report);
                view.show(std::move(interim), at_end);
                if (met) view.send(watch::ControlKind::stop, "");
            },
            [&](const std::string &path, const std::string &text) { view.tell(path, text); },
            [&](const watch::OpenedPhone &phone) { view.open(phone, live.finished()); });
        findings::CaptureReport report = live.run();
        if (live.dropped_packets() > 0) {
            view.tell(source_.name(), fmt::format("{} packets were not captured: nothing is concluded from silence",
                                                  live.dropped_packets()));
        }
        const std::string &problem = live.source_problem();
        if (!problem.empty() && problem != report.problem) view.tell(source_.name(), problem);
        if (report.file.empty()) report.file = source_.name();
        if (form_ == WatchView::Form::table) take_terminal(view);
        return conclude(std::move(report));
    }

    // Waits until who shows the table has left the terminal.
    void take_terminal(const WatchView &view) const {
        view.send(watch::ControlKind::leave, "");
        char nothing = 0;
        for (ssize_t n = 1; n > 0 || (n < 0 && errno == EINTR);) n = read(control_, &nothing, 1);
    }

    [[nodiscard]] int conclude(findings::CaptureReport report) {
        filter_.keep_named(report);
        const int status = findings::exit_status({&report, 1});
        redaction_.apply(report);
        tell_problem(report);
        // What could not be read at all is nothing to print, but a program that reads JSON waits for the report.
        if (report.packets > 0 || report.readable || format_ == "jsonl") output_.write(final_report(report));
        return output_.close() ? status : kCannotRead;
    }

    [[nodiscard]] std::string final_report(const findings::CaptureReport &report) const {
        if (format_ == "jsonl") {
            return watch::json_final(
                report::json_line(report, {dissection::wireshark_version(), checks_.show_secrets()}));
        }
        if (output_.quiet()) return report::verdict_lines(report);
        return (form_ == WatchView::Form::table ? "" : "\n") +
               report::text_report({&report, 1}, output_.text_options());
    }

    WatchArguments source_;
    std::string format_;
    WatchView::Form form_ = WatchView::Form::text;
    std::vector<std::string> phones_;
    PhoneFilter filter_;
    CheckArguments checks_;
    RedactArguments redaction_;
    SandboxArguments sandbox_;
    Output output_;
    pid_t feeder_ = -1;
    int feed_ = -1, control_ = -1;
    watch::SignalPipe signals_;
};

}  // namespace

int run_watch(const Arguments &arguments) {
    CommandLine line("watch", N_("Watches phones while they reset: each step as it is taken, and the verdict."),
                     kWatchFooter);
    Watcher watcher;
    watcher.add_options(line);
    if (const auto status = line.parse(arguments)) return *status;
    return watcher.run(line);
}

}  // namespace capf::cli
