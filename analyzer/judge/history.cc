// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/history.h"

#include <algorithm>

#include "analyzer/judge/refined_operations.h"
#include "plugin/trust/certificate.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::judge {
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

std::vector<CheckedFile> check_files(const phones::Phone &phone, const JudgeOptions &options) {
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

// A phone speaks in one CAPF session at a time. Alerts do not count: an old session may end in one at any time.
bool client_speaks_after(const phones::Connection &connection, std::int64_t time) {
    return std::ranges::any_of(connection.tls, [&](const dissection::TlsRecord &record) {
        return connection.is_from_client(record) && record.content_type != wire::kTlsAlert && record.at.time > time;
    });
}

bool are_simultaneous(const phones::Connection &earlier, const phones::Connection &later) {
    const auto first =
        std::ranges::find_if(later.tls, [&](const auto &record) { return later.is_from_client(record); });
    return first != later.tls.end() && client_speaks_after(earlier, first->at.time);
}

// Two sessions at once that are this phone's by their address alone are of two phones behind it.
void mark_simultaneous(const phones::Phone &phone, std::vector<CapfDialogue> &dialogues) {
    for (std::size_t i = 0; i + 1 < dialogues.size(); ++i) {
        const bool by_address =
            phone.capf[i].join == phones::Join::address && phone.capf[i + 1].join == phones::Join::address;
        if (!by_address || !are_simultaneous(*dialogues[i].connection, *dialogues[i + 1].connection)) continue;
        dialogues[i].owner_in_doubt = dialogues[i + 1].owner_in_doubt = true;
    }
}

}  // namespace

History History::until(const FrameTime &end) const {
    History part = *this;
    part.visibility = visibility.until(end);
    part.files = files.first(count_before(files, end.time, time_of_file));
    part.dialogues = dialogues.first(count_before(dialogues, end.time, time_of_dialogue));
    return part;
}

History History::since(const FrameTime &begin) const {
    History part = *this;
    part.from = begin.time;
    part.files = files.subspan(count_before(files, begin.time + 1, time_of_file));
    part.dialogues = dialogues.subspan(count_before(dialogues, begin.time + 1, time_of_dialogue));
    return part;
}

const CheckedFile *History::last_trust_list() const {
    return last_file(files, [](const CheckedFile &file) { return file.is_trust_list() && good(file); });
}

const CheckedFile *History::last_config() const {
    return last_file(files, [](const CheckedFile &file) { return file.is_config() && good(file); });
}

const CheckedFile *History::last_config_before(std::int64_t time) const {
    return last_file(files, [&](const CheckedFile &file) {
        return file.is_config() && good(file) && file.transfer->moment().time <= time;
    });
}

std::vector<const CheckedFile *> History::configs_after(std::int64_t time) const {
    std::vector<const CheckedFile *> result;
    for (const CheckedFile &file : files) {
        if (file.is_config() && good(file) && file.transfer->asked.time > time) result.push_back(&file);
    }
    return result;
}

const CheckedFile *History::last_encrypted_request() const {
    return last_file(files, [](const CheckedFile &file) { return file.is_encrypted_config(); });
}

const CapfDialogue *History::last_dialogue() const {
    return dialogues.empty() ? nullptr : &dialogues.back();
}

bool History::goes_on_after(std::int64_t time) const {
    const auto later_capf = [&](const CapfDialogue &dialogue) { return dialogue.begin().time > time; };
    return std::any_of(dialogues.begin(), dialogues.end(), later_capf) || encrypted_requested_after(time);
}

bool History::encrypted_requested_after(std::int64_t time) const {
    return std::any_of(files.begin(), files.end(), [&](const CheckedFile &file) {
        return file.is_encrypted_config() && file.transfer->moment().time > time;
    });
}

bool History::new_hash_after(std::int64_t time) const {
    const CheckedFile *before = last_config_before(time);
    const std::string old = before == nullptr ? std::string() : before->cert_hash().value_or("");
    const auto later = configs_after(time);
    return std::any_of(later.begin(), later.end(), [&](const CheckedFile *config) {
        const std::string hash = config->cert_hash().value_or("");
        return !hash.empty() && hash != old;
    });
}

bool History::registered_between(std::int64_t begin, std::int64_t end) const {
    const auto all = registrations();
    return std::any_of(all.begin(), all.end(), [&](const RegistrationEvent &event) {
        return event.works() && event.at.time >= begin && event.at.time <= end;
    });
}

bool History::registered_after(std::int64_t time) const {
    return registered_between(time, visibility.end().time);
}

std::vector<const GivenTrustList *> History::given_lists_in_hand() const {
    std::vector<const GivenTrustList *> in_hand;
    for (const GivenTrustList &given : options->trust_lists) {
        const bool replaced = std::any_of(files.begin(), files.end(), [&](const CheckedFile &file) {
            return file.trust_list && good(file) && !file.signature_invalid() && file.kind() == given.kind();
        });
        if (!replaced) in_hand.push_back(&given);
    }
    return in_hand;
}

