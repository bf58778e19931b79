// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/wrap.h"
#include "plugin/wire/time_units.h"

namespace capf::batch {
namespace {

constexpr std::size_t kBar = 20;
constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kLineEvery = std::chrono::seconds(10);

std::string time_words(double seconds) {
    constexpr double kMinute = wire::kSecondsPerMinute, kHour = wire::kSecondsPerHour;
    if (seconds < 2 * kMinute) return fmt::format("{:.0f} s", seconds);
    if (seconds < 2 * kHour) return fmt::format("{:.0f} min", seconds / kMinute);
    return fmt::format("{:.1f} h", seconds / kHour);
}

// Of the terminal at this moment: it may be resized. One less, as some go on to the next line when the last is filled.
std::size_t columns() {
    winsize size{};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return known ? size.ws_col - 1U : 79U;
}

}  // namespace

std::string progress_words(std::uint64_t done, std::uint64_t all, std::chrono::duration<double> taken) {
    const double share = all == 0 ? 1 : static_cast<double>(done) / static_cast<double>(all);
    // xgettext:no-c-format
    std::string words = tr_format("{0} of {1} captures, {2:.0f} %", grouped(done), grouped(all), 100 * share);
    if (done == 0 || taken.count() <= 0) return words;
    const double rate = static_cast<double>(done) / taken.count();
    words += fmt::format(", {:.{}f}/s", rate, rate < 10 ? 1 : 0);
    if (done < all) words += tr_format(", {} left", time_words(static_cast<double>(all - done) / rate));
    return words;
}

std::string progress_bar(std::uint64_t done, std::uint64_t all, std::size_t width) {
    const std::size_t full = all == 0 ? width : static_cast<std::size_t>(done * width / all);
    return "[" + std::string(full, '#') + std::string(width - full, ' ') + "]";
}

std::string progress_line(const std::string &words, const std::string &bar, std::size_t columns) {
    if (bar.size() + 1 + report::display_width(words) <= columns) return bar + " " + words;
    // Without the last of what stands between commas, as often as needed.
    const std::string_view comma = tr_in(report::kComma);
    std::string fitting = words;
    while (report::display_width(fitting) > columns) {
        const std::size_t last = std::max(fitting.rfind(", ") + 1, fitting.rfind(comma) + 1);
        if (last == 0) return report::cut_to_width(words, columns);
        fitting.erase(last - 1);
    }
    return fitting;
}

Progress::Progress(std::uint64_t all, bool quiet)
    : all_(all), quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0), begin_(Clock::now()), last_(begin_) {}

Progress::~Progress() {
    wipe();
}

void Progress::done(std::uint64_t count) {
    done_ = count;
    update();
}

void Progress::tell(const std::string &line) {
    wipe();
    std::fprintf(stderr, "capfcheck: %s\n", report::printable(line).c_str());
}

void Progress::update() {
    const auto now = Clock::now();
    if (quiet_ || now - last_ < (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kLineEvery))) return;
    last_ = now;
    draw();
}

void Progress::draw() {
    const std::string words = progress_words(done_, all_, Clock::now() - begin_);
    if (!terminal_) {
        std::fprintf(stderr, "capfcheck: %s\n", words.c_str());
        return;
    }
    std::fprintf(stderr, "\r\033[K%s", progress_line(words, progress_bar(done_, all_, kBar), columns()).c_str());
    std::fflush(stderr);
    drawn_ = true;
}

void Progress::wipe() {
    if (!drawn_) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    drawn_ = false;
}

}  // namespace capf::batch
