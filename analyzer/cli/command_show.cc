// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck show FILE...
#include <utility>

#include "analyzer/capture/formats/pcap_reader.h"
#include "analyzer/capture/formats/pcapng_reader.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/cli/show_logs.h"
#include "analyzer/cli/trust_arguments.h"
#include "analyzer/language/translate.h"
#include "analyzer/redact/redact_listing.h"
#include "analyzer/redact/value_redactor.h"
#include "analyzer/report/file_json.h"
#include "analyzer/report/file_text.h"
#include "analyzer/sandbox/confined_run.h"
#include "analyzer/show/file_listing.h"
#include "plugin/trust/read_file.h"

namespace capf::cli {
namespace {

constexpr const char *kShowFooter =
    N_("Exit status: 0 all signatures are valid, 1 one is not, or its signer may not sign the file or is\n"
       "not trusted, or a file does not decrypt, 2 usage error, 3 a signer's certificate is missing,\n"
       "4 a file is not a phone file or cannot be read.\n\n"
       "Examples:\n"
       "  capfcheck show ITLSEP001122334455.tlv\n"
       "  capfcheck show ITLFile.tlv SEP001122334455.cnf.xml.sgn\n"
       "  capfcheck show --phone-key lsc.key --format json SEP001122334455.cnf.xml.enc.sgn\n");

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

struct ReadFile {
    std::string path;
    std::vector<std::uint8_t> bytes;
};

bool is_capture(const std::vector<std::uint8_t> &bytes) {
    constexpr std::size_t kMagic = 4;
    return bytes.size() >= kMagic && (capture::begins_pcap(bytes.data()) || capture::begins_pcapng(bytes.data()));
}

// The other files, among them trust lists, are checked by these lists as by those of --trust-list.
void add_lists_among(const std::vector<ReadFile> &files, std::vector<show::Authority> &authorities) {
    for (const ReadFile &file : files) {
        std::string error;
        const auto list = judge::read_given_trust_list(file.path, file.bytes, error);
        if (list) list->add_to(authorities.emplace_back(show::Authority{file.path, {}}).store);
    }
}

// "cannot read PATH: why" in the words of `check`.
std::string as_of_check(const std::string &error, const std::string &path) {
    const std::string before = "cannot read " + path + ": ";
    return error.starts_with(before) ? path + ": cannot be opened: " + error.substr(before.size()) : error;
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
                     N_("Prints phone files (.tlv, .sgn, .enc.sgn, .cnf.xml) like CUCM's show itl, and verifies them;\n"
                        "for logs and archives of logs, shows how each line is read."),
                     kShowFooter);
    std::vector<std::string> paths;
    std::string format;
    bool show_secrets = false;
    Output output;
    TrustArguments trust;
    RedactArguments redaction;
    SandboxArguments confinement;
    line.add_arguments("FILE", paths, "phone files, logs, archives of logs", true);
    line.add_choice("--format", format, {"text", "json"}, "FORMAT");
    trust.add_options(line);
    line.add_flag("--show-secrets", show_secrets, "show passwords in a configuration instead of masking them");
    redaction.add_options(line);
    confinement.add_options(line);
    output.add_options(line, N_("file"));
    if (const auto status = line.parse(arguments)) return *status;
    if (!trust.load() || !redaction.load(show_secrets) || !confinement.load() || !output.open(paths))
        return kUsageError;
    if (redaction.wanted()) confinement.hide_names();
    std::vector<show::Authority> authorities = authorities_of(trust);
    std::vector<show::Key> keys;
    for (const judge::PhoneKey &key : trust.phone_keys()) keys.push_back({key.path, key.key});
    return confinement.run(paths, output, [&] {
        sandbox::confine_thread();
        std::vector<ReadFile> read;
        bool unreadable = false;
        for (const std::string &path : paths) {
            if (is_log_or_archive(path)) {
                unreadable |= !show_logs(path, output.quiet(), redaction.wanted(), output);
                continue;
            }
            std::string error;
            auto bytes = trust::read_file(path, error);
            if (bytes && is_capture(*bytes)) {
                error = tr_format("{}: is a capture: use capfcheck check", path);
                bytes.reset();
            }
            if (bytes) {
                read.push_back({path, std::move(*bytes)});
            } else {
                error = as_of_check(error, path);
                complain(redaction.wanted() ? told_without_names(error, path, *redaction.pseudonyms()) : error);
                unreadable = true;
            }
        }
        if (read.size() > 1) add_lists_among(read, authorities);
        std::vector<show::FileListing> files;
        bool first = true;
        for (const ReadFile &file : read) {
            files.push_back(show::list_file(file.path, file.bytes, authorities, keys));
            if (redaction.wanted()) redact::redact_listing(files.back(), *redaction.pseudonyms());
            if (format == "text" && files.back().kind == show::FileKind::unknown) {
                complain(files.back().path + ": " + tr("is not a phone file"));
                continue;
            }
            if (format == "text")
                output.write(text_of(files.back(), output.quiet(), show_secrets, std::exchange(first, false)));
        }
        if (format == "json") output.write(report::file_json(files, show_secrets));
        if (!output.close() || unreadable) return kCannotRead;
        return show::exit_status(files);
    });
}

}  // namespace capf::cli
