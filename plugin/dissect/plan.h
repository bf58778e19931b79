// SPDX-License-Identifier: GPL-2.0-or-later
// What a message will look like in the packet's tree, written down before anything is added to the tree.
//
// Wireshark reports errors with longjmp, which skips C++ destructors; C++ code reports them with exceptions, which must
// not leave a dissector. So decoding has two halves that never mix. The first half parses with plugin/wire and
// plugin/trust, may own any C++ object, calls nothing of epan but the allocator, and writes steps into a Plan. The
// second half, show(), plays the steps back into the tree, may longjmp at any line, and owns nothing.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "plugin/dissect/compat.h"
#include "plugin/wire/bytes.h"

namespace capf::dissect {

// The frame that a description is for.
struct FrameFacts {
    std::uint32_t number;
    std::int64_t time;  // Unix seconds
    bool cut;           // the capture holds less than the network carried
};

inline FrameFacts frame_facts(const packet_info *pinfo, const tvbuff_t *tvb) {
    return {pinfo->num, pinfo->abs_ts.secs, tvb_captured_length(tvb) < tvb_reported_length(tvb)};
}

struct PlanStep {
    enum class Kind : std::uint8_t {
        field,      // the field's value is read from the bytes, with `value` as encoding
        number,     // `value` given
        boolean,    // `value` given
        time,       // `value` in Unix seconds
        text,       // `text` given
        ipv4,       // `value` given, as it is in memory in network order
        ipv6,       // 16 bytes given in `text`
        dissector,  // another dissector is called for the bytes
        expert,     // an expert item on the line before
        expert_at,  // an expert item with bytes of its own
    };
    Kind kind;
    std::uint8_t depth;
    bool generated;
    bool hidden;
    int hf;
    int ett;  // the subtree that this line opens, or -1
    int offset;
    int length;
    std::int64_t value;
    const char *text;
    const char *label;    // appended to the line, or null
    bool replaces_label;  // `label` is the whole line
    expert_field *expert;
    dissector_handle_t handle;
};

// The steps in order, in memory that Wireshark frees with the packet (or `pool`). Trivially destructible.
class Plan {
public:
    explicit Plan(wmem_allocator_t *pool);

    // The returned step may be refined until the next one is added.
    PlanStep &field(int hf, wire::Range where, unsigned encoding = ENC_NA);
    PlanStep &number(int hf, wire::Range where, std::uint32_t value);
    PlanStep &boolean(int hf, wire::Range where, bool value);
    PlanStep &time(int hf, wire::Range where, std::int64_t seconds);
    PlanStep &text(int hf, wire::Range where, std::string_view value);
    // Of what is an address in text ("10.48.46.4", "2001:db8::1") a line of the field for its kind; null, and nothing
    // is written, for anything else.
    PlanStep *address(int hf_ipv4, int hf_ipv6, wire::Range where, std::string_view value);
    void dissect(dissector_handle_t handle, wire::Range where);
    void expert(expert_field *item, std::string_view text);
    void expert_at(expert_field *item, wire::Range where, std::string_view text);
    // Notes become `note`, contradictions `malformed`.
    void problems(const wire::Problems &problems, expert_field *note, expert_field *malformed);

    // Makes the latest line a subtree: what follows, up to close(), stands in it.
    void open(int ett);
    void close();
    // Appends to the line of the innermost open subtree.
    void append_label(std::string_view text);

    // A copy of `text` that lives as long as the plan, as valid UTF-8.
    [[nodiscard]] const char *keep(std::string_view text) const;
    // What the message adds to the Info column; never null.
    void set_info(std::string_view text) { info_ = keep(text); }
    [[nodiscard]] const char *info() const { return info_; }

    [[nodiscard]] unsigned size() const { return wmem_array_get_count(steps_); }
    [[nodiscard]] const PlanStep &operator[](unsigned index) const;

    // Deepest level of subtrees; deeper ones are shown at this level.
    static constexpr unsigned kDeepest = 12;

private:
    PlanStep &add(PlanStep::Kind kind, int hf, wire::Range where);
    PlanStep &at(unsigned index) const;

    wmem_allocator_t *pool_;
    wmem_array_t *steps_;
    const char *info_ = "";
    unsigned depth_ = 0;
    unsigned openers_[kDeepest + 1] = {};  // index of the step that opened each level
};

// A section of the plan: opened here, closed at the end of the block.
class Section {
public:
    Section(Plan &plan, int ett) : plan_(plan) { plan_.open(ett); }
    ~Section() { plan_.close(); }
    Section(const Section &) = delete;
    Section &operator=(const Section &) = delete;

private:
    Plan &plan_;
};

// Runs the C++ half. An exception (no memory is the only one expected) ends the description where it is.
template <std::invocable F>
void describe(F &&writer) noexcept {
    try {
        writer();
    } catch (...) {
        // What was written down so far is shown.
    }
}

// Calls `handle` for a part of `tvb`. An error inside is shown at that place and goes no further.
void call_dissector_for_part(dissector_handle_t handle, tvbuff_t *tvb, int offset, int length, packet_info *pinfo,
                             proto_tree *tree);

// Plays the plan into `tree`. May throw as any dissector; a called dissector's error is shown at its place.
void show(const Plan &plan, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

}  // namespace capf::dissect
