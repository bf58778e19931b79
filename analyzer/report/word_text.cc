// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/word_text.h"

#include <fmt/format.h>

#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

constexpr WordText kWords[] = {
    {"verdict", "encrypted",
     "The phone got its encrypted configuration by a path that Cisco documents, and nothing shows that it could not "
     "use it. Exit status 0."},
    {"verdict", "failed", "A step failed, and the capture shows it. Exit status 1."},
    {"verdict", "incomplete",
     "The capture does not show enough to decide. \"Undecided\" says what is missing, candidates say what would fit. "
     "Exit status 3."},
    {"verdict", "not-enabled",
     "The phone gets a full configuration in the clear: TFTP Encrypted Config is off for it. Exit status 0."},

    {"step", "trust-list", "The phone downloads its ITL or CTL, which must hold the CAPF certificate."},
    {"step", "partial-config",
     "The phone downloads its signed partial configuration (.cnf.xml.sgn): fullConfig is false, and it names the CAPF "
     "server, the authentication mode and, once CUCM has it, certHash."},
    {"step", "capf-connect", "The phone opens a TCP connection to the CAPF server, port 3804 by default."},
    {"step", "capf-tls", "Phone and CAPF server complete the TLS handshake, and the phone accepts the certificate."},
    {"step", "capf-dialogue",
     "Phone and CAPF exchange CAPF messages, from AUTH_REQUEST to END_SESSION. Without keys they are inferred from "
     "the sizes of TLS records."},
    {"step", "key-store", "CUCM stores the phone's public key and the MD5 hash of its certificate."},
    {"step", "phone-reset", "The phone resets and asks for its files again."},
    {"step", "matching-config",
     "The partial configuration now carries certHash, and it is the MD5 hash of the phone's certificate."},
    {"step", "encrypted-config", "The phone downloads its encrypted configuration (.cnf.xml.enc.sgn)."},
    {"step", "in-use", "The phone uses the configuration: it registers with CUCM."},

    {"status", "ok", "The capture shows that the step was done."},
    {"status", "failed", "The capture shows that the step was tried and failed."},
    {"status", "not-needed", "The phone did not need the step."},
    {"status", "not-seen", "The capture holds nothing of the step."},
    {"status", "unknown", "The capture holds something of the step, and not enough to say how it ended."},

    {"evidence", "observed", "Seen in the clear in the capture."},
    {"evidence", "decrypted", "Read with keys that were given: a TLS key log, a server's key or a phone's key."},
    {"evidence", "reported", "A program says so itself: a phone in an alarm, or a log."},
    {"evidence", "inferred",
     "Follows from sizes, directions, timing or from what comes after. It is no proof: look at other candidates too."},

    {"operation", "install",
     "CAPF installs an LSC: the phone makes a key pair, CAPF issues and stores the certificate."},
    {"operation", "fetch", "CAPF fetches the certificate that the phone has (troubleshoot)."},
    {"operation", "delete", "CAPF deletes the phone's LSC."},
    {"operation", "none", "Nothing is scheduled for the phone: CAPF ends the session after authentication."},
    {"operation", "unknown", "The capture does not tell which operation it was."},

    {"round outcome", "encrypted", "The round ends with the encrypted configuration."},
    {"round outcome", "failed", "A step of the round failed."},
    {"round outcome", "not-enabled", "The round brings a full configuration in the clear."},
    {"round outcome", "capf-done",
     "CAPF did what was scheduled; the phone is to come back for its configuration in the next round."},
    {"round outcome", "incomplete", "Nothing is decided in the round."},

    {"gap", "one-direction", "Only one direction of the phone's connections was captured."},
    {"gap", "several-phones-at-address",
     "Several phones share the address, and nothing tells which of them held which CAPF session."},
    {"gap", "cut-frames", "Frames are cut in the capture (snapshot length), so files and certificates cannot be read."},
    {"gap", "frames-missing", "Packets that were received are not in the capture."},
    {"gap", "connections-missing",
     "The phone skips local ports between its connections: whole connections may be missing from the capture."},
    {"gap", "files-only",
     "Every packet in the capture is of the file service: a capture filter may have left CAPF out."},
    {"gap", "part-not-judged",
     "The process that judged this phone's part of the capture crashed, took too long or too much memory."},
    {"gap", "hidden-by-https", "The phone's files come over HTTPS, and without keys nothing inside can be read."},
    {"gap", "sequence-not-seen", "Neither a file that the phone asks for nor a CAPF session is in the capture."},
    {"gap", "certificate-deleted",
     "CAPF deleted the phone's certificate, as scheduled; without one it gets no encrypted configuration."},
    {"gap", "ends-after-file", "A file arrived, and the capture ends before the phone does anything else."},
    {"gap", "ends-after-answer", "A request was answered, and the capture ends before the phone does anything else."},
    {"gap", "ends-in-file", "The capture ends before a file has arrived whole."},
    {"gap", "ends-after-syn", "The capture ends before the phone's SYN is answered."},
    {"gap", "ends-in-session", "The capture ends before the CAPF session does."},
    {"gap", "ends-after-session", "The capture ends before the phone does anything after its CAPF session."},

    {"transfer status", "complete", "The file arrived whole."},
    {"transfer status", "not-found", "The server does not have the file: HTTP 404, or TFTP error 1."},
    {"transfer status", "not-modified", "The phone has the file already: HTTP 304."},
    {"transfer status", "busy", "The server is too busy to send it: HTTP 503."},
    {"transfer status", "refused", "The server refuses: another HTTP status or TFTP error, or an ICMP message."},
    {"transfer status", "no-answer", "The request was not answered."},
    {"transfer status", "incomplete", "The file broke off on the network."},
    {"transfer status", "lost-in-capture", "Packets of the file were received and are not in the capture."},
    {"transfer status", "unfinished", "The capture ends before the file does."},

    {"join", "device-name", "The CAPF session names the phone itself."},
    {"join", "certificate", "The session is this phone's by the name in its certificate."},
    {"join", "hardware-address", "The session is this phone's by its Ethernet address."},
    {"join", "address", "The session is this phone's by its IP address at that time."},
    {"join", "none", "The session is all that is seen of the phone."},

    {"registration outcome", "registered", "CUCM accepted the registration."},
    {"registration outcome", "refused", "CUCM refused the registration, or the phone's certificate."},
    {"registration outcome", "no-answer", "The server did not answer, or cannot be reached."},
    {"registration outcome", "not-told", "The capture does not show what became of it."},

    {"signature", "valid", "The signature verifies with the signer's certificate."},
    {"signature", "invalid", "The signature does not verify: the file was changed after it was signed."},
    {"signature", "not-checked", "The signature could not be checked; the report says why."},

    {"loss", "never-arrived", "One side sent it, and it never reached the other (pair)."},
    {"loss", "reset-in-between", "A RST that one side got was never sent by the other (pair)."},
    {"loss", "answered-in-between", "An answer that one side got was never sent by the other (pair)."},
    {"loss", "changed", "A packet arrived with other bytes than were sent (pair)."},

    {"sign of swapped captures", "round-trip",
     "The delays between packets and answers are those of the other side (pair)."},
    {"sign of swapped captures", "hop-limit", "The TTL or hop limit is that of the other side (pair)."},
    {"sign of swapped captures", "hardware-address", "The Ethernet addresses are those of the other side (pair)."},
    {"sign of swapped captures", "repetition",
     "Packets were repeated that only the other side can have missed (pair)."},

    {"batch status", "ok", "The capture was read to its end."},
    {"batch status", "damaged", "The capture is damaged; what came before the damage counts."},
    {"batch status", "unreadable", "The file cannot be read."},
    {"batch status", "crashed", "The process that read the capture crashed."},
    {"batch status", "timed-out", "Reading the capture took longer than --timeout."},
    {"batch status", "memory", "Reading the capture took more memory than --memory-limit."},
    {"batch status", "killed", "The process that read the capture was killed from outside."},
    {"batch status", "duplicate", "The same bytes as a capture before it."},
};

}  // namespace

std::span<const WordText> word_texts() {
    return kWords;
}

std::string word_explanation(std::string_view word) {
    std::string text;
    for (const WordText &one : kWords) {
        if (one.word != word) continue;
        text += fmt::format("{} ({}): {}\n", one.word, one.kind,
                            wrap(one.text, one.word.size() + one.kind.size() + 5 > 30 ? 2 : 4));
    }
    return text;
}

}  // namespace capf::report
