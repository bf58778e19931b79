// SPDX-License-Identifier: GPL-2.0-or-later
// What the dissectors learn from one part of a capture for another: the certificates of trust lists, those that CAPF
// carried, and the configurations' certHash. Begins anew with each capture and each redissection.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plugin/dissect/phone_sightings.h"
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

// The certificate that each device has got through CAPF so far.
class InstalledCertificates {
public:
    struct Certificate {
        std::uint32_t frame;    // in which the device said that it has it
        std::string cert_hash;  // lower-case hex; empty when nothing can be encrypted to it
    };
    void add(const std::string &device, const std::string &cert_hash, std::uint32_t frame);
    // The latest before `frame`, or null.
    [[nodiscard]] const Certificate *last_before(const std::string &device, std::uint32_t frame) const;

private:
    std::map<std::string, std::vector<Certificate>> by_device_;  // names in upper case
};

// A SYN that opened no connection yet.
struct OpenRequest {
    std::uint32_t frame;
    std::int64_t time;            // nanoseconds
    std::uint32_t answer_in = 0;  // frame of the SYN-ACK, which the phone has not acknowledged; 0: none
};

struct CaptureState {
    trust::TrustStore certificates;  // of the trust lists so far, and of the preferences
    HashFrames capf_certificates;    // MD5 of the certificates that CAPF carried
    HashFrames cert_hashes;          // certHash of the configurations
    InstalledCertificates installed;
    PhoneSightings phones;
    std::map<std::string, OpenRequest> open_capf_requests;  // by the phone's address and port
    std::map<std::string, std::string> asked_by_tftp;       // by the phone's address and port: name of the file
};

// Only for the C++ half of the dissectors (see plan.h): may throw std::bad_alloc.
[[nodiscard]] CaptureState &capture_state();

void register_capture_state();

}  // namespace capf::dissect
