// SPDX-License-Identifier: GPL-2.0-or-later
// A table of the HTML report. A column whose cells are all alike says nothing of one row: its value goes into the
// caption, once.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/report/html/markup.h"

namespace capf::report {

struct Column {
    enum class Kind { text, number, head };  // head: names the row
    enum class Role { varies, always };      // always: stays where all cells are alike
    std::string title;
    Kind kind = Kind::text;
    Role role = Role::varies;
};

struct Cell {
    Markup content;
    std::string key;  // by what to sort, when that is not the text

    Cell(Markup shown, std::string sorted_by = "") : content(std::move(shown)), key(std::move(sorted_by)) {}
    Cell(const std::string &text) : content(markup("{}", text)) {}
    Cell(const char *text) : content(markup("{}", text)) {}
};

struct Row {
    Markup attributes;  // of the <tr>, each with a blank before it
    std::vector<Cell> cells;
};

class Table {
public:
    Table(Markup caption, std::vector<Column> columns, std::vector<Row> rows);

    // <caption> and <thead>.
    [[nodiscard]] Markup head() const;
    // The <tr> of a row.
    [[nodiscard]] Markup row(std::size_t number) const;
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    // All of it, or its first `rows` rows, with these attributes of the <table>, each with a blank before it.
    [[nodiscard]] Markup whole(const Markup &attributes, std::size_t rows = SIZE_MAX) const;

private:
    [[nodiscard]] bool alike(std::size_t column) const;

    Markup caption_;
    std::vector<Column> columns_;
    std::vector<Row> rows_;
    std::vector<bool> shown_;  // by column
};

}  // namespace capf::report
