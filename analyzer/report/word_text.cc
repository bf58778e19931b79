// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/word_text.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

// For xgettext: the kinds that stand beside the words.
[[maybe_unused]] constexpr WordInContext kKinds[] = {
    NC_("kind of word", "batch status"),
    NC_("kind of word", "evidence"),
    NC_("kind of word", "gap"),
    NC_("kind of word", "join"),
    NC_("kind of word", "loss"),
    NC_("kind of word", "operation"),
    NC_("kind of word", "registration outcome"),
    NC_("kind of word", "round outcome"),
    NC_("kind of word", "sign of swapped captures"),
    NC_("kind of word", "signature"),
    NC_("kind of word", "status"),
    NC_("kind of word", "step"),
    NC_("kind of word", "transfer status"),
    NC_("kind of word", "verdict"),
};

constexpr WordText kWords[] = {
    {NC_("verdict", "encrypted"),
     N_("The phone got its encrypted configuration by a path that Cisco documents, and nothing shows that it could not "
        "use it. Exit status 0.")},
    {NC_("verdict", "failed"), N_("A step failed, and the capture shows it. Exit status 1.")},
    {NC_("verdict", "incomplete"), N_("The capture does not show enough to decide. \"Undecided\" says what is missing, "
                                      "candidates are possible causes. "
                                      "Exit status 3.")},
    {NC_("verdict", "not-enabled"),
     N_("The phone gets a full configuration in the clear: TFTP Encrypted Config is off for it. Exit status 0.")},

    {NC_("step", "trust-list"), N_("The phone downloads its ITL or CTL, which must hold the CAPF certificate.")},
    {NC_("step", "partial-config"), N_("The phone downloads its signed partial configuration (.cnf.xml.sgn): "
                                       "fullConfig is false, and it names the CAPF "
                                       "server, the authentication mode and, once CUCM has it, certHash.")},
    {NC_("step", "capf-connect"), N_("The phone opens a TCP connection to the CAPF server, port 3804 by default.")},
    {NC_("step", "capf-tls"),
     N_("Phone and CAPF server complete the TLS handshake, and the phone accepts the certificate.")},
    {NC_("step", "capf-dialogue"),
     N_("Phone and CAPF exchange CAPF messages, from AUTH_REQUEST to END_SESSION. Without keys they are inferred from "
        "the sizes of TLS records.")},
    {NC_("step", "key-store"), N_("CUCM stores the phone's public key and the MD5 hash of its certificate.")},
    {NC_("step", "phone-reset"), N_("The phone resets and asks for its files again.")},
    {NC_("step", "matching-config"),
     N_("The partial configuration now carries certHash, and it is the MD5 hash of the phone's certificate.")},
    {NC_("step", "encrypted-config"), N_("The phone downloads its encrypted configuration (.cnf.xml.enc.sgn).")},
    {NC_("step", "in-use"), N_("The phone uses the configuration: it registers with CUCM.")},

    {NC_("status", "ok"), N_("The capture shows that the step was done.")},
    {NC_("status", "failed"), N_("The capture shows that the step was tried and failed.")},
    {NC_("status", "not-needed"), N_("The phone did not need the step.")},
    {NC_("status", "not-seen"), N_("The capture holds nothing of the step.")},
    {NC_("status", "unknown"), N_("The capture holds something of the step, and not enough to say how it ended.")},

    {NC_("evidence", "observed"), N_("Seen in the clear in the capture.")},
    {NC_("evidence", "decrypted"),
     N_("Read with keys that were given: a TLS key log, a server's key or a phone's key.")},
    {NC_("evidence", "reported"), N_("A program says so itself: a phone in an alarm, or a log.")},
    {NC_("evidence", "inferred"),
     N_("Follows from sizes, directions, timing or from what comes after. It is not proof: "
        "look at other candidates too.")},

    {NC_("operation", "install"),
     N_("CAPF installs an LSC: the phone makes a key pair, CAPF issues and stores the certificate.")},
    {NC_("operation", "fetch"), N_("CAPF fetches the certificate that the phone has (troubleshoot).")},
    {NC_("operation", "delete"), N_("CAPF deletes the phone's LSC.")},
    {NC_("operation", "none"), N_("Nothing is scheduled for the phone: CAPF ends the session after authentication.")},
    {NC_("operation", "unknown"), N_("The capture does not show which operation it was.")},

    {NC_("round outcome", "encrypted"), N_("The round ends with the encrypted configuration.")},
    {NC_("round outcome", "failed"), N_("A step of the round failed.")},
    {NC_("round outcome", "not-enabled"), N_("The round brings a full configuration in the clear.")},
    {NC_("round outcome", "capf-done"),
     N_("CAPF did what was scheduled; the phone is to come back for its configuration in the next round.")},
    {NC_("round outcome", "incomplete"), N_("Nothing is decided in the round.")},

    {NC_("gap", "one-direction"), N_("Only one direction of the phone's connections was captured.")},
    {NC_("gap", "several-phones-at-address"),
     N_("Several phones share the address, and nothing shows which of them held which CAPF session.")},
    {NC_("gap", "cut-frames"),
     N_("Frames are cut in the capture (snapshot length), so files and certificates cannot be read.")},
    {NC_("gap", "frames-missing"), N_("Packets that were received are not in the capture.")},
    {NC_("gap", "connections-missing"),
     N_("The phone skips local ports between its connections: whole connections may be missing from the capture.")},
    {NC_("gap", "files-only"),
     N_("Every packet in the capture belongs to the file service: a capture filter may have left CAPF out.")},
    {NC_("gap", "hidden-by-https"),
     N_("The phone's files come over HTTPS, and without keys nothing inside can be read.")},
    {NC_("gap", "sequence-not-seen"),
     N_("Neither a file that the phone asks for nor a CAPF session is in the capture.")},
    {NC_("gap", "certificate-deleted"), N_("CAPF deleted the phone's certificate, as scheduled.")},
    {NC_("gap", "ends-after-file"), N_("A file arrived, and the capture ends before the phone does anything else.")},
    {NC_("gap", "ends-after-answer"),
     N_("A request was answered, and the capture ends before the phone does anything else.")},
    {NC_("gap", "ends-in-file"), N_("The capture ends before a file has arrived whole.")},
    {NC_("gap", "ends-after-request"), N_("The capture ends, and nothing of a file that was requested has arrived.")},
    {NC_("gap", "ends-after-syn"), N_("The capture ends before the phone's SYN is answered.")},
    {NC_("gap", "ends-in-session"), N_("The capture ends before the CAPF session does.")},
    {NC_("gap", "part-not-judged"),
     N_("The process that judged this phone's part of the capture crashed, took too long or too much memory.")},
    {NC_("gap", "logs-only"), N_("There are no packets of the phone, and the logs do not say how it ended.")},
    {NC_("gap", "ends-after-registration"),
     N_("The phone registers, and the capture ends before it does anything else.")},
    {NC_("gap", "ends-after-failed-registration"),
     N_("An attempt to register failed, and nothing is seen of the phone for longer than until it tries again.")},
    {NC_("gap", "registers-without-config"),
     N_("The phone registers, and the configuration that it uses is not in the capture.")},
    {NC_("gap", "ends-after-session"), N_("The capture ends before the phone does anything after its CAPF session.")},

    {NC_("transfer status", "complete"), N_("The file arrived whole.")},
    {NC_("transfer status", "not-found"), N_("The server does not have the file: HTTP 404, or TFTP error 1.")},
    {NC_("transfer status", "not-modified"), N_("The phone has the file already: HTTP 304.")},
    {NC_("transfer status", "busy"), N_("The server is too busy to send it: HTTP 503, or a TFTP error that says so.")},
    {NC_("transfer status", "refused"), N_("The server refuses: another HTTP status or TFTP error, or an ICMP message; "
                                           "or the phone ends it by an error.")},
    {NC_("transfer status", "no-answer"), N_("The request was not answered.")},
    {NC_("transfer status", "incomplete"), N_("The file broke off on the network.")},
    {NC_("transfer status", "lost-in-capture"), N_("Packets of the file were received and are not in the capture.")},
    {NC_("transfer status", "unfinished"), N_("The capture ends before the file does.")},

    {NC_("join", "device-name"), N_("The CAPF session names the phone itself.")},
    {NC_("join", "certificate"), N_("The session is this phone's by the name in its certificate.")},
    {NC_("join", "hardware-address"), N_("The session is this phone's by its Ethernet address.")},
    {NC_("join", "address"), N_("The session is this phone's by its IP address at that time.")},
    {NC_("join", "none"), N_("The session is all that is seen of the phone.")},

    {NC_("registration outcome", "registered"), N_("CUCM accepted the registration.")},
    {NC_("registration outcome", "refused"),
     N_("CUCM refused the registration, or one side refused the other in the TLS handshake.")},
    {NC_("registration outcome", "no-answer"), N_("The server did not answer, or cannot be reached.")},
    {NC_("registration outcome", "not-told"), N_("The capture does not show what became of it.")},

    {NC_("signature", "valid"), N_("The signature verifies with the signer's certificate.")},
    {NC_("signature", "invalid"), N_("The signature does not verify: the file was changed after it was signed.")},
    {NC_("signature", "not-checked"), N_("The signature could not be checked; the report says why.")},

    {NC_("loss", "never-arrived"), N_("One side sent it, and it never reached the other (pair).")},
    {NC_("loss", "reset-in-between"), N_("A RST that one side got was never sent by the other (pair).")},
    {NC_("loss", "answered-in-between"), N_("An answer that one side got was never sent by the other (pair).")},
    {NC_("loss", "changed"), N_("A packet arrived with other bytes than were sent (pair).")},

    {NC_("sign of swapped captures", "round-trip"),
     N_("The delays between packets and answers are those of the other side (pair).")},
    {NC_("sign of swapped captures", "hop-limit"), N_("The TTL or hop limit is that of the other side (pair).")},
    {NC_("sign of swapped captures", "hardware-address"),
     N_("The Ethernet addresses are those of the other side (pair).")},
    {NC_("sign of swapped captures", "repetition"),
     N_("Packets were retransmitted that only the other side can have missed (pair).")},

    {NC_("batch status", "ok"), N_("The capture was read to its end.")},
    {NC_("batch status", "damaged"), N_("The capture is damaged; what came before the damage was used.")},
    {NC_("batch status", "unreadable"), N_("The file cannot be read.")},
    {NC_("batch status", "crashed"), N_("The process that read the capture crashed.")},
    {NC_("batch status", "timed-out"), N_("Reading the capture took longer than --timeout.")},
    {NC_("batch status", "memory"), N_("Reading the capture took more memory than --memory-limit.")},
    {NC_("batch status", "killed"), N_("The process that read the capture was killed from outside.")},
    {NC_("batch status", "duplicate"), N_("The same bytes as a capture before it.")},
};

}  // namespace

