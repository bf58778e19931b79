// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck show FILE...
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/cli/trust_arguments.h"
#include "analyzer/redact/redact_listing.h"
#include "analyzer/redact/value_redactor.h"
#include "analyzer/report/file_json.h"
#include "analyzer/report/file_text.h"
#include "analyzer/sandbox/confined_run.h"
#include "analyzer/show/file_listing.h"
#include "plugin/trust/read_file.h"

namespace capf::cli {
namespace {

constexpr const char *kFooter =
    "Exit status: 0 signatures hold, 1 one does not, its signer may not sign the file or is\n"
    "not trusted, or nothing decrypts, 2 usage error, 3 a signer's certificate is missing,\n"
    "4 a file is no phone file or cannot be read.\n\n"
    "Examples:\n"
    "  capfcheck show ITLSEP001122334455.tlv\n"
    "  capfcheck show --trust-list ITLFile.tlv SEP001122334455.cnf.xml.sgn\n"
    "  capfcheck show --phone-key lsc.key --format json SEP001122334455.cnf.xml.enc.sgn\n";

std::vector<show::Authority> authorities_of(const TrustArguments &trust) {
    std::vector<show::Authority> authorities;
    for (const judge::GivenTrustList &given : trust.trust_lists()) {
        given.add_to(authorities.emplace_back(show::Authority{given.path, {}}).store);
    }
    for (const GivenCertificates &given : trust.certificates()) authorities.push_back({given.path, given.store});
    return authorities;
}

std::string text_of(const show::FileListing &file, bool quiet, bool show_secrets, bool first) {
    if (quiet) return report::file_line(file);
    return (first ? "" : "\n") + report::file_text(file, show_secrets);
}

// `error` has the path in it.
std::string told_without_names(std::string error, const std::string &path, const redact::Pseudonyms &pseudonyms) {
    const std::size_t at = error.find(path);
    if (at != std::string::npos) error.replace(at, path.size(), redact::ValueRedactor(pseudonyms).path(path));
    return error;
}

}  // namespace

int run_show(const Arguments &arguments) {
    CommandLine line("show",
                     "Prints phone files (.tlv, .sgn, .enc.sgn, .cnf.xml) like CUCM's show itl, and verifies them.",
                     kFooter);
    std::vector<std::string> paths;
    std::string format;
    bool show_secrets = false;
    Output output;
    TrustArguments trust;
    RedactArguments redaction;
    SandboxArguments confinement;
    line.add_arguments("FILE", paths, "files as a phone downloads them", true);
    line.add_choice("--format", format, {"text", "json"}, "FORMAT");
    trust.add_options(line);
    line.add_flag("--show-secrets", show_secrets, "show passwords in a configuration instead of masking them");
    redaction.add_options(line);
    confinement.add_options(line);
    output.add_options(line, "file");
    if (const auto status = line.parse(arguments)) return *status;
    if (!trust.load() || !redaction.load(show_secrets) || !confinement.load() || !output.open(paths))
        return kUsageError;
    if (redaction.wanted()) confinement.hide_names();
    const std::vector<show::Authority> authorities = authorities_of(trust);
    std::vector<show::Key> keys;
    for (const judge::PhoneKey &key : trust.phone_keys()) keys.push_back({key.path, key.key});
    return confinement.run(paths, output, [&] {
        sandbox::confine_thread();
        std::vector<show::FileListing> files;
        bool unreadable = false;
        for (const std::string &path : paths) {
            std::string error;
            const auto bytes = trust::read_file(path, error);
            if (!bytes) {
                complain(redaction.wanted() ? told_without_names(error, path, *redaction.pseudonyms()) : error);
                unreadable = true;
                continue;
            }
            files.push_back(show::list_file(path, *bytes, authorities, keys));
            if (redaction.wanted()) redact::redact_listing(files.back(), *redaction.pseudonyms());
            if (format == "text") output.write(text_of(files.back(), output.quiet(), show_secrets, files.size() == 1));
        }
        if (format == "json") output.write(report::file_json(files, show_secrets));
        if (!output.close() || unreadable) return kCannotRead;
        return show::exit_status(files);
    });
}

}  // namespace capf::cli
