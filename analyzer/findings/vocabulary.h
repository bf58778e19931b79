// SPDX-License-Identifier: GPL-2.0-or-later
// The closed vocabulary of what capfcheck says: verdicts, steps, codes, and the indications that show them. A code
// never changes its meaning. What a code needs and is refuted by stands in analyzer/judge, its words in
// analyzer/report.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "plugin/inference/ciphertext_inference.h"

namespace capf::findings {

enum class Verdict { encrypted, failed, incomplete, not_enabled };
[[nodiscard]] const char *name_of(Verdict verdict);

// In the documented order.
enum class Step {
    trust_list,
    partial_config,
    capf_connect,
    capf_tls,
    capf_dialogue,
    key_store,
    phone_reset,
    matching_config,
    encrypted_config,
    in_use,
};
inline constexpr std::size_t kStepCount = 10;
[[nodiscard]] const char *name_of(Step step);

enum class StepStatus { ok, failed, not_needed, not_seen, unknown };
[[nodiscard]] const char *name_of(StepStatus status);

using inference::Operation;
[[nodiscard]] const char *name_of(Operation operation);  // "delete" for remove

// What the phone talks to.
enum class Service { files, capf, tvs, signalling };
[[nodiscard]] const char *name_of(Service service);

enum class Code {
    trust_list_not_found,
    trust_list_malformed,
    trust_list_signature_invalid,
    trust_list_signer_unknown,
    trust_list_without_capf,
    trust_list_too_large,
    trust_list_certificate_expired,
    config_not_found,
    config_transfer_incomplete,
    config_malformed,
    config_signature_invalid,
    config_signer_untrusted,
    config_digest_unsupported,
    capf_info_missing,
    authentication_string_required,
    capf_not_attempted,
    capf_refused,
    capf_unreachable,
    capf_wrong_server,
    tls_version_mismatch,
    tls_no_common_cipher,
    capf_certificate_untrusted,
    capf_certificate_not_in_trust_list,
    capf_certificate_expired,
    capf_certificate_unsuitable,
    tls_aborted,
    capf_unknown_device,
    capf_rejected,
    capf_no_operation,
    capf_authentication_failed,
    capf_key_generation_failed,
    capf_store_failed,
    capf_fetch_failed,
    capf_delete_failed,
    capf_retry_later,
    capf_session_cut,
    certhash_still_empty,
    certhash_stale,
    database_hash_differs,
    phone_did_not_reset,
    encrypted_config_not_requested,
    encrypted_config_not_found,
    encrypted_config_signature_invalid,
    encrypted_config_transfer_incomplete,
    encrypted_config_wrong_key,
    encrypted_config_not_used,
    provisioning_not_visible,
    tvs_rejected,
    no_pki_phone,
    server_busy,
    path_mtu,
    certificate_not_yet_valid,
    capf_name_not_resolved,
    trust_list_rollback,
    trust_list_digest_unsupported,
    trust_list_not_installed,
    phone_holds_other_trust_list,
    https_certificate_untrusted,
    tvs_certificate_untrusted,
    tvs_tls_version_mismatch,
    tvs_unreachable,
    tls_intercepted,
    capf_certificate_pending,
    registration_certificate_refused,
    registration_refused,
    config_of_another_phone,
    https_tls_failed,
    registration_tls_failed,
    registration_unanswered,
    callmanager_certificate_untrusted,
    trust_list_transfer_incomplete,

    weak_key,
    sha1_signature,
    certificate_expires_soon,
    mic_expired,
    mic_authority_ends,
    tls_1_0,
    secret_in_clear,
    address_mismatch,
    signed_file_name_differs,
    trust_lists_differ,
    log_contradicts,
    service_stopped,