std::span<const WordText> word_texts() {
    return kWords;
}

std::vector<WordGroup> word_groups(WordKinds kinds) {
    constexpr std::string_view kOfTextReports[] = {"verdict", "step", "status", "evidence"};
    std::vector<WordGroup> groups;
    std::string_view kind;
    for (const WordText &one : kWords) {
        if (kinds == WordKinds::of_text_reports &&
            std::ranges::find(kOfTextReports, one.name.context) == std::end(kOfTextReports))
            continue;
        if (one.name.context != kind) groups.push_back({kind_title(kind = one.name.context), {}});
        groups.back().words.push_back({with_english(tr_in(one.name), one.name.word), std::string(tr(one.text))});
    }
    return groups;
}

std::string word_explanation(std::string_view word) {
    std::string text;
    for (const WordText &one : kWords) {
        const std::string_view shown = tr_in(one.name);
        if (one.name.word != word && shown != word) continue;
        const std::string_view kind = tr_in("kind of word", one.name.context);
        const std::string head = shown == one.name.word ? fmt::format("{} ({})", shown, kind)
                                                        : fmt::format("{} ({}, {})", shown, one.name.word, kind);
        text += wrap_from(fmt::format("{}: {}", head, tr(one.text)), 0, 4, kDefaultWidth) + "\n";
    }
    return text;
}

}  // namespace capf::report
