// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/capture_state.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "plugin/dissect/compat.h"
#include "plugin/dissect/preferences.h"
#include "plugin/wire/ascii.h"

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

void InstalledCertificates::add(const std::string &device, const std::string &cert_hash, std::uint32_t frame) {
    by_device_[wire::upper(device)].push_back({frame, cert_hash});
}

const InstalledCertificates::Certificate *InstalledCertificates::last_before(const std::string &device,
                                                                             std::uint32_t frame) const {
    const auto found = by_device_.find(wire::upper(device));
    if (found == by_device_.end()) return nullptr;
    const auto &all = found->second;
    // They are in the order of their frames.
    const auto after = std::lower_bound(
        all.begin(), all.end(), frame, [](const Certificate &one, std::uint32_t number) { return one.frame < number; });
    return after == all.begin() ? nullptr : &*std::prev(after);
}

}  // namespace capf::dissect
