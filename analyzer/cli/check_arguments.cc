// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/check_arguments.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/keylog_file.h"
#include "analyzer/cli/output.h"
#include "analyzer/cucm/device_table.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/sandbox/confined_run.h"
#include "plugin/trust/read_file.h"

namespace capf::cli {
namespace {

// More would wait for memory, not for processors.
constexpr unsigned kMostThreads = 4;

bool readable(const std::string &option, const std::string &path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return complain_of(option, path, "is a folder; give the file in it");
    return access(path.c_str(), R_OK) == 0 || complain_of(option, path, std::strerror(errno));
}

}  // namespace

void tell_problem(const findings::CaptureReport &capture) {
    if (capture.changed) complain(tr_format("{}: changed while it was read: it may hold more by now", capture.file));
    if (capture.problem.empty()) return;
    const std::string problem = report::problem_text(capture.problem);
    complain(capture.packets > 0
                 ? tr_format("{0}: damaged; what comes before the damage is used: {1}", capture.file, problem)
                 : capture.file + ": " + problem);
}

void CheckArguments::add_options(CommandLine &line) {
    line.add_list("--keylog", keylogs_, "TLS key log file (NSS format, as SSLKEYLOGFILE writes it)", "FILE");
    line.add_list("--tls-key", tls_keys_, "RSA private key of the CAPF server (RSA key exchange only)",
                  "FILE[:PASSWORD]");
    trust_.add_options(line);
    line.add_list("--device-table", device_tables_, "output of: run sql select name,md5hash from device", "FILE");
    line.add_ports("--capf-port", capf_ports_, "TCP port of CAPF besides 3804");
    line.add_flag("--all-frames", check_.all_frames, "dissect every packet: slow; adds TLS on other ports, with keys");
    line.add_flag("--show-secrets", show_secrets_, "show authentication strings instead of masking them");
}

bool CheckArguments::load() {
    for (const std::string &path : keylogs_) {
        if (!readable("--keylog", path)) return false;
        tell_of_missing_secrets(path, keylog_use_);
    }
    host_.keylogs = keylogs_;
    host_.capf_ports = capf_ports_;
    check_.capf_ports.insert(capf_ports_.begin(), capf_ports_.end());
    if (!trust_.load() || !load_device_tables() || !load_tls_keys()) return false;
    check_.judge.tls_keys_given = !keylogs_.empty() || !tls_keys_.empty();
    check_.judge.trust_lists = trust_.trust_lists();
    check_.judge.phone_keys = trust_.phone_keys();
    check_.before_packets = sandbox::confine_thread;  // where it is confined, else nothing
    check_.threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
    for (const GivenCertificates &given : trust_.certificates()) {
        for (const trust::KnownCertificate &known : given.store.all()) {
            check_.judge.given_certificates.add(known);
        }
    }
    return true;
}

bool CheckArguments::load_device_tables() {
    for (const std::string &path : device_tables_) {
        std::string error;
        const auto bytes = trust::read_file(path, error);
        if (!bytes) return complain_of("--device-table", path, error);
        cucm::DeviceTable table =
            cucm::parse_device_table({reinterpret_cast<const char *>(bytes->data()), bytes->size()});
        if (!table.has_columns) {
            return complain_of("--device-table", path,
                               "has no columns name and md5hash; give what CUCM prints for: run sql select "
                               "name,md5hash from device");
        }
        // Only where they are, not what they say: such a line may hold an authentication string.
        if (table.unrecognised_count > 0) {
            complain(tr_format("--device-table {0}: {1} devices read, {2} of its lines not understood (the first: {3})",
                               path, table.rows.size(), table.unrecognised_count, table.unrecognised.front()));
        }
        for (cucm::DeviceRow &row : table.rows) {
            row.source = path;
            check_.judge.device_table.rows.push_back(std::move(row));
        }
    }
    return true;
}

bool CheckArguments::load_tls_keys() {
    for (const std::string &text : tls_keys_) {
        dissection::TlsKey key;
        split_password(text, key.path, key.password);
        if (!readable("--tls-key", key.path)) return false;
        std::string error;
        if (!trust::PrivateKey::load(key.path, key.password, error)) return complain_of("--tls-key", key.path, error);
        host_.tls_keys.push_back(std::move(key));
    }
    return true;
}

}  // namespace capf::cli
