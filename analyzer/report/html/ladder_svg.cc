// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/ladder_svg.h"

#include <algorithm>

#include "analyzer/language/translate.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

// All lengths are in the drawing's own units: pixels when it is shown at its natural size.
struct Shape {
    const char *css;
    double width;
    double time_right;  // right edge of the column of times; 0: the time stands over the label
    double phone;       // x of the phone's line
    double first_server, last_server;
    double steps_right;  // right edge of the column of step names
    std::size_t label_characters;
    std::size_t address_characters;
    double line, row;  // height of a line of text, and of what a row has besides
};
constexpr Shape kWide{"wide", 1000, 92, 132, 420, 810, 1000, 106, 26, 15, 20};
// Times of day are longer than those from the first frame.
constexpr Shape kWideOfDay{"wide", 1000, 148, 188, 456, 822, 1000, 98, 26, 15, 20};
constexpr Shape kNarrow{"narrow", 360, 0, 16, 150, 340, 360, 52, 15, 14, 22};

constexpr double kHead = 54;
constexpr double kGapHeight = 34;
constexpr double kStopHeight = 30;
constexpr double kArrowHead = 7;

const char *step_class(const LadderRow &row) {
    return row.failed ? "failed" : "ok";
}

// As many columns as fit; the rest goes to the next line, broken at a blank where there is one.
std::vector<std::string> wrap(const std::string &text, std::size_t characters) {
    std::vector<std::string> lines;
    std::string rest = text;
    while (!rest.empty()) {
        std::size_t bytes = 0, seen = 0, blank = std::string::npos;
        while (bytes < rest.size()) {
            std::size_t next = bytes + 1;
            while (next < rest.size() && (static_cast<unsigned char>(rest[next]) & 0xc0) == 0x80) ++next;
            const std::size_t columns = display_width(std::string_view(rest).substr(bytes, next - bytes));
            if (seen > 0 && seen + columns > characters) break;
            if (rest[bytes] == ' ') blank = bytes;
            seen += columns;
            bytes = next;
        }
        if (bytes >= rest.size()) blank = std::string::npos;
        const std::size_t end = blank != std::string::npos && blank > 0 ? blank : bytes;
        lines.push_back(rest.substr(0, end));
        rest.erase(0, end + (end == blank ? 1 : 0));
    }
    return lines;
}

std::string shorten(const std::string &text, std::size_t characters) {
    const std::vector<std::string> lines = wrap(printable(text), characters);
    if (lines.empty()) return "";
    return lines.size() == 1 ? lines.front() : lines.front() + "…";
}

class Drawer {
public:
    Drawer(const LadderRows &ladder, const LadderDrawing &drawing, const Shape &shape)
        : ladder_(ladder), drawing_(drawing), shape_(shape) {}

    Markup draw() {
        for (std::size_t i = 0; i < ladder_.rows.size(); ++i) row(ladder_.rows[i], i + 1);
        if (ladder_.rows.empty()) y_ += kGapHeight;
        y_ += 12;
        const std::string title = fmt::format("{}-{}-title", drawing_.id, shape_.css);
        return markup(
            "<svg class=\"ladder {}\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"group\" aria-labelledby=\"{}\" "
            "xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{}\">{}</title><desc>{}</desc>{}{}{}</svg>",
            shape_.css, shape_.width, y_, title, title, tr_format("Ladder diagram of {}", drawing_.phone_title),
            description(), lines(), heads(), body_);
    }

private:
    [[nodiscard]] double server_x(std::size_t column) const {
        const std::size_t last = ladder_.columns.size() - 1;
        if (last == 0) return shape_.last_server;
        return shape_.first_server +
               (shape_.last_server - shape_.first_server) * static_cast<double>(column) / static_cast<double>(last);
    }

    [[nodiscard]] std::string description() const {
        std::string servers;
        for (const LadderColumn &column : ladder_.columns) {
            if (!servers.empty()) servers += tr_in(kComma);
            servers += column.title;
        }
        return tr_format("{0} events in time order, between the phone and {1}. The table below says the same.",
                         ladder_.rows.size(), servers);
    }

