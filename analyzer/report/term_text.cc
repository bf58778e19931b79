// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/term_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/report/csv_report.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/wrap.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/capf_message.h"

namespace capf::report {
namespace {

struct ExplainedTerm {
    std::string_view word;  // in English
    const char *text;       // whole sentences, in English
};

struct TermsOfKind {
    WordInContext kind;
    bool is_translated;  // reports for people print the words in their language
    std::span<const ExplainedTerm> terms;
};

constexpr ExplainedTerm kLabelTerms[] = {
    {N_("Cause"), N_("Why the step failed, in words, with its code in brackets: capfcheck explain CODE says more.")},
    {N_("Likely"), N_("The cause, where it is inferred: other causes may fit as well.")},
    {N_("Candidate"), N_("A possible cause of what was seen in an undecided phone.")},
    {N_("Undecided"), N_("What is missing to decide.")},
    {N_("Evidence"), N_("The frames or lines of logs that show the cause, and how it is known.")},
    {N_("Filter"), N_("A display filter for Wireshark that shows the evidence.")},
    {N_("To do"), N_("What to do, in the order in which to try it.")},
    {N_("Or"), N_("What else it may be.")},
    {N_("Then"), N_("What to check when that does not help: Cisco's troubleshooting list, as far as it is open.")},
    {N_("File"), N_("The configuration file that the phone got.")},
    {N_("Basis"), N_("What the verdict encrypted rests on.")},
    {N_("Notice"), N_("Something worth knowing; does not affect the verdict.")},
    {N_("Earlier"), N_("What failed before in the same capture.")},
    {N_("Log"), N_("A line of a log that the cause rests on.")},
    {N_("Confidence"), N_("How sure the inference from the sizes of TLS records is.")},
    {N_("Stopped at"), N_("The step that failed.")},
};

constexpr ExplainedTerm kRoleTerms[] = {
    {"SAST", N_("Signs trust lists: a record with this role holds the certificate that a list is signed with.")},
    {"CCM", N_("The certificate of a CUCM node that runs CallManager.")},
    {"CCM+TFTP", N_("The certificate of a CUCM node that runs CallManager and TFTP: it signs configurations.")},
    {"TFTP", N_("The certificate of a TFTP server: it signs configurations.")},
    {"CAPF", N_("The certificate of the CAPF server: the phone checks it in the TLS handshake.")},
    {"TVS", N_("The certificate of the Trust Verification Service.")},
    {"application server", N_("The certificate of an application server.")},
    {"no role", N_("The record gives the certificate no role.")},
    {"CAPF server", N_("The server showed it in the TLS handshake with CAPF.")},
    {"TVS server", N_("The server showed it in the TLS handshake with TVS.")},
    {"HTTPS server", N_("The server showed it in the TLS handshake of a download.")},
    {"LSC", N_("Locally Significant Certificate: CAPF installed it on the phone.")},
    {"MIC", N_("Manufacture Installed Certificate: the phone left the factory with it.")},
    {"SUDI", N_("Secure Unique Device Identifier: a newer certificate from the factory.")},
};

constexpr ExplainedTerm kKindOfFileTerms[] = {
    {"itl", N_("Initial Trust List (ITL….tlv).")},
    {"ctl", N_("Certificate Trust List (CTL….tlv).")},
    {"trust-list", N_("A trust list whose name says neither ITL nor CTL.")},
    {"signed-config", N_("A signed configuration (.cnf.xml.sgn).")},
    {"encrypted-config", N_("A signed and encrypted configuration (.cnf.xml.enc.sgn).")},
    {"plain-config", N_("A configuration without a signature (.cnf.xml).")},
    {"default-config", N_("The configuration for phones that CUCM does not know (XMLDefault).")},
    {"signed-file", N_("Another signed file (.sgn).")},
    {"other", N_("Any other file.")},
    {"signed", N_("A signed file (show).")},
    {"config", N_("A configuration without a signature (show).")},
};

constexpr ExplainedTerm kFormatOfLogTerms[] = {
    {"phone-console", N_("Console log of a 78xx or 88xx.")},
    {"old-phone-console", N_("Console log of a 79xx.")},
    {"phone-status", N_("Status messages of a 78xx or 88xx.")},
    {"old-phone-status", N_("Status messages of a 79xx.")},
    {"tftp", N_("Trace of CUCM's TFTP service.")},
    {"tvs", N_("Trace of CUCM's Trust Verification Service.")},
    {"capf", N_("Trace of CUCM's CAPF service.")},
    {"ios-capf", N_("Output of debug capf-server of IOS.")},
    {"capfd", N_("Log of capfd, a public CAPF server.")},
    {"tvsd", N_("Log of tvsd, a public Trust Verification Service.")},
    {"certificate-syslog", N_("CUCM's alarms about certificates in syslog.")},
};

constexpr ExplainedTerm kEventInALogTerms[] = {
    {"other", N_("A record of this log that says nothing more.")},
    {"names-phone", N_("The record names a phone and says nothing more.")},
    {"file-requested", N_("A file was requested.")},
    {"config-requested", N_("The phone asks for its configuration.")},
    {"lookup-found", N_("The server found the file in one of the places where it looks.")},
    {"lookup-not-found", N_("The file is not in one of the places where the server looks.")},
    {"file-sent", N_("The server says that it sent the file.")},
    {"file-not-found", N_("The server does not have the file.")},
    {"file-busy", N_("The server is too busy to send the file.")},
    {"server-full", N_("There are more requests than the server takes.")},
    {"serving-limit", N_("How many requests the server takes at a time.")},
    {"device-not-in-database", N_("The device is not in CUCM's database.")},
    {"transfer-refused", N_("The transfer was refused.")},
    {"connection-opened", N_("A connection was opened.")},
    {"connection-closed", N_("A connection was closed.")},
    {"http-status", N_("The HTTP status of an answer.")},
    {"content-length", N_("The length of a file in an answer.")},
    {"transfer-done", N_("The phone says that it has the file.")},
    {"transfer-failed", N_("The phone says that the transfer failed.")},
    {"transfer-timeout", N_("The phone waited too long for the file.")},
    {"trust-list-verified", N_("The phone verified its trust list.")},
    {"trust-list-updated", N_("The phone has a new trust list.")},
    {"trust-list-failed", N_("The phone refused the trust list.")},
    {"trust-list-missing", N_("The phone has no trust list.")},
    {"signature-valid", N_("The phone says that a file's signature is valid.")},
    {"signature-invalid", N_("The phone says that a file's signature is not valid.")},
    {"signer-not-in-list", N_("The file's signer is not in the phone's trust list.")},
    {"certificate-not-in-list", N_("A server's certificate is not in the phone's trust list.")},
    {"tls-connecting", N_("The phone opens a TLS connection.")},
    {"tls-connected", N_("The TCP connection for TLS is open.")},
    {"tls-certificate", N_("The kind of certificate that the phone uses in TLS.")},
    {"certificate-subject", N_("The subject of a certificate.")},
    {"certificate-issuer", N_("The issuer of a certificate.")},
    {"no-lsc", N_("The phone has no LSC, and uses its MIC.")},
    {"tls-alert", N_("A TLS alert was sent or received.")},
    {"tls-established", N_("The TLS handshake succeeded.")},
    {"tls-failed", N_("The TLS handshake failed.")},
    {"tvs-available", N_("A TVS server is available.")},
    {"tvs-request-sent", N_("A request to TVS was sent.")},
    {"tvs-response-received", N_("A response of TVS was received.")},
    {"tvs-authenticated", N_("TVS answered whether a certificate is valid.")},
    {"tvs-certificate-kept", N_("The phone keeps a certificate that TVS knows.")},
    {"tvs-dump", N_("A message of TVS in hexadecimal.")},
    {"tvs-message", N_("The type of a message of TVS.")},
    {"tvs-subject", N_("The subject of the certificate that TVS is asked about.")},
    {"tvs-issuer", N_("The issuer of the certificate that TVS is asked about.")},
    {"tvs-serial", N_("The serial number of the certificate that TVS is asked about.")},
    {"certificate-found", N_("TVS knows the certificate.")},
    {"certificate-not-found", N_("TVS does not know the certificate.")},
    {"tvs-response-sent", N_("TVS sent its response.")},
    {"tvs-status", N_("The status in a response of TVS.")},
    {"tvs-error", N_("TVS reports an error.")},
    {"capf-not-needed", N_("The phone says that it has nothing to do with CAPF.")},
    {"capf-device", N_("A CAPF session of this device.")},
    {"capf-unknown-device", N_("CAPF does not know the device.")},
    {"capf-authentication", N_("How the phone is to authenticate itself to CAPF.")},
    {"capf-operation", N_("What CAPF is to do.")},
    {"capf-key-algorithm", N_("The algorithm of the phone's key.")},
    {"capf-key-size", N_("The size of the phone's key.")},
    {"capf-message-received", N_("CAPF received a message.")},
    {"capf-message-sent", N_("CAPF sent a message.")},
    {"capf-bytes-sent", N_("How many bytes CAPF sent.")},
    {"capf-bytes-received", N_("How many bytes CAPF received.")},
    {"capf-result", N_("What CAPF did.")},
    {"capf-error", N_("CAPF reports an error.")},
    {"capf-server-full", N_("CAPF has as many sessions as it takes.")},
    {"capf-session-ended", N_("The CAPF session ended.")},
    {"certificate-alarm", N_("A certificate expires or has expired.")},
    {"phone-registered", N_("The phone registered.")},
    {"phone-unregistered", N_("The phone is no longer registered.")},
    {"phone-alarm", N_("The phone sent an alarm.")},
};

constexpr ExplainedTerm kKindOfWatchLineTerms[] = {
    {"packet", N_("Something went over the wire.")},
    {"step", N_("A step was done, or failed.")},
    {"waiting", N_("A step is awaited, and half of its usual time has gone by.")},
    {"overdue", N_("A step is awaited, and all of its usual time has gone by. Not a verdict.")},
    {"taken-back", N_("What was said before no longer holds.")},
    {"verdict", N_("The phone has a verdict, or another one than before.")},
};

constexpr ExplainedTerm kKindOfExportedFileTerms[] = {
    {"file", N_("A file as the phone got it.")},
    {"payload", N_("What a .sgn holds behind its header.")},
    {"decrypted", N_("The configuration out of an .enc.sgn.")},
    {"certificate", N_("A certificate, as PEM.")},
};

constexpr ExplainedTerm kDirectionTerms[] = {
    {"phone-to-cucm", N_("From the phone to CUCM (pair).")},
    {"cucm-to-phone", N_("From CUCM to the phone (pair).")},
};

constexpr ExplainedTerm kFieldOfAConfigurationTerms[] = {
    {"fullConfig", N_("Whether the configuration is a full one: false in the partial configuration, with which the "
                      "phone goes to CAPF or to its encrypted file.")},
    {"certHash", N_("MD5 hash of the phone's certificate for which the configuration is encrypted; empty as long as "
                    "CUCM has none.")},
    {"encrConfig", N_("Whether the configuration is encrypted for this phone.")},
    {"capfAuthMode", N_("How the phone authenticates itself to CAPF: 0 by a null string, 1 by an authentication "
                        "string, 2 by its LSC, 3 by its MIC.")},
    {"md5hash", N_("The column of CUCM's database that holds certHash.")},
    {"phonePort", N_("TCP port of the CAPF server, 3804 by default.")},
    {"processNodeName", N_("Name or address of the CAPF server.")},
    {"loadInformation", N_("The firmware that the phone is to run.")},
    {"deviceProtocol", N_("SIP or SCCP.")},
    {"deviceSecurityMode", N_("Whether the phone registers without TLS (1), authenticated (2) or encrypted (3).")},
    {"ipAddressMode", N_("Whether the phone uses IPv4, IPv6 or both.")},
    {"callManager", N_("A CUCM node that the phone registers with.")},
};

constexpr ExplainedTerm kJSONMemberTerms[] = {
    {"transport", N_("Over what a file came (http, https, tftp) or a phone registers (UDP, TCP, TLS).")},
    {"signer_source", N_("Where the signer's certificate is from: own-list, earlier-list or given.")},
    {"own-list", N_("The certificate is from the list that is checked.")},
    {"earlier-list", N_("The certificate is from a list that the phone got before.")},
    {"given", N_("The certificate was given with an option.")},
    {"reached", N_("The last message of a CAPF session that is seen or inferred.")},
    {"nothing", N_("The CAPF session reached no message.")},
    {"operation-request",
     N_("The CAPF session reached the server's request: to generate a key, to fetch or to delete a certificate.")},
    {"operation-response", N_("The CAPF session reached the phone's response to the server's request.")},
    {"join", N_("How it is known that a CAPF session or a line of a log is this phone's.")},
    {"owner", N_("The line is from the phone's own log.")},
    {"port", N_("The line names the address and port of one of the phone's connections.")},
};

constexpr ExplainedTerm kNameUnderValuesTerms[] = {
    {"address", N_("An IP address.")},
    {"alert", N_("The number of a TLS alert.")},
    {"answer", N_("How the server answered a request.")},
    {"bits", N_("The size of a key, in bits.")},
    {"bytes", N_("A size, in bytes.")},
    {"certificate", N_("The name of a certificate.")},
    {"configured", N_("What the configuration says, to compare with.")},
    {"count", N_("How often, or how many.")},
    {"date", N_("A date, such as the end of a certificate's validity.")},
    {"days", N_("A time, in days.")},
    {"destination", N_("Where a packet went.")},
    {"device", N_("The name of a device.")},
    {"expected", N_("What was to be expected, to compare with what was seen.")},
    {"expected-bits", N_("The size of a key that was to be expected, in bits.")},
    {"expected-from", N_("How the expected value is known: stored, fetched or shown.")},
    {"file", N_("The name of a file.")},
    {"hash", N_("certHash, or the hash of a certificate.")},
    {"header-file", N_("The file's name in its signed header.")},
    {"issuer", N_("The issuer of a certificate.")},
    {"key", N_("A key's algorithm and size, or its usage.")},
    {"last", N_("The last of several values.")},
    {"line", N_("A line of a log.")},
    {"minutes", N_("A time, in minutes.")},
    {"offered", N_("What a side offered in the TLS handshake.")},
    {"operation", N_("The operation of a CAPF session, or a message.")},
    {"path", N_("The path of a file that was given.")},
    {"port", N_("A port.")},
    {"protocol", N_("A protocol.")},
    {"reason", N_("A reason, in words or as a number of the protocol.")},
    {"reporter", N_("The address that sent an ICMP message.")},
    {"seconds", N_("A time, in seconds.")},
    {"server", N_("The address of a server, with its port.")},
    {"service", N_("The name of a service.")},
    {"signer", N_("The name of a file's signer.")},
    {"status", N_("The number with which a server answered.")},
    {"transport", N_("Over what a file was requested.")},
    {"version", N_("A version, of TLS for example.")},
    {"warning", N_("The text of a SIP Warning header.")},
};

constexpr ExplainedTerm kProtocolTerms[] = {
    {"SIP", N_("Session Initiation Protocol: the phone registers with it.")},
    {"SCCP", N_("Skinny Client Control Protocol: the phone registers with it.")},
    {"UDP", N_("User Datagram Protocol, below SIP.")},
    {"TCP", N_("Transmission Control Protocol, below SIP and SCCP: without encryption.")},
    {"TLS", N_("Transport Layer Security: what it carries is encrypted.")},
    {"http", N_("The file came over HTTP, port 6970 by default.")},
    {"https", N_("The file came over HTTPS: without keys nothing inside can be read.")},
    {"tftp", N_("The file came over TFTP.")},
};

constexpr ExplainedTerm kSideOfAPairTerms[] = {
    {"phone", N_("The capture at the phone (pair).")},
    {"cucm", N_("The capture at CUCM (pair).")},
};

// By the names of the plugin's table, which has all of them.
constexpr ExplainedTerm kCapfMessages[] = {
    {"AUTH_REQUEST", N_("The server asks the phone to authenticate itself.")},
    {"AUTH_RESPONSE", N_("The phone authenticates itself.")},
    {"KEY_GENERATE_REQUEST", N_("The server asks for a new key pair.")},
    {"KEY_GENERATE_RESPONSE", N_("The phone sends its new public key.")},
    {"STORE_CERTIFICATE_REQUEST", N_("The server sends the phone's new certificate.")},
    {"STORE_CERTIFICATE_RESPONSE", N_("The phone has stored the certificate.")},
    {"FETCH_CERTIFICATE_REQUEST", N_("The server asks for the certificate that the phone has.")},
    {"FETCH_CERTIFICATE_RESPONSE", N_("The phone sends its certificate.")},
    {"DELETE_CERTIFICATE_REQUEST", N_("The server asks the phone to delete its certificate.")},
    {"DELETE_CERTIFICATE_RESPONSE", N_("The phone has deleted its certificate.")},
    {"END_SESSION", N_("The server ends the session, with a reason.")},
    {"RETRY_LATER", N_("The server has no time: the phone is to come back later.")},
    {"REQUEST_IN_PROGRESS", N_("The other side is still at work.")},
    {"ABORT_REQUEST", N_("One side breaks the session off.")},
};

constexpr WordInContext kCapfKind = NC_("kind of word", "CAPF message");
constexpr WordInContext kColumnKind = NC_("kind of word", "column of CSV");

constexpr TermsOfKind kTerms[] = {
    {NC_("kind of word", "label"), true, kLabelTerms},
    {NC_("kind of word", "role"), true, kRoleTerms},
    {NC_("kind of word", "kind of file"), false, kKindOfFileTerms},
    {NC_("kind of word", "format of log"), false, kFormatOfLogTerms},
    {NC_("kind of word", "event in a log"), false, kEventInALogTerms},
    {NC_("kind of word", "kind of watch line"), false, kKindOfWatchLineTerms},
    {NC_("kind of word", "kind of exported file"), false, kKindOfExportedFileTerms},
    {NC_("kind of word", "direction"), false, kDirectionTerms},
    {NC_("kind of word", "field of a configuration"), false, kFieldOfAConfigurationTerms},
    {NC_("kind of word", "JSON member"), false, kJSONMemberTerms},
    {NC_("kind of word", "name under values"), false, kNameUnderValuesTerms},
    {NC_("kind of word", "protocol"), false, kProtocolTerms},
    {NC_("kind of word", "side of a pair"), false, kSideOfAPairTerms},
};

std::string term_entry(std::string_view shown, std::string_view english, WordInContext kind, const std::string &text) {
    const std::string head = shown == english ? fmt::format("{} ({})", shown, tr_in(kind))
                                              : fmt::format("{} ({}, {})", shown, english, tr_in(kind));
    return wrap_from(head + ": " + text, 0, 4, kDefaultWidth) + "\n";
}

std::string meaning_of_message(const wire::NamedValue &message) {
    const auto *const known = std::ranges::find(kCapfMessages, message.name, &ExplainedTerm::word);
    const std::string number = sentence(tr_format("Number {} in the protocol", message.value));
    return known == std::end(kCapfMessages) ? number : two_sentences(tr(known->text), number);
}

std::string capf_message_terms(std::string_view word) {
    std::string text;
    for (const wire::NamedValue &message : wire::capf_command_names()) {
        if (plain_word(message.name) == word)
            text += term_entry(message.name, message.name, kCapfKind, meaning_of_message(message));
    }
    return text;
}

WordGroup capf_message_group() {
    WordGroup group{kind_title(kCapfKind.word), {}};
    for (const wire::NamedValue &message : wire::capf_command_names()) {
        group.words.push_back({std::string(message.name), meaning_of_message(message)});
    }
    return group;
}

// A column that several tables have is listed once for each meaning.
WordGroup column_group() {
    WordGroup group{kind_title(kColumnKind.word), {}};
    for (std::size_t table = 0; table < csv_table_names().size(); ++table) {
        for (const CsvField &field : csv_fields(static_cast<CsvTable>(table))) {
            if (*field.meaning == '\0') continue;
            const std::string meaning = sentence(tr(field.meaning));
            const auto is_same = [&](const ListedWord &one) {
                return one.word == field.name && one.meaning == meaning;
            };
            if (std::ranges::none_of(group.words, is_same)) group.words.push_back({field.name, meaning});
        }
    }
    return group;
}

std::string column_terms(std::string_view word) {
    std::vector<std::string> told;
    std::string text;
    for (std::size_t table = 0; table < csv_table_names().size(); ++table) {
        for (const CsvField &field : csv_fields(static_cast<CsvTable>(table))) {
            const std::string meaning = tr(field.meaning);
            if (plain_word(field.name) != word || meaning.empty()) continue;
            if (std::ranges::find(told, meaning) != told.end()) continue;
            told.push_back(meaning);
            text += term_entry(field.name, field.name, kColumnKind, sentence(meaning));
        }
    }
    return text;
}

}  // namespace

std::string plain_word(std::string_view word) {
    std::string plain(word);
    for (char &c : plain) c = c == '_' || c == ' ' ? '-' : wire::lower(c);
    return plain;
}

std::vector<WordGroup> term_groups() {
    std::vector<WordGroup> groups;
    for (const TermsOfKind &kind : kTerms) {
        WordGroup &group = groups.emplace_back(WordGroup{kind_title(kind.kind.word), {}});
        for (const ExplainedTerm &one : kind.terms) {
            const std::string_view shown = kind.is_translated ? tr(one.word) : one.word;
            group.words.push_back({with_english(shown, one.word), tr(one.text)});
        }
    }
    groups.push_back(capf_message_group());
    groups.push_back(column_group());
    return groups;
}

std::vector<std::string> term_words() {
    std::vector<std::string> words;
    for (const TermsOfKind &kind : kTerms) {
        for (const ExplainedTerm &one : kind.terms) {
            words.emplace_back(one.word);
            if (kind.is_translated) words.emplace_back(tr(one.word));
        }
    }
    for (const wire::NamedValue &message : wire::capf_command_names()) words.emplace_back(message.name);
    return words;
}

std::string term_explanation(std::string_view word) {
    std::string text;
    for (const TermsOfKind &kind : kTerms) {
        for (const ExplainedTerm &one : kind.terms) {
            const std::string_view shown = kind.is_translated ? tr(one.word) : one.word;
            if (plain_word(one.word) != word && plain_word(shown) != word) continue;
            text += term_entry(shown, one.word, kind.kind, tr(one.text));
        }
    }
    return text + capf_message_terms(word) + column_terms(word);
}

}  // namespace capf::report
