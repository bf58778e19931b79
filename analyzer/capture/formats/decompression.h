// SPDX-License-Identifier: GPL-2.0-or-later
// gzip, zstd and lz4 streams, as far as Wireshark opens them: several members or frames one after the other included.
#pragma once

#include <string_view>

#include "analyzer/capture/formats/byte_source.h"

namespace capf::capture {

enum class Compression { none, gzip, zstd, lz4 };

// By the first bytes; four are enough.
[[nodiscard]] Compression compression_of(std::string_view beginning);

// `source` decompressed. Not for Compression::none.
[[nodiscard]] std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> source, Compression compression);

}  // namespace capf::capture
