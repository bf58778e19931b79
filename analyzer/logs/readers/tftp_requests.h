// SPDX-License-Identifier: GPL-2.0-or-later
// Which phone and file the records of a TFTP trace are about, by the processes that they name.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace capf::logs {

// One HTTP connection of a phone, as far as the trace has told of it.
struct TftpRequest {
    std::string address;
    std::string file;
    std::optional<std::int64_t> request_id;
};

class TftpRequests {
public:
    // A record of type SdlSig: from here on, the records with this number are about these processes. `columns` are what
    // follows the type: "SdlDataInd |wait |HTTPConnection(1,600,26,3) |SdlTCPConnection(1,600,14,63) |1,600,14,63.2^*^*
    // |…"
    void add_signal(std::uint64_t number, std::string_view columns);

    // The process of the phone's HTTP connection that records with this number are about, "1,600,26,3"; empty when the
    // trace does not tell.
    [[nodiscard]] std::string connection_of(std::uint64_t number) const;

    // What is known of a connection; made when there is none. The oldest is forgotten when there are too many.
    TftpRequest &request(const std::string &connection);
    // A phone has connected: what was known of the process before was another phone's.
    void open(std::uint64_t number, const std::string &connection, std::string_view address);

private:
    struct Signal {
        std::uint64_t number = 0;
        std::string columns;
    };

    [[nodiscard]] const Signal *find(std::uint64_t number) const;
    void forget_oldest();

    // The threads write their records a little out of order: the last few signals are open at the same time.
    std::array<Signal, 16> signals_;
    std::size_t next_signal_ = 0;
    std::unordered_map<std::string, TftpRequest> requests_;       // by HTTPConnection
    std::unordered_map<std::string, std::string> of_connection_;  // SdlTCPConnection to HTTPConnection
    std::deque<std::string> oldest_, oldest_of_connection_;
};

}  // namespace capf::logs
