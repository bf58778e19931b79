// SPDX-License-Identifier: GPL-2.0-or-later
// One capture through epan: taps and tree of every frame become observations.
#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/dissection/epan_compat.h"

#include <epan/frame_data.h>
#include <epan/frame_data_sequence.h>
#include <epan/secrets.h>

#include "analyzer/capture/formats/wiretap_record.h"
#include "analyzer/capture/store/checksums.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/dissection/pure_acks.h"
#include "analyzer/dissection/raw_frame.h"
#include "analyzer/dissection/signalling_streams.h"
#include "analyzer/dissection/tftp_bodies.h"
#include "analyzer/dissection/tls_records.h"
#include "analyzer/dissection/tree_reader.h"
#include "plugin/dissect/taps.h"
#include "plugin/wire/time_units.h"

namespace {

using Times = std::vector<std::pair<std::uint32_t, nstime_t>>;  // by libwireshark's number of the frame

}  // namespace

// libwireshark only passes pointers to this around: its content is the program's own. It answers for the time of any
// frame, dissected already or not; for one that was not chosen, with the chosen one's before it.
struct packet_provider_data {
    Times times;
};

namespace capf::dissection {
namespace {

const nstime_t *frame_time(packet_provider_data *provider, ws_u32 number) {
    const auto after = std::upper_bound(provider->times.begin(), provider->times.end(), number,
                                        [](ws_u32 wanted, const auto &frame) { return wanted < frame.first; });
    return after == provider->times.begin() ? nullptr : &std::prev(after)->second;
}

nstime_t to_nstime(std::int64_t time) {
    nstime_t result{};
    result.secs = static_cast<time_t>(time / wire::kNanosecondsPerSecond);
    result.nsecs = static_cast<int>(time % wire::kNanosecondsPerSecond);
    return result;
}

Endpoint endpoint(const address &from, unsigned port) {
    char text[64] = "";  // an IPv6 address needs 46
    address_to_str_buf(&from, text, static_cast<int>(sizeof text));
    return {text, static_cast<std::uint16_t>(port)};
}

// 0 unless it is an Ethernet address.
std::uint64_t hardware_address(const address &from) {
    if (from.type != AT_ETHER || from.len != 6) return 0;
    const auto *bytes = static_cast<const std::uint8_t *>(from.data);
    std::uint64_t number = 0;
    for (int i = 0; i < from.len; ++i) number = number << 8 | bytes[i];
    return number;
}

// What the taps of the frame in hand have brought. Taps give pointers that live for the call only.
struct FrameTaps {
    std::vector<TcpSegment> segments;
    std::vector<CapfSeen> capf;
    std::vector<TvsSeen> tvs;
    std::vector<TftpFile> files;

