// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/problem_text.h"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "analyzer/language/translate.h"

namespace capf::report {
namespace {

// For xgettext. tests/language/messages.py looks whether each is still said somewhere.
[[maybe_unused]] constexpr const char *kSaidElsewhere[] = {
    // analyzer/capture
    N_("cannot be opened"),
    N_("cannot be read"),
    N_("cannot be read again"),
    N_("is a folder, not a capture file"),
    N_("is empty"),
    N_("cannot be read from a pipe: this type of capture must be in a file"),
    N_("is not a capture file of a type that Wireshark opens"),
    N_("frames cannot be kept"),
    N_("frames that were kept cannot be read back"),
    N_("the temporary file"),
    N_("the compressed data is damaged"),
    N_("the compressed data ends early"),
    N_("the file ends inside its header"),
    N_("the file ends inside a record"),
    N_("the file ends inside a block"),
    N_("the file does not begin with a section"),
    N_("there is nothing that looks like a packet"),
    N_("there is nothing that looks like a record"),
    N_("a record claims to be longer than any packet"),
    N_("a section has no known byte order"),
    N_("a section header is too short"),
    N_("a section is of an unknown version"),
    N_("a section describes more interfaces than there can be"),
    N_("a block claims to be longer than any"),
    N_("a block is shorter than its own header"),
    N_("the two lengths of a block differ"),
    N_("a block of secrets is too short"),
    N_("the description of an interface is too short"),
    N_("a packet block is too short"),
    N_("a packet names an interface that its section does not describe"),
    N_("a packet is longer than its block"),
    N_("a custom block is too short"),
    // analyzer/logs: the kinds of logs
    N_("console of a 78xx or 88xx"),
    N_("console of a 79xx"),
    N_("status messages of a 78xx or 88xx"),
    N_("status messages of a 79xx"),
    N_("CUCM TFTP trace"),
    N_("CUCM TVS trace"),
    N_("CUCM CAPF trace"),
    N_("IOS debug capf-server and phone messages"),
    N_("CUCM certificate alarms in syslog"),
    // plugin/wire, the numbers as {0} and {1}
    N_("byte {0}"),
    N_("not a signed header"),
    N_("file is cut in its header"),
    N_("header does not give its length"),
    N_("header length is {0}, and the file has only {1} bytes"),
    N_("header length is {0}, too short for what the header holds"),
    N_("header holds no signature"),
    N_("more than {0} records"),
    N_("{0} bytes at the end of the list, too few for a record"),
    N_("record does not begin with its length"),
    N_("record length is {0}, less than the element that says so"),
    N_("record overruns the file: its length is {0}, with {1} bytes left"),
    N_("too many closing tags without an opening one"),
    N_("closing tag without an opening one"),
    // plugin/trust, analyzer/show, analyzer/judge
    N_("no certificate of the signer is known"),
    N_("the digest differs"),
    N_("the digest differs, or it was made with another key"),
    N_("it was made with another key, or is damaged"),
    N_("the RSA key is too large"),
    N_("the key of the certificate is neither RSA nor EC"),
    N_("the certificate cannot be used"),
    N_("unknown digest algorithm {0}"),
    N_("the signature is empty"),
    N_("the signature is cut"),
    N_("the header is cut or damaged"),
    N_("the file is cut in its header"),
    N_("the file is cut after its header"),
    N_("the file has no signature"),
    N_("the header names no digest algorithm"),
    N_("no private key in it"),
    N_("the private key is encrypted and needs a password"),
    N_("the password is wrong"),
    N_("the private key is not an RSA key"),
    N_("the private key is too large"),
    N_("the private key does not open the file's key"),
    N_("the file is encrypted to a key of {0} bits, the private key has {1}"),
    N_("the file is not encrypted"),
    N_("the file holds no encrypted key"),
    N_("the encrypted key is cut"),
    N_("the digest of the plain text differs"),
    N_("no digest of the plain text"),
    N_("neither a signed phone file nor a phone's configuration"),
    N_("no phone configuration in it"),
    N_("no signed header"),
    N_("holds no certificate of the signer"),
    N_("its own record {0}"),
    N_("packets with a wrong checksum are in the file"),
    N_("signed with Cisco's image key, which is in no trust list"),
    N_("OpenSSL cannot be used"),
    N_("is not a trust list: it does not begin with a signed header"),
    N_("holds no trust list record"),
    N_("no certificate in this folder"),
    N_("connection closed after the TLS handshake"),
    N_("no answer"),
    N_("no answer to the SYN"),
    N_("no final answer after 100 Trying"),
    N_("ICMP destination unreachable"),
    N_("stored"),
    N_("fetched"),
    // analyzer/export, analyzer/batch, analyzer/logs
    N_("holds an export already; name another folder, or remove this one"),
    N_("what came through a pipe is too long to be read twice; save it to a file first"),
    N_("already exists"),
    N_("another capfcheck is writing to it"),
    N_("another process holds the database"),
    N_("holds something other than a batch's results"),
    N_("cannot be locked"),
    N_("the folder cannot be opened"),
    N_("the folder cannot be read"),
    N_("cannot be looked at"),
    N_("is a broken link"),
    // analyzer/watch
    N_("the capture"),
    N_("standard input"),
    N_("capturing ended"),
    N_("no packets came"),
    N_("{0} packets were not captured: nothing is concluded from silence"),
    N_("dumpcap is not installed (Debian: wireshark-common)"),
    N_("dumpcap cannot be started"),
    N_("is not a file that can be followed; for a pipe, give -"),
    N_("was truncated: reading it again from its beginning"),
    N_("was replaced: reading the new file"),
    N_("was removed: waiting for it to reappear"),
    // analyzer/sandbox
    N_("was stopped by the sandbox"),
    N_("could not go on"),
    N_("ended without a whole result"),
    N_("system calls cannot be filtered in this build"),
    N_("system calls cannot be filtered (seccomp)"),
    N_("the filter of system calls cannot be made"),
    N_("root's rights cannot be given up"),
    N_("new rights cannot be given up"),
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "{0} of {1} bytes" of "12 of 40 bytes"; the numbers go to `numbers`.
std::string without_numbers(std::string_view text, std::vector<std::string> &numbers) {
    std::string pattern;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end == at) {
            pattern += text[at++];
            continue;
        }
        pattern += fmt::format("{{{}}}", numbers.size());
        numbers.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return pattern;
}

// The translation of one sentence, or nothing.
std::optional<std::string> known_sentence(std::string_view english) {
    if (const std::string_view shown = tr(english); shown != english) return std::string(shown);
    std::vector<std::string> numbers;
    const std::string pattern = without_numbers(english, numbers);
    const std::string_view shown = tr(std::string_view(pattern));
    if (numbers.empty() || shown == pattern) return std::nullopt;
    std::string text;
    for (std::size_t at = 0; at < shown.size();) {
        const bool field = shown[at] == '{' && at + 2 < shown.size() && shown[at + 2] == '}' && is_digit(shown[at + 1]);
        const std::size_t number = field ? static_cast<std::size_t>(shown[at + 1] - '0') : numbers.size();
        if (number < numbers.size()) {
            text += numbers[number];
            at += 3;
        } else {
            text += shown[at++];
        }
    }
    return text;
}

}  // namespace

std::string problem_text(std::string_view english) {
    constexpr std::string_view kColon = ": ";
    for (std::size_t end = english.size(); end != std::string_view::npos && end > 0;) {
        if (std::optional<std::string> shown = known_sentence(english.substr(0, end))) {
            const std::string_view rest = english.substr(end);
            return *shown + (rest.empty() ? "" : std::string(kColon) + problem_text(rest.substr(kColon.size())));
        }
        end = english.rfind(kColon, end - 1);
    }
    // Perhaps the name of a file, and then what is known.
    const std::size_t colon = english.find(kColon);
    if (colon == std::string_view::npos) return std::string(english);
    const std::size_t rest = colon + kColon.size();
    return std::string(english.substr(0, rest)) + problem_text(english.substr(rest));
}

}  // namespace capf::report
