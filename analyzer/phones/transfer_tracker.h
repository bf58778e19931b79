// SPDX-License-Identifier: GPL-2.0-or-later
// Joins requests and answers of HTTP and TFTP into transfers.
#pragma once

#include <deque>
#include <list>
#include <map>
#include <set>
#include <vector>

#include "analyzer/phones/connection.h"
#include "analyzer/phones/transfer.h"

namespace capf::phones {

class TransferTracker {
public:
    TransferTracker() = default;
    // A copy goes on by itself: for looking at what became of the transfers so far.
    TransferTracker(const TransferTracker &other);
    TransferTracker &operator=(const TransferTracker &) = delete;
    ~TransferTracker() = default;

    // A segment of the server's: of an answer that breaks off, what came is used.
    void add(const dissection::TcpSegment &segment);
    void add(const dissection::HttpMessage &message);
    void add(const dissection::TftpPacket &packet);
    void add(const dissection::TftpFile &file);
    void add(const dissection::Unreachable &unreachable);
    // When the first request that has no answer yet was sent over HTTP on this connection.
    [[nodiscard]] std::optional<FrameTime> oldest_request(std::uint32_t stream) const;
    // The capture lost the answers to the requests that were sent so far: those that come belong to later ones.
    void lose_answers(std::uint32_t stream);

    // Decides what became of the transfers that are still open, now that the whole capture is known.
    void finish(const std::map<std::uint32_t, Connection> &connections, const FrameTime &end_of_capture);
    // All transfers in the order of their requests. Call after finish().
    [[nodiscard]] std::vector<Transfer> take();

private:
    static constexpr std::uint32_t kTftpDefaultBlock = 512;  // bytes [RFC 1350]

    struct TftpState {
        Transfer *transfer = nullptr;
        std::set<std::uint32_t> data_blocks, acknowledged;
        std::uint32_t block_size = kTftpDefaultBlock;
        bool options_answered = false;  // by an OACK
        std::uint32_t last_block = 0;   // the short one, which ends the file; 0: not seen
        std::uint32_t sent_block = 0;   // the block that was sent last, and each time that it was sent
        std::vector<FrameTime> sent;
        std::uint32_t sent_length = 0, times_sent = 0;  // of that block: its bytes, and how often it was sent
        std::uint32_t largest_acknowledged = 0;         // bytes of a block
        bool repeated = false;                          // a request, a block or an acknowledgement
        bool cut = false;                               // a block is shorter in the capture than it was on the wire
        std::map<std::uint32_t, std::vector<std::uint8_t>> foreign;  // blocks from another address than was asked
        FrameTime last;
    };

    // The bytes of an answer over HTTP as they come, until it is dissected whole.
    struct RawAnswer {
        Transfer *transfer = nullptr;  // the request that it answers
        std::uint32_t next = 0;        // sequence number
        std::vector<std::uint8_t> bytes;
    };
    // What one answer holds of a file.
    struct Part {
        Transfer *transfer = nullptr;
        std::uint64_t first = 0;             // place of its first byte in the file
        std::optional<std::uint64_t> total;  // bytes of the whole file
        std::vector<std::uint8_t> bytes;
    };

    void point_to_own(const TransferTracker &other);
    Transfer &open(const std::string &target, const char *transport, const dissection::Seen &request);
    void answer(Transfer &transfer, const dissection::HttpMessage &message);
    void note_broken_answers();
    void put_parts_together();
    void put_together(std::vector<Part *> &parts);
    [[nodiscard]] static std::vector<std::uint8_t> joined(std::vector<const Part *> parts);
    void make_whole(const std::vector<const Part *> &parts, std::vector<std::uint8_t> bytes);
    void note_damage(const std::map<std::uint32_t, Connection> &connections);
    void put_foreign_blocks_together(TftpState &state, const dissection::TftpPacket &block);
    using Begins = std::set<std::pair<std::string, std::int64_t>>;  // of connections: client address and time
    [[nodiscard]] static bool goes_on_elsewhere(const Transfer &transfer, const Begins &begins);
    void finish_all_http(const std::map<std::uint32_t, Connection> &connections, const FrameTime &end_of_capture);
    static void finish_http(Transfer &transfer, const std::map<std::uint32_t, Connection> &connections,
                            const Begins &begins, const FrameTime &end_of_capture);
    void finish_tftp(TftpState &state, const FrameTime &end_of_capture);
    static void note_tftp_losses(TftpState &state);
    static void sent_in_vain(Transfer &transfer, const std::vector<FrameTime> &sent);
    void note_unreceived(const std::map<std::uint32_t, Connection> &connections,
                         const dissection::FrameTime &end_of_capture);
    [[nodiscard]] bool asked_again(const Transfer &transfer) const;
    // Requests over TFTP for one file that nobody answered, one soon after the other, and the last of them.
    struct Unanswered {
        std::size_t count = 0;
        std::int64_t since = 0;
    };
    [[nodiscard]] Unanswered unanswered_up_to(const Transfer &transfer) const;
    TftpState *tftp_state(const Endpoint &client);
    static void end_tftp(TftpState &state, const dissection::TftpPacket &error, bool from_client);

    std::list<Transfer> transfers_;                              // stable addresses
    std::map<std::uint32_t, std::deque<Transfer *>> http_open_;  // by stream, oldest request first
    std::map<std::uint32_t, RawAnswer> raw_answers_;             // by stream
    std::list<Part> parts_;                                      // in the order of their answers
    std::map<Endpoint, TftpState> tftp_;                         // by the client's address and port
};

}  // namespace capf::phones
