// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/table_screen.h"

#include <fcntl.h>
#include <langinfo.h>
#include <unistd.h>
#include <clocale>
#include <cstdio>
#include <string_view>

#include <algorithm>
#include <sstream>
#include <utility>

#include <fmt/format.h>

// After all others: its macros have short names.
#define NCURSES_NOMACROS
#include <ncurses.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/wrap.h"

namespace capf::watch {
namespace {

constexpr int kControlL = 12, kEscape = 27, kBackspace = 127, kBackspace2 = 8;
constexpr int kHeadLines = 2, kFootLines = 1;
constexpr std::chrono::milliseconds kDrawEvery{1000};
constexpr std::size_t kNameWidth = 15, kAddressWidth = 15;
constexpr short kRed = 1, kYellow = 2, kGreen = 3;

bool shows_utf8() {
    return std::string_view(nl_langinfo(CODESET)) == "UTF-8";
}

// The steps' letters as signs, where the terminal has them.
std::string signs(const std::string &letters) {
    if (!shows_utf8()) return letters;
    std::string text;
    for (const char letter : letters) {
        text += letter == 'o' ? "\u2713" : letter == 'F' ? "\u2717" : letter == '.' ? "\u00b7" : std::string(1, letter);
    }
    return text;
}

std::vector<std::string> lines_of(const std::string &text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

}  // namespace

struct TableScreen::Terminal {
    std::FILE *in = nullptr, *out = nullptr;
    SCREEN *screen = nullptr;
    bool color = false;

    ~Terminal() {
        if (screen != nullptr) {
            endwin();
            delscreen(screen);
        }
        if (in != nullptr) std::fclose(in);
        if (out != nullptr) std::fclose(out);
    }
    [[nodiscard]] unsigned painted(short pair) const { return color ? static_cast<unsigned>(COLOR_PAIR(pair)) : 0; }
};

TableScreen::TableScreen(std::string title, int keyboard) : title_(std::move(title)), keyboard_(keyboard) {}

TableScreen::~TableScreen() = default;

std::unique_ptr<TableScreen> TableScreen::open(const std::string &title, bool color, std::string &error) {
    // Without the user's locale installed one that is always there: names and words are UTF-8.
    if (std::setlocale(LC_CTYPE, "") == nullptr) std::setlocale(LC_CTYPE, "C.UTF-8");
    auto terminal = std::make_unique<Terminal>();
    // The keyboard is the terminal's, also while packets come through standard input.
    terminal->in = std::fopen("/dev/tty", "re");
    const int out = dup(STDOUT_FILENO);
    terminal->out = out >= 0 ? fdopen(out, "w") : nullptr;
    if (terminal->in != nullptr && terminal->out != nullptr) {
        terminal->screen = newterm(nullptr, terminal->out, terminal->in);
    }
    if (terminal->screen == nullptr) {
        error = tr("the terminal cannot show the table; use --lines");
        return nullptr;
    }
    set_term(terminal->screen);
    cbreak();
    noecho();
    curs_set(0);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(25);
    if (color && has_colors()) {
        start_color();
        use_default_colors();
        init_pair(kRed, COLOR_RED, -1);
        init_pair(kYellow, COLOR_YELLOW, -1);
        init_pair(kGreen, COLOR_GREEN, -1);
        terminal->color = true;
    }
    std::unique_ptr<TableScreen> made(new TableScreen(title, fileno(terminal->in)));
    made->terminal_ = std::move(terminal);
    made->draw();
    return made;
}

void TableScreen::leave() {
    terminal_.reset();
}

void TableScreen::suspend() {
    if (terminal_ != nullptr) endwin();
}

void TableScreen::resume() {
    if (terminal_ == nullptr) return;
    clearok(curscr, TRUE);
    draw();
}

std::int64_t TableScreen::now() const {
    if (capture_.now == 0) return 0;
    return capture_.now + std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - capture_at_).count();
}

// While the table is shown the width does not matter.
OpenedPhone TableScreen::opened() const {
    return {opened_, opened_.empty() ? 0 : static_cast<std::size_t>(std::max(1, getmaxx(stdscr)))};
}

void TableScreen::take(const ControlMessage &message) {
    changed_ = true;
    if (message.kind == ControlKind::phone) {
        if (auto row = row_in(message.content)) table_.put(std::move(*row));
    } else if (message.kind == ControlKind::full) {
        if (const auto fields = split_fields(message.content); fields.size() == 2) {
            full_key_ = fields[0];
            full_ = fields[1];
        }
    } else if (message.kind == ControlKind::gone) {
        if (const auto fields = split_fields(message.content); fields.size() == 2) replace_row(fields[0], fields[1]);
    } else if (message.kind == ControlKind::title) {
        if (const auto title = title_in(message.content)) {
            capture_ = *title;
            capture_at_ = Clock::now();
        }
    } else if (message.kind == ControlKind::note) {
        note_ = message.content;
    }
}

// Who has chosen or opened the one goes on with the other.
void TableScreen::replace_row(const std::string &gone, const std::string &now) {
    table_.remove(gone);
    const std::string key = table_.find(now) != nullptr ? now : "";
    for (std::string *one : {&chosen_, &opened_, &full_key_}) {
        if (*one == gone) *one = key;
    }
}

int TableScreen::page() const {
    return std::max(1, getmaxy(stdscr) - kHeadLines - kFootLines);
}

// Chooses a row of the table by its place.
void TableScreen::move_to(int row) {
    const auto rows = table_.in_order(now());
    if (rows.empty()) return;
    const int last = static_cast<int>(rows.size()) - 1;
    chosen_ = rows[static_cast<std::size_t>(std::clamp(row, 0, last))]->key;
}

void TableScreen::filter_key(int key) {
    std::string text = table_.filter();
    if (key == '\n' || key == KEY_ENTER) {
        types_filter_ = false;
    } else if (key == kEscape) {
        types_filter_ = false;
        text.clear();
    } else if (key == KEY_BACKSPACE || key == kBackspace || key == kBackspace2) {
        if (!text.empty()) text.pop_back();
    } else if (key >= ' ' && key < kBackspace) {
        text += static_cast<char>(key);
    }
    table_.set_filter(text);
    first_row_ = 0;
}

// Until the user chooses one, and when that is not shown any more, it is whichever is on top.
int TableScreen::chosen_in(const std::vector<const PhoneRow *> &rows) const {
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const PhoneRow *row) { return row->key == chosen_; });
    return at == rows.end() ? 0 : static_cast<int>(at - rows.begin());
}