    [[nodiscard]] bool is_empty() const { return segments.empty() && capf.empty() && tvs.empty() && files.empty(); }
    void clear() {
        segments.clear();
        capf.clear();
        tvs.clear();
        files.clear();
    }
};

// The callbacks below run outside libwireshark's exception handling: they call nothing that can throw on its side.
void set_endpoints(Seen &seen, const packet_info *pinfo) {
    seen.source = endpoint(pinfo->src, pinfo->srcport);
    seen.destination = endpoint(pinfo->dst, pinfo->destport);
}

tap_packet_status on_tcp(void *state, packet_info *, epan_dissect_t *, const void *data, tap_flags_t) {
    const auto *header = static_cast<const tcp_info_t *>(data);
    TcpSegment &segment = static_cast<FrameTaps *>(state)->segments.emplace_back();
    segment.source = endpoint(header->ip_src, header->th_sport);
    segment.destination = endpoint(header->ip_dst, header->th_dport);
    segment.stream = header->th_stream;
    segment.flags = static_cast<std::uint8_t>(header->th_flags);
    segment.sequence = header->th_rawseq;
    segment.acknowledgement = header->th_rawack;
    segment.length = header->th_have_seglen ? header->th_seglen : 0;
    return TAP_PACKET_DONT_REDRAW;
}

tap_packet_status on_capf(void *state, packet_info *pinfo, epan_dissect_t *, const void *data, tap_flags_t) {
    const auto *tap = static_cast<const dissect::CapfTap *>(data);
    CapfSeen &seen = static_cast<FrameTaps *>(state)->capf.emplace_back();
    set_endpoints(seen, pinfo);
    seen.from_server = tap->from_server;
    seen.inside_tls = tap->inside_tls;
    seen.pdu = *tap->pdu;
    return TAP_PACKET_DONT_REDRAW;
}

tap_packet_status on_tvs(void *state, packet_info *pinfo, epan_dissect_t *, const void *data, tap_flags_t) {
    const auto *tap = static_cast<const dissect::TvsTap *>(data);
    TvsSeen &seen = static_cast<FrameTaps *>(state)->tvs.emplace_back();
    set_endpoints(seen, pinfo);
    seen.from_server = tap->from_server;
    seen.pdu = *tap->pdu;
    return TAP_PACKET_DONT_REDRAW;
}

tap_packet_status on_file(void *state, packet_info *pinfo, epan_dissect_t *, const void *data, tap_flags_t) {
    const auto *tap = static_cast<const dissect::PhoneFileTap *>(data);
    if (std::string_view(tap->transport) != "tftp") return TAP_PACKET_DONT_REDRAW;  // HTTP bodies come from the tree
    TftpFile &file = static_cast<FrameTaps *>(state)->files.emplace_back();
    set_endpoints(file, pinfo);
    file.name = tap->name;
    file.bytes.assign(tap->data, tap->data + tap->length);
    return TAP_PACKET_DONT_REDRAW;
}

class TapListeners {
public:
    explicit TapListeners(FrameTaps &taps) : taps_(taps) {
        listen("tcp", on_tcp);
        listen("capf", on_capf);
        listen("cisco_tvs", on_tvs);
        listen("cisco_sgn", on_file);
    }
    ~TapListeners() {
        for (int i = 0; i < registered_; ++i) remove_tap_listener(&taps_);  // one listener a call
    }
    TapListeners(const TapListeners &) = delete;
    TapListeners &operator=(const TapListeners &) = delete;

private:
    void listen(const char *name, tap_packet_cb callback) {
        GString *problem =
            register_tap_listener(name, &taps_, nullptr, TL_REQUIRES_NOTHING, nullptr, callback, nullptr, nullptr);
        if (problem == nullptr) {
            ++registered_;
            return;
        }
        std::fprintf(stderr, "capfcheck: no tap %s: %s\n", name, problem->str);
        g_string_free(problem, TRUE);
    }
    FrameTaps &taps_;
    int registered_ = 0;
};

// libwireshark's session with all that is the same for every capture.
struct OpenSession {
    OpenSession() {
        functions.get_frame_ts = frame_time;
        epan = epan_new(&provider, &functions);
        // After epan_new, which forgets secrets that came before.
        for (const std::string &keylog : given_keylogs()) {
            secrets_wtap_callback(capture::kTlsKeyLog, keylog.data(), static_cast<unsigned>(keylog.size()));
        }
        edt = epan_dissect_new(epan, true, false);
    }
    ~OpenSession() {
        epan_dissect_free(edt);
        epan_free(epan);
    }
    OpenSession(const OpenSession &) = delete;
    OpenSession &operator=(const OpenSession &) = delete;

