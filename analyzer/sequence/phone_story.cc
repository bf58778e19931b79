// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/phone_story.h"

#include <algorithm>

#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

bool good(const CheckedFile &file) {
    return file.complete() && !file.malformed;
}

template <typename Wanted>
const CheckedFile *last_file(std::span<const CheckedFile> files, Wanted wanted) {
    const auto found = std::find_if(files.rbegin(), files.rend(), wanted);
    return found == files.rend() ? nullptr : &*found;
}

using dissection::Endpoint;

// Two IPv4 addresses are the same or not. An IPv6 address has many spellings, and a phone with both kinds may use
// either: those are not held against each other.
bool same_address(const std::string &a, const std::string &b) {
    const auto is_ipv6 = [](const std::string &text) { return text.find(':') != std::string::npos; };
    return is_ipv6(a) || is_ipv6(b) || a == b;
}

// Without keys, "delete" and "fetch from a phone that has nothing" have the same sizes: what the configuration says
// before decides which is likelier.
void refine_short_answer(CapfDialogue &dialogue, const CheckedFile *before) {
    if (dialogue.evidence != Evidence::inferred || dialogue.operation != Operation::remove) return;
    const bool had_certificate = before != nullptr && !before->cert_hash().value_or("").empty();
    if (had_certificate) {
        dialogue.fetch_failed = false;
        dialogue.alternatives = {Operation::fetch};
    } else {
        dialogue.operation = Operation::fetch;
        dialogue.alternatives = {Operation::remove};
    }
}

bool only_one_direction(const phones::Phone &phone) {
    bool any = false;
    const auto both = [&](const phones::Connection &connection) {
        any = true;
        const bool from_server = connection.syn_ack || connection.server_reset || connection.server_fin ||
                                 connection.from_server.captured() > 0;
        const bool from_client = !connection.syns.empty() || connection.from_client.captured() > 0;
        return from_server && from_client;
    };
    for (const auto &capf : phone.capf) {
        if (both(*capf.connection)) return false;
    }
    const bool files_answered = std::any_of(
        phone.transfers.begin(), phone.transfers.end(),
        [](const phones::Transfer *transfer) { return transfer->answered.has_value() && transfer->asked.frame != 0; });
    // Answers alone: nothing that this phone said was captured.
    const bool no_request = !phone.transfers.empty() &&
                            std::all_of(phone.transfers.begin(), phone.transfers.end(),
                                        [](const phones::Transfer *transfer) { return transfer->asked.frame == 0; });
    return (any || no_request) && !files_answered;
}

std::vector<CheckedFile> check_files(const phones::Phone &phone, const SequenceOptions &options) {
    std::vector<CheckedFile> files;
    trust::TrustStore store = options.given_certificates;
    for (const GivenTrustList &given : options.trust_lists) given.add_to(store);
    for (const phones::Transfer *transfer : phone.transfers) {
        CheckedFile file = check_file(*transfer, store);
        if (file.trust_list) {
            trust::remember_list(store, file.bytes(), *file.trust_list, *file.signature, transfer->moment().frame,
                                 transfer->name.base_name);
        }
        files.push_back(std::move(file));
    }
    return files;
}

void note_losses(PhoneStory &story) {
    story.lost_in_capture = std::any_of(story.dialogues.begin(), story.dialogues.end(),
                                        [](const CapfDialogue &dialogue) { return dialogue.lossy; }) ||
                            std::any_of(story.files.begin(), story.files.end(), [](const CheckedFile &file) {
                                return file.transfer->status == phones::TransferStatus::lost_in_capture;
                            });
}

// How many of `list`, which is in the order of `moment`, come before `end`.
template <typename Entry, typename MomentOf>
std::size_t count_before(std::span<const Entry> list, std::int64_t end, MomentOf moment) {
    const auto first_after =
        std::partition_point(list.begin(), list.end(), [&](const Entry &entry) { return moment(entry) < end; });
    return static_cast<std::size_t>(first_after - list.begin());
}

std::int64_t time_of_file(const CheckedFile &file) {
    return file.transfer->asked.time;
}

std::int64_t time_of_dialogue(const CapfDialogue &dialogue) {
    return dialogue.begin().time;
}

}  // namespace

PhoneStory PhoneStory::until(const Moment &end) const {
    PhoneStory part = *this;
    part.capture_end = end;
    part.files = files.first(count_before(files, end.time, time_of_file));
    part.dialogues = dialogues.first(count_before(dialogues, end.time, time_of_dialogue));
    note_losses(part);
    return part;
}

PhoneStory PhoneStory::since(const Moment &begin) const {
    PhoneStory part = *this;
    part.files = files.subspan(count_before(files, begin.time + 1, time_of_file));
    part.dialogues = dialogues.subspan(count_before(dialogues, begin.time + 1, time_of_dialogue));
    return part;  // what the capture lost before may still explain what came after
}

const CheckedFile *PhoneStory::last_trust_list() const {
    return last_file(files, [](const CheckedFile &file) { return file.is_trust_list() && good(file); });
}

const CheckedFile *PhoneStory::last_config() const {
    return last_file(files, [](const CheckedFile &file) { return file.is_config() && good(file); });
}

const CheckedFile *PhoneStory::last_config_before(std::int64_t time) const {
    return last_file(files, [&](const CheckedFile &file) {
        return file.is_config() && good(file) && file.transfer->moment().time <= time;
    });
}

std::vector<const CheckedFile *> PhoneStory::configs_after(std::int64_t time) const {
    std::vector<const CheckedFile *> result;
    for (const CheckedFile &file : files) {
        if (file.is_config() && good(file) && file.transfer->asked.time > time) result.push_back(&file);
    }
    return result;
}

