// SPDX-License-Identifier: GPL-2.0-or-later
// What a file is, by its first bytes: names lie, and logs are renamed on their way to an engineer.
#pragma once

#include <cstddef>
#include <string_view>

namespace capf::logs {

enum class ContentKind {
    empty,
    capture,     // pcap or pcapng
    compressed,  // one file, compressed: gzip, zstd, lz4, bzip2, xz
    tar,
    zip,
    key_log,          // TLS secrets in NSS format
    pem,              // certificates or keys
    device_table,     // CUCM: run sql select …
    trust_list_text,  // CUCM: show itl, show ctl
    service_list,     // CUCM: utils service list
    signed_file,      // .tlv, .sgn or .enc.sgn
    text,             // other text, perhaps a log
    binary,           // anything else
};

// Enough for content_kind(), in bytes; a shorter beginning is taken for the whole file.
inline constexpr std::size_t kBeginning = 65536;

[[nodiscard]] ContentKind content_kind(std::string_view beginning);

// By the first element of its signed header, the version, which is two bytes long.
[[nodiscard]] constexpr bool is_signed_file(std::string_view beginning) {
    return beginning.starts_with(std::string_view("\x01\0\x02", 3));
}

// It is read for what is in it.
[[nodiscard]] constexpr bool is_container(ContentKind kind) {
    return kind == ContentKind::compressed || kind == ContentKind::tar || kind == ContentKind::zip;
}

}  // namespace capf::logs
