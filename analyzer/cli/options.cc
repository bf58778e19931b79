// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/options.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>

#include <CLI/CLI.hpp>

namespace capf::cli {
namespace {

constexpr int kUsageError = 2;

struct Raw {
    std::vector<std::string> keylogs, tls_keys, phone_keys, certificates;
    std::vector<std::uint16_t> capf_ports;
};

bool fail(const std::string &option, const std::string &value, const std::string &why) {
    std::fprintf(stderr, "capfcheck: %s %s: %s\n", option.c_str(), value.c_str(), why.c_str());
    return false;
}

bool readable(const std::string &option, const std::string &path) {
    if (access(path.c_str(), R_OK) == 0) return true;
    return fail(option, path, std::strerror(errno));
}

// FILE or FILE:PASSWORD; a file whose whole name exists is a file.
void split_password(const std::string &text, std::string &path, std::string &password) {
    path = text;
    if (access(text.c_str(), F_OK) == 0) return;
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) return;
    path = text.substr(0, colon);
    password = text.substr(colon + 1);
}

bool read_tls_keys(const Raw &raw, Options &options) {
    for (const std::string &text : raw.tls_keys) {
        dissection::TlsKey key;
        split_password(text, key.path, key.password);
        if (!readable("--tls-key", key.path)) return false;
        std::string error;
        if (!trust::PrivateKey::load(key.path, key.password, error)) return fail("--tls-key", key.path, error);
        options.host.tls_keys.push_back(std::move(key));
    }
    return true;
}

// [DEVICE=]FILE[:PASSWORD]
bool read_phone_keys(const Raw &raw, Options &options) {
    for (const std::string &text : raw.phone_keys) {
        std::string device, rest = text, path, password, error;
        const std::size_t equals = text.find('=');
        if (equals != std::string::npos && access(text.c_str(), F_OK) != 0) {
            device = text.substr(0, equals);
            rest = text.substr(equals + 1);
        }
        split_password(rest, path, password);
        auto key = trust::PrivateKey::load(path, password, error);
        if (!key) return fail("--phone-key", path, error);
        options.check.sequence.phone_keys.push_back({device, path, std::move(*key)});
    }
    return true;
}

bool read_files(const Raw &raw, Options &options) {
    for (const std::string &path : raw.keylogs) {
        if (!readable("--keylog", path)) return false;
    }
    options.host.keylogs = raw.keylogs;
    for (const std::string &path : raw.certificates) {
        trust::TrustStore &given = options.check.sequence.given_certificates;
        std::string error = "no certificate in this folder";
        const bool folder = std::filesystem::is_directory(path);
        if (!(folder ? given.add_folder(path) : given.add_file(path, error))) return fail("--cert", path, error);
    }
    options.host.capf_ports = raw.capf_ports;
    options.check.capf_ports.insert(raw.capf_ports.begin(), raw.capf_ports.end());
    return read_tls_keys(raw, options) && read_phone_keys(raw, options);
}

bool wants_color(const std::string &when) {
    if (when == "always") return true;
    if (when == "never") return false;
    const char *no_color = std::getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

constexpr const char *kFooter =
    "Exit status: 0 every phone got its encrypted configuration or needs none, 1 a phone failed,\n"
    "2 usage error, 3 a capture does not show enough, 4 a capture cannot be read.\n\n"
    "Examples:\n"
    "  capfcheck phone.pcapng\n"
    "  capfcheck --keylog capf.keylog phone.pcapng\n"
    "  capfcheck --tls-key CAPF.pem --format json *.pcap > verdicts.json\n";

}  // namespace

std::optional<Options> parse_options(int argc, char **argv, int &exit_status) {
    CLI::App app{"Checks in captures whether Cisco IP phones got their encrypted configuration, and why not.",
                 "capfcheck"};
    Options options;
    Raw raw;
    std::string color = "auto";
    const std::map<std::string, Format> formats{{"text", Format::text}, {"json", Format::json}};
    app.add_option("FILE", options.captures, "captures of any type that Wireshark opens; - is standard input")
        ->required();
    app.add_option("--format", options.format, "text (default) or json")->transform(CLI::CheckedTransformer(formats));
    app.add_option("--keylog", raw.keylogs, "TLS key log file (NSS format); may be repeated")
        ->type_name("FILE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--tls-key", raw.tls_keys, "RSA private key of the CAPF server (RSA key exchange only)")
        ->type_name("FILE[:PASSWORD]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--phone-key", raw.phone_keys, "private key of a phone, to decrypt its .enc.sgn")
        ->type_name("[DEVICE=]FILE[:PASSWORD]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--cert", raw.certificates, "trusted certificates: a PEM or DER file, or a folder")
        ->type_name("FILE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--capf-port", raw.capf_ports, "TCP port of CAPF besides 3804")
        ->type_name("PORT")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_flag("--all-frames", options.check.all_frames,
                 "dissect every packet, not only the flows that matter: slow, the result is the same");
    app.add_flag("--show-secrets", options.show_secrets, "show authentication strings instead of masking them");
    app.add_option("--color", color, "auto (default), always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    app.set_version_flag("--version", std::string("capfcheck ") + CAPF_VERSION);
    app.footer(kFooter);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const bool asked_for = error.get_exit_code() == 0;
        if (asked_for) {
            app.exit(error);
        } else {
            std::fprintf(stderr, "capfcheck: %s\nTry capfcheck --help.\n", error.what());
        }
        exit_status = asked_for ? 0 : kUsageError;
        return std::nullopt;
    }
    options.color = wants_color(color);
    if (!read_files(raw, options)) {
        exit_status = kUsageError;
        return std::nullopt;
    }
    return options;
}

}  // namespace capf::cli
