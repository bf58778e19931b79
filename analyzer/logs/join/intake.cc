// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/intake.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/capture/formats/open_capture.h"

namespace capf::logs {
namespace {

constexpr std::size_t kMostKept = 64U << 20;  // bytes of all tables and key logs
constexpr std::size_t kMostNotices = 1000;
constexpr std::size_t kReadAtOnce = 64U * 1024;

std::string whole_text(capture::ByteSource &content, std::size_t most) {
    std::string text;
    std::array<std::uint8_t, kReadAtOnce> piece{};
    std::ptrdiff_t n = 0;
    while (text.size() < most && (n = content.read(piece.data(), piece.size())) > 0) {
        text.append(reinterpret_cast<const char *>(piece.data()), static_cast<std::size_t>(n));
    }
    return text;
}

// Of a file that is a log by the user's word; null where no reader makes anything of it.
const ReaderKind *likeliest_reader(std::string_view beginning) {
    const auto likeness = [&](const ReaderKind &kind) { return recognise(kind, beginning); };
    const auto best = std::ranges::max_element(reader_table(), {}, likeness);
    return likeness(*best) > 0 ? &*best : nullptr;
}

}  // namespace

Intake::Intake(GivenBeside *beside, LogCollector *collector)
    : beside_(beside), collector_(collector), room_(kMostKept) {}

void Intake::note(const InputNotice &notice) {
    if (notices_.size() < kMostNotices) notices_.push_back(notice);
}

void Intake::note_unrecognised(const std::string &name) {
    if (++unrecognised_count_ <= kMostNamed) unrecognised_.push_back(name);
}

bool Intake::wants(const FoundFile &file) {
    reader_ = nullptr;
    switch (file.kind) {
        case ContentKind::capture:
            return beside_ != nullptr;
        case ContentKind::empty:
            return false;
        default:
            break;
    }
    // A trace may hold a certificate or a key of its own: what a reader knows is a log.
    reader_ = find_reader(file.beginning);
    if (all_are_logs_ && reader_ == nullptr) reader_ = likeliest_reader(file.beginning);
    if (reader_ != nullptr) return collector_ != nullptr;
    if (all_are_logs_) {
        note({Obstacle::unreadable, file.name, "is no log of a kind that is known"});
        return false;
    }
    switch (file.kind) {
        case ContentKind::device_table:
        case ContentKind::key_log:
        case ContentKind::pem:
        case ContentKind::service_list:
        case ContentKind::trust_list_text:
            return beside_ != nullptr;
        case ContentKind::binary:
        case ContentKind::signed_file:
        case ContentKind::text:
            note_unrecognised(file.name);
            return false;
        default:
            return false;
    }
}

void Intake::read(const FoundFile &file, capture::ByteSource &content) {
    if (reader_ != nullptr) {
        return collector_->read(file.name, *reader_, content, first_time(*reader_, file.beginning));
    }
    std::string text = whole_text(content, room_);
    room_ -= std::min(room_, text.size());
    if (room_ == 0) note({Obstacle::too_large, file.name, ""});
    if (file.kind == ContentKind::device_table) {
        read_device_table(file, text);
    } else if (file.kind == ContentKind::key_log) {
        beside_->keylogs.push_back(std::move(text));
    } else if (file.kind == ContentKind::pem) {
        beside_->certificates.push_back({file.name, std::move(text)});
    } else if (file.kind == ContentKind::service_list) {
        beside_->output.services.push_back({file.name, cucm::parse_service_list(text)});
    } else if (file.kind == ContentKind::trust_list_text) {
        for (cucm::ShownTrustList &list : cucm::parse_shown_trust_lists(text)) {
            beside_->output.trust_lists.push_back({file.name, std::move(list)});
        }
    }
}

void Intake::finish() {
    if (collector_ != nullptr) collector_->finish();
}

void Intake::read_device_table(const FoundFile &file, const std::string &text) {
    for (cucm::DeviceRow &row : cucm::parse_device_table(text).rows) {
        row.source = file.name;
        beside_->device_table.rows.push_back(std::move(row));
    }
}

void Intake::keep(const FoundFile &file, int descriptor) {
    beside_->captures.push_back(capture::add_unpacked_capture(file.name, descriptor));
}

}  // namespace capf::logs
