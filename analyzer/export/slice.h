// SPDX-License-Identifier: GPL-2.0-or-later
// A small capture out of a large one, which gives the same verdict.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "analyzer/capture/capture_file.h"
#include "analyzer/findings/capture_report.h"
#include "analyzer/redact/packet_redactor.h"

namespace capf::exporting {

struct SliceOptions {
    bool keep_secrets = false;  // the decryption secrets that the capture itself carries
    // Makes the pseudonyms of a redacted slice, which never keeps secrets; null for one that is not redacted. `report`
    // has to be redacted too.
    const redact::Pseudonyms *pseudonyms = nullptr;
    std::set<std::uint16_t> capf_ports;  // whose messages may be in the clear
};

struct Slice {
    std::vector<std::uint8_t> bytes;  // a pcapng file
    std::uint32_t packets = 0;
    std::uint32_t left_out = 0;          // frames that pcapng cannot hold without what belongs to their link type
    std::uint32_t secrets_left_out = 0;  // blocks of decryption secrets
    std::uint32_t log_lines = 0, log_lines_without_time = 0;  // without: they stand at the end
    redact::PacketRedactionCounts redacted;
};

// The packets `frames`, the capture's earliest and its latest, in the order of the capture, with their times,
// interfaces and lengths, with what `report` says as comments, and with the lines of logs in it. Reads the capture once
// more. False, and why in `error`, when that cannot be done.
[[nodiscard]] bool make_slice(capture::CaptureFile &file, std::set<std::uint32_t> frames,
                              const findings::CaptureReport &report, const SliceOptions &options, Slice &slice,
                              std::string &error);

}  // namespace capf::exporting
