// SPDX-License-Identifier: GPL-2.0-or-later
// The options about keys, certificates, tables and ports, which every command that reads captures takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/check_capture.h"
#include "analyzer/cli/keylog_file.h"
#include "analyzer/cli/trust_arguments.h"
#include "analyzer/dissection/epan_host.h"

namespace capf::cli {

class CheckArguments {
public:
    void add_options(CommandLine &line);
    // Key logs without a secret are as they should be: they are read while they grow.
    void let_keylogs_grow() { keylog_use_ = KeylogUse::as_it_grows; }
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
    KeylogUse keylog_use_ = KeylogUse::as_it_is;
    dissection::HostOptions host_;
    CheckOptions check_;
};

// Tells on stderr why a capture could not be read, or not to its end.
void tell_problem(const findings::CaptureReport &capture);

}  // namespace capf::cli
