// SPDX-License-Identifier: GPL-2.0-or-later
// The CAPF dialogue itself, from AUTH_REQUEST to END_SESSION.
#include <algorithm>

#include <fmt/format.h>

#include "analyzer/sequence/step_checks.h"

namespace capf::sequence {
namespace {

constexpr int kAuthByString = 1, kAuthByLsc = 3, kAuthByMic = 4;
constexpr int kReasonNoAction = 0, kReasonDone = 1, kReasonInvalid = 7, kReasonUnknownDevice = 9;
// Old phones take up to a minute to make a key: only a longer silence means anything.
constexpr std::int64_t kSilenceSeconds = 120;

Frames frames_of(const CapfDialogue &dialogue) {
    return dialogue.frames.empty() ? Frames{dialogue.begin().frame, dialogue.end().frame} : dialogue.frames;
}

Frames message_frames(const CapfDialogue &dialogue, wire::CapfCommand command) {
    Frames frames;
    for (const MessageReport &message : dialogue.messages) {
        if (message.command == static_cast<std::uint8_t>(command)) frames.push_back(message.frame);
    }
    return frames.empty() ? frames_of(dialogue) : frames;
}

class DialogueCheck {
public:
    DialogueCheck(const PhoneStory &story, const CapfDialogue &dialogue)
        : story_(story), dialogue_(dialogue), names_(story.names_of(dialogue)) {}

    Diagnoses run() {
        if (dialogue_.retry_later) {
            add("capf-retry-later", message_frames(dialogue_, wire::CapfCommand::retry_later),
                "CAPF sends RETRY_LATER");
        }
        check_responses();
        if (!found_.empty()) return found_;
        if (key_generation_broke_off()) return found_;
        if (dialogue_.ended && dialogue_.end_reason) return by_reason(*dialogue_.end_reason);
        if (dialogue_.ended) return by_size();
        return not_ended();
    }

private:
    void add(const char *code, Frames frames, std::string summary) {
        add(code, dialogue_.evidence, std::move(frames), std::move(summary));
    }
    void add(const char *code, Evidence evidence, Frames frames, std::string summary) {
        found_.push_back(make_diagnosis(code, evidence, std::move(frames), std::move(summary), names_));
    }

    // The phone's own answers decide before END_SESSION, which is 1 also after a failed store or delete.
    void check_responses() {
        const auto failed = [](const std::optional<int> &reason) { return reason && *reason != kReasonDone; };
        if (failed(dialogue_.store_reason)) {
            add("capf-store-failed", message_frames(dialogue_, wire::CapfCommand::store_certificate_response),
                fmt::format("the phone answers STORE_CERTIFICATE_RESPONSE with reason {}{}", *dialogue_.store_reason,
                            dialogue_.certificate_is_for_another_key()
                                ? ": the LSC is not for the key that the phone made"
                                : ""));
        }
        if (dialogue_.fetch_failed && dialogue_.operation == Operation::fetch) {
            add("capf-fetch-failed", message_frames(dialogue_, wire::CapfCommand::fetch_certificate_response),
                dialogue_.fetch_reason ? fmt::format("the phone answers FETCH_CERTIFICATE_RESPONSE with reason {}",
                                                     *dialogue_.fetch_reason)
                                       : "the phone's answer is too short for a certificate");
        }
        if (failed(dialogue_.delete_reason)) {
            add("capf-delete-failed", message_frames(dialogue_, wire::CapfCommand::delete_certificate_response),
                fmt::format("the phone answers DELETE_CERTIFICATE_RESPONSE with reason {}", *dialogue_.delete_reason));
        }
        // Where the server went on, it did not mind: then the signature explains nothing.
        if (!dialogue_.succeeded() && dialogue_.authentication_signature &&
            dialogue_.authentication_signature->verdict == trust::Verdict::invalid) {
            add("capf-authentication-failed", message_frames(dialogue_, wire::CapfCommand::auth_response),
                "the signature by which the phone proves its certificate does not verify: " +
                    dialogue_.authentication_signature->reason);
        }
    }

    // KEY_GENERATE_REQUEST, and then no key: a failure in the answer, or the phone leaves.
    bool key_generation_broke_off() {
        if (dialogue_.operation != Operation::install || dialogue_.lossy) return false;
        if (dialogue_.key_failed) {
            add("capf-key-generation-failed", message_frames(dialogue_, wire::CapfCommand::key_generate_response),
                dialogue_.key_reason
                    ? fmt::format("KEY_GENERATE_RESPONSE carries reason {} and no key", *dialogue_.key_reason)
                    : "the phone's answer to KEY_GENERATE_REQUEST is too short for a key");
            return true;
        }
        const phones::Connection &tcp = *dialogue_.connection;
        const bool no_key = dialogue_.reached <= Progress::operation_request ||
                            (dialogue_.ended && dialogue_.reached == Progress::end_session && !has_key());
        const bool phone_left = tcp.client_fin || tcp.client_reset;
        if (!no_key || !phone_left || dialogue_.confidence < 0.5) return false;
        Frames frames = frames_of(dialogue_);
        frames.push_back(tcp.client_reset ? tcp.client_reset->frame : tcp.client_fin->frame);
        add("capf-key-generation-failed", frames,
            fmt::format("the phone leaves after KEY_GENERATE_REQUEST{}",
                        dialogue_.key.empty() ? "" : " (" + dialogue_.key + ")"));
        add("capf-session-cut", frames, "the phone closes the session before END_SESSION reached it");
        // KEY_SIZE alone and RETRY_DELAY may be of one size: then the server said goodbye and the phone left as it
        // should.
        if (dialogue_.evidence == Evidence::inferred && dialogue_.reached == Progress::operation_request) {
            add("capf-retry-later", frames, "what looks like KEY_GENERATE_REQUEST may also have been RETRY_LATER");
        }
        return true;
    }