    FieldTable fields;
    FrameTaps taps;
    TapListeners listeners{taps};
    packet_provider_data provider;
    packet_provider_funcs functions{};
    epan_t *epan = nullptr;
    epan_dissect_t *edt = nullptr;
};

// Never destroyed: a program that ends without close_session() would tear it down after libwireshark's own tables.
std::unique_ptr<OpenSession> &session_in_hand = *new std::unique_ptr<OpenSession>;
bool opened_ahead = false;  // and not used yet

// The one that was opened ahead, else a new one.
OpenSession &open_session() {
    if (std::exchange(opened_ahead, false)) return *session_in_hand;
    session_in_hand.reset();  // libwireshark has one at a time
    session_in_hand = std::make_unique<OpenSession>();
    return *session_in_hand;
}

void run_epan(epan_dissect_t *edt, int file_type, capture::WiretapRecord &record, frame_data *frame) {
#if CAPF_WIRESHARK_VERSION >= 406
    epan_dissect_run_with_taps(edt, file_type, &record.rec, frame, nullptr);
#else
    tvbuff_t *bytes = tvb_new_real_data(record.bytes(), frame->cap_len, static_cast<gint>(frame->pkt_len));
    epan_dissect_run_with_taps(edt, file_type, &record.rec, bytes, frame, nullptr);
#endif
}

// The state that libwireshark wants carried from frame to frame.
struct Progress {
    nstime_t elapsed = NSTIME_INIT_ZERO;
    ws_u32 bytes = 0;
    frame_data reference{}, previous{};
    const frame_data *reference_pointer = nullptr;
    frame_data *previous_pointer = nullptr;
};

class Session {
public:
    Session(capture::CaptureFile &file, const Sink &sink, OpenSession &open)
        : file_(file),
          sink_(sink),
          fields_(open.fields),
          taps_(open.taps),
          times_(open.provider.times),
          edt_(open.edt) {
        number_frames(0);
        take_secrets();
    }
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    std::optional<FrameTime> run(const std::function<bool()> &stop) {
        for (const capture::FrameInfo &frame : file_.frames()) {
            if (stop && stop()) return FrameTime{frame.number, frame.time};
            give_signalling(frame.time);
            if (!read(frame)) break;
            if (give_tftp_body(frame) || give_pure_ack(frame)) continue;
            if (!dissect_due(frame)) break;
            one_frame(frame);
        }
        give_signalling(std::numeric_limits<std::int64_t>::max());
        for (const Observation &observation : signalling_.finish(earlier_.signalling)) sink_(observation);
        return std::nullopt;
    }

    // What was chosen since the last call, or since the session began.
    void go_on() {
        take_secrets();
        number_frames(dissected_);
        for (; dissected_ < file_.frames().size(); ++dissected_) {
            const capture::FrameInfo frame = file_.frames()[dissected_];
            if (read(frame) && !give_tftp_body(frame)) one_frame(frame);
        }
        give_new_signalling();
    }
    // Those that are there already are for go_on().
    void begin_live() {
        times_.clear();
        numbers_.clear();
    }

private:
    void take_secrets() {
        const std::vector<capture::Secrets> secrets = file_.secrets();
        for (; secrets_taken_ < secrets.size(); ++secrets_taken_) {
            const capture::Secrets &one = secrets[secrets_taken_];
            secrets_wtap_callback(one.type, one.bytes.data(), static_cast<unsigned>(one.bytes.size()));
        }
    }

    // Of the frames from `first` on. libwireshark expects numbers that grow: where the order of dissection is not that
    // of the capture, the frames exchange theirs.
    void number_frames(std::size_t first) {
        const auto begin = file_.frames().begin() + static_cast<std::ptrdiff_t>(first), end = file_.frames().end();
        const std::size_t known = times_.size();
        if (known == 0) times_.reserve(static_cast<std::size_t>(end - begin));
        for (auto frame = begin; frame != end; ++frame) times_.emplace_back(frame->number, to_nstime(frame->time));
        const auto by_number = [](const auto &a, const auto &b) { return a.first < b.first; };
        const auto added = times_.begin() + static_cast<std::ptrdiff_t>(known);
        if (!std::is_sorted(added, times_.end(), by_number)) exchange_numbers(begin, added);
        // A frame that matters because of a later one comes after it.
        const bool is_late = known > 0 && added != times_.end() && by_number(*added, *std::prev(added));
        if (is_late) std::inplace_merge(times_.begin(), added, times_.end(), by_number);
    }

    void exchange_numbers(capture::Frames::const_iterator frame, Times::iterator time) {
        std::vector<std::uint32_t> sorted;
        std::transform(time, times_.end(), std::back_inserter(sorted), [](const auto &one) { return one.first; });
        std::sort(sorted.begin(), sorted.end());
        for (const std::uint32_t number : sorted) {
            time++->first = number;
            if (frame->number != number) numbers_.emplace(frame->number, number);
            ++frame;
        }
    }

    [[nodiscard]] std::uint32_t number_of(const capture::FrameInfo &frame) const {
        const auto exchanged = numbers_.empty() ? numbers_.end() : numbers_.find(frame.number);
        return exchanged == numbers_.end() ? frame.number : exchanged->second;
    }

    enum class Purpose : std::uint8_t {
        observations,
        memory,  // libwireshark's, of what was given already
    };

