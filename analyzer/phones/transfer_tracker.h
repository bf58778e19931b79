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
    void add(const dissection::HttpMessage &message);
    void add(const dissection::TftpPacket &packet);
    void add(const dissection::TftpFile &file);
    void add(const dissection::Unreachable &unreachable);

    // Decides what became of the transfers that are still open, now that the whole capture is known.
    void finish(const std::map<std::uint32_t, Connection> &connections, const FrameTime &end_of_capture);
    // All transfers in the order of their requests. Call after finish().
    [[nodiscard]] std::vector<Transfer> take();

private:
    struct TftpState {
        Transfer *transfer = nullptr;
        std::set<std::uint32_t> data_blocks, acknowledged;
        std::uint32_t block_size = 512;
        std::uint32_t last_block = 0;  // the short one, which ends the file; 0: not seen
        std::uint32_t sent_block = 0;  // the block that was sent last, and each time that it was sent
        std::vector<FrameTime> sent;
        bool cut = false;           // a block is shorter in the capture than it was on the wire
        bool in_lock_step = false;  // the server repeats a block: it waits for the phone
        FrameTime last;
    };

    Transfer &open(const std::string &target, const char *transport, const dissection::Seen &request);
    void answer(Transfer &transfer, const dissection::HttpMessage &message);
    void finish_http(Transfer &transfer, const std::map<std::uint32_t, Connection> &connections,
                     const FrameTime &end_of_capture);
    void finish_tftp(TftpState &state, const FrameTime &end_of_capture);
    static void note_tftp_losses(TftpState &state);
    static void sent_in_vain(Transfer &transfer, const std::vector<FrameTime> &sent);
    void note_unreceived(const std::map<std::uint32_t, Connection> &connections);
    [[nodiscard]] bool asked_again(const Transfer &transfer) const;
    TftpState *tftp_state(const Endpoint &client);
    static void end_tftp(TftpState &state, const dissection::TftpPacket &error);

    std::list<Transfer> transfers_;                              // stable addresses
    std::map<std::uint32_t, std::deque<Transfer *>> http_open_;  // by stream, oldest request first
    std::map<Endpoint, TftpState> tftp_;                         // by the client's address and port
};

}  // namespace capf::phones