    [[nodiscard]] bool has_key() const {
        if (!dialogue_.has_messages) return !dialogue_.key.empty();
        return std::any_of(dialogue_.messages.begin(), dialogue_.messages.end(), [](const MessageReport &message) {
            return message.parsed().find(wire::CapfTag::public_key) != nullptr;
        });
    }

    Diagnoses by_reason(int reason) {
        const Frames frames = message_frames(dialogue_, wire::CapfCommand::end_session);
        const std::string words = fmt::format("CAPF ends the session with reason {}", reason);
        const CheckedFile *config = config_around();
        switch (reason) {
            case kReasonDone:
                break;
            case kReasonNoAction:
                if (dialogue_.operation == Operation::none && config != nullptr && needs_certificate(*config)) {
                    add("capf-no-operation", frames, words + " (no action) while certHash is empty");
                }
                break;
            case kReasonUnknownDevice:
                add("capf-unknown-device", frames, words + " (unknown device)");
                break;
            default:
                rejected(reason, words, frames);
                break;
        }
        return found_;
    }

    void rejected(int reason, const std::string &words, const Frames &frames) {
        const bool by_certificate = dialogue_.certificate_authentication || dialogue_.auth_type == kAuthByLsc ||
                                    dialogue_.auth_type == kAuthByMic;
        if (by_certificate && dialogue_.reached == Progress::end_session && dialogue_.operation == Operation::none) {
            add("capf-authentication-failed", frames,
                words + (dialogue_.certificate_authentication ? " after authentication by certificate"
                                                              : "; it wanted a certificate and the phone sent none"));
        }
        const char *hint = reason == kReasonInvalid && dialogue_.auth_type == kAuthByString
                               ? " after it asked for an authentication string"
                               : "";
        add("capf-rejected", frames, words + hint);
    }

    // Without keys END_SESSION's reason is hidden: after AUTH_RESPONSE it means one of three things.
    Diagnoses by_size() {
        if (dialogue_.operation != Operation::none) return found_;
        const CheckedFile *config = config_around();
        // Without a configuration nobody knows whether anything had to be done.
        if (config == nullptr || !needs_certificate(*config)) return found_;
        const Frames frames = frames_of(dialogue_);
        const std::string words = "CAPF ends the session right after AUTH_RESPONSE (reason hidden by TLS): ";
        const bool by_string = dialogue_.authentication_string || config->config->auth_mode() == kAuthByString;
        if (dialogue_.certificate_authentication) {
            add("capf-authentication-failed", frames, words + "authentication by certificate may have failed");
        }
        // The phone has a configuration of its own, so the database knows it: that it is unknown comes last.
        if (by_string) add("capf-rejected", frames, words + "the authentication string may be wrong");
        add("capf-no-operation", frames, words + "nothing may be scheduled");
        if (!by_string) add("capf-rejected", frames, words + "it may have been refused");
        add("capf-unknown-device", frames, words + "the device may be unknown to CAPF");
        if (dialogue_.retry_possible) {
            add("capf-retry-later", frames, words + "it may also have been RETRY_LATER");
        }
        return found_;
    }

    // The configuration that the phone had, or, where the capture begins later, the next one that it gets.
    [[nodiscard]] const CheckedFile *config_around() const {
        if (const CheckedFile *before = story_.last_config_before(dialogue_.begin().time)) return before;
        const auto after = story_.configs_after(dialogue_.begin().time);
        return after.empty() ? nullptr : after.front();
    }

    Diagnoses not_ended() {
        // After the phone stored its certificate, END_SESSION only says goodbye.
        if (dialogue_.lossy || dialogue_.succeeded()) return found_;
        const phones::Connection &tcp = *dialogue_.connection;
        const bool said_anything = dialogue_.has_messages || dialogue_.tls.established();
        if (!said_anything && tcp.from_client.captured() == 0 && !tcp.ended()) return found_;
        Frames frames{tcp.first.frame};
        for (const auto &end : {tcp.client_fin, tcp.client_reset, tcp.server_fin, tcp.server_reset}) {
            if (end) frames.push_back(end->frame);
        }
        if (tcp.ended()) {
            const bool server = !tcp.client_fin && !tcp.client_reset;
            add("capf-session-cut", Evidence::observed, frames,
                fmt::format("the connection is closed {}before END_SESSION", server ? "by the server " : ""));
        } else if (story_.seconds_left_after(tcp.last.time) > kSilenceSeconds) {
            frames.push_back(tcp.last.frame);
            add("capf-session-cut", Evidence::observed, frames,
                fmt::format("nothing is said for more than {} s and END_SESSION does not come", kSilenceSeconds));
        }
        return found_;
    }

    const PhoneStory &story_;
    const CapfDialogue &dialogue_;
    Names names_;
    Diagnoses found_;
};

}  // namespace

Diagnoses check_dialogue(const PhoneStory &story, const CapfDialogue &dialogue) {
    return DialogueCheck(story, dialogue).run();
}

}  // namespace capf::sequence
