// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/capture_state.h"

#include <iterator>
#include <memory>

#include "plugin/dissect/compat.h"
#include "plugin/dissect/preferences.h"

namespace capf::dissect {

namespace {

std::unique_ptr<CaptureState> state;

void forget() {
    state.reset();
}

}  // namespace

CaptureState &capture_state() {
    if (!state) {
        auto fresh = std::make_unique<CaptureState>();
        add_preferred_certificates(fresh->certificates);
        state = std::move(fresh);
    }
    return *state;
}

void register_capture_state() {
    register_init_routine(forget);
    register_cleanup_routine(forget);
}

std::optional<std::uint32_t> HashFrames::last_until(const std::string &hash, std::uint32_t frame) const {
    const auto found = frames_.find(hash);
    if (found == frames_.end()) return std::nullopt;
    const auto after = found->second.upper_bound(frame);
    return after == found->second.begin() ? std::nullopt : std::optional(*std::prev(after));
}

std::optional<std::uint32_t> HashFrames::first_after(const std::string &hash, std::uint32_t frame) const {
    const auto found = frames_.find(hash);
    if (found == frames_.end()) return std::nullopt;
    const auto after = found->second.upper_bound(frame);
    return after == found->second.end() ? std::nullopt : std::optional(*after);
}

}  // namespace capf::dissect
