// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/transfer_tracker.h"

#include <algorithm>
#include <string_view>

#include "plugin/wire/ascii.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/time_units.h"

namespace capf::phones {
namespace {

using dissection::Seen;

// A phone repeats an unanswered request within seconds; after this long silence while the capture goes on, no answer
// will come. [inferred from the retry timers of TFTP (RFC 1350 implementations) and phones]
constexpr std::int64_t kGivenUp = 20 * wire::kNanosecondsPerSecond;
constexpr int kTftpNotDefined = 0, kTftpFileNotFound = 1;  // an error that only its text tells; RFC 1350, section 5
// Sent this often and never acknowledged: the sender repeats after a second or so, and twice is no accident.
// [RFC 6298, RFC 1350]
constexpr std::uint32_t kSentInVain = 3;
constexpr std::size_t kFramesKept = 16;
constexpr std::size_t kMostRaw = 1'000'000;  // bytes of an answer; a phone's own files are far smaller

void note_frame(Transfer &transfer, const FrameTime &at) {
    const bool there = !transfer.frames.empty() && transfer.frames.back().frame == at.frame;
    if (!there && transfer.frames.size() < kFramesKept) transfer.frames.push_back(at);
}

// What waits for an acknowledgement was sent once. A sender repeats it within seconds, so what came then is not in the
// capture, be it the repetition or the acknowledgement.
bool never_repeated(const ByteFlow &flow) {
    const auto waiting = flow.first_unacknowledged();
    return waiting && waiting->times_sent == 1;
}

// Whose bytes wait for the other side: the server's, once it says anything; until then the request.
const ByteFlow &waiting_flow(const Connection &connection) {
    return connection.from_server.captured() > 0 ? connection.from_server : connection.from_client;
}

TransferStatus status_of_http(int code) {
    if (code >= 200 && code < 300) return TransferStatus::complete;
    if (code == 304) return TransferStatus::not_modified;
    if (code == 503) return TransferStatus::busy;
    return code == 404 ? TransferStatus::not_found : TransferStatus::refused;
}

bool says_busy(const dissection::TftpPacket &error) {
    return error.error_code == kTftpNotDefined && wire::lower(error.error_message).find("busy") != std::string::npos;
}

}  // namespace

TransferTracker::TransferTracker(const TransferTracker &other)
    : transfers_(other.transfers_),
      http_open_(other.http_open_),
      raw_answers_(other.raw_answers_),
      parts_(other.parts_),
      tftp_(other.tftp_) {
    point_to_own(other);
}

// After copying: whatever points to a transfer of the other's points to the copy of it.
void TransferTracker::point_to_own(const TransferTracker &other) {
    std::map<const Transfer *, Transfer *> own{{nullptr, nullptr}};
    auto mine = transfers_.begin();
    for (const Transfer &transfer : other.transfers_) own[&transfer] = &*mine++;
    for (auto &[stream, queue] : http_open_) {
        for (Transfer *&transfer : queue) transfer = own[transfer];
    }
    for (auto &[stream, raw] : raw_answers_) raw.transfer = own[raw.transfer];
    for (Part &part : parts_) part.transfer = own[part.transfer];
    for (auto &[client, state] : tftp_) state.transfer = own[state.transfer];
}

Transfer &TransferTracker::open(const std::string &target, const char *transport, const Seen &request) {
    Transfer &transfer = transfers_.emplace_back();
    transfer.name = wire::parse_phone_file_name(target);
    transfer.transport = transport;
    transfer.client = request.source;
    transfer.server = request.destination;
    transfer.stream = request.stream;
    transfer.asked = request.at;
    note_frame(transfer, request.at);
    return transfer;
}

void TransferTracker::add(const dissection::HttpMessage &message) {
    auto &queue = http_open_[message.stream];
    const char *transport = message.inside_tls ? "https" : "http";
    if (message.is_request) {
        if (message.method != "GET") return;
        queue.push_back(&open(message.target, transport, message));
        RawAnswer &raw = raw_answers_[message.stream];
        if (queue.size() == 1) raw = {queue.front(), 0, {}};
        return;
    }
    if (message.status < 200) return;  // 100 Continue is not the answer
    if (queue.empty()) {
        // The request came before the capture began; the signed header still knows the file's name.
        const wire::SignedHeader header = wire::parse_signed_header(message.body);
        if (!wire::looks_like_signed_file(message.body) || !header.file_name) return;
        Transfer &transfer = open(*header.file_name, transport, message);
        std::swap(transfer.client, transfer.server);
        transfer.asked = {0, message.at.time};
        queue.push_back(&transfer);
    }
    answer(*queue.front(), message);
    queue.pop_front();
    if (queue.empty()) {
        raw_answers_.erase(message.stream);
    } else {
        raw_answers_[message.stream] = {queue.front(), 0, {}};
    }
}

void TransferTracker::lose_answers(std::uint32_t stream) {
    const auto open = http_open_.find(stream);
    if (open == http_open_.end()) return;
    open->second.clear();
    raw_answers_.erase(stream);
}

std::optional<FrameTime> TransferTracker::oldest_request(std::uint32_t stream) const {
    const auto open = http_open_.find(stream);
    if (open == http_open_.end() || open->second.empty()) return std::nullopt;
    return open->second.front()->asked;
}

void TransferTracker::add(const dissection::TcpSegment &segment) {
    if (segment.bytes.empty() || segment.cut) return;
    const auto found = raw_answers_.find(segment.stream);
    if (found == raw_answers_.end()) return;
    RawAnswer &raw = found->second;
    using Kind = wire::PhoneFileKind;
    const Kind kind = raw.transfer->name.kind;
    if (kind == Kind::other || kind == Kind::other_signed || raw.bytes.size() > kMostRaw) return;
    if (raw.bytes.empty()) raw.next = segment.sequence;
    // Out of order, and so without a place: the rest of a file that breaks off is not worth more.
    if (segment.sequence != raw.next) return;
    raw.bytes.insert(raw.bytes.end(), segment.bytes.begin(), segment.bytes.end());
    raw.next = segment.sequence + segment.length;
}

void TransferTracker::answer(Transfer &transfer, const dissection::HttpMessage &message) {
    transfer.answered = message.at;
    transfer.http_status = message.status;
    transfer.status = status_of_http(message.status);
    note_frame(transfer, message.at);
    if (transfer.status != TransferStatus::complete) return;
    transfer.bytes = message.body;
    const std::uint64_t expected = message.encoded ? 0 : message.content_length.value_or(0);
    // Whether the capture or the network lost the rest is decided in finish(), by the connection.
    if (transfer.bytes.size() < expected || message.cut) transfer.status = TransferStatus::unfinished;
    if (message.status != kPartialContent) return;
    // A part alone is no file: see put_parts_together().
    transfer.status = TransferStatus::unfinished;
    if (message.range && !message.encoded) {
        parts_.push_back({&transfer, message.range->first, message.range->total, message.body});
    }
}

void TransferTracker::note_damage(const std::map<std::uint32_t, Connection> &connections) {
    for (Transfer &transfer : transfers_) {
        if (transfer.transport == "tftp") continue;
        const auto found = connections.find(transfer.stream);
        if (found == connections.end()) continue;
        const std::int64_t end = transfer.answered ? transfer.answered->time : found->second.last.time;
        const auto &damaged = found->second.damaged;
        transfer.damaged = std::any_of(damaged.begin(), damaged.end(), [&](const FrameTime &at) {
            return at.time >= transfer.asked.time && at.time <= end;
        });
    }
}

TransferTracker::TftpState *TransferTracker::tftp_state(const Endpoint &client) {
    const auto found = tftp_.find(client);
    return found == tftp_.end() ? nullptr : &found->second;
}

void TransferTracker::add(const dissection::TftpPacket &packet) {
    if (packet.opcode == dissection::kTftpReadRequest) {
        TftpState *state = tftp_state(packet.source);
        const auto name = wire::parse_phone_file_name(packet.file_name);
        const bool repeated =
            state != nullptr && state->transfer->name.base_name == name.base_name && !state->transfer->answered;
        if (repeated) {
            note_frame(*state->transfer, packet.at);
            state->repeated = true;
        } else {
            tftp_[packet.source] = {};
            state = &tftp_[packet.source];
            state->transfer = &open(packet.file_name, "tftp", packet);
        }
        if (packet.block_size != 0) state->block_size = packet.block_size;
        state->last = packet.at;
        return;
    }
    const bool from_client = tftp_state(packet.source) != nullptr;
    TftpState *state = tftp_state(from_client ? packet.source : packet.destination);
    if (state == nullptr) return;
    state->last = packet.at;
    state->cut |= packet.opcode == dissection::kTftpData && packet.cut;
    switch (packet.opcode) {
        case dissection::kTftpOptionAck:
            state->transfer->begun = true;
            // The server may grant less than was asked for; an OACK without the option means the default.
            state->block_size = packet.block_size != 0 ? packet.block_size : kTftpDefaultBlock;
            state->options_answered = true;
            break;
        case dissection::kTftpData:
            state->transfer->begun = true;
            state->repeated |= !state->data_blocks.insert(packet.block).second;
            // A server that knows no options sends the file at once.
            if (packet.block == 1 && !state->options_answered && packet.data_length <= kTftpDefaultBlock) {
                state->block_size = kTftpDefaultBlock;
            }
            if (packet.data_length < state->block_size) state->last_block = packet.block;
            if (state->sent_block != packet.block) {
                state->sent.clear();
                state->times_sent = 0;
            }
            state->sent_length = packet.data_length;
            ++state->times_sent;
            state->sent_block = packet.block;
            if (state->sent.size() < kFramesKept) state->sent.push_back(packet.at);
            state->transfer->damaged |= packet.damaged;
            if (!packet.data.empty() || packet.data_length == 0) put_foreign_blocks_together(*state, packet);
            break;
        case dissection::kTftpAck:
            state->repeated |= !state->acknowledged.insert(packet.block).second;
            if (packet.block == state->sent_block) {
                state->largest_acknowledged = std::max(state->largest_acknowledged, state->sent_length);
            }
            break;
        case dissection::kTftpError:
            end_tftp(*state, packet, from_client);
            break;
        default:
            break;
    }
}

// Each block is looked at once when it comes, and once more when the file is whole.
void TransferTracker::put_foreign_blocks_together(TftpState &state, const dissection::TftpPacket &block) {
    if (!block.data.empty()) state.foreign.emplace(block.block, block.data);
    const bool last = block.data_length < state.block_size;
    const std::uint32_t with_data = block.data_length == 0 ? block.block - 1 : block.block;
    if (!last || state.foreign.empty() || state.foreign.size() != with_data) return;
    dissection::TftpFile file;
    static_cast<Seen &>(file) = block;
    file.name = state.transfer->name.base_name;
    for (const auto &[number, data] : state.foreign) file.bytes.insert(file.bytes.end(), data.begin(), data.end());
    state.foreign.clear();
    add(file);
}

void TransferTracker::end_tftp(TftpState &state, const dissection::TftpPacket &error, bool from_client) {
    Transfer &transfer = *state.transfer;
    const bool ended = transfer.answered && transfer.icmp_reporter.empty();
    if (transfer.complete() || ended) return;  // the first error is the cause
    transfer.icmp_reporter.clear();
    transfer.answered = error.at;
    transfer.tftp_error = error.error_code;
    transfer.tftp_message = error.error_message;
    transfer.error_from_client = from_client;
    note_frame(transfer, error.at);
    const bool begun = !state.data_blocks.empty();
    if (begun) {
        transfer.status = TransferStatus::cut_on_network;
    } else if (from_client) {
        transfer.status = TransferStatus::refused;
    } else if (error.error_code == kTftpFileNotFound) {
        transfer.status = TransferStatus::not_found;
    } else {
        transfer.status = says_busy(error) ? TransferStatus::busy : TransferStatus::refused;
    }
}

void TransferTracker::add(const dissection::TftpFile &file) {
    TftpState *state = tftp_state(file.destination);
    if (state == nullptr) {
        Transfer &transfer = open(file.name, "tftp", file);
        std::swap(transfer.client, transfer.server);
        transfer.asked = {0, file.at.time};
        tftp_[file.destination].transfer = &transfer;
        state = &tftp_[file.destination];
    }
    Transfer &transfer = *state->transfer;
    if (transfer.complete()) return;  // the last block again
    transfer.bytes = file.bytes;
    transfer.tftp_error = -1;
    // Put together from cut blocks, the file has holes that are the capture's.
    transfer.status = state->cut || file.cut ? TransferStatus::lost_in_capture : TransferStatus::complete;
    transfer.answered = file.at;
    note_frame(transfer, file.at);
}

void TransferTracker::add(const dissection::Unreachable &unreachable) {
    if (unreachable.tcp) return;
    TftpState *state = tftp_state(unreachable.source);
    if (unreachable.too_big) {
        // The server's blocks are the large ones.
        if (state == nullptr) state = tftp_state(unreachable.destination);
        if (state == nullptr || state->transfer->too_big.size() >= kFramesKept) return;
        state->transfer->too_big.push_back(unreachable);
        return;
    }
    if (state == nullptr || state->transfer->answered || !state->data_blocks.empty()) return;
    state->transfer->status = TransferStatus::refused;
    state->transfer->answered = unreachable.at;
    state->transfer->icmp_reporter = unreachable.reporter;
    state->transfer->icmp_type = unreachable.type;
    state->transfer->icmp_code = unreachable.code;
    state->transfer->icmp_v6 = unreachable.ipv6;
    note_frame(*state->transfer, unreachable.at);
}

void TransferTracker::finish_http(Transfer &transfer, const std::map<std::uint32_t, Connection> &connections,
                                  const Begins &begins, const FrameTime &end_of_capture) {
    const auto found = connections.find(transfer.stream);
    if (found == connections.end()) return;
    const Connection &connection = found->second;
    const auto note_end = [&](const std::optional<FrameTime> &end) {
        if (end) note_frame(transfer, *end);
    };
    if (connection.from_server.lost_in_capture() || connection.server_unheard()) {
        transfer.status = TransferStatus::lost_in_capture;
    } else if (connection.ended() && (transfer.answered || connection.from_server.captured() > 0)) {
        transfer.status = TransferStatus::cut_on_network;
        note_end(connection.server_fin);
        note_end(connection.server_reset);
        note_end(connection.client_reset);
    } else if (!connection.ended() && end_of_capture.time - transfer.asked.time <= kGivenUp) {
        return;
    } else if (!connection.ended() &&
               (never_repeated(waiting_flow(connection)) || goes_on_elsewhere(transfer, begins))) {
        transfer.status = TransferStatus::lost_in_capture;
        transfer.losses.push_back({connection.last.time, end_of_capture.time});
    } else {
        transfer.status =
            connection.from_server.captured() > 0 ? TransferStatus::cut_on_network : TransferStatus::no_answer;
        note_end(connection.client_fin);
        note_end(connection.server_reset);
    }
}

bool TransferTracker::asked_again(const Transfer &transfer) const {
    return std::any_of(transfers_.begin(), transfers_.end(), [&](const Transfer &other) {
        return other.asked.time > transfer.asked.time && other.client.address == transfer.client.address &&
               other.name.base_name == transfer.name.base_name;
    });
}

TransferTracker::Unanswered TransferTracker::unanswered_up_to(const Transfer &transfer) const {
    constexpr std::int64_t kSameAttempt = 120 * wire::kNanosecondsPerSecond;
    Unanswered found;
    std::int64_t last = 0;
    for (const Transfer &other : transfers_) {
        if (other.transport != "tftp" || other.client.address != transfer.client.address ||
            other.name.base_name != transfer.name.base_name) {
            continue;
        }
        if (other.begun || other.answered) {
            found = {};
        } else {
            if (found.count == 0 || other.asked.time - last > kSameAttempt) found = {0, other.asked.time};
            found.count += other.frames.size();  // each a request
        }
        last = other.asked.time;
        if (&other == &transfer) break;
    }
    return found;
}

// A server sends a block when the one before it was acknowledged: an acknowledgement or a block that is not there was
// lost by the capture. Where most are missing, one direction was not captured, or the blocks come in windows (RFC
// 7440).
void TransferTracker::note_tftp_losses(TftpState &state) {
    Transfer &transfer = *state.transfer;
    const auto missing = [](const std::set<std::uint32_t> &wanted, const std::set<std::uint32_t> &there) {
        return std::count_if(wanted.begin(), wanted.end(), [&](std::uint32_t one) { return !there.contains(one); });
    };
    const auto blocks = static_cast<std::ptrdiff_t>(state.data_blocks.size());
    const std::ptrdiff_t no_ack = missing(state.data_blocks, state.acknowledged);  // the last may wait for one
    std::set<std::uint32_t> acknowledged = state.acknowledged;
    acknowledged.erase(0);  // of the options
    const std::ptrdiff_t no_data = missing(acknowledged, state.data_blocks);
    const bool lost = no_data > 0 || (no_ack > 1 && no_ack * 4 <= blocks) || transfer.asked.frame == 0;
    if (lost) transfer.losses.push_back({transfer.asked.time, state.last.time});
}

// All of the answer was sent, its last part again and again, and the receiver never acknowledged it.
void TransferTracker::sent_in_vain(Transfer &transfer, const std::vector<FrameTime> &sent) {
    transfer.status = TransferStatus::cut_on_network;
    transfer.received = false;
    for (const FrameTime &at : sent) note_frame(transfer, at);
}

void TransferTracker::finish_tftp(TftpState &state, const FrameTime &end_of_capture) {
    Transfer &transfer = *state.transfer;
    note_tftp_losses(state);
    const bool waiting = !state.data_blocks.empty() && !state.acknowledged.contains(state.sent_block);
    transfer.largest_acknowledged = state.largest_acknowledged;
    transfer.answered_at_all = !state.acknowledged.empty();
    if (waiting) transfer.unacknowledged = UnacknowledgedSegment{state.sent_length, state.sent, state.times_sent};
    if (transfer.complete() && waiting && state.sent_block == state.last_block && state.sent.size() >= kSentInVain) {
        sent_in_vain(transfer, state.sent);
    }
    if (transfer.status != TransferStatus::unfinished) return;
    const std::uint32_t last_acknowledged = state.acknowledged.empty() ? 0 : *state.acknowledged.rbegin();
    for (std::uint32_t block = 1; block <= last_acknowledged; ++block) {
        if (state.data_blocks.contains(block)) continue;
        transfer.status = TransferStatus::lost_in_capture;
        return;
    }
    if (waiting && state.sent.size() >= kSentInVain) return sent_in_vain(transfer, state.sent);
    const bool again = asked_again(transfer);
    const Unanswered unanswered = unanswered_up_to(transfer);
    const bool in_vain =
        unanswered.count >= kSentInVain && end_of_capture.time - unanswered.since > kGivenUp;  // asked so often
    if (end_of_capture.time - state.last.time <= kGivenUp && !again && !in_vain) return;
    // Each side repeats what the other does not answer: a request, a block, an acknowledgement. [RFC 1350]
    if (!state.repeated && !again && unanswered.count < 2) {
        transfer.status = TransferStatus::lost_in_capture;
        transfer.losses.push_back({transfer.asked.time, end_of_capture.time});
        return;
    }
    transfer.status = transfer.begun ? TransferStatus::cut_on_network : TransferStatus::no_answer;
}

// The last answer of each connection, which its unacknowledged bytes are of. Until the phone gives up they may yet
// arrive.
void TransferTracker::note_unreceived(const std::map<std::uint32_t, Connection> &connections,
                                      const FrameTime &end_of_capture) {
    std::map<std::uint32_t, Transfer *> last;
    for (Transfer &transfer : transfers_) {
        if (transfer.transport != "tftp" && (transfer.answered || !last.contains(transfer.stream))) {
            last[transfer.stream] = &transfer;
        }
    }
    for (const auto &[stream, transfer] : last) {
        const auto found = connections.find(stream);
        if (found == connections.end()) continue;
        const auto waiting = found->second.from_server.first_unacknowledged();
        const bool decided =
            transfer->status == TransferStatus::complete || transfer->status == TransferStatus::unfinished;
        if (decided && waiting && waiting->times_sent >= kSentInVain) {
            const bool given_up = found->second.ended() || asked_again(*transfer) ||
                                  end_of_capture.time - transfer->asked.time > kGivenUp;
            sent_in_vain(*transfer, waiting->sent);
            if (!given_up) transfer->status = TransferStatus::unfinished;
        }
        const auto &probes = found->second.from_server.unanswered_probes();
        if (transfer->status == TransferStatus::unfinished && probes.size() >= kSentInVain) {
            sent_in_vain(*transfer, probes);
        }
    }
}

// A phone that gives a request up closes its connection before it goes on: where it does not, the capture lost the end.
// One that was switched off meanwhile takes longer to come back.
bool TransferTracker::goes_on_elsewhere(const Transfer &transfer, const Begins &begins) {
    const auto next = begins.upper_bound({transfer.client.address, transfer.asked.time});
    return next != begins.end() && next->first == transfer.client.address &&
           next->second - transfer.asked.time <= kGivenUp;
}

void TransferTracker::finish_all_http(const std::map<std::uint32_t, Connection> &connections,
                                      const FrameTime &end_of_capture) {
    std::vector<Transfer *> unfinished;
    for (Transfer &transfer : transfers_) {
        const bool http = transfer.transport != "tftp";
        if (http && transfer.status == TransferStatus::unfinished) unfinished.push_back(&transfer);
    }
    if (unfinished.empty()) return;
    Begins begins;
    for (const auto &[stream, connection] : connections) {
        begins.emplace(connection.client.address, connection.first.time);
    }
    for (Transfer *transfer : unfinished) finish_http(*transfer, connections, begins, end_of_capture);
}

void TransferTracker::finish(const std::map<std::uint32_t, Connection> &connections, const FrameTime &end_of_capture) {
    note_broken_answers();
    put_parts_together();
    note_damage(connections);
    note_unreceived(connections, end_of_capture);
    finish_all_http(connections, end_of_capture);
    for (auto &[client, state] : tftp_) finish_tftp(state, end_of_capture);
}

std::vector<Transfer> TransferTracker::take() {
    http_open_.clear();
    tftp_.clear();
    std::vector<Transfer> result(std::make_move_iterator(transfers_.begin()),
                                 std::make_move_iterator(transfers_.end()));
    transfers_.clear();
    std::stable_sort(result.begin(), result.end(),
                     [](const Transfer &a, const Transfer &b) { return a.asked.time < b.asked.time; });
    return result;
}

}  // namespace capf::phones