void TableScreen::open_phone(const std::string &key) {
    chosen_ = opened_ = key;
    first_line_ = 0;
}

// False for the key that ends.
bool TableScreen::table_key(int key) {
    const auto rows = table_.in_order(now());
    const int row = chosen_in(rows);
    switch (key) {
        case 'q':
            return false;
        case '/':
            types_filter_ = true;
            break;
        case kEscape:
            table_.set_filter("");
            break;
        case KEY_UP:
        case 'k':
            move_to(row - 1);
            break;
        case KEY_DOWN:
        case 'j':
            move_to(row + 1);
            break;
        case KEY_PPAGE:
            move_to(row - page());
            break;
        case KEY_NPAGE:
            move_to(row + page());
            break;
        case KEY_HOME:
            move_to(0);
            break;
        case KEY_END:
            move_to(static_cast<int>(rows.size()));
            break;
        case '\n':
        case KEY_ENTER:
            if (!rows.empty()) open_phone(rows[static_cast<std::size_t>(row)]->key);
            break;
        default:
            break;
    }
    return true;
}

void TableScreen::phone_key(int key) {
    switch (key) {
        case 'q':
        case kEscape:
        case KEY_LEFT:
        case '\n':
        case KEY_ENTER:
            opened_.clear();
            break;
        case KEY_UP:
        case 'k':
            --first_line_;
            break;
        case KEY_DOWN:
        case 'j':
            ++first_line_;
            break;
        case KEY_PPAGE:
            first_line_ -= page();
            break;
        case KEY_NPAGE:
        case ' ':
            first_line_ += page();
            break;
        case KEY_HOME:
            first_line_ = 0;
            break;
        default:
            break;
    }
}

bool TableScreen::read_keys() {
    if (terminal_ == nullptr) return true;
    for (int key = getch(); key != ERR; key = getch()) {
        changed_ = true;
        if (key == KEY_RESIZE) {
            erase();
        } else if (key == kControlL) {
            clearok(curscr, TRUE);
        } else if (types_filter_) {
            filter_key(key);
        } else if (!opened_.empty()) {
            phone_key(key);
        } else if (!table_key(key)) {
            note_ = tr("ending");
            return false;
        }
    }
    return true;
}

void TableScreen::refresh() {
    if (terminal_ == nullptr) return;
    if (changed_ || Clock::now() - drawn_ >= kDrawEvery) draw();
}

