// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the diagnoses, in three tables: a row for each code, for each indication that shows one, and for each
// action. Patterns are explained in pattern.h.
#include <cstdlib>
#include <iterator>

#include "analyzer/report/diagnosis_text.h"

namespace capf::report {
namespace {

using namespace findings;

struct CodeText {
    Code code;
    std::string_view meaning, sign;
};

constexpr CodeText kCodeTexts[] = {
    {Code::trust_list_not_found, "no ITL or CTL on the server",
     "404 or TFTP error 1 for ITL and CTL, and nothing else shows a list"},
    {Code::trust_list_malformed, "the trust list does not parse", "the file's records contradict their own lengths"},
    {Code::trust_list_signature_invalid, "the trust list's signature does not verify with its signer's record",
     "the signature does not verify with the list's own record of its signer"},
    {Code::trust_list_signer_unknown, "the trust list's signer is not one that the phone trusts",
     "no SAST record has the signer's serial number, or the signer is not in the earlier list or among the "
     "certificates given; as a candidate only: the phone asks for the list again and does not go on"},
    {Code::trust_list_without_capf, "the trust list holds no CAPF certificate",
     "no record of the list has the role CAPF"},
    {Code::trust_list_too_large, "the trust list is larger than a phone takes (65,536 bytes)",
     "the file is longer than 65,536 bytes (about 39 certificates)"},
    {Code::trust_list_certificate_expired, "a certificate of the trust list has expired",
     "notAfter of the CAPF, TFTP or SAST record's certificate is before the frame's time, and the phone does not go "
     "on"},
    {Code::config_not_found, "no configuration file for the phone",
     "404 or TFTP error for every name that the phone tries"},
    {Code::config_transfer_incomplete, "the configuration did not arrive whole",
     "TFTP blocks or TCP segments are missing on the network, not merely in the capture; or no answer"},
    {Code::config_malformed, "the configuration does not parse", "the signed header or the XML contradicts itself"},
    {Code::config_signature_invalid, "the configuration's signature does not verify",
     "the signature does not verify with the record that the header names"},
    {Code::config_signer_untrusted, "the configuration's signer is not in the trust list",
     "no TFTP record of the list that the phone got has the signer's serial number and issuer, and the phone does not "
     "go on"},
    {Code::config_digest_unsupported, "the phone does not go on from a SHA-512 signature",
     "the file is signed with SHA-512; the phone asks for it again and again and never goes on"},
    {Code::capf_info_missing, "the configuration names no CAPF server",
     "the partial configuration has no phonePort or no processNodeName"},
    {Code::authentication_string_required, "CAPF waits for an authentication string that nobody typed",
     "capfAuthMode is 1, certHash asks for CAPF, and there is no connection to it"},
    {Code::capf_not_attempted, "the phone needs CAPF and does not connect",
     "certHash asks for CAPF, capfAuthMode is 0 or 2, and there is no SYN to it"},
    {Code::capf_refused, "the CAPF server refuses the connection", "RST answers the SYN"},
    {Code::capf_unreachable, "the CAPF server cannot be reached",
     "the SYN is repeated and not answered, its answer is never acknowledged, or a router sends ICMP unreachable"},
    {Code::capf_wrong_server, "the phone connects elsewhere than its configuration says",
     "the phone connects to another address or port than its configuration names"},
    {Code::tls_version_mismatch, "phone and CAPF server have no TLS version in common",
     "alert 70 (protocol_version), or 40 right after a Client Hello that offers TLS 1.0 only"},
    {Code::tls_no_common_cipher, "phone and CAPF server have no cipher in common",
     "alert 40 (handshake_failure) or 71 (insufficient_security) after the hello, and the versions agree"},
    {Code::capf_certificate_untrusted, "the phone does not trust the CAPF certificate",
     "the phone sends alert 48, 42, 43 or 46, FIN or RST after the server's Certificate"},
    {Code::capf_certificate_not_in_trust_list, "the CAPF server's certificate is not the one in the trust list",
     "the certificate in TLS is not that of the list's CAPF record, and the phone does not take it"},
    {Code::capf_certificate_expired, "the CAPF certificate has expired",
     "the phone sends alert 45, or leaves and notAfter is before the frame's time"},
    {Code::capf_certificate_unsuitable, "the CAPF certificate may not sign, or its key is too short",
     "the certificate lacks CA:TRUE or keyCertSign, or its RSA key is shorter than 1024 bits, and the phone does not "
     "take it"},
    {Code::tls_aborted, "the TLS handshake did not complete",
     "an alert, FIN or RST within the handshake that no other code explains"},
    {Code::capf_unknown_device, "CAPF does not know the device", "END_SESSION with reason 9"},
    {Code::capf_rejected, "CAPF refused the phone", "END_SESSION with reason 7, or another that is neither 0, 1 nor 9"},
    {Code::capf_no_operation, "nothing is scheduled for the phone although it needs a key",
     "END_SESSION with reason 0 while the configuration still needs a key"},
    {Code::capf_authentication_failed, "authentication by certificate failed",
     "the phone proves itself by a certificate and the session ends, or its signatures do not verify"},
    {Code::capf_key_generation_failed, "the phone did not make the key",
     "KEY_GENERATE_RESPONSE without a key, or the phone leaves after KEY_GENERATE_REQUEST"},
    {Code::capf_store_failed, "the phone did not store its new certificate",
     "STORE_CERTIFICATE_RESPONSE with another reason than 1; END_SESSION is 1 all the same"},
    {Code::capf_fetch_failed, "the phone has no certificate to fetch",
     "FETCH_CERTIFICATE_RESPONSE with another reason than 1, or without a certificate"},
    {Code::capf_delete_failed, "the phone did not delete its certificate",
     "DELETE_CERTIFICATE_RESPONSE with another reason than 1; END_SESSION is 1 all the same"},
    {Code::capf_retry_later, "CAPF asks the phone to come back later", "RETRY_LATER in place of END_SESSION"},
    {Code::capf_session_cut, "the CAPF session broke off", "ABORT_REQUEST, FIN, RST or silence before END_SESSION"},
    {Code::certhash_still_empty, "CUCM still has no certificate hash for the phone",
     "CAPF ended well, and certHash of the next partial configuration is empty"},
    {Code::certhash_stale, "certHash is not the hash of the certificate that CAPF handled",
     "the next certHash is not the MD5 of the certificate that CAPF stored or fetched"},
    {Code::database_hash_differs, "the database's md5hash is another certificate's",
     "the md5hash of the table that was given is not certHash, or not the MD5 of the LSC or MIC"},
    {Code::phone_did_not_reset, "the phone did not ask for its files again after CAPF",
     "CAPF ended well, the phone is seen alive, and a quarter of an hour passes without a request"},
    {Code::encrypted_config_not_requested, "the phone does not ask for the encrypted file",
     "certHash agrees (or is there and cannot be compared), encrConfig is true, and the file is not asked for"},
    {Code::encrypted_config_not_found, "the server does not have the encrypted file",
     "404 or TFTP error 1 for the .enc.sgn that the partial configuration promises"},
    {Code::encrypted_config_signature_invalid, "the encrypted file's signature does not verify",
     "the file's signature does not verify with the record that its header names"},
    {Code::encrypted_config_transfer_incomplete, "the encrypted file did not arrive whole",
     "TFTP blocks or TCP segments are missing on the network or were never acknowledged, or there is no answer"},
    {Code::encrypted_config_wrong_key, "the encrypted file is for another key than the phone's",
     "the header's key size is not the LSC's, or the LSC is for another key than the phone made, or the private key "
     "that was given does not decrypt, or the plaintext's digest differs"},
    {Code::encrypted_config_not_used, "the phone got the encrypted file and did not use it",
     "fetched, then at least twice CAPF again or the same file again, with no registration and no ten minutes of quiet "
     "between"},
    {Code::provisioning_not_visible, "the phone gets its files over HTTPS",
     "connections to HTTPS (6971), and no configuration over HTTP or TFTP"},
    {Code::tvs_rejected, "TVS does not vouch for a certificate",
     "TVS answers with another status than 0 (decrypted), or cannot be reached, and the phone does not go on"},
    {Code::no_pki_phone, "the file is encrypted with a symmetric key that was typed by hand",
     "the .enc.sgn carries no encrypted key (tag 25)"},
    {Code::server_busy, "the server is too busy to send the file, which may well be there",
     "HTTP 503, over and over, and no other transport brings the file"},
    {Code::path_mtu, "large packets do not get through",
     "a large segment or TFTP block is sent three times or more and never acknowledged while smaller ones are; ICMP "
     "\"fragmentation needed\" makes it sure"},
    {Code::certificate_not_yet_valid, "a certificate is not valid yet",
     "notBefore of the certificate is later than the frame's time, and the phone does not take it"},
    {Code::capf_name_not_resolved, "DNS does not resolve the name of the CAPF server",
     "DNS answers NXDOMAIN, SERVFAIL, without an address or not at all for the configuration's processNodeName, and no "
     "SYN follows"},
    {Code::trust_list_rollback, "the trust list is one for a rollback to a release before 8.0",
     "no record of the list but the SAST's holds a certificate"},
    {Code::trust_list_digest_unsupported, "the phone does not go on from a trust list with a SHA-512 signature",
     "the list is signed with SHA-512; the phone asks for it three times or more and never goes on"},
    {Code::trust_list_not_installed, "the phone has not installed the trust list",
     "ITL_Signature in the phone's DeviceTLInfo alarm is Not Installed, or the digest of another list than was served"},
    {Code::phone_holds_other_trust_list, "the phone holds the trust list of another cluster",
     "the phone asks for signed names only, of a server that has none of them"},
    {Code::https_certificate_untrusted, "the phone does not trust the certificate of the file service",
     "the phone sends alert 42, 43, 45, 46 or 48 on TCP port 6971 or 6972, and gets no configuration elsewhere"},
    {Code::tvs_certificate_untrusted, "the phone does not trust the TVS certificate",
     "the phone sends alert 42, 43, 45, 46 or 48 on TCP port 2445, and does not go on"},
    {Code::tvs_tls_version_mismatch, "phone and TVS have no TLS version in common",
     "alert 70 (protocol_version) on TCP port 2445, or 40 right after a Client Hello that offers TLS 1.0 only"},
    {Code::tvs_unreachable, "TVS cannot be reached",
     "the SYN or the Client Hello to TCP port 2445 is not answered, and the phone does not go on"},
    {Code::tls_intercepted, "a device that inspects TLS answers in place of CAPF",
     "the certificate on CAPF's port is not in the trust list, and the authority of a security device issued it"},
    {Code::capf_certificate_pending, "CAPF waits for a certificate from an offline CA",
     "CAPF ends the session with KEY_GENERATE_RESPONSE, without a certificate, again and again, or certHash stays "
     "empty"},
    {Code::registration_certificate_refused, "CUCM refuses the phone's certificate at registration",
     "TLS on port 5061 or 2443 ends with the server's alert, or the server closes within the handshake or right after "
     "it, again and again"},
    {Code::registration_refused, "CUCM refuses the registration",
     "the final answer to REGISTER is 3xx to 6xx, or SCCP's answer is RegisterReject or RegisterTokenReject, and no "
     "server has the phone registered"},
    {Code::config_of_another_phone, "the configuration was made for another phone",
     "the signed header names another device than the request, and the phone asks again"},

    {Code::weak_key, "an RSA key under 2048 bits",
     "an RSA key under 2048 bits in a certificate, or in what CAPF asks the phone for"},
    {Code::sha1_signature, "a SHA-1 signature", "digest algorithm 1 in a signed header"},
    {Code::certificate_expires_soon, "a certificate expires within 90 days",
     "notAfter of a certificate of the list, of CAPF or of the phone is less than 90 days away"},
    {Code::mic_expired, "the phone's MIC has expired",
     "notAfter of the MIC that the phone shows to CAPF is before the frame's time"},
    {Code::mic_authority_ends, "the MIC's issuer expires on 14 May 2029",
     "the MIC that the phone shows to CAPF is issued by Cisco Manufacturing CA or Cisco Root CA 2048"},
    {Code::tls_1_0, "CAPF over TLS 1.0", "the Server Hello of CAPF chooses TLS 1.0 or SSL 3.0"},
    {Code::secret_in_clear, "a password or digest credential in a configuration without encryption",
     "a password or digest credential with a value in a configuration that came over HTTP or TFTP unencrypted"},
    {Code::address_mismatch, "the phone uses CAPF at an address that its configuration does not name",
     "the phone uses CAPF at another address or port than its configuration names, and it works"},
    {Code::signed_file_name_differs, "the name in the signed header is not the name asked for",
     "the file name in the signed header is not the name that the phone asked for"},
    {Code::log_contradicts, "a log and the capture contradict each other",
     "the log says that a file was sent and it does not arrive, or that it is not there and it arrives"},
    {Code::trust_lists_differ, "servers send different trust lists under one name",
     "two servers send different lists under one name within five minutes"},

    {Code::capture_starts_late, "the capture begins in the middle of the sequence",
     "connections without their beginning, or neither a list nor CAPF before the files"},
    {Code::capture_ends_early, "the capture ends before the sequence does",
     "transfers or sessions are open when the capture ends"},
    {Code::capture_cut_frames, "frames are cut (snap length)", "frames are shorter in the file than on the wire"},
    {Code::capture_has_gaps, "packets that were received are not in the capture",
     "bytes are acknowledged that are not in the file"},
    {Code::capture_one_direction, "only one direction was captured",
     "of each connection only one side's packets are there"},
    {Code::capture_duplicates, "frames are there twice (SPAN or two interfaces)",
     "the same frame comes twice within moments, often"},
    {Code::capture_time_steps_back, "frames are not in the order of their time",
     "a frame is earlier than the one before it in the file"},
    {Code::capture_damaged, "the file ends inside a record", "the file ends inside a record"},
};

struct IndicationText {
    Indication indication;
    std::string_view pattern;
};

constexpr IndicationText kIndicationTexts[] = {
    {Indication::list_on_no_server, "the server has neither an ITL nor a CTL for the phone"},
    {Indication::list_malformed, "{file} does not parse: {reason}"},
    {Indication::list_signature_wrong, "the signature of {file} does not verify with its record of {signer}: {reason}"},
    {Indication::list_signer_not_in_list, "{file} is signed by {signer}, and holds no SAST record of it"},
    {Indication::list_signer_not_trusted_before, "{file} is signed by {signer}, which the phone did not trust before"},
    {Indication::list_asked_again,
     "the phone asks for {file} again and does not go on: it may not trust the signer[ {signer}]"},
    {Indication::list_without_capf, "{file} holds no record with role CAPF"},
    {Indication::given_list_without_capf,
     "{path}, which was given as the phone's list, holds no record with role CAPF"},
    {Indication::list_too_large, "{file} has {bytes} bytes; phones take 65536"},
    {Indication::list_certificate_expired, "the certificate {certificate} in {file} expired on {date}"},
    {Indication::list_certificate_not_yet_valid, "the certificate {certificate} in {file} is not valid before {date}"},
    {Indication::list_for_rollback, "no record of {file} but the SAST's holds a certificate"},
    {Indication::list_sha512_asked_again,
     "{file} is signed with SHA-512, and the phone asks for it {count:times} and does not go on"},
    {Indication::list_not_installed, "the phone's alarm DeviceTLInfo says ITL_Signature: Not Installed"},
    {Indication::list_installed_is_another,
     "the phone's alarm DeviceTLInfo gives {hash} as the digest of its ITL, which is not the SHA-1 of {file}: it "
     "likely holds another list"},
    {Indication::list_busy, "{file}: {answer}"},
    {Indication::list_segments_too_large,
     "{file}: {count:packet} of {bytes} bytes from {server} are never acknowledged, while smaller ones are[; "
     "{reporter} reports that fragmentation is needed][ (MTU {expected})]"},
    {Indication::signed_names_only,
     "the phone asks for signed files only, so it holds a trust list, and {server} has no list and no signed file for "
     "it"},

    {Indication::tvs_refuses, "TVS at {server} refuses the connection"},
    {Indication::tvs_icmp_unreachable, "{reporter} reports TVS at {server} as unreachable (ICMP)"},
    {Indication::tvs_silent, "TVS at {server} does not answer ({count:SYN})"},
    {Indication::tvs_hello_unanswered, "TVS at {server} accepts the connection and does not answer the Client Hello"},
    {Indication::tvs_certificate_refused,
     "the phone sends alert {alert} ({reason}) after it saw the certificate of TVS at {server}"},
    {Indication::tvs_versions_differ,
     "the phone offers at most {offered}, and the handshake with TVS at {server} ends with alert {alert} ({reason})"},
    {Indication::log_tvs_not_found, "TVS says in its log that it does not find the certificate"},
    {Indication::tvs_says_no, "TVS at {server} answers with status {status}: it does not know the certificate"},
    {Indication::tvs_answer_too_short,
     "the phone asks TVS at {server} for the certificate, and the answer, under TLS, is too short to hold one: TVS "
     "does not have it"},
    {Indication::tvs_answer_hidden,
     "the phone asks TVS and does not go on: the answer, which TLS hides, may have been that the certificate is not "
     "known"},

    {Indication::log_list_failed, "the phone says in its log that it could not update its trust list"},
    {Indication::log_list_missing, "the phone says in its log that it has no trust list"},
    {Indication::log_list_refused, "the phone says in its log that the signature of {file} is not right"},
    {Indication::log_config_missing, "the TFTP service says in its log that it does not have {file}"},
    {Indication::log_config_refused, "the phone says in its log that the signature of {file} is not right"},
    {Indication::log_encrypted_missing, "the TFTP service says in its log that it does not have {file}"},
    {Indication::log_encrypted_refused, "the phone says in its log that the signature of {file} is not right"},
    {Indication::log_awaits_plain_file,
     "certHash is there, and the phone says in its log that its configuration is not encrypted (encrypt = false)"},
    {Indication::log_has_lsc, "the phone says in its log that it uses an LSC, and certHash is empty"},
    {Indication::log_tvs_untrusted, "the phone says in its log that it refuses the certificate of TVS ({alert})"},
    {Indication::log_registration_alert,
     "the phone says in its log that CUCM refuses its certificate when it registers ({alert})"},
    {Indication::log_capf_protocol_version,
     "the phone says in its log that CAPF does not take its version of TLS ({alert})"},
    {Indication::log_capf_handshake_failure, "the phone says in its log that CAPF refuses the handshake ({alert})"},
    {Indication::log_device_unknown, "the TFTP service says in its log that {device} is not in the database"},
    {Indication::log_file_busy, "the TFTP service says in its log that {file|a file} is busy, and sends 503"},
    {Indication::config_missing, "{file}: {answer}"},
    {Indication::config_missing_default_sent, "{file}: {answer}, and the phone gets the default configuration instead"},
    {Indication::config_cut, "{file} broke off before its end over {transport}"},
    {Indication::config_unanswered, "{file} was requested over {transport}, and there was no answer"},
    {Indication::config_malformed, "{file} does not parse: {reason}"},
    {Indication::config_signature_wrong, "the signature of {file} does not verify with {signer}: {reason}"},
    {Indication::config_signer_not_in_list,
     "{file} is signed by {signer}, which is not in the trust list that the phone got"},
    {Indication::config_sha512_asked_again,
     "{file} is signed with SHA-512, and the phone asks for it {count:times} and does not go on"},
    {Indication::config_names_no_capf_server,
     "the partial configuration names no CAPF server (processNodeName and phonePort)"},
    {Indication::config_busy, "{file}: {answer}"},
    {Indication::config_segments_too_large,
     "{file}: {count:packet} of {bytes} bytes from {server} are never acknowledged, while smaller ones are[; "
     "{reporter} reports that fragmentation is needed][ (MTU {expected})]"},
    {Indication::config_signer_not_yet_valid, "{file} is signed by {certificate}, which is not valid before {date}"},
    {Indication::config_of_another_phone,
     "{file} was requested, and the file that comes is {header-file}, signed for another phone"},
    {Indication::https_certificate_refused,
     "the phone sends alert {alert} ({reason}) after it saw the certificate of {server}"},
    {Indication::files_over_https, "the phone gets its files over HTTPS: nothing inside can be seen"},

    {Indication::string_required,
     "capfAuthMode is 1 and certHash is empty: the phone waits until somebody types the authentication string"},
    {Indication::string_may_be_required,
     "capfAuthMode is 1: if certHash is not that of the phone's certificate, it waits until somebody types the "
     "authentication string"},
    {Indication::capf_not_contacted, "certHash is empty, so the phone needs CAPF, and it makes no connection to it"},
    {Indication::capf_may_be_needed,
     "if certHash is not that of the phone's certificate, it needs CAPF, and it makes no connection to it"},
    {Indication::name_unknown, "DNS server {reporter} does not know the name {server} (NXDOMAIN)"},
    {Indication::name_without_address, "DNS server {reporter} knows the name {server} and has no address for it"},
    {Indication::name_server_failed, "DNS server {reporter} fails when it is asked for {server}"},
    {Indication::name_unanswered, "DNS server {reporter} does not answer when it is asked for {server}"},
    {Indication::syn_reset, "{server} answers the SYN with RST"},
    {Indication::syn_icmp_unreachable, "{reporter} reports {server} as unreachable (ICMP)"},
    {Indication::syn_unanswered, "the phone sends {count:SYN} to {server}, and there is no answer"},
    {Indication::syn_ack_unanswered,
     "{server} answers the SYN and repeats its SYN, ACK {count:times} in all, and the phone never acknowledges it"},
    {Indication::reset_in_between,
     "the RST that the phone got was never sent by {server}: something in between reset the connection"},
    {Indication::connects_elsewhere, "the phone connects to {server}, its configuration says {configured}"},

    {Indication::tls_versions_differ,
     "the phone offers at most {offered}, and the handshake with {server} ends with alert {alert} ({reason})"},
    {Indication::tls_ciphers_differ,
     "the phone offers at most {offered}, and the handshake with {server} ends with alert {alert} ({reason})"},
    {Indication::certificate_refused,
     "the phone sends alert {alert} ({reason}) after it saw the certificate of {server}"},
    {Indication::log_unknown_ca, "the phone says in its log that it does not know who issued the server's certificate"},
    {Indication::certificate_refused_by_leaving, "the phone leaves after it saw the certificate of {server}"},
    {Indication::certificate_expired_alert, "the phone sends alert {alert} ({reason})"},
    {Indication::certificate_expired, "the CAPF certificate {certificate} expired on {date}"},
    {Indication::listed_certificate_expired,
     "the CAPF certificate of the trust list, which TLS 1.3 hides here, has expired"},
    {Indication::certificate_short_key, "the RSA key of the CAPF certificate {certificate} is too short"},
    {Indication::certificate_no_ca, "the CAPF certificate {certificate} does not say CA:TRUE"},
    {Indication::certificate_may_not_sign,
     "the key usage of the CAPF certificate {certificate} does not allow signing certificates"},
    {Indication::certificate_not_listed,
     "{server} shows {certificate}, which is not the CAPF certificate of the trust list"},
    {Indication::hidden_certificate_not_listed, "the certificate, which TLS 1.3 hides, may not be the trust list's"},
    {Indication::hidden_certificate_expired, "the certificate, which TLS 1.3 hides, may have expired"},
    {Indication::hidden_certificate_unsuitable, "the certificate, which TLS 1.3 hides, may not be fit to sign"},
    {Indication::handshake_alert_by_phone, "the phone sends alert {alert} ({reason})"},
    {Indication::handshake_alert_by_server, "{server} sends alert {alert} ({reason})"},
    {Indication::handshake_closed_by_phone,
     "the phone closes the connection to {server} within the TLS handshake, without an alert"},
    {Indication::handshake_closed_by_server,
     "{server} closes the connection within the TLS handshake, without an alert"},

    {Indication::certificate_not_yet_valid, "the CAPF certificate {certificate} is not valid before {last}"},
    {Indication::listed_certificate_not_yet_valid,
     "the CAPF certificate of the trust list, which TLS 1.3 hides here, is not valid before {date}"},
    {Indication::certificate_expired_by_phones_clock,
     "the phone sends alert {alert} ({reason}), though the certificate is valid until {date}: the phone's clock may be "
     "wrong"},
    {Indication::certificate_of_inspection,
     "{server} shows {certificate}, which {issuer} issued: a device that inspects TLS"},
    {Indication::speaks_no_tls, "{server} does not speak TLS: it answers with [{protocol}: ]\"{reason}\""},
    {Indication::handshake_segments_too_large,
     "{count:packet} of {bytes} bytes to or from {server} in the TLS handshake are never acknowledged, while smaller "
     "ones are[; {reporter} reports that fragmentation is needed][ (MTU {expected})]"},

    {Indication::retry_later, "CAPF sends RETRY_LATER"},
    {Indication::key_request_or_retry_later, "what looks like KEY_GENERATE_REQUEST may also have been RETRY_LATER"},
    {Indication::end_or_retry_later,
     "CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): it may also have been RETRY_LATER"},
    {Indication::log_capf_store_failed,
     "the CAPF service says in its log that the phone failed to store the certificate"},
    {Indication::store_refused, "the phone answers STORE_CERTIFICATE_REQUEST with reason {reason}"},
    {Indication::store_refused_other_key,
     "the phone answers STORE_CERTIFICATE_REQUEST with reason {reason}: the LSC is not for the key that the phone "
     "made"},
    {Indication::fetch_refused, "the phone answers FETCH_CERTIFICATE_REQUEST with reason {reason}"},
    {Indication::fetch_answer_short, "the phone's answer is too short for a certificate"},
    {Indication::delete_refused, "the phone answers DELETE_CERTIFICATE_REQUEST with reason {reason}"},
    {Indication::proof_signature_wrong,
     "the signature by which the phone proves its certificate does not verify: {reason}"},
    {Indication::log_capf_key_failed, "the CAPF service says in its log that the phone failed to make a key"},
    {Indication::key_response_refused, "KEY_GENERATE_RESPONSE carries reason {reason} and no key"},
    {Indication::key_response_short, "the phone's answer to KEY_GENERATE_REQUEST is too short for a key"},
    {Indication::left_after_key_request, "the phone leaves after KEY_GENERATE_REQUEST[ ({key})]"},
    {Indication::key_aborted_by_phone, "the phone aborts the session (ABORT_REQUEST) while it makes its key[ ({key})]"},
    {Indication::key_aborted_by_server,
     "CAPF aborts the session (ABORT_REQUEST) while the phone makes its key[ ({key})]"},
    {Indication::left_before_end, "the phone closes the session before it got END_SESSION"},
    {Indication::end_no_action, "CAPF ends the session with reason {reason} (no action) while certHash is empty"},
    {Indication::log_capf_unknown_device, "the CAPF service says in its log that it does not know {device}"},
    {Indication::end_unknown_device, "CAPF ends the session with reason {reason} (unknown device)"},
    {Indication::end_rejected, "CAPF ends the session with reason {reason}"},
    {Indication::end_rejected_after_string,
     "CAPF ends the session with reason {reason} after it asked for an authentication string"},
    {Indication::end_after_certificate,
     "CAPF ends the session with reason {reason} after authentication by certificate"},
    {Indication::end_without_certificate,
     "CAPF ends the session with reason {reason}; it wanted a certificate and the phone sent none"},
    {Indication::hidden_end_certificate,
     "CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): authentication by certificate may have "
     "failed"},
    {Indication::hidden_end_string,
     "CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): the authentication string may be wrong"},
    {Indication::hidden_end_no_action,
     "CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): nothing may be scheduled"},
    {Indication::hidden_end_rejected,
     "CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): the phone may have been refused"},
    {Indication::hidden_end_unknown_device,
     "CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): CAPF may not know the device"},
    {Indication::closed_before_end, "the connection is closed before END_SESSION"},
    {Indication::closed_before_end_by_server, "the server closes the connection before END_SESSION"},
    {Indication::aborted_by_server, "CAPF aborts the session (ABORT_REQUEST)"},
    {Indication::aborted_by_phone, "the phone aborts the session (ABORT_REQUEST)"},
    {Indication::silent_before_end, "nothing is sent for more than {seconds} s, and END_SESSION does not come"},

    {Indication::session_segments_too_large,
     "{count:packet} of {bytes} bytes to or from {server} in the CAPF session are never acknowledged, while smaller "
     "ones are[; {reporter} reports that fragmentation is needed][ (MTU {expected})]"},
    {Indication::certificate_pending,
     "the phone makes its key, and CAPF ends the session without a certificate ({count:session})"},
    {Indication::hash_still_empty, "CAPF ended well, and certHash of the next partial configuration is empty"},
    {Indication::hash_of_other_certificate,
     "certHash is {hash}, and the MD5 of the certificate that CAPF {operation} is {expected}"},
    {Indication::hash_not_followed,
     "the phone reads certHash {hash} and does not ask for the encrypted file: the hash may not be its certificate's"},
    {Indication::database_differs,
     "md5hash of {device} in the database is {hash} ({path}, line {line}); {expected-from} {expected}"},
    {Indication::no_request_after_capf, "CAPF ended well, and the phone asks for nothing in the next {minutes:minute}"},
    {Indication::encrypted_not_asked, "encrConfig is true, and the phone does not ask for the encrypted file"},
    {Indication::encrypted_not_asked_hash_agrees, "certHash agrees, and the phone does not ask for the encrypted file"},
    {Indication::encrypted_not_asked_hash_there,
     "certHash is there, encrConfig is true, and the phone does not ask for the encrypted file"},

    {Indication::encrypted_not_asked_registered,
     "certHash is there, encrConfig is true, and the phone registers and stays without asking for the encrypted file"},
    {Indication::encrypted_busy, "{file}: {answer}"},
    {Indication::encrypted_segments_too_large,
     "{file}: {count:packet} of {bytes} bytes from {server} are never acknowledged, while smaller ones are[; "
     "{reporter} reports that fragmentation is needed][ (MTU {expected})]"},
    {Indication::registration_refused,
     "{server} refuses the registration over {protocol}[: {status}][ {reason}][, {warning}] ({count:times})"},
    {Indication::registration_alert,
     "{server} ends TLS with alert {alert} ({reason}) after it saw the phone's certificate ({count:times})[: "
     "{certificate}, issued by {issuer}, valid until {date}][, key usage {key}]"
     "[, which CAPF {expected-from}][, not the one that CAPF {expected}][, whose MD5 is certHash {hash}]"
     "[, whose MD5 is not certHash {configured}]"},
    {Indication::registration_closed,
     "{server} closes the connection within the TLS handshake or right after it ({count:times})[; the phone shows "
     "{certificate}, issued by {issuer}, valid until {date}][, key usage {key}]"
     "[, which CAPF {expected-from}][, not the one that CAPF {expected}][, whose MD5 is certHash {hash}]"
     "[, whose MD5 is not certHash {configured}]"},
    {Indication::encrypted_missing, "{file}: {answer}"},
    {Indication::encrypted_cut, "{file} broke off before its end"},
    {Indication::encrypted_unanswered, "{file} was requested, and there was no answer"},
    {Indication::encrypted_signature_wrong, "the signature of {file} does not verify with {signer}: {reason}"},
    {Indication::encrypted_key_size_differs,
     "{file} is encrypted for a key of {bits} bits, and the phone's has {expected-bits}"},
    {Indication::encrypted_lsc_for_other_key,
     "the LSC that CAPF stored, to which {file} is encrypted, is not for the key that the phone made"},
    {Indication::encrypted_does_not_decrypt, "{file} does not decrypt with {path}: {reason}"},
    {Indication::encrypted_symmetric_key,
     "{file} carries no encrypted key: the phone opens it with a symmetric key that was typed by hand"},
    {Indication::encrypted_asked_again,
     "the phone got {file} and then asked for it or for CAPF {count:times} more without registering"},

    {Indication::rsa_key_weak, "{certificate} has an RSA key of {bits} bits"},
    {Indication::new_key_weak, "the phone's new key is {key}"},
    {Indication::file_signed_with_sha1, "{file} is signed with SHA-1"},
    {Indication::certificate_ends_soon, "{certificate} expires in {days:day}, on {date}"},
    {Indication::mic_ended, "the MIC {certificate} expired on {date}"},
    {Indication::mic_authority_ends, "the MIC {certificate} was issued by {issuer}, which expires on 14 May 2029"},
    {Indication::tls_old, "CAPF uses {version}"},
    {Indication::secrets_in_clear, "{file} carries {count:secret} (password or digest credential) in the clear"},
    {Indication::capf_used_elsewhere, "the phone uses CAPF at {server}, its configuration names {configured}"},
    {Indication::signed_name_differs, "{file} was requested, and the signed header says {header-file}"},

    {Indication::log_says_sent, "the server's log says that {file} was sent, and in the capture it is {status}"},
    {Indication::log_says_missing,
     "the server's log says that {file} is not there, and in the capture it arrives whole"},
    {Indication::lists_differ, "{server} and {configured} send different lists as {file}"},
    {Indication::connections_begin_before, "connections begin before the capture does"},
    {Indication::no_list_no_capf, "neither a trust list nor CAPF is seen: the capture may have begun later"},
    {Indication::open_at_end, "transfers or sessions are still open when the capture ends"},
    {Indication::frames_cut,
     "{count:frame} cut at {bytes} bytes: capture again with whole packets (on CUCM: utils network capture eth0 file "
     "NAME count 100000 size all)"},
    {Indication::bytes_missing, "bytes were acknowledged that the capture does not hold"},
    {Indication::one_direction, "only one direction of the connections was captured"},
    {Indication::frames_twice, "{count:frame} seen twice: a SPAN of both directions, or two interfaces"},
    {Indication::time_steps_back, "the time steps back {count:times}: frames were taken in the order of their time"},
    {Indication::file_damaged, "the file ends early: {reason}"},
};

struct ActionText {
    Action action;
    std::string_view pattern;  // whole sentences
};

constexpr ActionText kActionTexts[] = {
    {Action::check_tftp_and_tvs_run,
     "Check that the TFTP and Trust Verification services run on {server:host|the server} (utils service list)."},
    {Action::check_security_by_default, "Check with show itl that Security By Default is on."},
    {Action::restart_tftp, "Restart the TFTP service, so that it builds its files anew."},
    {Action::restart_tvs_and_tftp, "Restart the Trust Verification Service and the TFTP service."},
    {Action::rebuild_list,
     "Restart the TFTP service, so that it builds the ITL anew; in mixed mode also update the CTL (utils ctl update "
     "CTLFile)."},
    {Action::compare_lists_on_nodes, "Compare show itl on all nodes."},
    {Action::roll_back_certificate,
     "If the ITLRecovery or CallManager certificate was changed while the phone did not see it, roll the change back."},
    {Action::change_certificate_again, "Let the phones get the new list, then change the certificate again."},
    {Action::remove_unused_certificates, "Remove certificates that are no longer used."},
    {Action::regenerate_certificate, "Regenerate the certificate and restart its service."},
    {Action::reset_phone, "Reset {device|the phone}."},
    {Action::reset_for_new_list, "Reset {device|the phone}, so that it gets the new list."},
    {Action::delete_list_on_phone,
     "As the last resort delete the trust list on {device|the phone}: until it has got a new one, it trusts whatever "
     "it is sent."},
    {Action::check_tvs_store, "Check that the certificate is in the TVS store of {server:host|the server}."},
    {Action::check_tvs_runs,
     "Check that the Trust Verification Service runs and that TCP port 2445 can be reached from the phone."},
    {Action::check_device_in_database,
     "Check that {device|the phone} is in the database of the cluster that {server:host|the server} belongs to, or "
     "that auto-registration is on."},
    {Action::check_tftp_built_file, "Check that the TFTP service has built its file."},
    {Action::check_network,
     "Check the network between {device|the phone} and {server:host|the server}: MTU, firewall, duplex."},
    {Action::check_tftp_load, "Check the load of the TFTP service."},
    {Action::look_for_proxy, "Look for a proxy or load balancer that changes files on the way."},
    {Action::upgrade_load, "Upgrade the phone's load."},
    {Action::set_sha1_signatures,
     "Where that cannot be done, set the enterprise parameter TFTP File Signature Algorithm to SHA-1, which weakens "
     "the signatures of all phones' files."},
    {Action::activate_capf,
     "Activate and start Certificate Authority Proxy Function on the publisher (Cisco Unified Serviceability, Service "
     "Activation); utils service list shows whether it runs."},
    {Action::give_https_keys,
     "Give the key log of the session (--keylog), or capture with HTTPS turned off for the phone's files."},
    {Action::type_string,
     "Type the authentication string of {device|the phone} on the phone (Settings, Security Configuration, LSC)."},
    {Action::use_null_string,
     "If nothing else helps, set the authentication mode to By Null String, install, and set it back: meanwhile CAPF "
     "accepts whoever knows the device's name."},
    {Action::check_load_and_profile,
     "Check that the phone's load supports CAPF, and which phone security profile it has."},
    {Action::open_capf_port,
     "Let TCP port {port|3804} through between the phones and {server:host|the CAPF server}, in both directions: check "
     "firewalls and routing."},
    {Action::check_server_is_up, "Check that {server:host|the CAPF server} is up."},
    {Action::check_name_resolution,
     "Check to what the name of the CAPF node resolves, and whether the phone uses an old configuration."},
    {Action::lower_tls_minimum,
     "For phones that speak nothing newer, lower the server's minimum TLS version (set tls min-version), which weakens "
     "all its connections."},
    {Action::check_ciphers,
     "Check Cipher Management on {server:host|the server} and the TLS ciphers that the phone's load offers."},
    {Action::list_holds_certificate,
     "The trust list in this capture holds the certificate that {server:host|the server} shows: the phone has not "
     "taken this list, or its clock is wrong. Compare Settings, Security Configuration on the phone with show itl on "
     "CUCM, and check the phone's clock (NTP)."},
    {Action::list_lacks_certificate,
     "The certificate that {server:host|the server} shows is in no trust list that the phone got, and TVS did not "
     "vouch for it."},
    {Action::regenerate_capf, "Regenerate the CAPF certificate and restart CAPF."},
    {Action::reissue_capf,
     "Reissue the CAPF certificate with CA:TRUE, keyCertSign and an RSA key of at least 1024 bits."},
    {Action::read_capf_trace, "Read the CAPF trace of {server:host|the server} for this time."},
    {Action::look_for_tls_inspection, "Look for a device in between that inspects TLS."},
    {Action::add_device, "Add {device|the phone} to the database of this cluster, or correct its name."},
    {Action::check_string,
     "Check the authentication string of {device|the phone} (Invalid Authentication String), and whether a certificate "
     "was issued already."},
    {Action::set_install, "Set Certificate Operation of {device|the phone} to Install/Upgrade and reset the phone."},
    {Action::add_issuer_to_capf_trust,
     "Check that the issuer of the phone's LSC or MIC is in CAPF-trust (Invalid LSC, Invalid MIC)."},
    {Action::authenticate_by_mic,
     "If the LSC is the fault, set the authentication mode to By Existing Certificate (precedence to MIC)."},
    {Action::set_rsa_2048,
     "If the model does not support this key size or curve (Key Generation Failed), set Key Order RSA Only and Key "
     "Size "
     "2048 in the phone security profile of {device|the phone}."},
    {Action::read_console_log,
     "Read the console log of {device|the phone} for why it made no key (Key Generation Failed)."},
    {Action::check_lsc_chain,
     "Check the chain of the CAPF certificate: with an offline CA, its root and intermediates belong in CAPF-trust and "
     "CallManager-trust."},
    {Action::delete_lsc_by_hand, "Delete the LSC on the phone itself, or repeat the operation."},
    {Action::check_online_ca,
     "Check the online CA, and that {server:host|the server} reaches it (CA Communication Failure)."},
    {Action::check_capf_load, "Check the load of CAPF; the phone tries again."},
    {Action::set_capf_keep_alive,
     "The session was idle for minutes before CAPF closed it: raise the time after which it does (utils capf set "
     "keep_alive, 5 to 60 minutes)."},
    {Action::check_md5hash, "Check what run sql select md5hash,name from device where name='{device|NAME}' shows."},
    {Action::check_replication, "Check database replication (utils dbreplication runtimestate)."},
    {Action::check_load_supports_encryption, "Check that the phone's load supports encrypted configuration files."},
    {Action::check_profile_encryption,
     "Check that the security profile of {device|the phone} still has TFTP Encrypted Config ticked."},
    {Action::check_symmetric_key, "Check that the key on the phone is the one on its configuration page."},

    {Action::check_clocks,
     "Check the clocks of phone and servers (NTP), and whether the certificate was made with a wrong clock."},
    {Action::check_phone_clock,
     "The certificate is valid by the capture's clock: check the clock of {device|the phone} (NTP)."},
    {Action::raise_serving_count,
     "Raise Maximum Serving Count (service parameter of Cisco TFTP), or spread the phones over several TFTP servers."},
    {Action::check_mtu,
     "Check the MTU on the path between {device|the phone} and {server:host|the server} (VPN, tunnels), and that "
     "firewalls let ICMP \"fragmentation needed\" or \"packet too big\" through."},
    {Action::check_dns,
     "Check the phone's DNS server and the entry of the CAPF node, or use an IP address as the node's name (System, "
     "Server)."},
    {Action::end_rollback, "Set the enterprise parameter Prepare Cluster for Rollback to pre 8.0 to False."},
    {Action::compare_alarm, "Compare Settings, Security Configuration on the phone with show itl on CUCM."},
    {Action::consolidate_certificates,
     "Before phones move between clusters, exchange the clusters' certificates (Bulk Certificate Management: export, "
     "consolidate, import)."},
    {Action::check_https_certificate,
     "Check that the certificate of the file service on {server:host|the server} is in the phone's trust list or in "
     "the TVS store."},
    {Action::check_tvs_certificate,
     "The TVS certificate of {server:host|the server} is not the trust list's: restart the TFTP service, so that it "
     "builds the list anew."},
    {Action::open_tvs_port,
     "Let TCP port 2445 through between the phones and {server:host|the TVS servers}, in both directions."},
    {Action::exempt_from_inspection, "Exempt TCP ports 3804, 2445, 6971 and 6972 from TLS inspection."},
    {Action::sign_csr,
     "Let the CA sign the pending requests and upload the certificates (utils capf csr list shows the requests)."},
    {Action::add_issuer_to_callmanager_trust,
     "Check that the issuer of the phone's certificate is in CallManager-trust, and restart the CallManager service "
     "after adding it."},
    {Action::check_warning,
     "Look up the device and the answer's text in CUCM (Device security mismatch: the profile wants TLS)."},
    {Action::check_security_mode,
     "Check the device security mode and transport of the phone security profile of {device|the phone}."},
    {Action::find_listener, "Find out what listens at {server:host|the server} on this port."},
    {Action::use_2048_bits,
     "Regenerate the certificate with 2048 bits; for phones set Key Size in the phone security profile or in the "
     "phone's CAPF information, then Install/Upgrade."},
    {Action::use_sha512_signatures,
     "Where all loads support it, set the enterprise parameter TFTP File Signature Algorithm to SHA-512."},
    {Action::plan_regeneration,
     "Plan its regeneration (Cisco Unified OS Administration, Security, Certificate Management), one certificate at a "
     "time, and let the phones get the new list before the next."},
    {Action::install_lsc_without_mic,
     "Install an LSC by authentication string: authentication by MIC may be refused (Invalid MIC)."},
    {Action::do_not_rest_on_mic,
     "Do not rely on the MIC: install an LSC, and check that the loads and CAPF-trust know the newer manufacturing "
     "authorities."},
    {Action::raise_tls_minimum,
     "Phones of the 79xx series speak nothing newer; for others raise the minimum (set tls min-version)."},
    {Action::change_secret, "Change the secret, and tick TFTP Encrypted Config in the phone security profile."},
    {Action::check_addresses,
     "Check name resolution of the CAPF node, address translation between phone and publisher, and whether the phone "
     "uses an old configuration."},
    {Action::look_for_mixed_files,
     "Look for a proxy or load balancer that mixes up files, and for a TFTP cache: restart the TFTP service."},
    {Action::compare_log_and_capture,
     "Look on the way from the server to the phone: capture at the server too, and compare the two with capfcheck "
     "pair."},
    {Action::update_all_tftp_servers,
     "Restart the TFTP service on every TFTP server (the documents ask for all of them), and check replication."},
    {Action::capture_before_reset, "Start the capture, then reset the phone."},
    {Action::capture_longer, "Let the capture run until the phone has registered, or has clearly given up."},
    {Action::capture_whole_packets,
     "Capture whole packets; on CUCM: utils network capture eth0 file NAME count 100000 size all."},
    {Action::capture_closer,
     "Capture closer to the phone or the server, with a filter on its address, so that the capturing machine keeps "
     "up."},
    {Action::capture_both_directions,
     "Capture where both directions pass: the phone's switch port with both directions mirrored, or the server "
     "itself."},
    {Action::mirror_once, "Mirror each port in one direction only, or remove duplicates (editcap -d)."},
    {Action::reorder_frames, "Put the frames in order (reordercap); check the clock of the capturing machine."},
    {Action::stop_before_copying, "Stop the capture before the file is copied. What came before the damage counts."},
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
    return row_of(kCodeTexts, &CodeText::code, code).meaning;
}

std::string_view sign_of(Code code) {
    return row_of(kCodeTexts, &CodeText::code, code).sign;
}

std::string_view pattern_of(Indication indication) {
    return row_of(kIndicationTexts, &IndicationText::indication, indication).pattern;
}

std::string_view pattern_of(Action action) {
    return row_of(kActionTexts, &ActionText::action, action).pattern;
}

}  // namespace capf::report
