// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/problem_text.h"

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
    // plugin/trust, analyzer/show, analyzer/judge
    N_("holds no certificate of the signer"),
    N_("packets with a wrong checksum are in the file"),
    N_("signed with Cisco's image key, which is in no trust list"),
    N_("OpenSSL cannot be used"),
    N_("is no trust list: it does not begin with a signed header"),
    N_("holds no trust list record"),
    N_("no certificate in this folder"),
    N_("connection closed after the TLS handshake"),
    N_("stored"),
    N_("fetched"),
    // analyzer/export, analyzer/batch, analyzer/logs
    N_("holds an export already; name another folder, or remove this one"),
    N_("what came through a pipe is too long to be read twice; save it to a file first"),
    N_("is there already; --resume continues it"),
    N_("another capfcheck is writing to it"),
    N_("another process holds the database"),
    N_("holds something else than a batch's results"),
    N_("cannot be locked"),
    N_("the folder cannot be opened"),
    N_("the folder cannot be read"),
    N_("cannot be looked at"),
    N_("is a link that leads nowhere"),
    // analyzer/sandbox
    N_("was stopped by the sandbox"),
    N_("could not go on"),
    N_("system calls cannot be filtered in this build"),
    N_("system calls cannot be filtered (seccomp)"),
    N_("the filter of system calls cannot be made"),
    N_("root's rights cannot be given up"),
    N_("new rights cannot be given up"),
};

}  // namespace

std::string problem_text(std::string_view english) {
    constexpr std::string_view kColon = ": ";
    for (std::size_t end = english.size(); end != std::string_view::npos && end > 0;) {
        const std::string_view said = english.substr(0, end), shown = tr(said);
        if (shown != said) {
            const std::string_view rest = english.substr(end);
            return std::string(shown) +
                   (rest.empty() ? "" : std::string(kColon) + problem_text(rest.substr(kColon.size())));
        }
        end = english.rfind(kColon, end - 1);
    }
    return std::string(english);
}

}  // namespace capf::report