void TableScreen::draw_line(int line, const std::string &text, unsigned attributes) const {
    attrset(static_cast<int>(attributes));
    const std::string shown = report::cut_to_width(text, static_cast<std::size_t>(std::max(0, getmaxx(stdscr))));
    mvaddstr(line, 0, shown.c_str());
    clrtoeol();
    attrset(static_cast<int>(A_NORMAL));
}

void TableScreen::draw_row(int line, const PhoneRow &row, bool is_chosen) const {
    using findings::Verdict;
    unsigned look = is_chosen ? static_cast<unsigned>(A_REVERSE) : 0U;
    if (row.verdict == name_of(Verdict::failed)) {
        look |= terminal_->painted(kRed);
    } else if (is_overdue(row, now())) {
        look |= terminal_->painted(kYellow);
    } else if (row.verdict == name_of(Verdict::encrypted)) {
        look |= terminal_->painted(kGreen);
    }
    draw_line(line,
              fmt::format("{:<15} {:<15} {} {}", report::cut_to_width(row.name, kNameWidth),
                          report::cut_to_width(row.address, kAddressWidth), signs(row.steps), state_text(row, now())),
              look);
}

void TableScreen::draw_table() {
    const auto rows = table_.in_order(now());
    // The steps: trust list, partial configuration, connection, session (TLS), dialogue, key, reset, matching
    // configuration, encrypted configuration, use.
    draw_line(1,
              fmt::format("{} {} {} {}", report::padded(tr("PHONE"), kNameWidth),
                          report::padded(tr("ADDRESS"), kAddressWidth), "TPCSDKRMEU", tr("STATE")),
              static_cast<unsigned>(A_UNDERLINE));
    const int chosen = chosen_in(rows);
    first_row_ = std::clamp(first_row_, std::max(0, chosen - page() + 1), chosen);
    for (int i = 0; i < page(); ++i) {
        const std::size_t index = static_cast<std::size_t>(first_row_) + static_cast<std::size_t>(i);
        if (index < rows.size()) {
            draw_row(kHeadLines + i, *rows[index], first_row_ + i == chosen);
        } else {
            draw_line(kHeadLines + i, "", 0);
        }
    }
}

// What it waits for, with what its row has no room for, and the phone in full once that has come.
std::vector<std::string> TableScreen::phone_lines(const PhoneRow &row) const {
    const auto width = static_cast<std::size_t>(std::max(1, getmaxx(stdscr)));
    const bool is_here = full_key_ == row.key;
    std::vector<std::string> lines;
    if (row.since != 0 || !is_here) lines = lines_of(report::wrap(state_text(row, now()), 0, width) + "\n\n");
    if (!is_here) return lines;
    const std::vector<std::string> full = lines_of(full_);
    lines.insert(lines.end(), full.begin(), full.end());
    return lines;
}

void TableScreen::draw_phone(const PhoneRow &row) {
    const std::vector<std::string> lines = phone_lines(row);
    const int last = std::max(0, static_cast<int>(lines.size()) - page() - 1);
    first_line_ = std::clamp(first_line_, 0, last);
    for (int i = 0; i < page() + 1; ++i) {
        const std::size_t index = static_cast<std::size_t>(first_line_) + static_cast<std::size_t>(i);
        draw_line(1 + i, index < lines.size() ? lines[index] : "", 0);
    }
}

void TableScreen::draw() {
    using findings::Verdict;
    drawn_ = Clock::now();
    changed_ = false;
    draw_line(0,
              tr_format("capfcheck watch: {0}, {1} failed, {2} encrypted, {3} packets  {4}",
                        report::count_text(static_cast<std::int64_t>(table_.size()), "phone"),
                        table_.count(name_of(Verdict::failed)), table_.count(name_of(Verdict::encrypted)),
                        capture_.packets, title_),
              static_cast<unsigned>(A_BOLD));
    const PhoneRow *row = opened_.empty() ? nullptr : table_.find(opened_);
    if (row != nullptr) {
        draw_phone(*row);
    } else {
        draw_table();
    }
    std::string foot = row != nullptr ? tr("Up/Down scroll  q back") : tr("Enter phone  / filter  q report and end");
    if (row == nullptr && (types_filter_ || !table_.filter().empty()))
        foot = "/" + table_.filter() + (types_filter_ ? "_" : tr("  (Esc: all)"));
    if (!note_.empty()) foot += "  | " + note_;
    draw_line(getmaxy(stdscr) - 1, foot, static_cast<unsigned>(A_REVERSE));
    ::refresh();
}

}  // namespace capf::watch
