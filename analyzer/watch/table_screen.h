// SPDX-License-Identifier: GPL-2.0-or-later
// The table of phones on a terminal, by ncurses.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/watch/feeder.h"
#include "analyzer/watch/phone_table.h"

namespace capf::watch {

class TableScreen : public Display {
public:
    // `title`: what is watched. Null, and why in `error`, when there is no terminal that can show it.
    [[nodiscard]] static std::unique_ptr<TableScreen> open(const std::string &title, bool color, std::string &error);
    ~TableScreen() override;

    [[nodiscard]] int descriptor() const override { return keyboard_; }
    void take(const ControlMessage &message) override;
    [[nodiscard]] OpenedPhone opened() const override;
    bool read_keys() override;
    void refresh() override;
    void leave() override;
    void suspend() override;
    void resume() override;

private:
    using Clock = std::chrono::steady_clock;
    struct Terminal;

    TableScreen(std::string title, int keyboard);
    [[nodiscard]] std::int64_t now() const;
    [[nodiscard]] int page() const;
    void filter_key(int key);
    bool table_key(int key);
    void open_phone(const std::string &key);
    [[nodiscard]] int chosen_in(const std::vector<const PhoneRow *> &rows) const;
    void replace_row(const std::string &gone, const std::string &now);
    void phone_key(int key);
    void move_to(int row);
    void draw();
    void draw_table();
    void draw_row(int line, const PhoneRow &row, bool is_chosen) const;
    [[nodiscard]] std::vector<std::string> phone_lines(const PhoneRow &row) const;
    void draw_phone(const PhoneRow &row);
    void draw_line(int line, const std::string &text, unsigned attributes) const;

    std::string title_;
    int keyboard_;
    std::unique_ptr<Terminal> terminal_;
    PhoneTable table_;
    TableTitle capture_;
    Clock::time_point capture_at_ = Clock::now(), drawn_;
    std::string note_;
    // PhoneRow::key: chosen_ is empty until the user has moved, opened_ while the table is shown.
    std::string chosen_, opened_;
    std::string full_key_, full_;  // of the phone that was opened last: its key, and how `check` shows it
    int first_row_ = 0, first_line_ = 0;
    bool types_filter_ = false, changed_ = true;
};

}  // namespace capf::watch