    void one_frame(const capture::FrameInfo &info, Purpose purpose = Purpose::observations) {
        for (const int id : fields_.ids()) epan_dissect_prime_with_hfid(edt_, id);
        frame_data frame;
        capture::WiretapRecord &record = file_.record();
        frame_data_init(&frame, number_of(info), &record.rec, info.offset, progress_.bytes);
        frame_data_set_before_dissect(&frame, &progress_.elapsed, &progress_.reference_pointer,
                                      progress_.previous_pointer);
        if (progress_.reference_pointer == &frame) {
            progress_.reference = frame;
            progress_.reference_pointer = &progress_.reference;
        }
        taps_.clear();
        // The frame's dissection takes the block for its own: keep ours for the next reset.
        wtap_block_t block = wtap_block_ref(record.rec.block);
        run_epan(edt_, file_.file_type(info), record, &frame);
        frame_data_set_after_dissect(&frame, &progress_.bytes);
        progress_.previous = frame;
        progress_.previous_pointer = &progress_.previous;
        if (purpose == Purpose::observations) {
            pure_acks_.learn(taps_.segments);
            deliver(info);
        }
        epan_dissect_reset(edt_);
        frame_data_destroy(&frame);
        record.rec.block = block;
    }

    // Brings a frame to file_.record() and raw_.
    bool read(const capture::FrameInfo &info) {
        constexpr std::uint16_t kUnknown = UINT16_MAX;
        if (!file_.read(info)) return false;
        capture::Record record = record_of(info, file_.record().bytes());
        record.link_type = file_.link_type(info).value_or(kUnknown);
        raw_ = RawFrame(record);
        return true;
    }

    // True when the frame needs no dissection.
    bool give_tftp_body(const capture::FrameInfo &info) {
        auto packet = tftp_bodies_.read(raw_);
        if (!packet) return false;
        packet->at = {info.number, info.time};
        packet->cut = info.captured < info.on_the_wire;
        packet->damaged = is_damaged(info);
        sink_(std::move(*packet));
        return true;
    }

    // Likewise.
    bool give_pure_ack(const capture::FrameInfo &info) {
        auto segment = pure_acks_.read(info, raw_);
        if (!segment) return false;
        const std::vector<Observation> after_loss = signalling_.read(*segment, *segment, earlier_.signalling);
        sink_(std::move(*segment));
        for (const Observation &observation : after_loss) sink_(observation);
        return true;
    }

    // ACKs that were given without dissection, before the frame in hand. False when the file cannot give one any more.
    bool dissect_due(const capture::FrameInfo &in_hand) {
        if (pure_acks_.due().empty()) return true;
        for (const capture::FrameInfo &ack : pure_acks_.due()) {
            if (!read(ack)) return false;
            one_frame(ack, Purpose::memory);
        }
        return read(in_hand);
    }

    void deliver(const capture::FrameInfo &info) {
        Seen seen;
        seen.at = {info.number, info.time};
        seen.cut = info.captured < info.on_the_wire;
        seen.damaged = is_damaged(info);
        seen.hardware_source = hardware_address(edt_->pi.dl_src);
        set_endpoints(seen, &edt_->pi);
        if (!taps_.segments.empty()) seen.stream = taps_.segments.back().stream;
        std::vector<Observation> from_tree;
        TreeReader reader(fields_, seen, earlier_, from_tree);
        reader.read(edt_->tree);
        if (taps_.segments.size() == 1) {
            const wire::Bytes payload = reader.payload_bytes();
            taps_.segments.front().payload = reader.payload();
            taps_.segments.front().bytes.assign(payload.begin(), payload.end());
            taps_.segments.front().ip_id = reader.ip_id();
            taps_.segments.front().hop_limit = reader.hop_limit();
        }
        std::vector<Observation> after_loss;
        if (!reader.quotes_a_packet()) {
            if (edt_->pi.ptype == PT_UDP) give_datagram(seen, reader.ip_id());
            if (taps_.segments.size() == 1) {
                after_loss = signalling_.read(taps_.segments.front(), seen, earlier_.signalling);
            }
            give(taps_.segments, seen);
        }
        for (const Observation &observation : after_loss) sink_(observation);
        for (const Observation &observation : from_tree) sink_(observation);
        if (taps_.is_empty() && from_tree.empty() && !is_fragment(raw_.headers)) {
            OtherPacket other;
            static_cast<Seen &>(other) = seen;
            sink_(other);
        }
        if (taps_.capf.empty() && taps_.tvs.empty()) give_records_in_cut_connection(reader.payload_bytes(), seen);
        give(taps_.capf, seen);
        give(taps_.tvs, seen);
        give(taps_.files, seen);
    }

