// SPDX-License-Identifier: GPL-2.0-or-later
// All that is known of one phone, in order, with the questions that the checks ask of it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/cucm/device_table.h"
#include "analyzer/phones/timeline.h"
#include "analyzer/sequence/capf_dialogue.h"
#include "analyzer/sequence/catalogue.h"
#include "analyzer/sequence/file_check.h"
#include "analyzer/sequence/given_trust_list.h"
#include "analyzer/sequence/verdict.h"
#include "plugin/trust/config_decryption.h"

namespace capf::sequence {

inline constexpr std::int64_t kSecond = 1'000'000'000;  // nanoseconds

// A phone's private key that the user gave; `device` empty: for whichever phone it opens a file.
struct PhoneKey {
    std::string device;
    std::string path;  // for messages
    trust::PrivateKey key;
};

struct SequenceOptions {
    trust::TrustStore given_certificates;
    std::vector<PhoneKey> phone_keys;
    std::vector<GivenTrustList> trust_lists;  // what the phone had before the capture
    cucm::DeviceTable device_table;           // of CUCM's database
    bool tls_keys_given = false;              // the user gave keys that decrypt CAPF
    std::int64_t reset_seconds = 15 * 60;     // how long a phone that is alive may go without a request after CAPF
};

// What a story is told from. It stays where it is while stories about parts of it are told.
struct StoryMaterial {
    std::vector<CheckedFile> files;
    std::vector<CapfDialogue> dialogues;
};

struct PhoneStory {
    const phones::Phone *phone = nullptr;
    const SequenceOptions *options = nullptr;
    FrameTime capture_begin, capture_end;
    std::shared_ptr<const StoryMaterial> material;
    std::span<const CheckedFile> files;       // in the order of their requests
    std::span<const CapfDialogue> dialogues;  // in the order of their beginnings
    bool one_direction = false;               // of this phone's connections only one side was captured
    bool lost_in_capture = false;
    [[nodiscard]] bool cut_frames() const { return phone->cut_frames; }

    // The story as it stood at `end`, as if the capture had ended there: what began later is not in it.
    [[nodiscard]] PhoneStory until(const FrameTime &end) const;
    // What began after `begin`.
    [[nodiscard]] PhoneStory since(const FrameTime &begin) const;

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
    [[nodiscard]] bool registered_between(std::int64_t from, std::int64_t to) const;
    // The lists that the user gave and that no list of their kind in the capture has replaced.
    [[nodiscard]] std::vector<const GivenTrustList *> given_lists_in_hand() const;
    // Any trust list in hand holds a CAPF record.
    [[nodiscard]] bool list_holds_capf() const;
    [[nodiscard]] std::int64_t seconds_left_after(std::int64_t time) const {
        return (capture_end.time - time) / kSecond;
    }
    // Names for remedies: the server that serves the files, or that CAPF runs on.
    [[nodiscard]] Names file_names() const;
    [[nodiscard]] Names capf_names() const;
    [[nodiscard]] Names names_of(const CapfDialogue &dialogue) const;
    // "address:port" of the CAPF server that the configuration names, when the session's is none of those that it
    // names. Nothing when they agree or cannot be compared, as a host name and an address cannot.
    [[nodiscard]] std::optional<std::string> configured_elsewhere(const CapfDialogue &dialogue) const;
    // MD5 of a certificate that CAPF stored or fetched, when messages could be read and its key is RSA.
    [[nodiscard]] static std::optional<std::string> rsa_certificate_md5(const CapfDialogue &dialogue);
};

[[nodiscard]] PhoneStory tell_story(const phones::Phone &phone, const SequenceOptions &options, FrameTime capture_begin,
                                    FrameTime capture_end);

}  // namespace capf::sequence
