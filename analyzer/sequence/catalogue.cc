// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/catalogue.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace capf::sequence {
namespace {

constexpr auto D = CodeKind::diagnosis;
constexpr auto N = CodeKind::notice;
constexpr auto C = CodeKind::capture;

constexpr CatalogueEntry kCatalogue[] = {
    {"trust-list-not-found", D, Step::trust_list, "no ITL or CTL on the server",
     "404 or TFTP error 1 for ITL and CTL, and nothing else shows a list",
     "Check that the TFTP and Trust Verification services run on {server} and that Security By Default is on (show "
     "itl), restart TFTP, then reset {device}.",
     'D'},
    {"trust-list-malformed", D, Step::trust_list, "the trust list does not parse",
     "the file's records contradict their own lengths",
     "Restart the TFTP service on {server}; delete the ITL on {device} and reset it.", 'I'},
    {"trust-list-signature-invalid", D, Step::trust_list,
     "the trust list's signature does not verify with its signer's record",
     "the signature does not verify with the list's own record of its signer",
     "Compare show itl on all nodes, restart TVS and TFTP on {server}; delete the ITL on {device} if it persists.",
     'C'},
    {"trust-list-signer-unknown", D, Step::trust_list, "the trust list's signer is not one that the phone trusts",
     "no SAST record has the signer's serial number, or the signer is not in the earlier list or among the "
     "certificates given; as a candidate only: the phone asks for the list again and does not go on",
     "The ITLRecovery or CallManager certificate changed under the phone: roll the change back, or delete the ITL on "
     "{device} and reset it.",
     'C'},
    {"trust-list-without-capf", D, Step::trust_list, "the trust list holds no CAPF certificate",
     "no record of the list has the role CAPF",
     "CAPF was not running when the list was made: activate it on the publisher, restart TFTP (in mixed mode: update "
     "the CTL), then reset {device}.",
     'D'},
    {"trust-list-too-large", D, Step::trust_list, "the trust list is larger than a phone takes (65,536 bytes)",
     "the file is longer than 65,536 bytes (about 39 certificates)",
     "Remove certificates that are no longer used, restart TFTP.", 'D'},
    {"trust-list-certificate-expired", D, Step::trust_list, "a certificate of the trust list has expired",
     "notAfter of the CAPF, TFTP or SAST record's certificate is before the frame's time, and the phone does not go on",
     "Regenerate the certificate on {server}, restart its service and TFTP, reset the phones.", 'D'},
    {"config-not-found", D, Step::partial_config, "no configuration file for the phone",
     "404 or TFTP error for every name that the phone tries",
     "Check that {device} is in the database of the cluster of {server} (or that auto-registration is on), and that "
     "the TFTP service built its file.",
     'D'},
    {"config-transfer-incomplete", D, Step::partial_config, "the configuration broke off on the network",
     "TFTP blocks or TCP segments are missing on the network, not merely in the capture; or no answer",
     "Check the network between {device} and {server} (MTU, firewall, duplex) and the load of the TFTP service.", 'D'},
    {"config-malformed", D, Step::partial_config, "the configuration does not parse",
     "the XML or the signed header does not parse",
     "Restart the TFTP service on {server} so that it builds the file anew; compare with another phone's.", 'I'},
    {"config-signature-invalid", D, Step::partial_config, "the configuration's signature does not verify",
     "the signature does not verify with the record that the header names, and the phone does not go on",
     "The file was changed after it was signed: restart TFTP on {server}, look for a proxy that rewrites files.", 'C'},
    {"config-signer-untrusted", D, Step::partial_config, "the configuration's signer is not in the trust list",
     "no TFTP record of the list that the phone got has the signer's serial number and issuer, and the phone does not "
     "go on",
     "The TFTP (CallManager) certificate was regenerated: check TVS on {server}, let {device} get a new ITL; as the "
     "last resort delete the ITL on the phone.",
     'D'},
    {"config-digest-unsupported", D, Step::partial_config, "the phone does not go on from a SHA-512 signature",
     "the file is signed with SHA-512; the phone asks for it again and again and never goes on",
     "Set the enterprise parameter TFTP File Signature Algorithm to SHA-1, or upgrade the phone's load.", 'D'},
    {"capf-info-missing", D, Step::partial_config, "the configuration names no CAPF server",
     "the partial configuration has no phonePort or no processNodeName",
     "Activate Certificate Authority Proxy Function on the publisher (Cisco Unified Serviceability, Service "
     "Activation), then reset {device}.",
     'D'},
    {"authentication-string-required", D, Step::capf_connect,
     "CAPF waits for an authentication string that nobody typed",
     "capfAuthMode is 1, certHash asks for CAPF, and there is no connection to it",
     "Type the authentication string of {device} on the phone (Settings, Security Configuration, LSC), or set the "
     "profile's authentication mode to By Null String.",
     'D'},
    {"capf-not-attempted", D, Step::capf_connect, "the phone needs CAPF and does not connect",
     "certHash asks for CAPF, capfAuthMode is 0 or 2, and there is no SYN to it",
     "Check that the phone's load supports the feature, reset {device}, and check the phone security profile.", 'D'},
    {"capf-refused", D, Step::capf_connect, "the CAPF server refuses the connection", "RST answers the SYN",
     "Activate and start Certificate Authority Proxy Function on {server}, the publisher (Cisco Unified "
     "Serviceability), check with utils service list.",
     'D'},
    {"capf-unreachable", D, Step::capf_connect, "the CAPF server does not answer",
     "the SYN is repeated and not answered, or a router sends ICMP unreachable",
     "Let TCP port {port} through from the phones to {server}, the publisher: check firewalls, routing, and that the "
     "publisher is up.",
     'D'},
    {"capf-wrong-server", D, Step::capf_connect, "the phone connects elsewhere than its configuration says",
     "the phone connects to another address or port than its configuration names",
     "Check name resolution of the CAPF node and whether {device} uses an old configuration.", 'I'},
    {"tls-version-mismatch", D, Step::capf_tls, "phone and CAPF server have no TLS version in common",
     "alert 70 (protocol_version), or 40 right after a Client Hello that offers TLS 1.0 only",
     "Lower the minimum TLS version of the server (set tls min-version) for phones that speak TLS 1.0 only, or upgrade "
     "the load.",
     'D'},
    {"tls-no-common-cipher", D, Step::capf_tls, "phone and CAPF server have no cipher in common",
     "alert 40 (handshake_failure) or 71 (insufficient_security) after the hello, and the versions agree",
     "Check Cipher Management on {server} and the TLS ciphers that the phone's load offers.", 'I'},
    {"capf-certificate-untrusted", D, Step::capf_tls, "the phone does not trust the CAPF certificate",
     "the phone sends alert 48, 42, 43 or 46, FIN or RST after the server's Certificate",
     "The CAPF certificate is in neither ITL nor CTL and TVS did not vouch for it: restart TFTP (in mixed mode: utils "
     "ctl update CTLFile), reset {device} so that it gets the new list.",
     'D'},
    {"capf-certificate-not-in-trust-list", D, Step::capf_tls,
     "the CAPF server's certificate is not the one in the trust list",
     "the certificate in TLS is not that of the list's CAPF record, and the phone does not take it",
     "CAPF was regenerated and the list was not: restart TFTP (in mixed mode: utils ctl update CTLFile), reset "
     "{device} so that it gets the new list.",
     'D'},
    {"capf-certificate-expired", D, Step::capf_tls, "the CAPF certificate has expired",
     "the phone sends alert 45, or leaves and notAfter is before the frame's time",
     "Regenerate the CAPF certificate, restart CAPF and TFTP; in mixed mode update the CTL.", 'D'},
    {"capf-certificate-unsuitable", D, Step::capf_tls, "the CAPF certificate may not sign, or its key is too short",
     "the certificate lacks CA:TRUE or keyCertSign, or its RSA key is shorter than 1024 bits, and the phone does not "
     "take it",
     "Reissue the CAPF certificate with CA:TRUE, keyCertSign and an RSA key of at least 1024 bits.", 'D'},
    {"tls-aborted", D, Step::capf_tls, "the TLS handshake was broken off without a reason",
     "FIN or RST within the handshake, without an alert that tells why, elsewhere than after the Certificate",
     "Look at the CAPF trace of {server} for this time, and for a device in between that inspects TLS.", 'I'},
    {"capf-unknown-device", D, Step::capf_dialogue, "CAPF does not know the device", "END_SESSION with reason 9",
     "Add {device} to the database of this cluster, or correct its name.", 'C'},
    {"capf-rejected", D, Step::capf_dialogue, "CAPF refused the phone",
     "END_SESSION with reason 7, or another that is neither 0, 1 nor 9",
     "Either the authentication string is wrong (Invalid Authentication String), or a certificate was already issued, "
     "or the server cannot read an element: check the string of {device}, set the operation to Install/Upgrade again, "
     "read the CAPF trace.",
     'C'},
    {"capf-no-operation", D, Step::capf_dialogue, "nothing is scheduled for the phone although it needs a key",
     "END_SESSION with reason 0 while the configuration still needs a key",
     "Set Certificate Operation of {device} to Install/Upgrade and reset the phone.", 'C'},
    {"capf-authentication-failed", D, Step::capf_dialogue, "authentication by certificate failed",
     "the phone proves itself by a certificate and the session ends, or its signatures do not verify",
     "The issuer of the phone's LSC or MIC is not in CAPF-trust, or the phone has none: set the authentication mode to "
     "By Null String, or to Existing Certificate (precedence to MIC).",
     'D'},
    {"capf-key-generation-failed", D, Step::capf_dialogue, "the phone did not make the key",
     "KEY_GENERATE_RESPONSE without a key, or the phone leaves after KEY_GENERATE_REQUEST",
     "The model does not support this key size or curve: set RSA 2048 (Key Order RSA Only) in the phone security "
     "profile of {device}.",
     'C'},
    {"capf-store-failed", D, Step::capf_dialogue, "the phone did not store its new certificate",
     "STORE_CERTIFICATE_RESPONSE with another reason than 1; END_SESSION is 1 all the same",
     "The phone refused the LSC: check the chain of the CAPF certificate (an offline CA's root and intermediates in "
     "CAPF-trust and CallManager-trust).",
     'C'},
    {"capf-fetch-failed", D, Step::capf_dialogue, "the phone has no certificate to fetch",
     "FETCH_CERTIFICATE_RESPONSE with another reason than 1, or without a certificate",
     "Install an LSC first: set Certificate Operation of {device} to Install/Upgrade.", 'C'},
    {"capf-delete-failed", D, Step::capf_dialogue, "the phone did not delete its certificate",
     "DELETE_CERTIFICATE_RESPONSE with another reason than 1; END_SESSION is 1 all the same",
     "Delete the LSC on the phone itself, or repeat the operation.", 'C'},
    {"capf-retry-later", D, Step::capf_dialogue, "CAPF asks the phone to come back later",
     "RETRY_LATER in place of END_SESSION",
     "The online CA is busy or not reachable from {server}: check it, then reset {device}.", 'C'},
    {"capf-session-cut", D, Step::capf_dialogue, "the CAPF session ended before its end",
     "FIN, RST or silence before END_SESSION",
     "Look for timeouts and resets between {device} and {server}, and at the load of CAPF (maximum clients); the phone "
     "tries again.",
     'I'},
    {"certhash-still-empty", D, Step::key_store, "CUCM still has no certificate hash for the phone",
     "CAPF ended well, and certHash of the next partial configuration is empty",
     "Check run sql select md5hash,name from device where name='{device}', database replication (utils dbreplication "
     "runtimestate), restart TFTP, reset the phone.",
     'D'},
    {"certhash-stale", D, Step::matching_config, "certHash is not the hash of the certificate that CAPF handled",
     "the next certHash is not the MD5 of the certificate that CAPF stored or fetched",
     "Check run sql select md5hash,name from device where name='{device}', database replication, restart TFTP so that "
     "it builds the file anew, reset the phone.",
     'D'},
    {"database-hash-differs", D, Step::key_store, "the database's md5hash is another certificate's",
     "the md5hash of the table that was given is not certHash, or not the MD5 of the LSC or MIC",
     "Set Certificate Operation of {device} to Install/Upgrade and reset the phone; check database replication.", 'D'},
    {"phone-did-not-reset", D, Step::phone_reset, "the phone did not ask for its files again after CAPF",
     "CAPF ended well, the phone is seen alive, and a quarter of an hour passes without a request",
     "Reset {device} from the administration page.", 'D'},
    {"encrypted-config-not-requested", D, Step::encrypted_config, "the phone does not ask for the encrypted file",
     "certHash agrees (or is there and cannot be compared), encrConfig is true, and the file is not asked for",
     "Check that the phone's load supports encrypted configuration files.", 'I'},
    {"encrypted-config-not-found", D, Step::encrypted_config, "the server does not have the encrypted file",
     "404 or TFTP error 1 for the .enc.sgn that the partial configuration promises",
     "Restart the TFTP service on {server} so that it builds the file; check that the security profile of {device} "
     "still has TFTP Encrypted Config ticked.",
     'D'},
    {"encrypted-config-signature-invalid", D, Step::encrypted_config, "the encrypted file's signature does not verify",
     "the file's signature does not verify with the record that its header names",
     "The file was changed after it was signed: restart TFTP on {server}, look for a proxy that rewrites files.", 'C'},
    {"encrypted-config-transfer-incomplete", D, Step::encrypted_config, "the encrypted file broke off on the network",
     "TFTP blocks or TCP segments are missing on the network, or no answer",
     "Check the network between {device} and {server} and the load of the TFTP service.", 'D'},
    {"encrypted-config-wrong-key", D, Step::encrypted_config, "the encrypted file is for another key than the phone's",
     "the header's key size is not the LSC's, or the LSC is for another key than the phone made, or the private key "
     "that was given does not decrypt, or the plain text's digest differs",
     "The phone's certificate changed after the file was made: install the LSC again (Install/Upgrade), restart TFTP, "
     "reset {device}.",
     'C'},
    {"encrypted-config-not-used", D, Step::in_use, "the phone got the encrypted file and did not use it",
     "fetched, then at least twice CAPF again or the same file again, with no registration and no ten minutes of quiet "
     "between",
     "It could not decrypt it: install the LSC again (Install/Upgrade), restart TFTP, reset {device}.", 'C'},
    {"provisioning-not-visible", D, Step::partial_config, "the phone gets its files over HTTPS",
     "connections to HTTPS (6971), and no configuration over HTTP or TFTP",
     "Nothing inside can be seen: give the key log of the session (--keylog), or capture with HTTPS turned off.", 'D'},
    {"tvs-rejected", D, Step::trust_list, "TVS does not vouch for a certificate",
     "TVS answers with another status than 0 (decrypted), or cannot be reached, and the phone does not go on",
     "Check that the certificate is in the TVS store of {server}, that TVS runs and that TCP port 2445 is open.", 'D'},
    {"no-pki-phone", D, Step::partial_config, "the file is encrypted with a symmetric key that was typed by hand",
     "the .enc.sgn carries no encrypted key (tag 25)",
     "Check that the key on the phone is the one on its configuration page.", 'D'},

    {"weak-key", N, Step::trust_list, "an RSA key under 2048 bits",
     "an RSA key under 2048 bits in a certificate, or in what CAPF asks the phone for",
     "Regenerate the certificate with 2048 bits; for phones set Key Size in the phone security profile or the CAPF "
     "information of the phone, then Install/Upgrade.",
     'I'},
    {"sha1-signature", N, Step::trust_list, "a SHA-1 signature", "digest algorithm 1 in a signed header",
     "Where all loads support it, set the enterprise parameter TFTP File Signature Algorithm to SHA-512.", 'I'},
    {"certificate-expires-soon", N, Step::trust_list, "a certificate ends within 90 days",
     "notAfter of a certificate of the list, of CAPF or of the phone is less than 90 days away",
     "Plan its regeneration (Cisco Unified OS Administration, Security, Certificate Management), one certificate at a "
     "time, and let the phones get the new list before the next.",
     'I'},
    {"mic-expired", N, Step::trust_list, "the phone's MIC has expired",
     "notAfter of the MIC that the phone shows to CAPF is before the frame's time",
     "Install an LSC by null string or authentication string: authentication by MIC may be refused (Invalid MIC).",
     'I'},
    {"mic-authority-ends", N, Step::trust_list, "the MIC's issuer ends on 14 May 2029",
     "the MIC that the phone shows to CAPF is issued by Cisco Manufacturing CA or Cisco Root CA 2048",
     "Do not rest on the MIC: install an LSC, and check that the loads and CAPF-trust know the newer manufacturing "
     "authorities.",
     'D'},
    {"tls-1.0", N, Step::trust_list, "CAPF over TLS 1.0", "the Server Hello of CAPF chooses TLS 1.0 or SSL 3.0",
     "Phones of the 79xx series speak nothing newer; for others raise the minimum (set tls min-version).", 'I'},
    {"secret-in-clear", N, Step::trust_list, "a password or digest credential in a configuration without encryption",
     "a password or digest credential with a value in a configuration that came over HTTP or TFTP unencrypted",
     "Change the secret, and tick TFTP Encrypted Config in the phone security profile.", 'I'},
    {"address-mismatch", N, Step::trust_list, "the phone uses CAPF at an address that its configuration does not name",
     "the phone uses CAPF at another address or port than its configuration names, and it works",
     "Check name resolution of the CAPF node, address translation between phone and publisher, and whether the phone "
     "uses an old configuration.",
     'I'},
    {"signed-file-name-differs", N, Step::trust_list, "the name in the signed header is not the name asked for",
     "the file name in the signed header is not the name that the phone asked for",
     "Look for a proxy or load balancer that mixes up files, and for a TFTP cache: restart the TFTP service.", 'I'},

    {"capture-starts-late", C, Step::trust_list, "the capture begins in the middle of the story",
     "connections without their beginning, or neither a list nor CAPF before the files",
     "Start the capture, then reset the phone.", 'I'},
    {"capture-ends-early", C, Step::trust_list, "the capture ends before the story",
     "transfers or sessions are open when the capture ends",
     "Let the capture run until the phone has registered, or has clearly given up.", 'I'},
    {"capture-cut-frames", C, Step::trust_list, "frames are cut (snap length)",
     "frames are shorter in the file than on the wire",
     "Capture whole packets; on CUCM: utils network capture eth0 file NAME count 100000 size all.", 'I'},
    {"capture-has-gaps", C, Step::trust_list, "packets that were received are not in the capture",
     "bytes are acknowledged that are not in the file",
     "Capture closer to the phone or the server, with a filter on its address, so that the capturing machine keeps up.",
     'I'},
    {"capture-one-direction", C, Step::trust_list, "only one direction was captured",
     "of each connection only one side's packets are there",
     "Capture where both directions pass: the phone's switch port with both directions mirrored, or the server itself.",
     'I'},
    {"capture-duplicates", C, Step::trust_list, "frames are there twice (SPAN or two interfaces)",
     "the same frame comes twice within moments, often",
     "Mirror each port in one direction only, or remove duplicates (editcap -d).", 'I'},
    {"capture-time-steps-back", C, Step::trust_list, "frames are not in the order of their time",
     "a frame is earlier than the one before it in the file",
     "Put the frames in order (reordercap); check the clock of the capturing machine.", 'I'},
    {"capture-damaged", C, Step::trust_list, "the file ends inside a record", "the file ends inside a record",
     "Stop the capture before the file is copied. What came before the damage counts.", 'I'},
};

void replace_all(std::string &text, std::string_view what, const std::string &with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

}  // namespace

std::span<const CatalogueEntry> catalogue() {
    return kCatalogue;
}

const CatalogueEntry &catalogue_entry(std::string_view code) {
    const auto *found = std::find_if(std::begin(kCatalogue), std::end(kCatalogue),
                                     [&](const CatalogueEntry &entry) { return code == entry.code; });
    if (found == std::end(kCatalogue)) std::abort();  // a code outside the vocabulary is a bug of ours
    return *found;
}

std::string fill_in(std::string_view text, const Names &names) {
    std::string result(text);
    const auto or_else = [](const std::string &name, const char *fallback) { return name.empty() ? fallback : name; };
    replace_all(result, "{server}", or_else(names.server, "the server"));
    replace_all(result, "{port}", or_else(names.port, "3804"));
    replace_all(result, "{device}", or_else(names.device, "the phone"));
    return result;
}

Diagnosis make_diagnosis(std::string_view code, Evidence evidence, Frames frames, std::string summary,
                         const Names &names) {
    const CatalogueEntry &entry = catalogue_entry(code);
    return {entry.code, entry.step, evidence, std::move(frames), std::move(summary), fill_in(entry.remedy, names)};
}

}  // namespace capf::sequence
