// SPDX-License-Identifier: GPL-2.0-or-later
// libwireshark in this process: initialised once, then one session per capture.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/observation.h"

namespace capf::dissection {

struct TlsKey {
    std::string path;      // PEM or PKCS #12 private key of a TLS server
    std::string password;  // may be empty
};

struct HostOptions {
    std::vector<std::string> keylogs;  // NSS key log files
    std::vector<TlsKey> tls_keys;
    std::vector<std::uint16_t> capf_ports;  // besides 3804
};

// Starts libwireshark with our dissectors and settings that do not depend on the user's. Once in a process. False, and
// a message in `error`, when it cannot.
bool start_epan(const HostOptions &options, std::string &error);
void stop_epan();

// "4.0.17"
[[nodiscard]] std::string wireshark_version();

using Sink = std::function<void(const Observation &)>;

// Dissects all frames of `file` and gives what was seen to `sink`, earliest frame first.
void dissect(capture::CaptureFile &file, const Sink &sink);

}  // namespace capf::dissection
