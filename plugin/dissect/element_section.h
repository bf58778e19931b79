// SPDX-License-Identifier: GPL-2.0-or-later
// One element (tag, length, value) of CAPF, TVS or a trust list: a line with its name, and its tag and length below.
#pragma once

#include <span>

#include "plugin/dissect/names.h"
#include "plugin/dissect/plan.h"

namespace capf::dissect {

struct ElementFields {
    int element, tag, length;  // header fields
    int subtree;
};

// Writes the lines; its value is written while this lives.
class ElementSection {
public:
    template <typename Element>
    ElementSection(Plan &plan, const ElementFields &fields, std::span<const wire::NamedValue> names,
                   const Element &element)
        : section_(add_line(plan, fields, names, element), fields.subtree) {
        plan.number(fields.tag, {element.header.offset, 1}, element.tag);
        plan.number(fields.length, {element.header.offset + 1, 2}, element.declared_length);
    }

private:
    template <typename Element>
    static Plan &add_line(Plan &plan, const ElementFields &fields, std::span<const wire::NamedValue> names,
                          const Element &element) {
        PlanStep &line =
            plan.field(fields.element, {element.header.offset, element.header.length + element.value.length});
        line.label = plan.keep(name_or(names, element.tag, "Unknown element"));
        line.replaces_label = true;
        return plan;
    }

    Section section_;
};

}  // namespace capf::dissect