    [[nodiscard]] Markup lines() const {
        Markup all = markup("<line class=\"life\" x1=\"{:.1f}\" y1=\"{}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>", shape_.phone,
                            kHead - 8, shape_.phone, y_);
        for (std::size_t i = 0; i < ladder_.columns.size(); ++i) {
            all += markup("<line class=\"life\" x1=\"{:.1f}\" y1=\"{}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>", server_x(i),
                          kHead - 8, server_x(i), y_);
        }
        return all;
    }

    [[nodiscard]] Markup head(double x, const char *anchor, const std::string &title,
                              const std::vector<std::string> &addresses) const {
        std::string where =
            addresses.empty() ? tr("not contacted") : shorten(addresses.front(), shape_.address_characters);
        if (addresses.size() > 1) where += fmt::format(" +{}", addresses.size() - 1);
        return markup(
            "<text class=\"head\" x=\"{:.1f}\" y=\"18\" text-anchor=\"{}\">{}</text>"
            "<text class=\"address\" x=\"{:.1f}\" y=\"34\" text-anchor=\"{}\">{}</text>",
            x, anchor, shorten(title, shape_.address_characters), x, anchor, where);
    }

    [[nodiscard]] Markup heads() const {
        const bool wide = shape_.time_right > 0;
        // Where there is little room, the heading of the page says which phone.
        Markup all = head(wide ? shape_.phone : 4, wide ? "middle" : "start", wide ? drawing_.phone_title : tr("Phone"),
                          drawing_.phone_addresses);
        for (std::size_t i = 0; i < ladder_.columns.size(); ++i) {
            const bool at_edge = !wide && i + 1 == ladder_.columns.size();
            all += head(at_edge ? shape_.width - 2 : server_x(i), at_edge ? "end" : "middle", ladder_.columns[i].title,
                        ladder_.columns[i].addresses);
        }
        return all;
    }

    void gap(std::int64_t span) {
        const double middle = (shape_.phone + shape_.last_server) / 2;
        body_ += markup(
            "<g class=\"gap\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>"
            "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text></g>",
            shape_.phone - 6, y_ + 6, shape_.last_server - shape_.phone + 12, kGapHeight - 12, middle,
            y_ + kGapHeight / 2 + 4, tr_format("{} later", span_words(span)));
        y_ += kGapHeight;
    }

    void stop() {
        body_ += markup(
            "<g class=\"stop\"><line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>"
            "<text x=\"{:.1f}\" y=\"{:.1f}\">✕ {}</text></g>",
            shape_.phone, y_ + 8, shape_.last_server, y_ + 8, shape_.phone + 8, y_ + 23,
            shorten(drawing_.stopped, shape_.label_characters));
        y_ += kStopHeight;
    }

    // What a program says goes nowhere.
    [[nodiscard]] Markup log_mark(double y) const {
        constexpr double kSize = 7;
        return markup(
            "<rect class=\"log-mark\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.0f}\" rx=\"1\"/>",
            shape_.phone - kSize / 2, y - kSize / 2, kSize, kSize);
    }

    [[nodiscard]] Markup arrow(double from, double to, double y) const {
        const double back = to > from ? -kArrowHead : kArrowHead;
        return markup(
            "<line class=\"shaft\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>"
            "<path class=\"tip\" d=\"M{:.1f} {:.1f}l{:.1f} -4v8z\"/><circle class=\"tail\" cx=\"{:.1f}\" cy=\"{:.1f}\" "
            "r=\"2.5\"/>",
            from, y, to + back / 2, y, to, y, back, from, y);
    }

    [[nodiscard]] static std::string place_of(const LadderRow &one) {
        constexpr std::size_t kColumns = 16;
        return one.log_place.empty() ? std::to_string(one.arrow.at.position) : shorten(one.log_place, kColumns);
    }

    [[nodiscard]] std::string words_of(const LadderRow &one) const {
        std::string words = printable(one.arrow.text);
        if (!one.log_place.empty() || ladder_.columns[one.column].addresses.size() < 2) return words;
        return words +
               (one.arrow.from_phone ? tr_format(" (to {})", one.arrow.to) : tr_format(" (from {})", one.arrow.from));
    }