bool History::list_holds_capf() const {
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

IpAddress History::file_server() const {
    return {files.empty() ? std::string() : files.back().transfer->server.address};
}

HostName History::capf_server() const {
    if (const CapfDialogue *dialogue = last_dialogue()) {
        return {dialogue->connection->server.address, dialogue->connection->server.port};
    }
    const CheckedFile *config = last_config();
    if (config == nullptr || config->config->capf_servers.empty()) return {};
    const wire::CapfServer &server = config->config->capf_servers.front();
    const auto port = server.port ? wire::parse_port(server.port->value) : std::nullopt;
    return {server.node ? server.node->value : std::string(), port.value_or(0)};
}

bool asks_for(const std::string &asked, const std::string &name) {
    return asked == name || (asked.starts_with(name) && asked[name.size()] == '.');
}

std::optional<HostName> History::name_resolved_to(const CapfDialogue &dialogue) const {
    const CheckedFile *config = last_config_before(dialogue.begin().time);
    if (config == nullptr) return std::nullopt;
    for (const wire::CapfServer &server : config->config->capf_servers) {
        if (!server.node || is_address(server.node->value)) continue;
        const bool resolved = std::ranges::any_of(phone->lookups, [&](const dissection::NameLookup &lookup) {
            return asks_for(lookup.name, wire::lower(server.node->value)) &&
                   std::ranges::count(lookup.addresses, dialogue.connection->server.address) > 0;
        });
        if (resolved) return HostName{server.node->value, 0};
    }
    return std::nullopt;
}

bool History::may_be_address_of(const std::string &name, const std::string &address) const {
    const std::string wanted = wire::lower(name);
    bool resolved = false;
    for (const dissection::NameLookup &lookup : phone->lookups) {
        if (!asks_for(lookup.name, wanted)) continue;
        for (const std::string &one : lookup.addresses) {
            if (same_address(one, address)) return true;
            resolved = true;
        }
    }
    return !resolved;
}

std::optional<HostName> History::configured_elsewhere(const CapfDialogue &dialogue) const {
    const CheckedFile *config = last_config_before(dialogue.begin().time);
    if (config == nullptr) return std::nullopt;
    const Endpoint &used = dialogue.connection->server;
    std::optional<HostName> other;
    for (const wire::CapfServer &server : config->config->capf_servers) {
        const auto port = server.port ? wire::parse_port(server.port->value) : std::nullopt;
        if (!server.node || !port) continue;
        const bool same = is_address(server.node->value) ? same_address(server.node->value, used.address)
                                                         : may_be_address_of(server.node->value, used.address);
        if (*port == used.port && same) return std::nullopt;
        if (!other) other = HostName{server.node->value, *port};
    }
    return other;
}

bool History::is_address(const std::string &host) {
    return host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
}

void History::add_names(Parameters &values) const {
    if (findings::find(values, Param::device) == nullptr) {
        if (phone->device) {
            values.emplace_back(Param::device, DeviceName{*phone->device});
        } else if (!phone->addresses.empty()) {
            values.emplace_back(Param::device, IpAddress{phone->addresses.front()});
        }
    }
    if (findings::find(values, Param::server) == nullptr && !files.empty()) {
        values.emplace_back(Param::server, file_server());
    }
}

std::optional<std::string> History::rsa_certificate_md5(const CapfDialogue &dialogue) {
    if (dialogue.certificate.empty()) return std::nullopt;
    const auto certificate = trust::read_certificate(dialogue.certificate);
    // Only an RSA key can be encrypted to: with an EC certificate, CUCM uses the MIC.
    if (!certificate || certificate->key_kind != trust::KeyKind::rsa) return std::nullopt;
    return certificate->md5;
}

History make_history(const phones::Phone &phone, const JudgeOptions &options, const phones::Recording &recording) {
    History history;
    history.phone = &phone;
    history.options = &options;
    history.visibility = phones::Visibility(phone, recording);
    const auto material = std::make_shared<HistoryMaterial>();
    history.material = material;
    material->files = check_files(phone, options);
    material->registrations = read_registrations(phone);
    history.files = material->files;
    const auto name_length = phone.device ? std::optional(phone.device->size()) : std::nullopt;
    for (const phones::CapfConnection &capf : phone.capf) {
        CapfDialogue dialogue = read_dialogue(*capf.connection, name_length);
        dialogue.owner_in_doubt = !capf.candidates.empty();
        material->dialogues.push_back(std::move(dialogue));
    }
    mark_simultaneous(phone, material->dialogues);
    refine_operations(material->files, material->dialogues);
    history.dialogues = material->dialogues;
    return history;
}

}  // namespace capf::judge
