// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/file_text.h"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/mask.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/report/sentence.h"
#include "plugin/wire/trust_list.h"

namespace capf::report {
namespace {

using namespace show;

constexpr std::size_t kBytesInALine = 16;
constexpr const char *kTableHead =
    "BYTEPOS  TAG                        LENGTH  VALUE\n"
    "-------  ---                        ------  -----\n";
constexpr std::size_t kValueColumn = 44;

// Hex pairs with blanks, `kBytesInALine` a line.
std::string hex_pairs(const std::string &hex, std::size_t indent) {
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        if (i > 0) text += i / 2 % kBytesInALine == 0 ? "\n" + std::string(indent, ' ') : " ";
        text += hex.substr(i, 2);
    }
    return text;
}

std::string date(std::int64_t seconds) {
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

// For xgettext: show::name_of() of the kinds.
[[maybe_unused]] constexpr WordInContext kKinds[] = {
    NC_("kind of file", "itl"),    NC_("kind of file", "ctl"),     NC_("kind of file", "trust-list"),
    NC_("kind of file", "config"), NC_("kind of file", "unknown"),
};

class FileWriter {
public:
    FileWriter(const FileListing &file, bool show_secrets) : file_(file), show_secrets_(show_secrets) {}

    std::string write() {
        checksums();
        if (file_.header) header();
        for (std::size_t i = 0; i < file_.records.size(); ++i) record(i);
        for (const Decryption &one : file_.decryptions) decryption(one);
        if (file_.has_config) config();
        if (file_.header) verdict();
        for (const std::string &remark : remarks_text(file_)) line(sentence(tr_format("Remark: {}", remark)));
        for (const std::string &problem : file_.problems)
            line(tr_format("Problem: {}", problem_text(printable(problem))));
        return std::move(out_);
    }

private:
    void line(const std::string &text) { out_ += text + "\n"; }

    [[nodiscard]] bool is_list() const {
        return file_.kind == FileKind::itl || file_.kind == FileKind::ctl || file_.kind == FileKind::trust_list;
    }

    // "ITL file": how CUCM calls it.
    [[nodiscard]] WordInContext cucm_noun() const {
        switch (file_.kind) {
            case FileKind::itl:
                return NC_("kind of file", "ITL");
            case FileKind::ctl:
                return NC_("kind of file", "CTL");
            case FileKind::trust_list:
                return NC_("kind of file", "trust list");
            case FileKind::signed_file:
                return NC_("kind of file", "signed");
            case FileKind::encrypted_file:
                return NC_("kind of file", "encrypted");
            default:
                return NC_("kind of file", "configuration");
        }
    }

    [[nodiscard]] std::string noun() const { return std::string(tr_in(cucm_noun())); }

    void checksums() {
        line(printable(file_.path));
        if (file_.redacted) line(tr("redacted: names and addresses are pseudonyms"));
        line(tr_format("The checksum value of the {} file:", noun()));
        line(file_.md5 + "(MD5)");
        line(file_.sha1 + "(SHA1)\n");
        line(tr_format("Length of {0} file: {1}", noun(), file_.size));
    }

    void header() {
        const wire::SignedHeader &header = *file_.header;
        if (header.timestamp) {
            line(tr_format("The {0} file was signed on {1:%Y-%m-%d %H:%M:%S} UTC", noun(),
                           fmt::gmtime(static_cast<std::time_t>(*header.timestamp))));
        }
        line(fmt::format("\n    Parse {} File\n    ----------------\n", cucm_noun().word));
        if (header.version) line(fmt::format("Version:        {}.{}", header.version->major, header.version->minor));
        if (header.header_length) line(fmt::format("HeaderLength:   {} (BYTES)", *header.header_length));
        out_ += "\n";
        out_ += kTableHead;
        for (const Element &element : file_.elements) row(element);
        if (!is_list())
            line(fmt::format("{:<7}  {:<25}  {:<6}", header.payload.offset, "(payload)", header.payload.length));
    }

    void row(const Element &element) {
        const std::string name = element.name.empty() ? fmt::format("TAG {}", element.tag) : element.name;
        std::string text = fmt::format("{:<7}  {:<25}  {:<6}  {}", element.offset,
                                       std::string(2 * static_cast<std::size_t>(element.depth), ' ') + name,
                                       element.length, value(element));
        text.erase(text.find_last_not_of(' ') + 1);
        line(text);
    }

    [[nodiscard]] static std::string value(const Element &element) {
        if (!element.value.empty()) return printable(element.value);
        return hex_pairs(element.hex, kValueColumn);
    }

    void record(std::size_t index) {
        const Record &one = file_.records[index];
        line(fmt::format("\n    {} Record #:{}\n          ----", cucm_noun().word, index + 1));
        out_ += kTableHead;
        for (const Element &element : one.elements) {
            // CUCM prints the certificate's hash in its place.
            if (one.certificate && element.tag == static_cast<std::uint8_t>(wire::RecordTag::certificate)) {
                Element hash = element;
                hash.value = hex_pairs(one.certificate->sha1, kValueColumn) + " (SHA1 Hash HEX)";
                row_as_is(hash);
            } else {
                row(element);
            }
        }
        if (one.certificate) certificate(*one.certificate);
        if (one.is_sast) {
            line(one.signed_the_list ? tr_format("This etoken was used to sign the {} file.", noun())
                                     : tr_format("This etoken was not used to sign the {} file.", noun()));
        }
    }

    void row_as_is(const Element &element) {
        line(fmt::format("{:<7}  {:<25}  {:<6}  {}", element.offset, element.name, element.length, element.value));
    }

    void certificate(const trust::Certificate &one) {
        const std::string key = one.key_kind == trust::KeyKind::rsa  ? fmt::format("RSA {}", one.key_bits)
                                : one.key_kind == trust::KeyKind::ec ? "EC " + one.curve
                                                                     : tr("other key");
        line(tr_format("Certificate: {0}, valid from {1} to {2}, MD5 {3}", key, date(one.not_before),
                       date(one.not_after), one.md5));
    }

    void decryption(const Decryption &one) {
        using trust::DecryptionStatus;
        const bool good = one.status == DecryptionStatus::decrypted;
        out_ += "\n";
        line(good ? tr_format("Decrypted with {}, and the plain text digest agrees.", printable(one.key))
                  : tr_format("NOT decrypted with {0}: {1}", printable(one.key), problem_text(printable(one.reason))));
    }

    void config() {
        line(std::string("\n") + tr("Configuration"));
        for (const Field &field : file_.fields) {
            line(fmt::format("  {:<20} {}", printable(field.name),
                             field.secret ? masked(printable(field.value), show_secrets_) : printable(field.value)));
        }
    }

    void verdict() {
        out_ += "\n";
        for (const Check &check : file_.checks) {
            const std::string signer = in_brackets(printable(check.signer));
            const std::string reason = check.result.reason.empty() ? "" : ": " + problem_text(check.result.reason);
            line(tr_format("Signature by {0}{1}: {2}{3}", problem_text(printable(check.authority)), signer,
                           tr_in("signature", trust::verdict_name(check.result.verdict)), reason));
        }
        const trust::FileVerification &found = *file_.signature;
        if (found.valid()) {
            line(tr_format("The {} file was verified successfully.", noun()));
        } else if (file_.header->signed_with_image_key()) {
            line(tr_format("The {0} file was not verified: it is {1}.", noun(), problem_text(found.reason)));
        } else if (file_.checks.empty()) {
            line(
                tr_format("The {0} file was not verified: no certificate of its signer {1} is at hand; give "
                          "--trust-list or --cert.",
                          noun(), printable(file_.header->signer_name.value_or("?"))));
        } else {
            line(tr_format("The {0} file was NOT verified: {1}.", noun(), problem_text(found.reason)));
        }
        if (file_.signer_may_not_sign()) {
            line(tr_format("Its signer may not sign it: a phone accepts {0}, and the role of this one is {1}.",
                           is_list() ? tr("a trust list only from a SAST") : tr("such a file only from a TFTP server"),
                           found.signer_role()));
        }
        if (file_.untrusted()) {
            line(
                tr("Its signer is in none of the lists and certificates given: a phone that trusts only those refuses "
                   "the file."));
        }
    }

    const FileListing &file_;
    bool show_secrets_;
    std::string out_;
};

}  // namespace

std::vector<std::string> remarks_text(const FileListing &file) {
    std::vector<std::string> remarks;
    if (file.for_rollback) {
        remarks.emplace_back(
            tr("only the SAST record holds a certificate: the cluster makes such a list when it is prepared for a "
               "rollback to a release before 8.0, and a phone that has it trusts no TFTP, TVS or CAPF certificate by "
               "it"));
    } else if (!file.records_without_certificate.empty()) {
        std::string numbers;
        for (const std::size_t one : file.records_without_certificate) {
            numbers += (numbers.empty() ? "" : ", ") + std::to_string(one + 1);
        }
        remarks.push_back(
            tr_count(NP_("record {} has no certificate, as in the CTL of a cluster that is not in mixed mode",
                         "records {} have no certificate, as in the CTL of a cluster that is not in mixed mode"),
                     file.records_without_certificate.size(), numbers));
    }
    if (file.size > wire::kTrustListMaximum && !file.records.empty()) {
        remarks.push_back(tr_format("phones accept no list of more than {} bytes", grouped(wire::kTrustListMaximum)));
    }
    return remarks;
}

std::string file_text(const FileListing &file, bool show_secrets) {
    return FileWriter(file, show_secrets).write();
}

std::string file_line(const FileListing &file) {
    std::string text = fmt::format("{}: {}", printable(file.path), tr_in("kind of file", name_of(file.kind)));
    if (file.header) {
        text += tr_format(", signature {}", tr_in("signature", trust::verdict_name(file.signature->verdict)));
        if (file.signer_may_not_sign()) text += tr(", signer may not sign it");
        if (file.untrusted()) text += tr(", signer untrusted");
    }
    if (!file.decryptions.empty()) text += file.decrypted() ? tr(", decrypted") : tr(", NOT decrypted");
    return text + "\n";
}

}  // namespace capf::report
