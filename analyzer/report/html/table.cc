// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/table.h"

#include <algorithm>
#include <utility>

namespace capf::report {

Table::Table(Markup caption, std::vector<Column> columns, std::vector<Row> rows)
    : caption_(std::move(caption)), columns_(std::move(columns)), rows_(std::move(rows)) {
    Markup same;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const bool shown = columns_[i].role == Column::Role::always || !alike(i);
        shown_.push_back(shown);
        if (shown || rows_.front().cells[i].content.html.empty()) continue;
        same += markup("{}{}: {}", same.html.empty() ? "" : "; ", columns_[i].title, rows_.front().cells[i].content);
    }
    if (!same.html.empty()) caption_ += markup(" <span class=\"same\">The same in all rows: {}.</span>", same);
}

bool Table::alike(std::size_t column) const {
    if (rows_.size() < 2) return false;
    const std::string &first = rows_.front().cells[column].content.html;
    return std::ranges::all_of(rows_, [&](const Row &row) { return row.cells[column].content.html == first; });
}

Markup Table::head() const {
    Markup heads;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (!shown_[i]) continue;
        heads += markup("<th scope=\"col\"{}>{}</th>",
                        Markup{columns_[i].kind == Column::Kind::number ? " class=\"number\"" : ""}, columns_[i].title);
    }
    return markup("<caption>{}</caption><thead><tr>{}</tr></thead>", caption_, heads);
}

Markup Table::row(std::size_t number) const {
    const Row &row = rows_[number];
    Markup cells;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (!shown_[i]) continue;
        const Cell &cell = row.cells[i];
        const Markup key = cell.key.empty() ? Markup{} : markup(" data-key=\"{}\"", cell.key);
        if (columns_[i].kind == Column::Kind::head) {
            cells += markup("<th scope=\"row\"{}>{}</th>", key, cell.content);
        } else {
            cells += markup("<td{} data-label=\"{}\"{}>{}</td>",
                            Markup{columns_[i].kind == Column::Kind::number ? " class=\"number\"" : ""},
                            columns_[i].title, key, cell.content);
        }
    }
    return markup("<tr{}>{}</tr>", row.attributes, cells);
}

Markup Table::whole(const Markup &attributes, std::size_t rows) const {
    Markup shown;
    for (std::size_t i = 0; i < rows_.size() && i < rows; ++i) shown += row(i);
    return markup("<table{}>{}<tbody>{}</tbody></table>", attributes, head(), shown);
}

}  // namespace capf::report
