// SPDX-License-Identifier: GPL-2.0-or-later
// One request for a file and what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/dissection/observation.h"
#include "analyzer/phones/byte_flow.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::phones {

inline constexpr int kPartialContent = 206;  // HTTP's status of a part of a file [RFC 9110, section 15.3.7]

enum class TransferStatus {
    complete,
    not_found,     // HTTP 404, TFTP error 1
    not_modified,  // HTTP 304
    busy,          // HTTP 503, or a TFTP error 0 that says so: the file may well exist
    refused,  // any other HTTP status or TFTP error, also the client's; or ICMP says that the server cannot be reached
    no_answer,        // asked, and nothing came although the capture goes on
    cut_on_network,   // began and broke off: closed, reset or given up before the end
    lost_in_capture,  // the receiver acknowledged what the capture does not hold
    unfinished,       // the capture does not show the end
};

// "complete", "not-found" …: as in the JSON.
[[nodiscard]] const char *transfer_status_name(TransferStatus status);

struct Transfer {
    wire::PhoneFileName name;
    std::string transport;  // "http", "https" or "tftp"
    dissection::Endpoint client, server;
    std::uint32_t stream = 0;     // of HTTP
    dissection::FrameTime asked;  // frame 0 when the request is not in the capture
    std::optional<dissection::FrameTime> answered;
    TransferStatus status = TransferStatus::unfinished;
    int http_status = 0;
    int tftp_error = -1;  // -1: none
    std::string tftp_message;
    bool error_from_client = false;  // the TFTP error is the client's, who will not have the file
    // Who reported the server as unreachable, and how; empty: nobody.
    std::string icmp_reporter;
    std::uint8_t icmp_type = 0, icmp_code = 0;
    bool icmp_v6 = false;
    bool begun = false;                            // over TFTP: the server sent options or a block
    std::vector<dissection::Unreachable> too_big;  // its packets were dropped for their size; the first few
    bool damaged = false;                          // it holds bytes of packets whose checksum is wrong
    std::vector<std::uint8_t> bytes;
    std::vector<dissection::FrameTime> frames;  // request, answer, and what else is evidence
    std::vector<Interval> losses;               // of TFTP: when packets went by that are not in the capture
    // Over TFTP: the block that was sent again and again and never acknowledged, and what was.
    std::optional<UnacknowledgedSegment> unacknowledged;
    std::uint32_t largest_acknowledged = 0;  // bytes of a block
    bool answered_at_all = false;            // the client acknowledged a block, or the server's options
    bool received = true;  // false: the answer was sent, and nothing shows that the phone got all of it

    [[nodiscard]] bool complete() const { return status == TransferStatus::complete; }
    [[nodiscard]] dissection::FrameTime moment() const { return answered ? *answered : asked; }
};

}  // namespace capf::phones