    [[nodiscard]] std::string title_of(const LadderRow &one) const {
        const std::string date = drawing_.clock.date(one.arrow.at.time);
        return one.log_place.empty() ? tr_format("Frame {0}, {1}: {2}", one.arrow.at.position, date, one.arrow.text)
                                     : fmt::format("{}{}{}: {}", one.log_place, tr_in(kComma), date, one.arrow.text);
    }

    // Its time, frame and steps: beside the arrow, or in a line of their own over the label.
    [[nodiscard]] Markup margin(const LadderRow &one, double top, double y) const {
        const std::string time = drawing_.clock.hour(one.arrow.at.time);
        Markup all;
        if (shape_.time_right > 0) {
            all = markup(
                "<text class=\"time\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>"
                "<text class=\"frame\" x=\"0\" y=\"{:.1f}\">{}</text>",
                shape_.time_right, y + 4, time, one.log_place.empty() ? y + 4 : top + shape_.line, place_of(one));
        } else {
            const std::string when = time + (drawing_.clock.relative() ? " s" : "");
            all =
                markup("<text class=\"time\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", shape_.phone + 8, top + shape_.line,
                       one.log_place.empty() ? tr_format("{0}, frame {1}", when, one.arrow.at.position)
                                             : when + std::string(tr_in(kComma)) + place_of(one));
        }
        std::string steps;
        for (const findings::Step step : one.steps) {
            if (!steps.empty()) steps += tr_in(kComma);
            steps += shown_name(step);
        }
        if (!steps.empty()) {
            all += markup("<text class=\"step {}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
                          step_class(one), shape_.steps_right, shape_.time_right > 0 ? y + 4 : top + shape_.line,
                          shorten(steps, shape_.time_right > 0 ? 40 : 24));
        }
        return all;
    }

    void row(const LadderRow &one, std::size_t number) {
        if (one.gap > 0) gap(one.gap);
        const bool own_line = shape_.time_right == 0;
        const std::vector<std::string> label = wrap(words_of(one), shape_.label_characters);
        const double top = y_;
        const double text_lines = static_cast<double>(label.size() + (own_line ? 1 : 0));
        const double y = top + shape_.line * text_lines + 8;
        const double bottom = y + shape_.row - 12;
        Markup text;
        for (std::size_t i = 0; i < label.size(); ++i) {
            text += markup("<tspan x=\"{:.1f}\" y=\"{:.1f}\">{}</tspan>", shape_.phone + 8,
                           top + shape_.line * static_cast<double>(i + (own_line ? 2 : 1)), label[i]);
        }
        const bool is_log = !one.log_place.empty();
        const double server = is_log ? shape_.phone : server_x(one.column);
        body_ += markup(
            "<a class=\"event {}{}\" href=\"#{}-e{}\">"
            "<title>{}</title>"
            "<rect class=\"hit\" x=\"0\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.1f}\" rx=\"4\"/>{}"
            "<text class=\"label\">{}</text>{}</a>",
            is_log ? "log" : findings::name_of(one.arrow.service), one.failed ? " failed" : "", drawing_.id, number,
            title_of(one), top, shape_.width, bottom - top,
            is_log
                ? log_mark(y)
                : arrow(one.arrow.from_phone ? shape_.phone : server, one.arrow.from_phone ? server : shape_.phone, y),
            text, margin(one, top, y));
        y_ = bottom;
        if (one.stopped_here) stop();
    }

    const LadderRows &ladder_;
    const LadderDrawing &drawing_;
    const Shape &shape_;
    double y_ = kHead;
    Markup body_;
};

}  // namespace

Markup draw_ladder(const LadderRows &ladder, const LadderDrawing &drawing, LadderShape shape) {
    const Shape &wide = drawing.clock.relative() ? kWide : kWideOfDay;
    return Drawer(ladder, drawing, shape == LadderShape::wide ? wide : kNarrow).draw();
}

}  // namespace capf::report