    void give_datagram(const Seen &seen, std::uint16_t ip_id) {
        Datagram datagram;
        static_cast<Seen &>(datagram) = seen;
        datagram.ip_id = ip_id;
        sink_(datagram);
    }

    static bool is_fragment(const capture::PacketHeaders &headers) {
        return headers.is_first_fragment || headers.kind == capture::PacketHeaders::Kind::later_fragment;
    }

    // Of a frame in which Wireshark found no TLS, when an earlier frame of the connection is cut.
    void give_records_in_cut_connection(wire::Bytes payload, const Seen &seen) {
        if (taps_.segments.empty()) return;
        if (seen.cut) cut_streams_.insert(seen.stream);
        if (!cut_streams_.contains(seen.stream)) return;
        for (TlsRecord &record : whole_tls_records(payload, seen)) sink_(std::move(record));
    }

    [[nodiscard]] bool is_damaged(const capture::FrameInfo &info) const {
        return !info.is_joined && capture::has_wrong_checksum(raw_.record);
    }

    // What signalling said that was read without dissection, up to a time.
    void give_signalling(std::int64_t until) {
        const std::vector<capture::SignallingSeen> &all = file_.signalling();
        for (; signalling_given_ < all.size() && all[signalling_given_].time < until; ++signalling_given_) {
            give(all[signalling_given_]);
        }
    }

    // While reading goes on: a phone that becomes known brings what was seen of it before.
    void give_new_signalling() {
        for (const capture::SignallingSeen &one : file_.signalling()) {
            if (signalling_frames_.insert(one.frame).second) give(one);
        }
    }

    void give(const capture::SignallingSeen &one) {
        Seen frame;
        frame.at = {one.frame, one.time};
        frame.cut = one.cut;
        frame.source = {capture::to_text(one.phone.address), one.phone.port};
        frame.destination = {capture::to_text(one.server.address), one.server.port};
        sink_(observation_of(one.event, frame, one.udp ? "UDP" : "TCP"));
    }

    template <typename Kind>
    void give(std::vector<Kind> &list, const Seen &seen) {
        for (Kind &one : list) {
            one.at = seen.at;
            one.cut = seen.cut;
            one.damaged = seen.damaged;
            one.hardware_source = seen.hardware_source;
            if constexpr (!std::is_same_v<Kind, TcpSegment>) one.stream = seen.stream;
            sink_(Observation(std::move(one)));
        }
    }

    capture::CaptureFile &file_;
    const Sink &sink_;
    FieldTable &fields_;
    FrameTaps &taps_;
    Times &times_;
    std::unordered_map<std::uint32_t, std::uint32_t> numbers_;  // libwireshark's, of frames that have another one
    epan_dissect_t *edt_;
    RawFrame raw_;  // of the frame in hand
    Progress progress_;
    EarlierFrames earlier_;
    SignallingStreams signalling_;
    TftpBodies tftp_bodies_;
    PureAcks pure_acks_;
    std::set<std::uint32_t> cut_streams_;
    std::size_t signalling_given_ = 0, secrets_taken_ = 0, dissected_ = 0;
    std::set<std::uint32_t> signalling_frames_;  // whose signalling was given, while reading goes on
};

}  // namespace

void open_session_ahead() {
    open_session();
    opened_ahead = true;
}

void close_session() {
    session_in_hand.reset();
}

std::optional<FrameTime> dissect(capture::CaptureFile &file, const Sink &sink, const std::function<bool()> &stop) {
    return Session(file, sink, open_session()).run(stop);
}

class LiveDissection::Session {
public:
    Session(capture::CaptureFile &file, Sink sink) : sink_(std::move(sink)), session_(file, sink_, open_session()) {
        session_.begin_live();
    }
    void go_on() { session_.go_on(); }

private:
    Sink sink_;
    dissection::Session session_;
};

LiveDissection::LiveDissection(capture::CaptureFile &file, Sink sink)
    : session_(std::make_unique<Session>(file, std::move(sink))) {}

LiveDissection::~LiveDissection() = default;

void LiveDissection::go_on() {
    session_->go_on();
}

}  // namespace capf::dissection