const CheckedFile *PhoneStory::last_encrypted_request() const {
    return last_file(files, [](const CheckedFile &file) { return file.is_encrypted_config(); });
}

const CapfDialogue *PhoneStory::last_dialogue() const {
    return dialogues.empty() ? nullptr : &dialogues.back();
}

bool PhoneStory::goes_on_after(std::int64_t time) const {
    const auto later_capf = [&](const CapfDialogue &dialogue) { return dialogue.begin().time > time; };
    return std::any_of(dialogues.begin(), dialogues.end(), later_capf) || encrypted_requested_after(time);
}

bool PhoneStory::encrypted_requested_after(std::int64_t time) const {
    return std::any_of(files.begin(), files.end(), [&](const CheckedFile &file) {
        return file.is_encrypted_config() && file.transfer->moment().time > time;
    });
}

bool PhoneStory::registered_between(std::int64_t from, std::int64_t to) const {
    return std::any_of(phone->registrations.begin(), phone->registrations.end(),
                       [&](const dissection::Registration &one) { return one.at.time >= from && one.at.time <= to; });
}

std::vector<const GivenTrustList *> PhoneStory::given_lists_in_hand() const {
    std::vector<const GivenTrustList *> in_hand;
    for (const GivenTrustList &given : options->trust_lists) {
        const bool replaced = std::any_of(files.begin(), files.end(), [&](const CheckedFile &file) {
            return file.trust_list && good(file) && !file.signature_invalid() && file.kind() == given.kind();
        });
        if (!replaced) in_hand.push_back(&given);
    }
    return in_hand;
}

bool PhoneStory::list_holds_capf() const {
    for (const GivenTrustList *given : given_lists_in_hand()) {
        if (given->holds_role(wire::Role::capf)) return true;
    }
    for (const CheckedFile &file : files) {
        if (!file.trust_list) continue;
        for (const wire::TrustRecord &record : file.trust_list->records) {
            if (record.has_role(wire::Role::capf)) return true;
        }
    }
    return false;
}

Names PhoneStory::file_names() const {
    Names names;
    if (!files.empty()) {
        names.server = files.back().transfer->server.address;
        names.port = std::to_string(files.back().transfer->server.port);
    }
    names.device = phone->device.value_or(phone->addresses.empty() ? "" : phone->addresses.front());
    return names;
}

Names PhoneStory::capf_names() const {
    Names names = file_names();
    names.port.clear();
    if (const CheckedFile *config = last_config(); config != nullptr && !config->config->capf_servers.empty()) {
        const wire::CapfServer &server = config->config->capf_servers.front();
        if (server.node && !server.node->value.empty()) names.server = server.node->value;
        if (server.port) names.port = server.port->value;
    }
    if (const CapfDialogue *dialogue = last_dialogue()) {
        names.server = dialogue->connection->server.address;
        names.port = std::to_string(dialogue->connection->server.port);
    }
    return names;
}

Names PhoneStory::names_of(const CapfDialogue &dialogue) const {
    Names names = capf_names();
    names.server = dialogue.connection->server.address;
    names.port = std::to_string(dialogue.connection->server.port);
    return names;
}

std::optional<std::string> PhoneStory::configured_elsewhere(const CapfDialogue &dialogue) const {
    const CheckedFile *config = last_config_before(dialogue.begin().time);
    if (config == nullptr) return std::nullopt;
    const Endpoint &used = dialogue.connection->server;
    std::optional<std::string> other;
    for (const wire::CapfServer &server : config->config->capf_servers) {
        const auto port = server.port ? wire::parse_port(server.port->value) : std::nullopt;
        if (!server.node || !port) continue;
        const bool numeric = server.node->value.find_first_not_of("0123456789.") == std::string::npos ||
                             server.node->value.find(':') != std::string::npos;
        if (*port == used.port && (!numeric || same_address(server.node->value, used.address))) return std::nullopt;
        if (!other) other = dissection::to_string({server.node->value, *port});
    }
    return other;
}

std::optional<std::string> PhoneStory::rsa_certificate_md5(const CapfDialogue &dialogue) {
    if (dialogue.certificate.empty()) return std::nullopt;
    const auto certificate = trust::read_certificate(dialogue.certificate);
    // Only an RSA key can be encrypted to: with an EC certificate, CUCM uses the MIC.
    if (!certificate || certificate->key_kind != trust::KeyKind::rsa) return std::nullopt;
    return certificate->md5;
}

PhoneStory tell_story(const phones::Phone &phone, const SequenceOptions &options, Moment capture_begin,
                      Moment capture_end) {
    PhoneStory story;
    story.phone = &phone;
    story.options = &options;
    story.capture_begin = capture_begin;
    story.capture_end = capture_end;
    const auto material = std::make_shared<StoryMaterial>();
    story.material = material;
    material->files = check_files(phone, options);
    story.files = material->files;
    const auto name_length = phone.device ? std::optional(phone.device->size()) : std::nullopt;
    for (const phones::CapfConnection &capf : phone.capf) {
        CapfDialogue dialogue = read_dialogue(*capf.connection, name_length);
        dialogue.owner_in_doubt = !capf.candidates.empty();
        refine_short_answer(dialogue, story.last_config_before(dialogue.begin().time));
        material->dialogues.push_back(std::move(dialogue));
    }
    story.dialogues = material->dialogues;
    note_losses(story);
    story.one_direction = only_one_direction(phone);
    return story;
}

}  // namespace capf::sequence
