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
     "Check that the TFTP and Trust Verification services run on {server} and that Security By Default is on "
     "(show itl), restart TFTP, then reset {device}.",
     'D'},
    {"trust-list-malformed", D, Step::trust_list, "the trust list does not parse",
     "Restart the TFTP service on {server}; delete the ITL on {device} and reset it.", 'I'},
    {"trust-list-signature-invalid", D, Step::trust_list,
     "the trust list's signature does not verify with its signer's record",
     "Compare show itl on all nodes, restart TVS and TFTP on {server}; delete the ITL on {device} if it persists.",
     'C'},
    {"trust-list-signer-unknown", D, Step::trust_list, "the trust list's signer is not one that the phone trusts",
     "The ITLRecovery or CallManager certificate changed under the phone: roll the change back, or delete the ITL on "
     "{device} and reset it.",
     'C'},
    {"trust-list-without-capf", D, Step::trust_list, "the trust list holds no CAPF certificate",
     "CAPF was not running when the list was made: activate it on the publisher, restart TFTP (in mixed mode: update "
     "the CTL), then reset {device}.",
     'D'},
    {"trust-list-too-large", D, Step::trust_list, "the trust list is larger than a phone takes (65,536 bytes)",
     "Remove certificates that are no longer used, restart TFTP.", 'D'},
    {"trust-list-certificate-expired", D, Step::trust_list, "a certificate of the trust list has expired",
     "Regenerate the certificate on {server}, restart its service and TFTP, reset the phones.", 'D'},
    {"config-not-found", D, Step::partial_config, "no configuration file for the phone",
     "Check that {device} is in the database of the cluster of {server} (or that auto-registration is on), and that "
     "the TFTP service built its file.",
     'D'},
    {"config-transfer-incomplete", D, Step::partial_config, "the configuration broke off on the network",
     "Check the network between {device} and {server} (MTU, firewall, duplex) and the load of the TFTP service.", 'D'},
    {"config-malformed", D, Step::partial_config, "the configuration does not parse",
     "Restart the TFTP service on {server} so that it builds the file anew; compare with another phone's.", 'I'},
    {"config-signature-invalid", D, Step::partial_config, "the configuration's signature does not verify",
     "The file was changed after it was signed: restart TFTP on {server}, look for a proxy that rewrites files.", 'C'},
    {"config-signer-untrusted", D, Step::partial_config, "the configuration's signer is not in the trust list",
     "The TFTP (CallManager) certificate was regenerated: check TVS on {server}, let {device} get a new ITL; as the "
     "last resort delete the ITL on the phone.",
     'D'},
    {"config-digest-unsupported", D, Step::partial_config, "the phone does not go on from a SHA-512 signature",
     "Set the enterprise parameter TFTP File Signature Algorithm to SHA-1, or upgrade the phone's load.", 'D'},
    {"capf-info-missing", D, Step::partial_config, "the configuration names no CAPF server",
     "Activate Certificate Authority Proxy Function on the publisher (Cisco Unified Serviceability, Service "
     "Activation), then reset {device}.",
     'D'},
    {"authentication-string-required", D, Step::capf_connect,
     "CAPF waits for an authentication string that nobody typed",
     "Type the authentication string of {device} on the phone (Settings, Security Configuration, LSC), or set the "
     "profile's authentication mode to By Null String.",
     'D'},
    {"capf-not-attempted", D, Step::capf_connect, "the phone needs CAPF and does not connect",
     "Check that the phone's load supports the feature, reset {device}, and check the phone security profile.", 'D'},
    {"capf-refused", D, Step::capf_connect, "the CAPF server refuses the connection",
     "Activate and start Certificate Authority Proxy Function on the publisher {server} (Cisco Unified "
     "Serviceability), check with utils service list.",
     'D'},
    {"capf-unreachable", D, Step::capf_connect, "the CAPF server does not answer",
     "Let TCP port {port} through from the phones to the publisher {server}: check firewalls, routing, and that the "
     "publisher is up.",
     'D'},
    {"capf-wrong-server", D, Step::capf_connect, "the phone connects elsewhere than its configuration says",
     "Check name resolution of the CAPF node and whether {device} uses an old configuration.", 'I'},
    {"tls-version-mismatch", D, Step::capf_tls, "phone and CAPF server have no TLS version in common",
     "Lower the minimum TLS version of the server (set tls min-version) for phones that speak TLS 1.0 only, or "
     "upgrade the load.",
     'D'},
    {"tls-no-common-cipher", D, Step::capf_tls, "phone and CAPF server have no cipher in common",
     "Check Cipher Management on {server} and the TLS ciphers that the phone's load offers.", 'I'},
    {"capf-certificate-untrusted", D, Step::capf_tls, "the phone does not trust the CAPF certificate",
     "The CAPF certificate is in neither ITL nor CTL and TVS did not vouch for it: restart TFTP (in mixed mode: utils "
     "ctl update CTLFile), reset {device} so that it gets the new list.",
     'D'},
    {"capf-certificate-not-in-trust-list", D, Step::capf_tls,
     "the CAPF server's certificate is not the one in the trust list",
     "CAPF was regenerated and the list was not: restart TFTP (in mixed mode: utils ctl update CTLFile), reset "
     "{device} so that it gets the new list.",
     'D'},
    {"capf-certificate-expired", D, Step::capf_tls, "the CAPF certificate has expired",
     "Regenerate the CAPF certificate, restart CAPF and TFTP; in mixed mode update the CTL.", 'D'},
    {"capf-certificate-unsuitable", D, Step::capf_tls, "the CAPF certificate may not sign, or its key is too short",
     "Reissue the CAPF certificate with CA:TRUE, keyCertSign and an RSA key of at least 1024 bits.", 'D'},
    {"tls-aborted", D, Step::capf_tls, "the TLS handshake was broken off without a reason",
     "Look at the CAPF trace of {server} for this time, and for a device in between that inspects TLS.", 'I'},
    {"capf-unknown-device", D, Step::capf_dialogue, "CAPF does not know the device",
     "Add {device} to the database of this cluster, or correct its name.", 'C'},
    {"capf-rejected", D, Step::capf_dialogue, "CAPF refused the phone",
     "Either the authentication string is wrong (Invalid Authentication String), or a certificate was already issued, "
     "or the server cannot read an element: check the string of {device}, set the operation to Install/Upgrade again, "
     "read the CAPF trace.",
     'C'},
    {"capf-no-operation", D, Step::capf_dialogue, "nothing is scheduled for the phone although it needs a key",
     "Set Certificate Operation of {device} to Install/Upgrade and reset the phone.", 'C'},
    {"capf-authentication-failed", D, Step::capf_dialogue, "authentication by certificate failed",
     "The issuer of the phone's LSC or MIC is not in CAPF-trust, or the phone has none: set the authentication mode to "
     "By Null String, or to Existing Certificate (precedence to MIC).",
     'D'},
    {"capf-key-generation-failed", D, Step::capf_dialogue, "the phone did not make the key",
     "The model does not support this key size or curve: set RSA 2048 (Key Order RSA Only) in the phone security "
     "profile of {device}.",
     'C'},
    {"capf-store-failed", D, Step::capf_dialogue, "the phone did not store its new certificate",
     "The phone refused the LSC: check the chain of the CAPF certificate (an offline CA's root and intermediates in "
     "CAPF-trust and CallManager-trust).",
     'C'},
    {"capf-fetch-failed", D, Step::capf_dialogue, "the phone has no certificate to fetch",
     "Install an LSC first: set Certificate Operation of {device} to Install/Upgrade.", 'C'},
    {"capf-delete-failed", D, Step::capf_dialogue, "the phone did not delete its certificate",
     "Delete the LSC on the phone itself, or repeat the operation.", 'C'},
    {"capf-retry-later", D, Step::capf_dialogue, "CAPF asks the phone to come back later",
     "The online CA is busy or not reachable from {server}: check it, then reset {device}.", 'C'},
    {"capf-session-cut", D, Step::capf_dialogue, "the CAPF session ended before its end",
     "Look for timeouts and resets between {device} and {server}, and at the load of CAPF (maximum clients); the phone "
     "tries again.",
     'I'},
    {"certhash-still-empty", D, Step::key_store, "CUCM still has no certificate hash for the phone",
     "Check run sql select md5hash,name from device where name='{device}', database replication (utils dbreplication "
     "runtimestate), restart TFTP, reset the phone.",
     'D'},
    {"certhash-stale", D, Step::matching_config, "certHash is not the hash of the certificate that CAPF handled",
     "Check run sql select md5hash,name from device where name='{device}', database replication, restart TFTP so that "
     "it "
     "builds the file anew, reset the phone.",
     'D'},
    {"database-hash-differs", D, Step::key_store, "the database's md5hash is another certificate's",
     "Set Certificate Operation of {device} to Install/Upgrade and reset the phone; check database replication.", 'D'},
    {"phone-did-not-reset", D, Step::phone_reset, "the phone did not ask for its files again after CAPF",
     "Reset {device} from the administration page.", 'D'},
    {"encrypted-config-not-requested", D, Step::encrypted_config, "the phone does not ask for the encrypted file",
     "Check that the phone's load supports encrypted configuration files.", 'I'},
    {"encrypted-config-not-found", D, Step::encrypted_config, "the server does not have the encrypted file",
     "Restart the TFTP service on {server} so that it builds the file; check that the security profile of {device} "
     "still has TFTP Encrypted Config ticked.",
     'D'},
    {"encrypted-config-signature-invalid", D, Step::encrypted_config, "the encrypted file's signature does not verify",
     "The file was changed after it was signed: restart TFTP on {server}, look for a proxy that rewrites files.", 'C'},
    {"encrypted-config-transfer-incomplete", D, Step::encrypted_config, "the encrypted file broke off on the network",
     "Check the network between {device} and {server} and the load of the TFTP service.", 'D'},
    {"encrypted-config-wrong-key", D, Step::encrypted_config, "the encrypted file is for another key than the phone's",
     "The phone's certificate changed after the file was made: install the LSC again (Install/Upgrade), restart TFTP, "
     "reset {device}.",
     'C'},
    {"encrypted-config-not-used", D, Step::in_use, "the phone got the encrypted file and did not use it",
     "It could not decrypt it: install the LSC again (Install/Upgrade), restart TFTP, reset {device}.", 'C'},
    {"provisioning-not-visible", D, Step::partial_config, "the phone gets its files over HTTPS",
     "Nothing inside can be seen: give the key log of the session (--keylog), or capture with HTTPS turned off.", 'D'},
    {"tvs-rejected", D, Step::trust_list, "TVS does not vouch for a certificate",
     "Check that the certificate is in the TVS store of {server}, that TVS runs and that TCP port 2445 is open.", 'D'},
    {"no-pki-phone", D, Step::partial_config, "the file is encrypted with a symmetric key that was typed by hand",
     "Check that the key on the phone is the one on its configuration page.", 'D'},

    {"weak-key", N, Step::trust_list, "an RSA key under 2048 bits", "", 'I'},
    {"sha1-signature", N, Step::trust_list, "a SHA-1 signature", "", 'I'},
    {"certificate-expires-soon", N, Step::trust_list, "a certificate ends within 90 days", "", 'I'},
    {"mic-expired", N, Step::trust_list, "the phone's MIC has expired", "", 'I'},
    {"mic-authority-ends", N, Step::trust_list, "the MIC's issuer ends on 14 May 2029", "", 'D'},
    {"tls-1.0", N, Step::trust_list, "CAPF over TLS 1.0", "", 'I'},
    {"secret-in-clear", N, Step::trust_list, "a password or digest credential in a configuration without encryption",
     "", 'I'},
    {"address-mismatch", N, Step::trust_list, "the name of the device and its address do not belong together", "", 'I'},
    {"signed-file-name-differs", N, Step::trust_list, "the name in the signed header is not the name asked for", "",
     'I'},

    {"capture-starts-late", C, Step::trust_list, "the capture begins in the middle of the story", "", 'I'},
    {"capture-ends-early", C, Step::trust_list, "the capture ends before the story", "", 'I'},
    {"capture-cut-frames", C, Step::trust_list, "frames are cut (snap length)", "", 'I'},
    {"capture-has-gaps", C, Step::trust_list, "packets that were received are not in the capture", "", 'I'},
    {"capture-one-direction", C, Step::trust_list, "only one direction was captured", "", 'I'},
    {"capture-duplicates", C, Step::trust_list, "frames are there twice (SPAN or two interfaces)", "", 'I'},
    {"capture-time-steps-back", C, Step::trust_list, "frames are not in the order of their time", "", 'I'},
    {"capture-damaged", C, Step::trust_list, "the file ends inside a record", "", 'I'},
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
