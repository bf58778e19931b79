// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/file_evidence.h"

#include <algorithm>
#include <utility>

#include "plugin/wire/ascii.h"

namespace capf::judge {

std::size_t times_asked(const History &history, const CheckedFile &like) {
    return static_cast<std::size_t>(std::count_if(
        history.files.begin(), history.files.end(),
        [&](const CheckedFile &file) { return file.transfer->name.base_name == like.transfer->name.base_name; }));
}

EvidenceRefs refs_of_all(const History &history, const CheckedFile &like) {
    EvidenceRefs refs;
    for (const CheckedFile &file : history.files) {
        if (file.transfer->name.base_name != like.transfer->name.base_name) continue;
        refs.insert(refs.end(), file.transfer->frames.begin(), file.transfer->frames.end());
    }
    return refs;
}

bool is_not_there(const CheckedFile &file) {
    const phones::Transfer &transfer = *file.transfer;
    return transfer.status == phones::TransferStatus::not_found ||
           (transfer.status == phones::TransferStatus::refused && transfer.transport != "tftp");
}

bool is_unreachable(const CheckedFile &file) {
    return file.transfer->status == phones::TransferStatus::refused && !file.transfer->icmp_reporter.empty();
}

bool ended_by_error(const CheckedFile &file) {
    return file.transfer->status == phones::TransferStatus::refused && file.transfer->tftp_error >= 0;
}

const CheckedFile *last_failed_file(const History &history) {
    const CheckedFile *last = nullptr;
    for (const CheckedFile &file : history.files) {
        const bool wanted = file.is_trust_list() || file.is_config() || file.is_encrypted_config();
        if (wanted && !file.complete() && !is_not_there(file)) last = &file;
    }
    return last;
}

std::optional<FileName> name_of_another_phone(const CheckedFile &file) {
    if (!file.header || !file.header->file_name) return std::nullopt;
    const wire::PhoneFileName made_for = wire::parse_phone_file_name(*file.header->file_name);
    const auto &asked_for = file.transfer->name.device;
    if (!made_for.device || !asked_for || wire::equal_ignoring_case(*made_for.device, *asked_for)) return std::nullopt;
    return FileName{made_for.base_name};
}

Indications made_for_another_phone(const History &history, const CheckedFile &file, Indication indication) {
    const auto other = name_of_another_phone(file);
    // Who asks again did not take the first. Where the second answer is still to come, it may be the right one.
    const bool next_is_open =
        !history.files.empty() && history.files.back().transfer->status == phones::TransferStatus::unfinished;
    if (!other || times_asked(history, file) < (next_is_open ? 3 : 2)) return {};
    Found found = of_file(indication, file, {{Param::header_file, *other}});
    found.refs = refs_of_all(history, file);
    return {std::move(found)};
}

Found unreachable(Indication indication, const CheckedFile &file) {
    const phones::Transfer &transfer = *file.transfer;
    constexpr std::uint8_t kUnreachable = 3, kPort = 3, kUnreachableV6 = 1, kPortV6 = 4;  // RFC 792, RFC 4443
    const bool of_port = transfer.icmp_v6 ? transfer.icmp_type == kUnreachableV6 && transfer.icmp_code == kPortV6
                                          : transfer.icmp_type == kUnreachable && transfer.icmp_code == kPort;
    Found found = of_file(indication, file, {{Param::reporter, IpAddress{transfer.icmp_reporter}}});
    if (of_port) found.values.emplace_back(Param::port, Number{transfer.server.port});
    return found;
}

std::size_t times_asked_since_arrival(const History &history, const CheckedFile &like) {
    std::size_t count = 0;
    for (const CheckedFile &file : history.files) {
        if (file.transfer->name.base_name != like.transfer->name.base_name) continue;
        count = file.complete() ? 0 : count + 1;
    }
    return count;
}

bool given_up(const History &history, const CheckedFile &file) {
    constexpr std::int64_t kFallback = 15 * kSecond;  // [a second or two, as seen in recordings]
    return times_asked_since_arrival(history, file) >= 2 || !file.transfer->received ||
           history.visibility.shows_nothing_since(file.transfer->moment().time) >= kFallback ||
           history.config_again_after(file.transfer->moment().time);
}

bool busy_before(const History &history, const CheckedFile &file) {
    constexpr std::int64_t kOneAttempt = 60 * kSecond;
    const std::int64_t asked = file.transfer->asked.time;
    return std::any_of(history.files.begin(), history.files.end(), [&](const CheckedFile &other) {
        const std::int64_t before = asked - other.transfer->asked.time;
        return other.transfer->status == phones::TransferStatus::busy && before >= 0 && before <= kOneAttempt &&
               other.transfer->name.base_name == file.transfer->name.base_name;
    });
}

Found busy(Indication indication, const History &history, const CheckedFile &file, Step step) {
    const CheckedFile *last = &file;
    EvidenceRefs refs;
    for (const CheckedFile &other : history.files) {
        if (other.transfer->status != phones::TransferStatus::busy ||
            other.transfer->name.base_name != file.transfer->name.base_name) {
            continue;
        }
        refs.insert(refs.end(), other.transfer->frames.begin(), other.transfer->frames.end());
        last = &other;
    }
    Found found = of_file(indication, *last, {{Param::answer, answer_of(*last->transfer)}});
    found.refs = std::move(refs);
    found.place = step;
    return found;
}

FileAnswer answer_of(const phones::Transfer &transfer) {
    FileAnswer answer;
    answer.http_status = transfer.http_status;
    answer.tftp_error = transfer.tftp_error;
    answer.from_phone = transfer.error_from_client;
    answer.message = transfer.tftp_message;
    answer.icmp_reporter = transfer.icmp_reporter;
    return answer;
}

FileName file_name(const CheckedFile &file) {
    return {file.transfer->name.base_name};
}

Found of_file(Indication indication, const CheckedFile &file, Parameters values, Evidence evidence) {
    values.emplace_back(Param::file, file_name(file));
    values.emplace_back(Param::server, IpAddress{file.transfer->server.address});
    return {indication, evidence, file.refs(), std::move(values), file.transfer->moment().time};
}

Found of_signature(Indication indication, const History &history, const CheckedFile &file, Parameters values) {
    values.emplace_back(Param::signer, DistinguishedName{file.signer});
    Found found = of_file(indication, file, std::move(values));
    for (const CheckedFile &list : history.files) {
        if (list.is_trust_list() && file.signer_frame != 0 && list.transfer->moment().frame == file.signer_frame) {
            const EvidenceRefs refs = list.refs();
            found.refs.insert(found.refs.end(), refs.begin(), refs.end());
            break;
        }
    }
    return found;
}

}  // namespace capf::judge
