// SPDX-License-Identifier: GPL-2.0-or-later
// The options about keys, certificates, tables and ports, which every command that reads captures takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/check_capture.h"
#include "analyzer/cli/trust_arguments.h"
#include "analyzer/dissection/epan_host.h"

namespace capf::cli {

class CheckArguments {
public:
    void add_options(CommandLine &line);
    // Reads what the options name into host() and check(). False after an error, which was told on stderr.
    [[nodiscard]] bool load();

    [[nodiscard]] const dissection::HostOptions &host() const { return host_; }
    [[nodiscard]] const CheckOptions &check() const { return check_; }
    [[nodiscard]] bool show_secrets() const { return show_secrets_; }

private:
    [[nodiscard]] bool load_device_tables();
    [[nodiscard]] bool load_tls_keys();

    TrustArguments trust_;
    std::vector<std::string> keylogs_, tls_keys_, device_tables_;
    std::vector<std::uint16_t> capf_ports_;
    bool show_secrets_ = false;
    dissection::HostOptions host_;
    CheckOptions check_;
};

// Tells on stderr why a capture could not be read, or not to its end.
void tell_problem(const findings::CaptureReport &capture);

}  // namespace capf::cli
