// SPDX-License-Identifier: GPL-2.0-or-later
// What the dissectors learn from one part of a capture for another: the certificates of trust lists, those that CAPF
// carried, and the configurations' certHash. Begins anew with each capture and each redissection.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "plugin/trust/trust_store.h"

namespace capf::dissect {

// Frames in which each hash (lower-case hex MD5 of a certificate) stood.
class HashFrames {
public:
    void add(const std::string &hash, std::uint32_t frame) { frames_[hash].insert(frame); }
    // The latest frame up to `frame`.
    [[nodiscard]] std::optional<std::uint32_t> last_until(const std::string &hash, std::uint32_t frame) const;
    // The first frame after `frame`.
    [[nodiscard]] std::optional<std::uint32_t> first_after(const std::string &hash, std::uint32_t frame) const;

private:
    std::map<std::string, std::set<std::uint32_t>> frames_;
};

struct CaptureState {
    trust::TrustStore certificates;  // of the trust lists so far, and of the preferences
    HashFrames capf_certificates;    // MD5 of the certificates that CAPF carried
    HashFrames cert_hashes;          // certHash of the configurations
};

// Only for the C++ half of the dissectors (see plan.h): may throw std::bad_alloc.
[[nodiscard]] CaptureState &capture_state();

void register_capture_state();

}  // namespace capf::dissect