    capture_starts_late,
    capture_ends_early,
    capture_cut_frames,
    capture_has_gaps,
    capture_one_direction,
    capture_duplicates,
    capture_time_steps_back,
    capture_out_of_order,
    capture_damaged,
};

enum class CodeKind {
    diagnosis,  // a cause of a verdict
    notice,     // worth knowing of a phone, and no cause
    capture,    // a remark about the capture itself
};

// Where the knowledge of a code comes from.
enum class Source {
    documented,   // by Cisco
    public_code,  // read in public client or server code
    inferred,     // follows from how TCP, TLS and CAPF behave
};

struct CodeEntry {
    Code code;
    std::string_view name;
    CodeKind kind;
    Step step;  // of a diagnosis, unless the finding says another; trust_list for the rest, where it means nothing
    Source source;
};

// One entry a code, in the order of the enumeration.
inline constexpr auto kCodes = [] {
    constexpr auto D = CodeKind::diagnosis;
    constexpr auto N = CodeKind::notice;
    constexpr auto C = CodeKind::capture;
    constexpr auto documented = Source::documented, public_code = Source::public_code, inferred = Source::inferred;
    return std::to_array<CodeEntry>({
        {Code::trust_list_not_found, "trust-list-not-found", D, Step::trust_list, documented},
        {Code::trust_list_malformed, "trust-list-malformed", D, Step::trust_list, inferred},
        {Code::trust_list_signature_invalid, "trust-list-signature-invalid", D, Step::trust_list, public_code},
        {Code::trust_list_signer_unknown, "trust-list-signer-unknown", D, Step::trust_list, public_code},
        {Code::trust_list_without_capf, "trust-list-without-capf", D, Step::trust_list, documented},
        {Code::trust_list_too_large, "trust-list-too-large", D, Step::trust_list, documented},
        {Code::trust_list_certificate_expired, "trust-list-certificate-expired", D, Step::trust_list, documented},
        {Code::config_not_found, "config-not-found", D, Step::partial_config, documented},
        {Code::config_transfer_incomplete, "config-transfer-incomplete", D, Step::partial_config, documented},
        {Code::config_malformed, "config-malformed", D, Step::partial_config, inferred},
        {Code::config_signature_invalid, "config-signature-invalid", D, Step::partial_config, public_code},
        {Code::config_signer_untrusted, "config-signer-untrusted", D, Step::partial_config, documented},
        {Code::config_digest_unsupported, "config-digest-unsupported", D, Step::partial_config, documented},
        {Code::capf_info_missing, "capf-info-missing", D, Step::partial_config, documented},
        {Code::authentication_string_required, "authentication-string-required", D, Step::capf_connect, documented},
        {Code::capf_not_attempted, "capf-not-attempted", D, Step::capf_connect, documented},
        {Code::capf_refused, "capf-refused", D, Step::capf_connect, documented},
        {Code::capf_unreachable, "capf-unreachable", D, Step::capf_connect, documented},
        {Code::capf_wrong_server, "capf-wrong-server", D, Step::capf_connect, inferred},
        {Code::tls_version_mismatch, "tls-version-mismatch", D, Step::capf_tls, documented},
        {Code::tls_no_common_cipher, "tls-no-common-cipher", D, Step::capf_tls, inferred},
        {Code::capf_certificate_untrusted, "capf-certificate-untrusted", D, Step::capf_tls, documented},
        {Code::capf_certificate_not_in_trust_list, "capf-certificate-not-in-trust-list", D, Step::capf_tls, documented},
        {Code::capf_certificate_expired, "capf-certificate-expired", D, Step::capf_tls, documented},
        {Code::capf_certificate_unsuitable, "capf-certificate-unsuitable", D, Step::capf_tls, documented},
        {Code::tls_aborted, "tls-aborted", D, Step::capf_tls, inferred},
        {Code::capf_unknown_device, "capf-unknown-device", D, Step::capf_dialogue, public_code},
        {Code::capf_rejected, "capf-rejected", D, Step::capf_dialogue, public_code},
        {Code::capf_no_operation, "capf-no-operation", D, Step::capf_dialogue, public_code},
        {Code::capf_authentication_failed, "capf-authentication-failed", D, Step::capf_dialogue, documented},
        {Code::capf_key_generation_failed, "capf-key-generation-failed", D, Step::capf_dialogue, public_code},
        {Code::capf_store_failed, "capf-store-failed", D, Step::capf_dialogue, public_code},
        {Code::capf_fetch_failed, "capf-fetch-failed", D, Step::capf_dialogue, public_code},
        {Code::capf_delete_failed, "capf-delete-failed", D, Step::capf_dialogue, public_code},
        {Code::capf_retry_later, "capf-retry-later", D, Step::capf_dialogue, public_code},
        {Code::capf_session_cut, "capf-session-cut", D, Step::capf_dialogue, inferred},
        {Code::certhash_still_empty, "certhash-still-empty", D, Step::key_store, documented},
        {Code::certhash_stale, "certhash-stale", D, Step::matching_config, documented},
        {Code::database_hash_differs, "database-hash-differs", D, Step::key_store, documented},
        {Code::phone_did_not_reset, "phone-did-not-reset", D, Step::phone_reset, documented},
        {Code::encrypted_config_not_requested, "encrypted-config-not-requested", D, Step::encrypted_config, inferred},
        {Code::encrypted_config_not_found, "encrypted-config-not-found", D, Step::encrypted_config, documented},
        {Code::encrypted_config_signature_invalid, "encrypted-config-signature-invalid", D, Step::encrypted_config,
         public_code},
        {Code::encrypted_config_transfer_incomplete, "encrypted-config-transfer-incomplete", D, Step::encrypted_config,
         documented},
        {Code::encrypted_config_wrong_key, "encrypted-config-wrong-key", D, Step::encrypted_config, public_code},
        {Code::encrypted_config_not_used, "encrypted-config-not-used", D, Step::in_use, public_code},
        {Code::provisioning_not_visible, "provisioning-not-visible", D, Step::partial_config, documented},
        {Code::tvs_rejected, "tvs-rejected", D, Step::trust_list, documented},
        {Code::no_pki_phone, "no-pki-phone", D, Step::partial_config, documented},
        {Code::server_busy, "server-busy", D, Step::partial_config, documented},
        {Code::path_mtu, "path-mtu", D, Step::capf_tls, documented},
        {Code::certificate_not_yet_valid, "certificate-not-yet-valid", D, Step::capf_tls, documented},
        {Code::capf_name_not_resolved, "capf-name-not-resolved", D, Step::capf_connect, documented},
        {Code::trust_list_rollback, "trust-list-rollback", D, Step::trust_list, documented},
        {Code::trust_list_digest_unsupported, "trust-list-digest-unsupported", D, Step::trust_list, inferred},
        {Code::trust_list_not_installed, "trust-list-not-installed", D, Step::trust_list, documented},
        {Code::phone_holds_other_trust_list, "phone-holds-other-trust-list", D, Step::trust_list, documented},
        {Code::https_certificate_untrusted, "https-certificate-untrusted", D, Step::partial_config, documented},
        {Code::tvs_certificate_untrusted, "tvs-certificate-untrusted", D, Step::trust_list, documented},
        {Code::tvs_tls_version_mismatch, "tvs-tls-version-mismatch", D, Step::trust_list, documented},
        {Code::tvs_unreachable, "tvs-unreachable", D, Step::trust_list, documented},
        {Code::tls_intercepted, "tls-intercepted", D, Step::capf_tls, inferred},
        {Code::capf_certificate_pending, "capf-certificate-pending", D, Step::key_store, documented},
        {Code::registration_certificate_refused, "registration-certificate-refused", D, Step::in_use, documented},
        {Code::registration_refused, "registration-refused", D, Step::in_use, documented},
        {Code::config_of_another_phone, "config-of-another-phone", D, Step::partial_config, inferred},
        {Code::https_tls_failed, "https-tls-failed", D, Step::partial_config, inferred},
        {Code::registration_tls_failed, "registration-tls-failed", D, Step::in_use, inferred},
        {Code::registration_unanswered, "registration-unanswered", D, Step::in_use, inferred},
        {Code::callmanager_certificate_untrusted, "callmanager-certificate-untrusted", D, Step::in_use, inferred},
        {Code::trust_list_transfer_incomplete, "trust-list-transfer-incomplete", D, Step::trust_list, inferred},

        {Code::weak_key, "weak-key", N, Step::trust_list, inferred},
        {Code::sha1_signature, "sha1-signature", N, Step::trust_list, inferred},
        {Code::certificate_expires_soon, "certificate-expires-soon", N, Step::trust_list, inferred},
        {Code::mic_expired, "mic-expired", N, Step::trust_list, inferred},
        {Code::mic_authority_ends, "mic-authority-ends", N, Step::trust_list, documented},
        {Code::tls_1_0, "tls-1.0", N, Step::trust_list, inferred},
        {Code::secret_in_clear, "secret-in-clear", N, Step::trust_list, inferred},
        {Code::address_mismatch, "address-mismatch", N, Step::trust_list, inferred},
        {Code::signed_file_name_differs, "signed-file-name-differs", N, Step::trust_list, inferred},
        {Code::trust_lists_differ, "trust-lists-differ", N, Step::trust_list, inferred},
        {Code::log_contradicts, "log-contradicts", N, Step::trust_list, inferred},
        {Code::service_stopped, "service-stopped", N, Step::trust_list, documented},

        {Code::capture_starts_late, "capture-starts-late", C, Step::trust_list, inferred},
        {Code::capture_ends_early, "capture-ends-early", C, Step::trust_list, inferred},
        {Code::capture_cut_frames, "capture-cut-frames", C, Step::trust_list, inferred},
        {Code::capture_has_gaps, "capture-has-gaps", C, Step::trust_list, inferred},
        {Code::capture_one_direction, "capture-one-direction", C, Step::trust_list, inferred},
        {Code::capture_duplicates, "capture-duplicates", C, Step::trust_list, inferred},
        {Code::capture_time_steps_back, "capture-time-steps-back", C, Step::trust_list, inferred},
        {Code::capture_out_of_order, "capture-out-of-order", C, Step::trust_list, inferred},
        {Code::capture_damaged, "capture-damaged", C, Step::trust_list, inferred},
    });
}();

constexpr const CodeEntry &entry_of(Code code) {
    return kCodes[static_cast<std::size_t>(code)];
}
[[nodiscard]] constexpr std::string_view name_of(Code code) {
    return entry_of(code).name;
}
// Nothing for a name that is none of a code.
[[nodiscard]] constexpr std::optional<Code> code_named(std::string_view name) {
    for (const CodeEntry &entry : kCodes) {
        if (entry.name == name) return entry.code;
    }
    return std::nullopt;
}

// An entry out of place would give a code another's name.
static_assert([] {
    for (std::size_t i = 0; i < kCodes.size(); ++i) {
        if (static_cast<std::size_t>(kCodes[i].code) != i) return false;
    }
    return true;
}());

// What can be seen, or concluded from what is seen, of a phone: each shows one code. The first word tells of what.
enum class Indication {
    // Trust list.
    list_on_no_server,
    list_malformed,
    list_signature_wrong,
    list_signer_not_in_list,
    list_signer_not_trusted_before,
    list_asked_again,  // and the phone does not go on
    list_without_capf,
    given_list_without_capf,
    list_too_large,
    list_certificate_expired,
    list_certificate_not_yet_valid,
    list_for_rollback,
    list_sha512_asked_again,
    list_not_installed,         // by the phone's own alarm
    list_installed_is_another,  // likewise, by the digest in it
    list_busy,
    list_segments_too_large,
    list_cut,
    list_unanswered,
    list_ended_by_error,  // TFTP's, which does not say that the list is not there
    list_unreachable,     // by ICMP
    list_of_another_phone,
    signed_names_only,
    // TVS.
    tvs_refuses,
    tvs_icmp_unreachable,
    tvs_silent,
    tvs_hello_unanswered,
    tvs_certificate_refused,
    tvs_versions_differ,
    tvs_says_no,
    tvs_answer_too_short,
    tvs_answer_hidden,
    tvs_segments_too_large,
    // Configuration.
    config_missing,
    config_missing_default_sent,
    config_cut,
    config_unanswered,
    config_ended_by_error,  // TFTP's, which does not say that the file is not there
    config_unreachable,     // by ICMP
    config_malformed,
    config_signature_wrong,
    config_signer_not_in_list,
    config_sha512_asked_again,
    config_names_no_capf_server,
    config_busy,
    config_segments_too_large,
    https_segments_too_large,
    config_signer_not_yet_valid,
    config_of_another_phone,
    files_over_https,
    https_certificate_refused,
    https_alert_by_phone,  // that is about no certificate
    https_alert_by_server,
    // The connection to CAPF.
    string_required,
    string_may_be_required,
    capf_not_contacted,
    capf_may_be_needed,
    name_unknown,
    name_without_address,
    name_server_failed,
    name_unanswered,
    syn_reset,
    syn_icmp_unreachable,
    syn_unanswered,
    syn_ack_unanswered,
    reset_in_between,  // of a pair: the other side never sent it
    connects_elsewhere,
    // TLS with CAPF.
    tls_versions_differ,
    tls_version_refused_by_phone,  // Param::version, which the server chose
    tls_ciphers_differ,
    certificate_refused,  // by an alert
    certificate_refused_by_leaving,
    certificate_expired_alert,
    certificate_expired,
    listed_certificate_expired,
    certificate_short_key,
    certificate_no_ca,
    certificate_may_not_sign,
    certificate_not_listed,
    hidden_certificate_not_listed,
    hidden_certificate_expired,
    hidden_certificate_unsuitable,
    handshake_alert_by_phone,
    handshake_alert_by_server,
    handshake_closed_by_phone,
    handshake_closed_by_server,
    certificate_not_yet_valid,
    listed_certificate_not_yet_valid,
    certificate_expired_by_phones_clock,  // alert 45, and the certificate is valid by the capture's clock
    certificate_of_inspection,
    speaks_no_tls,
    handshake_segments_too_large,
    // The CAPF dialogue.
    retry_later,
    key_request_or_retry_later,
    end_or_retry_later,
    store_refused,
    store_refused_other_key,
    fetch_refused,
    fetch_answer_short,
    delete_refused,
    proof_signature_wrong,
    key_response_refused,
    key_response_short,
    left_after_key_request,
    key_aborted_by_phone,
    key_aborted_by_server,
    left_before_end,
    end_no_action,
    end_unknown_device,
    end_rejected,
    end_rejected_after_string,
    end_after_certificate,
    end_without_certificate,
    hidden_end_certificate,
    hidden_end_string,
    hidden_end_no_action,
    hidden_end_rejected,
    hidden_end_unknown_device,
    closed_before_end,
    closed_before_end_by_server,
    aborted_by_server,
    aborted_by_phone,
    silent_before_end,
    session_segments_too_large,
    // After CAPF.
    certificate_pending,
    hash_still_empty,
    hash_of_other_certificate,
    hash_not_followed,  // the phone reads it and does not go on
    database_differs,
    no_request_after_capf,
    encrypted_not_asked,
    encrypted_not_asked_hash_agrees,
    encrypted_not_asked_hash_there,
    encrypted_not_asked_registered,
    // The encrypted file.
    encrypted_missing,
    encrypted_cut,
    encrypted_unanswered,
    encrypted_ended_by_error,
    encrypted_unreachable,
    encrypted_of_another_phone,
    encrypted_signature_wrong,
    encrypted_key_size_differs,
    encrypted_lsc_for_other_key,
    encrypted_does_not_decrypt,
    encrypted_symmetric_key,
    encrypted_asked_again,
    encrypted_busy,
    encrypted_segments_too_large,
    // Registration.
    registration_refused,
    registration_token_rejected,
    registration_alert,
    registration_closed,        // within the handshake or right after it
    registration_closed_early,  // before the phone had sent its certificate
    registration_closed_after_answer,
    registration_tls_alert,       // the server's, which need not be about the phone's certificate
    registration_server_refused,  // by the phone's alert
    registration_unanswered,
    registration_segments_too_large,
    // What a program's log says.
    log_list_failed,
    log_list_missing,
    log_list_refused,
    log_config_missing,
    log_config_refused,
    log_encrypted_missing,
    log_encrypted_refused,
    log_awaits_plain_file,
    log_has_lsc,
    log_has_no_lsc,
    log_tvs_untrusted,
    log_registration_alert,
    log_capf_protocol_version,
    log_capf_handshake_failure,
    log_tvs_not_found,
    log_tvs_says_no,     // to the phone
    log_device_unknown,  // to the TFTP service
    log_file_busy,
    log_unknown_ca,
    log_https_untrusted,
    log_capf_unknown_device,
    log_capf_rejected,
    log_capf_no_operation,
    log_capf_full,
    log_capf_key_failed,
    log_capf_store_failed,
    // Notices.
    rsa_key_weak,
    new_key_weak,
    file_signed_with_sha1,
    certificate_ends_soon,
    mic_ended,
    mic_authority_ends,
    tls_old,
    secrets_in_clear,
    capf_used_elsewhere,
    signed_name_differs,
    lists_differ,
    log_says_sent,     // and the capture shows that it did not arrive
    log_says_missing,  // and the capture shows that it arrived
    service_is_stopped,
    list_is_not_shown,
    // The capture.
    connections_begin_before,
    no_list_no_capf,
    open_at_end,
    frames_cut,
    bytes_missing,
    one_direction,
    frames_twice,
    time_steps_back,
    behind_acknowledgement,
    file_damaged,

