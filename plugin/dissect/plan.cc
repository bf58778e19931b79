// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/plan.h"

#include <wsutil/inet_addr.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <string>

namespace capf::dissect {

static_assert(std::is_trivially_destructible_v<PlanStep> && std::is_trivially_destructible_v<Plan>,
              "show() may be left by longjmp");

namespace {

// More lines than any real message has; keeps hostile ones from filling the memory.
constexpr unsigned kMostSteps = 50000;

int as_int(std::size_t value) {
    return static_cast<int>(std::min<std::size_t>(value, INT_MAX));
}

}  // namespace

Plan::Plan(wmem_allocator_t *pool) : pool_(pool), steps_(wmem_array_new(pool, sizeof(PlanStep))) {}

PlanStep &Plan::at(unsigned index) const {
    return static_cast<PlanStep *>(wmem_array_get_raw(steps_))[index];
}

const PlanStep &Plan::operator[](unsigned index) const {
    return at(index);
}

PlanStep &Plan::add(PlanStep::Kind kind, int hf, wire::Range where) {
    PlanStep step{};
    step.kind = kind;
    step.depth = static_cast<std::uint8_t>(std::min(depth_, kDeepest));
    step.hf = hf;
    step.ett = -1;
    step.offset = as_int(where.offset);
    step.length = as_int(where.length);
    // Beyond the limit the last step is written over and over.
    if (size() < kMostSteps) {
        wmem_array_append(steps_, &step, 1);
    } else {
        at(size() - 1) = step;
    }
    return at(size() - 1);
}

PlanStep &Plan::field(int hf, wire::Range where, unsigned encoding) {
    PlanStep &step = add(PlanStep::Kind::field, hf, where);
    step.value = encoding;
    return step;
}

PlanStep &Plan::number(int hf, wire::Range where, std::uint32_t value) {
    PlanStep &step = add(PlanStep::Kind::number, hf, where);
    step.value = value;
    return step;
}

PlanStep &Plan::boolean(int hf, wire::Range where, bool value) {
    PlanStep &step = add(PlanStep::Kind::boolean, hf, where);
    step.value = value;
    return step;
}

PlanStep &Plan::time(int hf, wire::Range where, std::int64_t seconds) {
    PlanStep &step = add(PlanStep::Kind::time, hf, where);
    step.value = seconds;
    return step;
}

PlanStep &Plan::text(int hf, wire::Range where, std::string_view value) {
    PlanStep &step = add(PlanStep::Kind::text, hf, where);
    step.text = keep(value);
    return step;
}

PlanStep *Plan::address(int hf_ipv4, int hf_ipv6, wire::Range where, std::string_view value) {
    const std::string text(value);
    ws_in4_addr v4 = 0;
    if (ws_inet_pton4(text.c_str(), &v4)) {
        PlanStep &step = add(PlanStep::Kind::ipv4, hf_ipv4, where);
        step.value = v4;
        return &step;
    }
    auto *v6 = wmem_new0(pool_, ws_in6_addr);
    if (!ws_inet_pton6(text.c_str(), v6)) return nullptr;
    PlanStep &step = add(PlanStep::Kind::ipv6, hf_ipv6, where);
    step.text = reinterpret_cast<const char *>(v6);
    return &step;
}

void Plan::dissect(dissector_handle_t handle, wire::Range where) {
    if (handle && !where.empty()) add(PlanStep::Kind::dissector, -1, where).handle = handle;
}

void Plan::expert(expert_field *item, std::string_view text) {
    PlanStep &step = add(PlanStep::Kind::expert, -1, {});
    step.expert = item;
    step.text = keep(text);
}

void Plan::expert_at(expert_field *item, wire::Range where, std::string_view text) {
    PlanStep &step = add(PlanStep::Kind::expert_at, -1, where);
    step.expert = item;
    step.text = keep(text);
}

void Plan::problems(const wire::Problems &problems, expert_field *note, expert_field *malformed) {
    for (const wire::Problem &problem : problems) {
        std::string text = problem.text;
        if (!text.empty()) text[0] = g_ascii_toupper(text[0]);
        expert_at(problem.severity == wire::Severity::note ? note : malformed, problem.where, text);
    }
}

void Plan::open(int ett) {
    if (size() == 0) return;
    at(size() - 1).ett = ett;
    ++depth_;
    if (depth_ <= kDeepest) openers_[depth_] = size() - 1;
}

void Plan::close() {
    if (depth_ > 0) --depth_;
}

void Plan::append_label(std::string_view text) {
    if (depth_ == 0 || depth_ > kDeepest) return;
    PlanStep &step = at(openers_[depth_]);
    step.label = step.label ? wmem_strdup_printf(pool_, "%s%s", step.label, keep(text)) : keep(text);
}

const char *Plan::keep(std::string_view text) const {
    // Wireshark's strings are UTF-8 without NUL; what the wire holds is anything.
    const std::string_view until_nul = text.substr(0, text.find('\0'));
    return reinterpret_cast<const char *>(
        get_utf_8_string(pool_, reinterpret_cast<const guint8 *>(until_nul.data()), as_int(until_nul.size())));
}

// From here on any call may be left by longjmp: nothing owns anything.

void call_dissector_for_part(dissector_handle_t handle, tvbuff_t *tvb, int offset, int length, packet_info *pinfo,
                             proto_tree *tree) {
    tvbuff_t *part = tvb_new_subset_length(tvb, offset, length);
    const char *saved_protocol = pinfo->current_proto;
    TRY {
        call_dissector(handle, part, pinfo, tree);
    }
    CATCH_NONFATAL_ERRORS {
        show_exception(part, pinfo, tree, EXCEPT_CODE, GET_MESSAGE);
        pinfo->current_proto = saved_protocol;
    }
    ENDTRY;
}

namespace {

// Each certificate adds a dozen layers to the frame (one for each part of a name, say), and Wireshark takes 500
// and more for an endless recursion. What is inside a field of ours is no layer of the frame.
void call_dissector_inside(const PlanStep &step, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree) {
    const guint layers = wmem_list_count(pinfo->layers);
    call_dissector_for_part(step.handle, tvb, step.offset, step.length, pinfo, tree);
    while (wmem_list_count(pinfo->layers) > layers)
        wmem_list_remove_frame(pinfo->layers, wmem_list_tail(pinfo->layers));
}

proto_item *add_line(const PlanStep &step, tvbuff_t *tvb, proto_tree *tree) {
    switch (step.kind) {
        case PlanStep::Kind::field:
            return proto_tree_add_item(tree, step.hf, tvb, step.offset, step.length, static_cast<unsigned>(step.value));
        case PlanStep::Kind::number:
            return proto_tree_add_uint(tree, step.hf, tvb, step.offset, step.length,
                                       static_cast<std::uint32_t>(step.value));
        case PlanStep::Kind::boolean:
            return proto_tree_add_boolean(tree, step.hf, tvb, step.offset, step.length, step.value != 0);
        case PlanStep::Kind::time: {
            nstime_t time = NSTIME_INIT_ZERO;
            time.secs = static_cast<time_t>(step.value);
            return proto_tree_add_time(tree, step.hf, tvb, step.offset, step.length, &time);
        }
        case PlanStep::Kind::text:
            return proto_tree_add_string(tree, step.hf, tvb, step.offset, step.length, step.text);
        case PlanStep::Kind::ipv4:
            return proto_tree_add_ipv4(tree, step.hf, tvb, step.offset, step.length,
                                       static_cast<ws_in4_addr>(step.value));
        case PlanStep::Kind::ipv6:
            return proto_tree_add_ipv6(tree, step.hf, tvb, step.offset, step.length,
                                       reinterpret_cast<const ws_in6_addr *>(step.text));
        default:
            return nullptr;
    }
}

}  // namespace

void show(const Plan &plan, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree) {
    proto_tree *trees[Plan::kDeepest + 2] = {tree};
    proto_item *item = nullptr;
    for (unsigned index = 0; index < plan.size(); ++index) {
        const PlanStep &step = plan[index];
        proto_tree *parent = trees[step.depth];
        switch (step.kind) {
            case PlanStep::Kind::dissector:
                call_dissector_inside(step, tvb, pinfo, parent);
                continue;
            case PlanStep::Kind::expert:
                expert_add_info_format(pinfo, item, step.expert, "%s", step.text);
                continue;
            case PlanStep::Kind::expert_at:
                proto_tree_add_expert_format(parent, pinfo, step.expert, tvb, step.offset, step.length, "%s",
                                             step.text);
                continue;
            default:
                break;
        }
        item = add_line(step, tvb, parent);
        if (step.label && step.replaces_label) proto_item_set_text(item, "%s", step.label);
        if (step.label && !step.replaces_label) proto_item_append_text(item, "%s", step.label);
        if (step.generated) proto_item_set_generated(item);
        if (step.hidden) proto_item_set_hidden(item);
        trees[step.depth + 1] = step.ett >= 0 ? proto_item_add_subtree(item, step.ett) : parent;
    }
}

}  // namespace capf::dissect
