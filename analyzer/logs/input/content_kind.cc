// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/input/content_kind.h"

#include <algorithm>
#include <cstdint>

#include "analyzer/capture/formats/decompression.h"
#include "analyzer/capture/formats/pcap_reader.h"
#include "analyzer/capture/formats/pcapng_reader.h"
#include "analyzer/cucm/device_table.h"
#include "analyzer/cucm/service_list.h"
#include "analyzer/cucm/shown_trust_list.h"

namespace capf::logs {
namespace {

using namespace std::string_view_literals;

bool is_capture(std::string_view beginning) {
    if (beginning.size() < 4) return false;
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(beginning.data());
    return capture::begins_pcap(bytes) || capture::begins_pcapng(bytes);
}

bool is_compressed(std::string_view beginning) {
    return capture::compression_of(beginning) != capture::Compression::none || beginning.starts_with("BZh"sv) ||
           beginning.starts_with(
               "\xfd"
               "7zXZ\0"sv);
}

// POSIX and GNU tar have this at a fixed place of the first header.
bool is_tar(std::string_view beginning) {
    constexpr std::size_t kMagicAt = 257;
    return beginning.size() > kMagicAt && beginning.substr(kMagicAt).starts_with("ustar"sv);
}

// Of a file, of an empty archive, and of one split into parts.
bool is_zip(std::string_view beginning) {
    return beginning.starts_with("PK\3\4"sv) || beginning.starts_with("PK\5\6"sv) || beginning.starts_with("PK\7\10"sv);
}

// Text may be damaged in places: rotated logs begin in the middle of a character, disks fill up with zeros.
bool is_text(std::string_view beginning) {
    constexpr std::size_t kOddOneIn = 20;
    const auto is_odd = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1b') || byte == 0x7f;
    };
    const auto odd = static_cast<std::size_t>(std::count_if(beginning.begin(), beginning.end(), is_odd));
    return odd * kOddOneIn <= beginning.size();
}

// Its labels and their spelling are those of RFC 9850 and of NSS.
bool is_key_log(std::string_view text) {
    constexpr std::string_view kLabels[] = {"CLIENT_RANDOM "sv, "RSA "sv, "RSA Session-ID:"sv,
                                            "CLIENT_HANDSHAKE_TRAFFIC_SECRET "sv, "SERVER_HANDSHAKE_TRAFFIC_SECRET "sv};
    while (text.starts_with('#'))
        text.remove_prefix(std::min(text.size(), text.find('\n')) + (text.find('\n') != text.npos));
    return std::any_of(std::begin(kLabels), std::end(kLabels),
                       [&](std::string_view label) { return text.starts_with(label); });
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

ContentKind text_kind(std::string_view text) {
    if (is_key_log(text)) return ContentKind::key_log;
    if (has(text, "-----BEGIN ")) return ContentKind::pem;
    if (cucm::looks_like_shown_trust_list(text)) return ContentKind::trust_list_text;
    if (cucm::looks_like_service_list(text)) return ContentKind::service_list;
    if (cucm::parse_device_table(text).has_columns) return ContentKind::device_table;
    return ContentKind::text;
}

}  // namespace

ContentKind content_kind(std::string_view beginning) {
    beginning = beginning.substr(0, kBeginning);
    if (beginning.empty()) return ContentKind::empty;
    if (is_capture(beginning)) return ContentKind::capture;
    if (is_compressed(beginning)) return ContentKind::compressed;
    if (is_zip(beginning)) return ContentKind::zip;
    if (is_tar(beginning)) return ContentKind::tar;
    if (is_signed_file(beginning)) return ContentKind::signed_file;
    return is_text(beginning) ? text_kind(beginning) : ContentKind::binary;
}

}  // namespace capf::logs