    count
};
// "syn-reset": the enumerator with dashes.
[[nodiscard]] std::string_view name_of(Indication indication);

// What to do about a diagnosis. Its words are in analyzer/report.
enum class Action {
    check_tftp_and_tvs_run,
    check_security_by_default,
    restart_tftp,
    restart_tvs_and_tftp,
    rebuild_list,  // restart TFTP; in mixed mode update the CTL
    compare_lists_on_nodes,
    roll_back_certificate,
    change_certificate_again,
    remove_unused_certificates,
    regenerate_certificate,
    reset_phone,
    reset_for_new_list,
    delete_list_on_phone,
    check_tvs_store,
    check_tvs_runs,
    check_device_in_database,
    check_tftp_built_file,
    check_network,
    check_tftp_load,
    check_tftp_runs,
    look_up_phones_error,
    look_for_proxy,
    upgrade_load,
    set_sha1_signatures,
    activate_capf,
    give_https_keys,
    type_string,
    use_null_string,
    check_load_and_profile,
    open_capf_port,
    check_server_is_up,
    check_name_resolution,
    lower_tls_minimum,
    check_digest,
    check_callmanager_runs,
    check_signalling_port,
    check_callmanager_certificate,
    regenerate_server_certificate,
    raise_server_version,
    check_ciphers,
    list_holds_certificate,  // tells what was checked, and what follows
    list_lacks_certificate,
    regenerate_capf,
    reissue_capf,
    read_capf_trace,
    look_for_tls_inspection,
    check_database_of_capf,
    add_device,
    check_string,
    set_install,
    add_issuer_to_capf_trust,
    authenticate_by_mic,
    set_rsa_2048,
    read_console_log,
    check_lsc_chain,
    delete_lsc_by_hand,
    check_online_ca,
    check_capf_load,
    set_capf_keep_alive,
    check_md5hash,
    check_replication,
    check_load_supports_encryption,
    check_profile_encryption,
    check_symmetric_key,
    check_clocks,
    check_phone_clock,
    raise_serving_count,
    check_mtu,
    check_dns,
    end_rollback,
    compare_alarm,
    consolidate_certificates,
    check_https_certificate,
    check_tvs_certificate,
    open_tvs_port,
    exempt_from_inspection,
    sign_csr,
    add_issuer_to_callmanager_trust,
    check_warning,
    check_callmanager_load,
    check_phone_exists,
    replace_expired_certificate,
    check_security_mode,
    find_listener,
    // Of notices.
    use_2048_bits,
    use_sha512_signatures,
    plan_regeneration,
    install_lsc_without_mic,
    do_not_rest_on_mic,
    raise_tls_minimum,
    change_secret,
    check_addresses,
    look_for_mixed_files,
    update_all_tftp_servers,
    compare_log_and_capture,
    start_service,
    // Of the capture.
    capture_before_reset,
    capture_longer,
    capture_whole_packets,
    capture_closer,
    capture_both_directions,
    mirror_once,
    reorder_frames,
    capture_with_one_clock,
    stop_before_copying,

    count
};
// The action weakens the security of phone or cluster, or destroys something that is hard to get back: it is the last
// resort, and says so.
[[nodiscard]] bool is_last_resort(Action action);

}  // namespace capf::findings
