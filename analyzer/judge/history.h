// SPDX-License-Identifier: GPL-2.0-or-later
// All that is known of one phone, in order, with the questions that the rules ask of it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/cucm/device_table.h"
#include "analyzer/cucm/given_output.h"
#include "analyzer/findings/phone_report.h"
#include "analyzer/judge/capf_dialogue.h"
#include "analyzer/judge/file_check.h"
#include "analyzer/judge/given_trust_list.h"
#include "analyzer/judge/registration.h"
#include "analyzer/phones/timeline.h"
#include "analyzer/phones/visibility.h"
#include "plugin/trust/config_decryption.h"
#include "plugin/wire/time_units.h"

namespace capf::judge {

using namespace findings;
using dissection::FrameTime;

inline constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond;

// A phone's private key that the user gave; `device` empty: for whichever phone it opens a file.
struct PhoneKey {
    std::string device;
    std::string path;  // for messages
    trust::PrivateKey key;
};

struct JudgeOptions {
    trust::TrustStore given_certificates;
    std::vector<PhoneKey> phone_keys;
    std::vector<GivenTrustList> trust_lists;  // what the phone had before the capture
    cucm::DeviceTable device_table;           // of CUCM's database
    cucm::GivenOutput cucm;
    bool tls_keys_given = false;           // the user gave keys that decrypt CAPF
    std::int64_t reset_seconds = 15 * 60;  // how long a phone that is alive may go without a request after CAPF
};

// What a history is made of. It stays where it is while histories of parts of it are looked at.
struct HistoryMaterial {
    std::vector<CheckedFile> files;
    std::vector<CapfDialogue> dialogues;
    std::vector<RegistrationEvent> registrations;
};

struct History {
    const phones::Phone *phone = nullptr;
    const JudgeOptions *options = nullptr;
    phones::Visibility visibility;
    std::shared_ptr<const HistoryMaterial> material;
    std::span<const CheckedFile> files;       // in the order of their requests
    std::span<const CapfDialogue> dialogues;  // in the order of their beginnings
    std::int64_t from = 0;                    // what came until then is not in this part

    // The history as it stood at `end`, as if the capture had ended there: what began later is not in it.
    [[nodiscard]] History until(const FrameTime &end) const;
    // What began after `begin`.
    [[nodiscard]] History since(const FrameTime &begin) const;

    // The last file of a kind that arrived whole and reads well, or null.
    [[nodiscard]] const CheckedFile *last_trust_list() const;
    [[nodiscard]] const CheckedFile *last_config() const;
    [[nodiscard]] const CheckedFile *last_config_before(std::int64_t time) const;
    // Configurations that arrived after a moment.
    [[nodiscard]] std::vector<const CheckedFile *> configs_after(std::int64_t time) const;
    [[nodiscard]] const CheckedFile *last_encrypted_request() const;  // whatever came of it
    [[nodiscard]] const CapfDialogue *last_dialogue() const;
    // Something of the sequence happened after `time`: a request for a configuration or an encrypted file, or CAPF.
    [[nodiscard]] bool goes_on_after(std::int64_t time) const;
    [[nodiscard]] bool encrypted_requested_after(std::int64_t time) const;
    // Not after the end of this part of the history.
    [[nodiscard]] bool reaches(std::int64_t time) const { return time <= visibility.end().time; }
    // Within this part of the history.
    [[nodiscard]] bool covers(std::int64_t time) const { return time > from && reaches(time); }
    // A configuration arrived after `time`.
    [[nodiscard]] bool config_again_after(std::int64_t time) const { return !configs_after(time).empty(); }
    // A configuration that was requested after `time` has a certHash, and another one than the last before it.
    [[nodiscard]] bool new_hash_after(std::int64_t time) const;
    // In the order of time, also those after the end of a part.
    [[nodiscard]] std::span<const RegistrationEvent> registrations() const { return material->registrations; }
    [[nodiscard]] bool registered_between(std::int64_t begin, std::int64_t end) const;
    // At or after `time`, as far as this history goes.
    [[nodiscard]] bool registered_after(std::int64_t time) const;
    // The lists that the user gave and that no list of their kind in the capture has replaced.
    [[nodiscard]] std::vector<const GivenTrustList *> given_lists_in_hand() const;
    // Any trust list in hand holds a CAPF record.
    [[nodiscard]] bool list_holds_capf() const;
    // The server that serves the files; of the last one that was asked for.
    [[nodiscard]] IpAddress file_server() const;
    // The CAPF server: of the last session, else the first that the configuration names. Empty when none is known.
    [[nodiscard]] HostName capf_server() const;
    // The CAPF server that the configuration names, when the session's is none of those that it names. Nothing when
    // they agree or cannot be compared, as a host name and an address cannot.
    [[nodiscard]] std::optional<HostName> configured_elsewhere(const CapfDialogue &dialogue) const;
    // The name in the configuration for which DNS gave the phone the address of this session's server.
    [[nodiscard]] std::optional<HostName> name_resolved_to(const CapfDialogue &dialogue) const;
    // DNS gave the phone this address for the name, or the capture does not show what it gave.
    [[nodiscard]] bool may_be_address_of(const std::string &name, const std::string &address) const;
    // A numeric address, not a name.
    [[nodiscard]] static bool is_address(const std::string &host);
    // Adds the device's name, and the server that serves the files where `values` has none.
    void add_names(Parameters &values) const;
    // MD5 of a certificate that CAPF stored or fetched, when messages could be read and its key is RSA.
    [[nodiscard]] static std::optional<std::string> rsa_certificate_md5(const CapfDialogue &dialogue);
};

[[nodiscard]] History make_history(const phones::Phone &phone, const JudgeOptions &options,
                                   const phones::Recording &recording);

// `asked` is `name`, or the name with a domain behind it.
[[nodiscard]] bool asks_for(const std::string &asked, const std::string &name);

}  // namespace capf::judge
