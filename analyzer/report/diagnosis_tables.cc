// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the diagnoses, in three tables: a row for each code, for each indication that shows one, and for each
// action. They are in one file so that a new diagnosis has all its words in one place (docs/contributing.md); what uses
// them is elsewhere. Patterns are explained in pattern.h. English here, translated when it is looked up.
#include <cstdlib>
#include <iterator>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"

namespace capf::report {
namespace {

using namespace findings;

// Where a code's cause, or its sign on the wire, is written down; empty where no document has it.
struct Reference {
    const char *document = nullptr, *section = nullptr;
};

constexpr const char *kFeature = N_("Cisco, Enabling the Encrypted Configuration Feature on CUCM");
constexpr const char *kSecurityGuide = N_("Cisco, Security Guide for Cisco Unified Communications Manager, Release 15");

struct CodeText {
    Code code;
    std::string_view meaning, sign;
    Reference reference = {};
};

constexpr CodeText kCodeTexts[] = {
    {Code::trust_list_not_found,
     N_("no ITL or CTL on the server"),
     N_("404 or TFTP error 1 for ITL and CTL, and nothing else shows a list"),
     {kSecurityGuide, N_("Default Security, Initial Trust List")}},
    {Code::trust_list_malformed, N_("the trust list does not parse"),
     N_("the file's records contradict their own lengths")},
    {Code::trust_list_signature_invalid, N_("the trust list's signature does not verify with its signer's record"),
     N_("the signature does not verify with the list's own record of its signer")},
    {Code::trust_list_signer_unknown,
     N_("the phone does not trust the trust list's signer"),
     N_("no SAST record has the signer's serial number, or the signer is not in the earlier list or among the "
        "certificates given; as a candidate only: the phone asks for the list again and does not go on"),
     {kSecurityGuide, N_("Default Security")}},
    {Code::trust_list_without_capf,
     N_("the trust list holds no CAPF certificate"),
     N_("no record of the list has the role CAPF"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::trust_list_too_large,
     N_("the trust list is larger than phones accept (65,536 bytes)"),
     N_("the file is longer than 65,536 bytes (about 39 certificates)"),
     {kSecurityGuide, N_("Default Security, Interactions and Restrictions")}},
    {Code::trust_list_certificate_expired,
     N_("a certificate of the trust list has expired"),
     N_("notAfter of the CAPF, TFTP or SAST record's certificate is before the frame's time, and the phone does not go "
        "on"),
     {"RFC 5280", N_("section 4.1.2.5")}},
    {Code::config_not_found,
     N_("no configuration file for the phone"),
     N_("404 or TFTP error 1 for every name that the phone tries"),
     {"RFC 9110", N_("section 15.5.5")}},
    {Code::config_transfer_incomplete,
     N_("the configuration did not arrive"),
     N_("TFTP blocks or TCP segments are missing on the network, not merely in the capture; or no answer, ICMP "
        "unreachable, or a TFTP error other than 1"),
     {"RFC 1350", N_("section 2")}},
    {Code::config_malformed, N_("the configuration does not parse"),
     N_("the signed header or the XML contradicts itself")},
    {Code::config_signature_invalid, N_("the configuration's signature does not verify"),
     N_("the signature does not verify with the record that the header names")},
    {Code::config_signer_untrusted,
     N_("the configuration's signer is not in the trust list"),
     N_("no TFTP record of the list that the phone got has the signer's serial number and issuer, and the phone does "
        "not "
        "go on"),
     {kSecurityGuide, N_("Default Security, Trust Verification Service")}},
    {Code::config_digest_unsupported, N_("the phone does not get past a SHA-512 signature"),
     N_("the file is signed with SHA-512; the phone asks for it again and again and never goes on")},
    {Code::capf_info_missing,
     N_("the configuration names no CAPF server"),
     N_("the partial configuration has no phonePort or no processNodeName"),
     {kFeature, N_("Troubleshooting, point 2")}},
    {Code::authentication_string_required,
     N_("CAPF waits for an authentication string that nobody has entered"),
     N_("capfAuthMode is 1, certHash asks for CAPF, and there is no connection to it"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::capf_not_attempted,
     N_("the phone needs CAPF and does not connect"),
     N_("certHash asks for CAPF, capfAuthMode is 0 or 2, and there is no SYN to it"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::capf_refused,
     N_("the CAPF server refuses the connection"),
     N_("RST answers the SYN"),
     {kFeature, N_("Troubleshooting, points 1 and 3")}},
    {Code::capf_unreachable,
     N_("the CAPF server cannot be reached"),
     N_("the SYN is retransmitted and not answered, its answer is never acknowledged, or a router sends ICMP "
        "unreachable"),
     {kFeature, N_("Troubleshooting, points 2 and 3")}},
    {Code::capf_wrong_server,
     N_("the phone connects to a server that its configuration does not name"),
     N_("the phone connects to an address or port that its configuration does not name"),
     {kFeature, N_("Troubleshooting, point 2")}},
    {Code::tls_version_mismatch,
     N_("phone and CAPF server have no TLS version in common"),
     N_("alert 70 (protocol_version), or 40 right after a Client Hello that offers TLS 1.0 only"),
     {kSecurityGuide, N_("TLS Setup")}},
    {Code::tls_no_common_cipher,
     N_("phone and CAPF server have no cipher in common"),
     N_("alert 40 (handshake_failure) or 71 (insufficient_security) after the hello, and the versions agree"),
     {"RFC 5246", N_("section 7.2.2")}},
    {Code::capf_certificate_untrusted,
     N_("the phone does not trust the CAPF certificate"),
     N_("the phone sends alert 48, 42, 43 or 46, FIN or RST after the server's Certificate"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::capf_certificate_not_in_trust_list,
     N_("the CAPF server's certificate is not the one in the trust list"),
     N_("the certificate in TLS is not that of the list's CAPF record, and the phone does not accept it"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::capf_certificate_expired,
     N_("the CAPF certificate has expired"),
     N_("the phone sends alert 45, or closes the connection and notAfter is before the frame's time"),
     {"RFC 5246", N_("section 7.2.2")}},
    {Code::capf_certificate_unsuitable,
     N_("the CAPF certificate is not allowed to sign, or its key is too short"),
     N_("the certificate lacks CA:TRUE or keyCertSign, or its RSA key is shorter than 1024 bits, and the phone does "
        "not accept it"),
     {kSecurityGuide, N_("Certificate Authority Proxy Function, CAPF Service Certificate")}},
    {Code::tls_aborted,
     N_("the TLS handshake did not complete"),
     N_("an alert, FIN or RST within the handshake that no other code explains"),
     {"RFC 5246", N_("section 7.2")}},
    {Code::capf_unknown_device, N_("CAPF does not know the device"), N_("END_SESSION with reason 9")},
    {Code::capf_rejected, N_("CAPF refused the phone"),
     N_("END_SESSION with reason 7, or another that is neither 0, 1 nor 9")},
    {Code::capf_no_operation, N_("nothing is scheduled for the phone although it needs a key"),
     N_("END_SESSION with reason 0 while the configuration still needs a key")},
    {Code::capf_authentication_failed,
     N_("authentication by certificate failed"),
     N_("the phone authenticates by certificate and the session ends, or its signatures do not verify"),
     {kSecurityGuide, N_("Certificate Authority Proxy Function")}},
    {Code::capf_key_generation_failed, N_("the phone did not make the key"),
     N_("KEY_GENERATE_RESPONSE without a key, or the phone closes the connection after KEY_GENERATE_REQUEST")},
    {Code::capf_store_failed, N_("the phone did not store its new certificate"),
     N_("STORE_CERTIFICATE_RESPONSE with a reason other than 1; END_SESSION is 1 all the same")},
    {Code::capf_fetch_failed, N_("the phone has no certificate to fetch"),
     N_("FETCH_CERTIFICATE_RESPONSE with a reason other than 1, or without a certificate")},
    {Code::capf_delete_failed, N_("the phone did not delete its certificate"),
     N_("DELETE_CERTIFICATE_RESPONSE with a reason other than 1; END_SESSION is 1 all the same")},
    {Code::capf_retry_later, N_("CAPF asks the phone to come back later"), N_("RETRY_LATER in place of END_SESSION")},
    {Code::capf_session_cut,
     N_("the CAPF session broke off"),
     N_("ABORT_REQUEST, FIN, RST or silence before END_SESSION"),
     {"RFC 9293", N_("section 3.6")}},
    {Code::certhash_still_empty,
     N_("CUCM still has no certificate hash for the phone"),
     N_("the CAPF session succeeded, and certHash of the next partial configuration is empty"),
     {kFeature, N_("Troubleshooting, point 4")}},
    {Code::certhash_stale,
     N_("certHash is not the hash of the certificate that CAPF handled"),
     N_("the next certHash is not the MD5 of the certificate that CAPF stored or fetched"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::database_hash_differs,
     N_("md5hash in the database is not the hash that the capture shows"),
     N_("the md5hash of the table that was given is not certHash, or not the MD5 of the LSC or MIC"),
     {kFeature, N_("Troubleshooting, point 4")}},
    {Code::phone_did_not_reset,
     N_("the phone did not ask for its files again after CAPF"),
     N_("the CAPF session succeeded, the phone is still active, and 15 minutes pass without a request"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::encrypted_config_not_requested,
     N_("the phone does not ask for the encrypted file"),
     N_("certHash agrees (or is set and cannot be compared), encrConfig is true, and the phone does not ask for the "
        "file"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::encrypted_config_not_found,
     N_("the server does not have the encrypted file"),
     N_("404 or TFTP error 1 for the .enc.sgn that the partial configuration promises"),
     {kFeature, N_("Overview of the encrypted configuration feature")}},
    {Code::encrypted_config_signature_invalid, N_("the encrypted file's signature does not verify"),
     N_("the file's signature does not verify with the record that its header names")},
    {Code::encrypted_config_transfer_incomplete,
     N_("the encrypted file did not arrive"),
     N_("TFTP blocks or TCP segments are missing on the network or were never acknowledged; or there is no answer, "
        "ICMP "
        "unreachable, or a TFTP error other than 1"),
     {"RFC 1350", N_("section 2")}},
    {Code::encrypted_config_wrong_key, N_("the encrypted file is for a key other than the phone's"),
     N_("the header's key size is not the LSC's, or the LSC is for another key than the phone made, or the private key "
        "that was given does not decrypt, or the plaintext's digest differs")},
    {Code::encrypted_config_not_used, N_("the phone got the encrypted file and did not use it"),
     N_("after getting the file, the phone turns to CAPF or asks for the file again at least twice, with no "
        "registration and no ten quiet minutes in between")},
    {Code::provisioning_not_visible, N_("the phone gets its files over HTTPS"),
     N_("connections to HTTPS (6971), and no configuration over HTTP or TFTP")},
    {Code::tvs_rejected,
     N_("TVS does not vouch for a certificate"),
     N_("TVS answers with a status other than 0 (decrypted), or cannot be reached, and the phone does not go on"),
     {kSecurityGuide, N_("Default Security, Trust Verification Service")}},
    {Code::no_pki_phone,
     N_("the file is encrypted with a symmetric key that was entered by hand"),
     N_("the .enc.sgn carries no encrypted key (tag 25)"),
     {kSecurityGuide, N_("TFTP Encryption, Encryption Key Distribution")}},
    {Code::server_busy,
     N_("the server is too busy to send the file, which may well exist"),
     N_("HTTP 503, or TFTP error 0 with a text that says busy, over and over, and no other transport brings the file"),
     {"RFC 9110", N_("section 15.6.4")}},
    {Code::path_mtu,
     N_("large packets do not get through"),
     N_("a large segment or TFTP block is sent three times or more and never acknowledged while smaller ones are; ICMP "
        "\"fragmentation needed\" confirms it"),
     {"RFC 2923", N_("section 2.1")}},
    {Code::certificate_not_yet_valid,
     N_("a certificate is not valid yet"),
     N_("notBefore of the certificate is later than the frame's time, and the phone does not accept it"),
     {"RFC 5280", N_("section 4.1.2.5")}},
    {Code::capf_name_not_resolved,
     N_("DNS does not resolve the name of the CAPF server"),
     N_("DNS answers NXDOMAIN, SERVFAIL, without an address or not at all for the configuration's processNodeName, and "
        "no "
        "SYN follows"),
     {kFeature, N_("Troubleshooting, points 2 and 3")}},
    {Code::trust_list_rollback,
     N_("the trust list is for a rollback to a release before 8.0"),
     N_("only the SAST record of the list holds a certificate"),
     {kSecurityGuide, N_("Default Security")}},
    {Code::trust_list_digest_unsupported, N_("the phone does not get past a trust list with a SHA-512 signature"),
     N_("the list is signed with SHA-512; the phone asks for it three times or more and never goes on")},
    {Code::trust_list_not_installed, N_("the phone has not installed the trust list"),
     N_("ITL_Signature in the phone's DeviceTLInfo alarm is Not Installed, or the digest of a list other than the one "
        "served")},
    {Code::phone_holds_other_trust_list,
     N_("the phone holds the trust list of another cluster"),
     N_("the phone asks for signed files only, and the server has none of them"),
     {kSecurityGuide, N_("Default Security")}},
    {Code::https_certificate_untrusted,
     N_("the phone does not trust the certificate of the file service"),
     N_("the phone sends alert 42, 43, 45, 46 or 48 on TCP port 6971 or 6972, and gets no configuration from "
        "elsewhere"),
     {"RFC 5246", N_("section 7.2.2")}},
    {Code::tvs_certificate_untrusted,
     N_("the phone does not trust the TVS certificate"),
     N_("the phone sends alert 42, 43, 45, 46 or 48 on TCP port 2445, and does not go on"),
     {"RFC 5246", N_("section 7.2.2")}},
    {Code::tvs_tls_version_mismatch,
     N_("phone and TVS have no TLS version in common"),
     N_("alert 70 (protocol_version) on TCP port 2445, or 40 right after a Client Hello that offers TLS 1.0 only"),
     {kSecurityGuide, N_("TLS Setup")}},
    {Code::tvs_unreachable,
     N_("TVS cannot be reached"),
     N_("the SYN or the Client Hello to TCP port 2445 is not answered, and the phone does not go on"),
     {kSecurityGuide, N_("Default Security, Trust Verification Service")}},
    {Code::tls_intercepted, N_("a device that inspects TLS answers in place of CAPF"),
     N_("the certificate on CAPF's port is not in the trust list, and the authority of a security device issued it")},
    {Code::capf_certificate_pending,
     N_("CAPF waits for a certificate from an offline CA"),
     N_("CAPF ends the session after KEY_GENERATE_RESPONSE without a certificate, again and again, or certHash stays "
        "empty"),
     {kSecurityGuide, N_("Certificate Authority Proxy Function")}},
    {Code::registration_certificate_refused,
     N_("CUCM refuses the phone's certificate at registration"),
     N_("TLS on port 5061 or 2443 ends with the server's alert, or the server closes the connection within the "
        "handshake or right after it, again and again"),
     {kSecurityGuide, N_("Certificate Authority Proxy Function, CAPF System Interactions and Restrictions")}},
    {Code::registration_refused,
     N_("CUCM refuses the registration"),
     N_("the final answer to REGISTER is 3xx to 6xx, or SCCP's answer is RegisterReject or RegisterTokenReject, and no "
        "server has registered the phone"),
     {"RFC 3261", N_("section 10.3")}},
    {Code::https_tls_failed,
     N_("the TLS handshake between phone and file service fails"),
     N_("an alert in the clear on TCP port 6971 or 6972 that does not concern a certificate, and no configuration from "
        "elsewhere"),
     {"RFC 5246", N_("section 7.2.2")}},
    {Code::registration_tls_failed,
     N_("the TLS handshake between phone and CallManager fails"),
     N_("the server sends an alert on port 5061 or 2443 that does not concern a certificate, or closes the connection "
        "before the phone has sent its certificate"),
     {"RFC 5246", N_("section 7.2.2")}},
    {Code::registration_unanswered,
     N_("no server answers the phone's registration"),
     N_("at least three connections to the SIP or SCCP ports, or three requests to register, are refused or not "
        "answered, and no server has registered the phone"),
     {"RFC 9293", N_("section 3.5")}},
    {Code::callmanager_certificate_untrusted,
     N_("the phone does not trust CallManager's certificate"),
     N_("the phone sends alert 42, 43, 44, 45, 46, 48, 49 or 51 on TCP port 5061 or 2443"),
     {"RFC 5246", N_("section 7.2.2")}},
    {Code::trust_list_transfer_incomplete,
     N_("the trust list did not arrive"),
     N_("TFTP blocks or TCP segments are missing on the network, not merely in the capture; or no answer, ICMP "
        "unreachable, or a TFTP error other than 1"),
     {"RFC 1350", N_("section 2")}},
    {Code::config_of_another_phone, N_("the file that came was made for another phone"),
     N_("the signed header names a device other than the one requested, and the phone asks again, or the file is the "
        "encrypted one")},

    {Code::weak_key,
     N_("an RSA key under 2048 bits"),
     N_("an RSA key under 2048 bits in a certificate, or in what CAPF asks the phone for"),
     {"NIST SP 800-131A Rev. 2", N_("section 3")}},
    {Code::sha1_signature,
     N_("a SHA-1 signature"),
     N_("digest algorithm 1 in a signed header"),
     {"NIST SP 800-131A Rev. 2", N_("section 9")}},
    {Code::certificate_expires_soon,
     N_("a certificate expires within 90 days"),
     N_("notAfter of a certificate of the list, of CAPF or of the phone is less than 90 days away"),
     {"RFC 5280", N_("section 4.1.2.5")}},
    {Code::mic_expired,
     N_("the phone's MIC has expired"),
     N_("notAfter of the MIC that the phone shows to CAPF is before the frame's time"),
     {"RFC 5280", N_("section 4.1.2.5")}},
    {Code::mic_authority_ends, N_("the MIC's issuer expires on 14 May 2029"),
     N_("the MIC that the phone shows to CAPF is issued by Cisco Manufacturing CA or Cisco Root CA 2048")},
    {Code::tls_1_0,
     N_("CAPF over TLS 1.0"),
     N_("the Server Hello of CAPF chooses TLS 1.0 or SSL 3.0"),
     {"RFC 8996", N_("section 4")}},
    {Code::secret_in_clear,
     N_("a password or digest credential in a configuration without encryption"),
     N_("a password or digest credential with a value in a configuration that came over HTTP or TFTP unencrypted"),
     {kSecurityGuide, N_("TFTP Encryption")}},
    {Code::address_mismatch, N_("the phone uses CAPF at an address that its configuration does not name"),
     N_("the phone uses CAPF at an address or port that its configuration does not name, and it works")},
    {Code::signed_file_name_differs, N_("the name in the signed header is not the name asked for"),
     N_("the file name in the signed header is not the name that the phone asked for")},
    {Code::log_contradicts, N_("a log and the capture contradict each other"),
     N_("the log says that a file was sent and it does not arrive, or that the file does not exist and it arrives")},
    {Code::service_stopped, N_("a service that the phone may need is stopped"),
     N_("utils service list shows as stopped a service whose absence may be the cause")},
    {Code::trust_lists_differ, N_("servers have different trust lists"),
     N_("two servers send different lists under one name within five minutes, or one sends another than show itl or "
        "show ctl shows")},

    {Code::capture_starts_late, N_("the capture begins in the middle of the sequence"),
     N_("connections without their beginning, or neither a list nor CAPF before the files")},
    {Code::capture_ends_early, N_("the capture ends before the sequence does"),
     N_("transfers or sessions are open when the capture ends")},
    {Code::capture_cut_frames, N_("frames are cut (snap length)"),
     N_("frames are shorter in the file than on the wire")},
    {Code::capture_has_gaps, N_("packets that were received are not in the capture"),
     N_("the file lacks bytes that were acknowledged, or has them after the acknowledgement")},
    {Code::capture_one_direction, N_("only one direction was captured"),
     N_("only one side's packets of each connection are in the file")},
    {Code::capture_duplicates, N_("frames are there twice (SPAN or two interfaces)"),
     N_("many frames appear twice within moments")},
    {Code::capture_out_of_order, N_("packets are not in the order in which they were sent"),
     N_("the file has segments after the packet that acknowledges them")},
    {Code::capture_time_steps_back, N_("frames are not in chronological order"),
     N_("a frame is earlier than the one before it in the file")},
    {Code::capture_damaged, N_("the capture file is damaged or cut short"),
     N_("the file ends inside a record or block, or contradicts itself")},
};

struct IndicationText {
    Indication indication;
    std::string_view pattern;
};

constexpr IndicationText kIndicationTexts[] = {
    {Indication::list_on_no_server, N_("the server has neither an ITL nor a CTL for the phone")},
    {Indication::list_malformed, N_("{file} does not parse: {reason}")},
    {Indication::list_signature_wrong,
     N_("the signature of {file} does not verify with its record of {signer}: {reason}")},
    {Indication::list_signer_not_in_list, N_("{file} is signed by {signer}, and holds no SAST record of it")},
    {Indication::list_signer_not_trusted_before,
     N_("{file} is signed by {signer}, which the phone did not trust before")},
    {Indication::list_asked_again,
     N_("the phone asks for {file} again and does not go on: it may not trust the signer[ {signer}]")},
    {Indication::list_without_capf, N_("{file} holds no record with role CAPF")},
    {Indication::given_list_without_capf,
     N_("{path}, which was given as the phone's list, holds no record with role CAPF")},
    {Indication::list_too_large, N_("{file} is {bytes} bytes long; phones accept at most 65,536")},
    {Indication::list_certificate_expired, N_("the certificate {certificate} in {file} expired on {date}")},
    {Indication::list_certificate_not_yet_valid,
     N_("the certificate {certificate} in {file} is not valid before {date}")},
    {Indication::list_for_rollback, N_("only the SAST record of {file} holds a certificate")},
    {Indication::list_sha512_asked_again,
     N_("{file} is signed with SHA-512, and the phone asks for it {count:times} and does not go on")},
    {Indication::list_not_installed, N_("the phone's DeviceTLInfo alarm says ITL_Signature: Not Installed")},
    {Indication::list_installed_is_another,
     N_("the phone's DeviceTLInfo alarm gives {hash} as the digest of its ITL, which is not the SHA-1 of {file}: the "
        "phone likely holds another list")},
    {Indication::list_busy, N_("{file}: {answer}")},
    {Indication::list_segments_too_large,
     N_("{file}: a packet with {bytes} bytes of data[ from {address}][ from the phone to {destination}], "
        "sent {count:times}, is never acknowledged, while smaller ones are[; {reporter} reports that "
        "fragmentation is needed][ (MTU {expected})]")},
    {Indication::list_cut, N_("{file} was cut off before its end ({transport:upper})[: {answer}]")},
    {Indication::list_unanswered, N_("{file} was requested over {transport:upper}, and there was no answer")},
    {Indication::list_ended_by_error, N_("{file}: {answer}")},
    {Indication::list_unreachable,
     N_("{file} was requested over {transport:upper}, and {reporter} reports [port {port} of ]"
        "{server} as unreachable (ICMP)")},
    {Indication::list_of_another_phone,
     N_("{file} was requested, and the list that comes is {header-file}, signed for another phone")},
    {Indication::signed_names_only, N_("the phone asks for signed files only, so it holds a trust list, and {server} "
                                       "has no list and no signed file for "
                                       "it")},

    {Indication::tvs_refuses, N_("TVS at {server} refuses the connection")},
    {Indication::tvs_icmp_unreachable, N_("{reporter} reports TVS at {server} as unreachable (ICMP)")},
    {Indication::tvs_segments_too_large,
     N_("a packet with {bytes} bytes of data[ from {address}][ from the phone to {destination}] in the "
        "connection to TVS, sent {count:times}, is never acknowledged, while smaller ones are[; "
        "{reporter} reports that fragmentation is needed][ (MTU {expected})]")},
    {Indication::tvs_silent, N_("TVS at {server} does not answer ({count:SYN})")},
    {Indication::tvs_hello_unanswered,
     N_("TVS at {server} accepts the connection and does not answer the Client Hello")},
    {Indication::tvs_certificate_refused,
     N_("the phone sends alert {alert} ({reason}) after receiving the certificate of TVS at {server}[, which expired "
        "on "
        "{date}][, which is not valid before {last}][, which is valid until {expected}: the phone's clock may be "
        "wrong]")},
    {Indication::tvs_versions_differ, N_("the phone offers at most {offered}, and the handshake with TVS at {server} "
                                         "ends with alert {alert} ({reason})")},
    {Indication::log_tvs_not_found, N_("TVS says in its log that it does not find the certificate")},
    {Indication::log_tvs_says_no,
     N_("the phone says in its log that TVS does not confirm the certificate (status {status})")},
    {Indication::tvs_says_no,
     N_("TVS at {server} answers with status {status}: it does not vouch for the certificate")},
    {Indication::tvs_answer_too_short,
     N_("the phone asks TVS at {server} for the certificate, and the answer, under TLS, is too short to hold one: TVS "
        "does not have it")},
    {Indication::tvs_answer_hidden,
     N_("the phone asks TVS and does not go on: the answer, which TLS hides, may have been that the certificate is not "
        "known")},

    {Indication::log_list_failed, N_("the phone says in its log that it could not update its trust list")},
    {Indication::log_list_missing, N_("the phone says in its log that it has no trust list")},
    {Indication::log_list_refused, N_("the phone says in its log that the signature of {file} is not valid")},
    {Indication::log_config_missing, N_("a log says that the server does not have {file}")},
    {Indication::log_config_refused, N_("the phone says in its log that the signature of {file} is not valid")},
    {Indication::log_encrypted_missing, N_("a log says that the server does not have {file}")},
    {Indication::log_encrypted_refused, N_("the phone says in its log that the signature of {file} is not valid")},
    {Indication::log_awaits_plain_file,
     N_("certHash is set, and the phone says in its log that its configuration is not encrypted (encrypt = false)")},
    {Indication::log_has_lsc, N_("the phone says in its log that it uses an LSC, and certHash is empty")},
    {Indication::log_has_no_lsc, N_("certHash is set and the phone does not ask for the encrypted file; it says in its "
                                    "log that it has no LSC and uses its MIC")},
    {Indication::log_tvs_untrusted, N_("the phone says in its log that it refuses the certificate of TVS ({alert})")},
    {Indication::log_registration_alert,
     N_("the phone says in its log that CUCM refuses its certificate when it registers ({alert})")},
    {Indication::log_capf_protocol_version,
     N_("the phone says in its log that CAPF does not accept its TLS version ({alert})")},
    {Indication::log_capf_handshake_failure, N_("the phone says in its log that CAPF refuses the handshake ({alert})")},
    {Indication::log_https_untrusted,
     N_("the phone says in its log that it refuses the certificate of the TFTP service ({alert})")},
    {Indication::log_device_unknown, N_("the TFTP service says in its log that {device} is not in the database")},
    {Indication::log_file_busy, N_("the TFTP service says in its log that {file|a file} is busy, and sends 503")},
    {Indication::config_missing, N_("{file}: {answer}")},
    {Indication::config_missing_default_sent,
     N_("{file}: {answer}, and the phone gets the default configuration instead")},
    {Indication::config_cut, N_("{file} was cut off before its end ({transport:upper})[: {answer}]")},
    {Indication::config_ended_by_error, N_("{file}: {answer}")},
    {Indication::config_unreachable,
     N_("{file} was requested over {transport:upper}, and {reporter} reports [port {port} of ]"
        "{server} as unreachable (ICMP)")},
    {Indication::config_unanswered, N_("{file} was requested over {transport:upper}, and there was no answer")},
    {Indication::config_malformed, N_("{file} does not parse: {reason}")},
    {Indication::config_signature_wrong, N_("the signature of {file} does not verify with {signer}: {reason}")},
    {Indication::config_signer_not_in_list,
     N_("{file} is signed with a certificate of {signer} that is not in the trust list that the phone got")},
    {Indication::config_sha512_asked_again,
     N_("{file} is signed with SHA-512, and the phone asks for it {count:times} and does not go on")},
    {Indication::config_names_no_capf_server,
     N_("the partial configuration names no CAPF server (processNodeName and phonePort)")},
    {Indication::config_busy, N_("{file}: {answer}")},
    {Indication::config_segments_too_large,
     N_("{file}: a packet with {bytes} bytes of data[ from {address}][ from the phone to {destination}], "
        "sent {count:times}, is never acknowledged, while smaller ones are[; {reporter} reports that "
        "fragmentation is needed][ (MTU {expected})]")},
    {Indication::https_segments_too_large,
     N_("a packet with {bytes} bytes of data[ from {address}][ from the phone to {destination}] in the "
        "HTTPS connection, sent {count:times}, is never acknowledged, while smaller ones are[; {reporter} "
        "reports that fragmentation is needed][ (MTU {expected})]")},
    {Indication::config_signer_not_yet_valid,
     N_("{file} is signed by {certificate}, which is not valid before {date}")},
    {Indication::config_of_another_phone,
     N_("{file} was requested, and the file that comes is {header-file}, signed for another phone")},
    {Indication::https_certificate_refused,
     N_("the phone sends alert {alert} ({reason}) after receiving the certificate of {server}[, which expired on "
        "{date}][, which is not valid before {last}][, which is valid until {expected}: the phone's clock may be "
        "wrong]")},
    {Indication::https_alert_by_server, N_("{server} ends the TLS handshake with alert {alert} ({reason})")},
    {Indication::https_alert_by_phone,
     N_("the phone ends the TLS handshake with {server} by alert {alert} ({reason})")},
    {Indication::files_over_https, N_("the phone gets its files over HTTPS: nothing inside can be seen")},

    {Indication::string_required,
     N_("capfAuthMode is 1 and certHash is empty: the phone waits until somebody enters the authentication string")},
    {Indication::string_may_be_required, N_("capfAuthMode is 1: if certHash is not that of the phone's certificate, "
                                            "the phone waits until somebody enters the authentication string")},
    {Indication::capf_not_contacted,
     N_("certHash is empty, so the phone needs CAPF, and it makes no connection to it")},
    {Indication::capf_may_be_needed,
     N_("if certHash is not that of the phone's certificate, the phone needs CAPF, and it makes no connection to it")},
    {Indication::name_unknown, N_("DNS server {reporter} does not know the name {server} (NXDOMAIN)")},
    {Indication::name_without_address, N_("DNS server {reporter} knows the name {server}, but has no address for it")},
    {Indication::name_server_failed, N_("DNS server {reporter} fails to resolve {server}")},
    {Indication::name_unanswered, N_("DNS server {reporter} does not answer queries for {server}")},
    {Indication::syn_reset, N_("{server}[ ({configured:host})] answers the SYN with RST")},
    {Indication::syn_icmp_unreachable, N_("{reporter} reports {server}[ ({configured:host})] as unreachable (ICMP)")},
    {Indication::syn_unanswered,
     N_("the phone sends {count:SYN} to {server}[ ({configured:host})], and there is no answer")},
    {Indication::syn_ack_unanswered,
     N_("{server} answers the SYN and sends its SYN, ACK {count:times} in all, and the phone never acknowledges it")},
    {Indication::reset_in_between,
     N_("the RST that the phone got was never sent by {server}: something in between reset the connection")},
    {Indication::connects_elsewhere,
     N_("the phone connects to {server}, although its configuration names {configured}")},

    {Indication::tls_versions_differ,
     N_("the phone offers at most {offered}, and the handshake with {server} ends with alert {alert} ({reason})")},
    {Indication::tls_version_refused_by_phone,
     N_("the phone offers at most {offered}, {server} chooses {version}, and the phone refuses that with alert {alert} "
        "({reason})")},
    {Indication::tls_ciphers_differ,
     N_("the phone offers at most {offered}, and the handshake with {server} ends with alert {alert} ({reason})")},
    {Indication::certificate_refused,
     N_("the phone sends alert {alert} ({reason}) after receiving the certificate of {server}")},
    {Indication::log_unknown_ca,
     N_("the phone says in its log that it does not know who issued the server's certificate")},
    {Indication::certificate_refused_by_leaving,
     N_("the phone closes the connection after receiving the certificate of {server}")},
    {Indication::certificate_expired_alert,
     N_("the phone sends alert {alert} ({reason})[, though the CAPF certificate in the trust list is valid until "
        "{expected}: if that is the one which TLS 1.3 hides, the phone's clock is wrong]")},
    {Indication::certificate_expired, N_("the CAPF certificate {certificate} expired on {date}")},
    {Indication::listed_certificate_expired,
     N_("the CAPF certificate of the trust list, which TLS 1.3 hides here, has expired")},
    {Indication::certificate_short_key, N_("the RSA key of the CAPF certificate {certificate} is too short")},
    {Indication::certificate_no_ca, N_("the CAPF certificate {certificate} lacks CA:TRUE")},
    {Indication::certificate_may_not_sign,
     N_("the key usage of the CAPF certificate {certificate} does not allow signing certificates")},
    {Indication::certificate_not_listed,
     N_("{server} shows {certificate}, which is not the CAPF certificate of the trust list")},
    {Indication::hidden_certificate_not_listed,
     N_("the certificate, which TLS 1.3 hides, may not be the trust list's")},
    {Indication::hidden_certificate_expired, N_("the certificate, which TLS 1.3 hides, may have expired")},
    {Indication::hidden_certificate_unsuitable, N_("the certificate, which TLS 1.3 hides, may not be fit to sign")},
    {Indication::handshake_alert_by_phone, N_("the phone sends alert {alert} ({reason})")},
    {Indication::handshake_alert_by_server, N_("{server} sends alert {alert} ({reason})")},
    {Indication::handshake_closed_by_phone,
     N_("the phone closes the connection to {server} within the TLS handshake, without an alert")},
    {Indication::handshake_closed_by_server,
     N_("{server} closes the connection within the TLS handshake, without an alert")},

    {Indication::certificate_not_yet_valid, N_("the CAPF certificate {certificate} is not valid before {last}")},
    {Indication::listed_certificate_not_yet_valid,
     N_("the CAPF certificate of the trust list, which TLS 1.3 hides here, is not valid before {date}")},
    {Indication::certificate_expired_by_phones_clock, N_("the phone sends alert {alert} ({reason}), though the "
                                                         "certificate is valid until {date}: the phone's clock may be "
                                                         "wrong")},
    {Indication::certificate_of_inspection,
     N_("{server} shows {certificate}, issued by {issuer}, the CA of a device that inspects TLS")},
    {Indication::speaks_no_tls, N_("{server} does not speak TLS: it answers with [{protocol}: ]\"{reason}\"")},
    {Indication::handshake_segments_too_large,
     N_("a packet with {bytes} bytes of data[ from {address}][ from the phone to {destination}] in the "
        "TLS handshake, sent {count:times}, is never acknowledged, while smaller ones are[; {reporter} "
        "reports that fragmentation is needed][ (MTU {expected})]")},

    {Indication::retry_later, N_("CAPF sends RETRY_LATER")},
    {Indication::key_request_or_retry_later, N_("what looks like KEY_GENERATE_REQUEST may also have been RETRY_LATER")},
    {Indication::end_or_retry_later,
     N_("CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): it may also have been RETRY_LATER")},
    {Indication::log_capf_store_failed,
     N_("the CAPF service says in its log that the phone failed to store the certificate")},
    {Indication::store_refused, N_("the phone answers STORE_CERTIFICATE_REQUEST with reason {reason}")},
    {Indication::store_refused_other_key,
     N_("the phone answers STORE_CERTIFICATE_REQUEST with reason {reason}: the LSC is not for the key that the phone "
        "made")},
    {Indication::fetch_refused, N_("the phone answers FETCH_CERTIFICATE_REQUEST with reason {reason}")},
    {Indication::fetch_answer_short, N_("the phone's answer is too short for a certificate")},
    {Indication::delete_refused, N_("the phone answers DELETE_CERTIFICATE_REQUEST with reason {reason}")},
    {Indication::proof_signature_wrong,
     N_("the signature with which the phone authenticates by certificate does not verify: {reason}")},
    {Indication::log_capf_rejected, N_("the CAPF service says in its log that the authentication string is wrong")},
    {Indication::log_capf_no_operation, N_("the CAPF service says in its log that no operation is set for the phone")},
    {Indication::log_capf_full, N_("the CAPF service says in its log that it has too many clients")},
    {Indication::log_capf_key_failed, N_("the CAPF service says in its log that the phone failed to make a key")},
    {Indication::key_response_refused, N_("KEY_GENERATE_RESPONSE carries reason {reason} and no key")},
    {Indication::key_response_short, N_("the phone's answer to KEY_GENERATE_REQUEST is too short for a key")},
    {Indication::left_after_key_request, N_("the phone closes the connection after KEY_GENERATE_REQUEST[ ({key})]")},
    {Indication::key_aborted_by_phone,
     N_("the phone aborts the session (ABORT_REQUEST) while it makes its key[ ({key})]")},
    {Indication::key_aborted_by_server,
     N_("CAPF aborts the session (ABORT_REQUEST) while the phone makes its key[ ({key})]")},
    {Indication::aborted_by_server, N_("CAPF aborts the session (ABORT_REQUEST)")},
    {Indication::aborted_by_phone, N_("the phone aborts the session (ABORT_REQUEST)")},
    {Indication::left_before_end, N_("the phone closes the session before it has received END_SESSION")},
    {Indication::end_no_action, N_("CAPF ends the session with reason {reason} (no action) while certHash is empty")},
    {Indication::log_capf_unknown_device, N_("the CAPF service says in its log that it does not know {device}")},
    {Indication::end_unknown_device, N_("CAPF ends the session with reason {reason} (unknown device)")},
    {Indication::end_rejected, N_("CAPF ends the session with reason {reason}")},
    {Indication::end_rejected_after_string,
     N_("CAPF ends the session with reason {reason} after it asked for an authentication string")},
    {Indication::end_after_certificate,
     N_("CAPF ends the session with reason {reason} after authentication by certificate")},
    {Indication::end_without_certificate,
     N_("CAPF ends the session with reason {reason}; it required a certificate and the phone sent none")},
    {Indication::hidden_end_certificate, N_("CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): "
                                            "authentication by certificate may have "
                                            "failed")},
    {Indication::hidden_end_string, N_("CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): the "
                                       "authentication string may be wrong")},
    {Indication::hidden_end_no_action,
     N_("CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): nothing may be scheduled")},
    {Indication::hidden_end_rejected,
     N_("CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): the phone may have been refused")},
    {Indication::hidden_end_unknown_device,
     N_("CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): CAPF may not know the device")},
    {Indication::closed_before_end, N_("the connection is closed before END_SESSION")},
    {Indication::closed_before_end_by_server, N_("the server closes the connection before END_SESSION")},
    {Indication::silent_before_end, N_("nothing is sent for more than {seconds} s, and END_SESSION does not come")},

    {Indication::session_segments_too_large,
     N_("a packet with {bytes} bytes of data[ from {address}][ from the phone to {destination}] in the "
        "CAPF session, sent {count:times}, is never acknowledged, while smaller ones are[; {reporter} "
        "reports that fragmentation is needed][ (MTU {expected})]")},
    {Indication::certificate_pending,
     N_("the phone makes its key, and CAPF ends the session without a certificate ({count:session})")},
    {Indication::hash_still_empty,
     N_("the CAPF session succeeded, and certHash of the next partial configuration is empty")},
    {Indication::hash_of_other_certificate,
     N_("certHash is {hash}, and the MD5 of the certificate that CAPF {operation} is {expected}")},
    {Indication::hash_not_followed, N_("the phone reads certHash {hash} and does not ask for the encrypted file: the "
                                       "hash may not be that of its certificate")},
    {Indication::database_differs,
     N_("md5hash of {device} in the database is {hash} ({path}, line {line}); {expected-from} {expected}")},
    {Indication::no_request_after_capf,
     N_("the CAPF session succeeded, and the phone asks for nothing in the next {minutes:minute}")},
    {Indication::encrypted_not_asked, N_("encrConfig is true, and the phone does not ask for the encrypted file")},
    {Indication::encrypted_not_asked_hash_agrees,
     N_("certHash agrees, and the phone does not ask for the encrypted file")},
    {Indication::encrypted_not_asked_hash_there,
     N_("certHash is set, encrConfig is true, and the phone does not ask for the encrypted file")},

    {Indication::encrypted_not_asked_registered, N_("certHash is set, encrConfig is true, and the phone registers and "
                                                    "stays registered without asking for the encrypted file")},
    {Indication::encrypted_busy, N_("{file}: {answer}")},
    {Indication::encrypted_segments_too_large,
     N_("{file}: a packet with {bytes} bytes of data[ from {address}][ from the phone to {destination}], "
        "sent {count:times}, is never acknowledged, while smaller ones are[; {reporter} reports that "
        "fragmentation is needed][ (MTU {expected})]")},
    {Indication::registration_token_rejected,
     N_("{server} rejects the phone's token request over SCCP: it does not accept the registration now "
        "({count:times})")},
    {Indication::registration_refused, N_("{server} refuses the registration over {protocol}[: {status}][ {reason}][: "
                                          "{answer}][, {warning}] ({count:times})")},
    {Indication::registration_alert,
     N_("{server} ends TLS with alert {alert} ({reason}), which is about the phone's certificate ({count:times})[: "
        "{certificate}, issued by {issuer}, valid until {date}][, key usage {key}]"
        "[, which CAPF {expected-from}][, not the one that CAPF {expected}][, whose MD5 is certHash {hash}]"
        "[, whose MD5 is not certHash {configured}]")},
    {Indication::registration_closed,
     N_("{server} closes the connection within the TLS handshake or right after it ({count:times})[; the phone shows "
        "{certificate}, issued by {issuer}, valid until {date}][, key usage {key}]"
        "[, which CAPF {expected-from}][, not the one that CAPF {expected}][, whose MD5 is certHash {hash}]"
        "[, whose MD5 is not certHash {configured}]")},
    {Indication::registration_closed_early,
     N_("{server} closes the connection before the phone has sent its certificate ({count:times})")},
    {Indication::registration_closed_after_answer,
     N_("{server} answers inside TLS and closes the connection: the answer may be a refusal ({count:times})")},
    {Indication::registration_tls_alert,
     N_("{server} ends the TLS handshake with alert {alert} ({reason}) ({count:times})")},
    {Indication::registration_server_refused,
     N_("the phone ends TLS with alert {alert} ({reason}) after receiving the certificate of {server} "
        "({count:times})[, which expired on {date}][, which is not valid before {last}][, which is valid until "
        "{expected}: the phone's clock may be wrong]")},
    {Indication::registration_unanswered,
     N_("the phone's attempts to register with {server} fail: {reason} ({count:times})")},
    {Indication::registration_segments_too_large,
     N_("a packet with {bytes} bytes of data[ from {address}][ from the phone to {destination}] in the "
        "registration, sent {count:times}, is never acknowledged, while smaller ones are[; {reporter} "
        "reports that fragmentation is needed][ (MTU {expected})]")},
    {Indication::encrypted_missing, N_("{file}: {answer}")},
    {Indication::encrypted_cut, N_("{file} was cut off before its end[: {answer}]")},
    {Indication::encrypted_ended_by_error, N_("{file}: {answer}")},
    {Indication::encrypted_unreachable,
     N_("{file} was requested, and {reporter} reports [port {port} of ]{server} as unreachable (ICMP)")},
    {Indication::encrypted_of_another_phone,
     N_("{file} was requested, and the file that comes is {header-file}, made for another phone")},
    {Indication::encrypted_unanswered, N_("{file} was requested, and there was no answer")},
    {Indication::encrypted_signature_wrong, N_("the signature of {file} does not verify with {signer}: {reason}")},
    {Indication::encrypted_key_size_differs,
     N_("{file} is encrypted for a key of {bits} bits, and the phone's has {expected-bits}")},
    {Indication::encrypted_lsc_for_other_key,
     N_("the LSC that CAPF stored, to which {file} is encrypted, is not for the key that the phone made")},
    {Indication::encrypted_does_not_decrypt, N_("{file} does not decrypt with {path}: {reason}")},
    {Indication::encrypted_symmetric_key,
     N_("{file} carries no encrypted key: the phone opens it with a symmetric key that was entered by hand")},
    {Indication::encrypted_asked_again,
     N_("the phone got {file} and then asked for it or for CAPF {count:more-times} without registering")},

    {Indication::rsa_key_weak, N_("{certificate} has an RSA key of {bits} bits")},
    {Indication::new_key_weak, N_("the phone's new key is {key}")},
    {Indication::file_signed_with_sha1, N_("{file} is signed with SHA-1")},
    {Indication::certificate_ends_soon, N_("{certificate} expires in {days:day}, on {date}")},
    {Indication::mic_ended, N_("the MIC {certificate} expired on {date}")},
    {Indication::mic_authority_ends, N_("the MIC {certificate} was issued by {issuer}, which expires on 14 May 2029")},
    {Indication::tls_old, N_("CAPF uses {version}")},
    {Indication::secrets_in_clear, N_("{file} carries {count:secret} (password or digest credential) in the clear")},
    {Indication::capf_used_elsewhere,
     N_("the phone uses CAPF at {server}, although its configuration names {configured}")},
    {Indication::signed_name_differs, N_("{file} was requested, and the signed header says {header-file}")},

    {Indication::log_says_sent,
     N_("a log says that {file} was sent, and the capture shows [{answer}][only {bytes} bytes of it]")},
    {Indication::log_says_missing,
     N_("a log says that the server does not have {file}, and in the capture it arrives whole")},
    {Indication::service_is_stopped, N_("{path} shows {service} as {status}[ ({reason})]")},
    {Indication::list_is_not_shown, N_("{file} from {server} is not the trust list that {path} shows")},
    {Indication::lists_differ, N_("{server} and {configured} send different lists as {file}")},
    {Indication::connections_begin_before, N_("connections begin before the capture does")},
    {Indication::no_list_no_capf, N_("neither a trust list nor CAPF is seen: the capture may have begun too late")},
    {Indication::open_at_end, N_("transfers or sessions are still open when the capture ends")},
    {Indication::frames_cut, N_("{count:frame} cut at {bytes} bytes: capture again with whole packets (on CUCM: utils "
                                "network capture eth0 file "
                                "NAME count 100000 size all)")},
    {Indication::bytes_missing,
     N_("the capture lacks bytes that were acknowledged, or has them after the acknowledgement")},
    {Indication::one_direction, N_("only one direction of the connections was captured")},
    {Indication::frames_twice, N_("{count:frame} seen twice: a SPAN of both directions, or two interfaces")},
    {Indication::time_steps_back, N_("the time steps back {count:times}: frames were judged in chronological order")},
    {Indication::behind_acknowledgement,
     N_("frames that stand after their acknowledgement: {count} (read and shown as if captured just before it)")},
    {Indication::file_damaged, N_("the capture file cannot be read to its end: {reason}")},
};

struct ActionText {
    Action action;
    std::string_view pattern;  // whole sentences
};

constexpr ActionText kActionTexts[] = {
    {Action::check_tftp_and_tvs_run,
     N_("Check that the TFTP and Trust Verification services run on {server:host|the server} (utils service list).")},
    {Action::check_security_by_default,
     N_("Check that show itl prints a list on {server:host|the server}, and that the enterprise parameter Prepare "
        "Cluster for Rollback to pre 8.0 is False.")},
    {Action::restart_tftp, N_("Restart the TFTP service, so that it rebuilds its files.")},
    {Action::restart_tvs_and_tftp, N_("Restart the Trust Verification Service and the TFTP service.")},
    {Action::rebuild_list, N_("Restart the TFTP service, so that it rebuilds the ITL; in mixed mode also update the "
                              "CTL (utils ctl update CTLFile).")},
    {Action::compare_lists_on_nodes, N_("Compare show itl on all nodes.")},
    {Action::roll_back_certificate, N_("If the ITLRecovery or CallManager certificate was changed while the phone was "
                                       "offline, roll the change back.")},
    {Action::change_certificate_again, N_("Let the phones get the new list, then change the certificate again.")},
    {Action::remove_unused_certificates, N_("Remove certificates that are no longer used.")},
    {Action::regenerate_certificate, N_("Regenerate the certificate and restart its service.")},
    {Action::reset_phone, N_("Reset {device|the phone}.")},
    {Action::reset_for_new_list, N_("Reset {device|the phone}, so that it gets the new list.")},
    {Action::delete_list_on_phone, N_("As a last resort, delete the trust list on {device|the phone}: until it has a "
                                      "new one, it trusts whatever it is sent.")},
    {Action::check_tvs_store, N_("Check that the certificate is in the TVS store of {server:host|the server}.")},
    {Action::check_tvs_runs,
     N_("Check that the Trust Verification Service runs and that TCP port 2445 can be reached from the phone.")},
    {Action::check_device_in_database,
     N_("Check that {device|the phone} is in the database of the cluster that {server:host|the server} belongs to, or "
        "that auto-registration is on.")},
    {Action::check_tftp_built_file, N_("Check that the TFTP service has built its file.")},
    {Action::check_network,
     N_("Check the network between {device|the phone} and {server:host|the server}: MTU, firewall, duplex.")},
    {Action::check_tftp_load, N_("Check how busy the TFTP service is.")},
    {Action::check_tftp_runs, N_("Check that the TFTP service runs on {server:host|the server} (utils service list).")},
    {Action::look_up_phones_error, N_("Read the console log of {device|the phone} to see why it ended the transfer.")},
    {Action::look_for_proxy, N_("Look for a proxy or load balancer that changes files on the way.")},
    {Action::upgrade_load, N_("Upgrade the phone's load.")},
    {Action::set_sha1_signatures,
     N_("Where that cannot be done, set the enterprise parameter TFTP File Signature Algorithm to SHA-1, which weakens "
        "the signatures of all phones' files.")},
    {Action::activate_capf, N_("Activate and start Certificate Authority Proxy Function on the publisher (Cisco "
                               "Unified Serviceability, Service "
                               "Activation); utils service list shows whether it runs.")},
    {Action::give_https_keys,
     N_("Give the key log of the session (--keylog), or capture with HTTPS turned off for the phone's files.")},
    {Action::type_string, N_("Enter the authentication string of {device|the phone} on the phone (Security "
                             "Configuration or Security setup, LSC).")},
    {Action::use_null_string, N_("If nothing else helps, set the authentication mode to By Null String, install, and "
                                 "set it back: until then CAPF accepts anyone who knows the device's name.")},
    {Action::check_load_and_profile,
     N_("Check that the phone's load supports CAPF, and which phone security profile it has.")},
    {Action::open_capf_port, N_("Allow TCP port {port|3804} between the phones and {server:host|the CAPF server}, in "
                                "both directions: check firewalls and routing.")},
    {Action::check_server_is_up, N_("Check that {server:host|the CAPF server} is up.")},
    {Action::check_name_resolution,
     N_("Check which address the name of the CAPF node resolves to, and whether the phone uses an old configuration.")},
    {Action::lower_tls_minimum, N_("For phones that speak nothing newer, lower the server's minimum TLS version (set "
                                   "tls min-version), which weakens "
                                   "all its connections.")},
    {Action::check_digest,
     N_("Check Digest User of {device|the phone} (Device, Phone), that user's Digest Credentials, and Enable Digest "
        "Authentication in the phone security profile.")},
    {Action::check_callmanager_runs,
     N_("Check that the Cisco CallManager service runs on {server:host|the server} (utils service list) and that it is "
        "in the phone's Unified CM group.")},
    {Action::check_signalling_port, N_("Allow signalling between the phones and {server|the server}, in both "
                                       "directions: check firewalls and routing.")},
    {Action::check_callmanager_certificate,
     N_("Compare show itl and show ctl with the CallManager certificate of {server:host|the server} (show cert own "
        "CallManager): the phone's list must hold it, or TVS must vouch for it.")},
    {Action::regenerate_server_certificate,
     N_("Regenerate the certificate of {server:host|the server} (Cisco Unified OS Administration, Security, "
        "Certificate "
        "Management), restart the service that uses it, and reset the phones, so that they get the new list.")},
    {Action::raise_server_version,
     N_("Make {server:host|the server} offer a newer TLS version (show tls min-version shows its minimum): upgrade it, "
        "or look for a device in between that downgrades TLS.")},
    {Action::check_ciphers,
     N_("Check Cipher Management on {server:host|the server} and the TLS ciphers that the phone's load offers.")},
    {Action::list_holds_certificate,
     N_("The trust list in this capture holds the certificate that {server:host|the server} shows: the phone has not "
        "taken "
        "it, or its clock is wrong. Compare its list (Security Configuration or Security setup) with show itl, and "
        "check its clock (NTP).")},
    {Action::list_lacks_certificate,
     N_("Compare show itl with the certificate that {server:host|the server} shows: it is in no trust list that the "
        "phone got in this capture.")},
    {Action::regenerate_capf, N_("Regenerate the CAPF certificate and restart CAPF.")},
    {Action::reissue_capf,
     N_("Reissue the CAPF certificate with CA:TRUE, keyCertSign and an RSA key of at least 1024 bits.")},
    {Action::read_capf_trace, N_("Read the CAPF trace of {server:host|the server} for this time.")},
    {Action::look_for_tls_inspection, N_("Look for a device in between that inspects TLS.")},
    {Action::check_database_of_capf,
     N_("CUCM gives out a configuration for {device|the phone}: check that the device is still there (Device, Phone), "
        "database replication (utils dbreplication runtimestate), and that {server:host|the CAPF server} belongs to "
        "the same cluster.")},
    {Action::add_device, N_("Add {device|the phone} to the database of this cluster, or correct its name.")},
    {Action::check_string, N_("Check the authentication string of {device|the phone} (CUCM then shows Invalid "
                              "Authentication String), and whether a certificate was issued already.")},
    {Action::set_install,
     N_("Set Certificate Operation of {device|the phone} to Install/Upgrade and reset the phone.")},
    {Action::add_issuer_to_capf_trust,
     N_("Check that the issuer of the phone's LSC or MIC is in CAPF-trust (Invalid LSC, Invalid MIC).")},
    {Action::authenticate_by_mic,
     N_("If the LSC is the fault, set the authentication mode to By Existing Certificate (precedence to MIC).")},
    {Action::set_rsa_2048,
     N_("If the model does not support this key size or curve (Key Generation Failed), set Key Order RSA Only and Key "
        "Size "
        "2048 in the phone security profile of {device|the phone}.")},
    {Action::read_console_log,
     N_("Read the console log of {device|the phone} to see why it made no key (Key Generation Failed).")},
    {Action::check_lsc_chain, N_("Check the chain of the CAPF certificate: with an offline CA, its root and "
                                 "intermediates belong in CAPF-trust and "
                                 "CallManager-trust.")},
    {Action::delete_lsc_by_hand, N_("Delete the LSC on the phone itself, or repeat the operation.")},
    {Action::check_online_ca,
     N_("Check the online CA, and that {server:host|the server} reaches it (CA Communication Failure).")},
    {Action::check_capf_load, N_("Check how busy the CAPF server is; the phone tries again.")},
    {Action::set_capf_keep_alive, N_("The session was idle for minutes before CAPF closed it: raise the idle timeout "
                                     "(utils capf set keep_alive, 5 to 60 minutes).")},
    {Action::check_md5hash, N_("Check what run sql select md5hash,name from device where name='{device|NAME}' shows.")},
    {Action::check_replication, N_("Check database replication (utils dbreplication runtimestate).")},
    {Action::check_load_supports_encryption, N_("Check that the phone's load supports encrypted configuration files.")},
    {Action::check_profile_encryption,
     N_("Check that the security profile of {device|the phone} still has TFTP Encrypted Config ticked.")},
    {Action::check_symmetric_key, N_("Check that the key on the phone is the one on its configuration page.")},

    {Action::check_clocks,
     N_("Check the clocks of phone and servers (NTP), and whether the certificate was made with a wrong clock.")},
    {Action::check_phone_clock,
     N_("The certificate is valid by the capture's clock: check the clock of {device|the phone} (NTP).")},
    {Action::raise_serving_count, N_("Raise Maximum Serving Count (service parameter of Cisco TFTP), or spread the "
                                     "phones over several TFTP servers.")},
    {Action::check_mtu,
     N_("Check the MTU on the path between {device|the phone} and {server:host|the server} (VPN, tunnels), and that "
        "firewalls let ICMP \"fragmentation needed\" or \"packet too big\" through.")},
    {Action::check_dns,
     N_("Check the phone's DNS server and the entry of the CAPF node, or use an IP address as the node's name (System, "
        "Server).")},
    {Action::end_rollback, N_("Set the enterprise parameter Prepare Cluster for Rollback to pre 8.0 to False.")},
    {Action::compare_alarm, N_("Compare the trust list on the phone (Security Configuration or Security setup) "
                               "with show itl on CUCM.")},
    {Action::consolidate_certificates,
     N_("If many phones are affected and still reach the TVS of their old cluster, exchange "
        "the clusters' certificates (Bulk Certificate Management: export, "
        "consolidate, import). Do that before the next phones move.")},
    {Action::check_https_certificate,
     N_("Check that the certificate of the file service on {server:host|the server} is in the phone's trust list or in "
        "the TVS store.")},
    {Action::check_tvs_certificate, N_("Compare the TVS certificate of {server:host|the server} with show itl. If it "
                                       "is not there, restart the TFTP service, so that it rebuilds the list.")},
    {Action::open_tvs_port,
     N_("Allow TCP port 2445 between the phones and {server:host|the TVS servers}, in both directions.")},
    {Action::exempt_from_inspection, N_("Exempt TCP ports 3804, 2445, 6971 and 6972 from TLS inspection.")},
    {Action::sign_csr,
     N_("Let the CA sign the pending requests and upload the certificates (utils capf csr list shows the requests).")},
    {Action::add_issuer_to_callmanager_trust,
     N_("Check that the issuer of the phone's certificate is in CallManager-trust, and restart the CallManager service "
        "after adding it, which unregisters the node's phones for a while.")},
    {Action::check_warning, N_("Look up the device in CUCM, and what the text of the answer means (\"Device security "
                               "mismatch\": the security profile requires TLS).")},
    {Action::check_callmanager_load, N_("Check the Cisco CallManager service on {server:host|the server} and how busy "
                                        "it is, and the phone's CallManager group. The phone tries again by itself.")},
    {Action::check_phone_exists,
     N_("Check that {device|the phone} exists in CUCM (Device, Phone), or that auto-registration is on.")},
    {Action::replace_expired_certificate,
     N_("The phone's certificate has expired by CUCM's clock: check that clock (NTP), set Certificate Operation to "
        "Install/Upgrade and reset {device|the phone}.")},
    {Action::check_security_mode,
     N_("Check the device security mode and transport of the phone security profile of {device|the phone}.")},
    {Action::find_listener, N_("Find out what listens at {server:host|the server} on this port.")},
    {Action::use_2048_bits,
     N_("Regenerate the certificate with 2048 bits; for phones set Key Size in the phone security profile or in the "
        "phone's CAPF information, then Install/Upgrade.")},
    {Action::use_sha512_signatures,
     N_("Where all loads support it, set the enterprise parameter TFTP File Signature Algorithm to SHA-512.")},
    {Action::plan_regeneration, N_("Plan its regeneration (Cisco Unified OS Administration, Security, Certificate "
                                   "Management), one certificate at a "
                                   "time, and let the phones get the new list before the next.")},
    {Action::install_lsc_without_mic,
     N_("Install an LSC by authentication string: authentication by MIC may be refused (Invalid MIC).")},
    {Action::do_not_rest_on_mic,
     N_("Do not rely on the MIC: install an LSC, and check that the loads and CAPF-trust know the newer manufacturing "
        "authorities.")},
    {Action::raise_tls_minimum,
     N_("Phones of the 79xx series speak nothing newer; for others raise the minimum (set tls min-version).")},
    {Action::change_secret, N_("Change the secret, and tick TFTP Encrypted Config in the phone security profile.")},
    {Action::check_addresses, N_("Check name resolution of the CAPF node, address translation between phone and "
                                 "publisher, and whether the phone "
                                 "uses an old configuration.")},
    {Action::look_for_mixed_files, N_("Look for a proxy, load balancer or TFTP cache that mixes up files.")},
    {Action::compare_log_and_capture,
     N_("Look between the server and the phone: capture at the server too, and compare the two with capfcheck pair.")},
    {Action::start_service,
     N_("If the list is of the node that the phone uses, start {service|the service} there (Cisco Unified "
        "Serviceability), and find out why it stopped.")},
    {Action::update_all_tftp_servers,
     N_("Restart the TFTP service on every TFTP server (the documents ask for all of them), and check replication.")},
    {Action::capture_before_reset, N_("Start the capture, then reset the phone.")},
    {Action::capture_longer, N_("Let the capture run until the phone has registered, or has clearly given up.")},
    {Action::capture_whole_packets,
     N_("Capture whole packets; on CUCM: utils network capture eth0 file NAME count 100000 size all.")},
    {Action::capture_closer,
     N_("Capture closer to the phone or the server, with a filter on its address, so that the capturing machine keeps "
        "up.")},
    {Action::capture_both_directions,
     N_("Capture where both directions pass: the phone's switch port with both directions mirrored, or the server "
        "itself.")},
    {Action::mirror_once, N_("Mirror each port in one direction only, or remove duplicates (editcap -d).")},
    {Action::reorder_frames, N_("Put the frames in order (reordercap); check the clock of the capturing machine.")},
    {Action::capture_with_one_clock,
     N_("Capture both directions with one interface and one queue, or with interfaces that share a clock.")},
    {Action::stop_before_copying,
     N_("Stop the capture before you copy the file. What came before the damage was used.")},
};

// With a row for every key, which tests/unit/diagnosis_text_test.cc checks, no key has two.
static_assert(std::size(kCodeTexts) == kCodes.size());
static_assert(std::size(kIndicationTexts) == static_cast<std::size_t>(Indication::count));
static_assert(std::size(kActionTexts) == static_cast<std::size_t>(Action::count));

// A row of a table by its key; every key has one.
template <typename Key, typename Row, std::size_t N>
const Row &row_of(const Row (&table)[N], Key Row::*key, Key wanted) {
    for (const Row &row : table) {
        if (row.*key == wanted) return row;
    }
    std::abort();
}

}  // namespace

std::string_view meaning_of(Code code) {
    return tr(row_of(kCodeTexts, &CodeText::code, code).meaning);
}

std::string_view sign_of(Code code) {
    return tr(row_of(kCodeTexts, &CodeText::code, code).sign);
}

std::string reference_of(Code code) {
    const Reference &reference = row_of(kCodeTexts, &CodeText::code, code).reference;
    if (reference.document == nullptr) return "";
    // TRANSLATORS: a document and a section of it.
    return tr_format("{0}, {1}", tr(reference.document), tr(reference.section));
}

std::string_view pattern_of(Indication indication) {
    return tr(row_of(kIndicationTexts, &IndicationText::indication, indication).pattern);
}

std::string_view pattern_of(Action action) {
    return tr(row_of(kActionTexts, &ActionText::action, action).pattern);
}

}  // namespace capf::report
