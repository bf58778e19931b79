// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/file_evidence.h"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

namespace capf::sequence {

std::size_t times_asked(const PhoneStory &story, const CheckedFile &like) {
    return static_cast<std::size_t>(std::count_if(story.files.begin(), story.files.end(), [&](const CheckedFile &file) {
        return file.transfer->name.base_name == like.transfer->name.base_name;
    }));
}

Frames frames_of_all(const PhoneStory &story, const CheckedFile &like) {
    Frames frames;
    for (const CheckedFile &file : story.files) {
        if (file.transfer->name.base_name != like.transfer->name.base_name) continue;
        frames.insert(frames.end(), file.transfer->frames.begin(), file.transfer->frames.end());
    }
    return frames;
}

bool is_not_there(const CheckedFile &file) {
    return file.transfer->status == phones::TransferStatus::not_found ||
           file.transfer->status == phones::TransferStatus::refused;
}

std::string not_found_words(const phones::Transfer &transfer) {
    if (transfer.transport == "tftp")
        return fmt::format("TFTP error {} ({})", transfer.tftp_error, transfer.tftp_message);
    return fmt::format("HTTP {}", transfer.http_status);
}

std::string utc_date(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

Diagnosis file_diagnosis(const PhoneStory &story, const char *code, const CheckedFile &file, std::string summary,
                         Evidence evidence) {
    return make_diagnosis(code, evidence, file.frames(), std::move(summary), story.file_names());
}

}  // namespace capf::sequence
