// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/wiretap_record.h"

#include <wiretap/pcap-encap.h>

#include "plugin/wire/time_units.h"

#define CAPF_WIRESHARK_VERSION (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

namespace capf::capture {
namespace {

constexpr std::size_t kUsualFrame = 2048;

}  // namespace

#if CAPF_WIRESHARK_VERSION >= 406
WiretapRecord::WiretapRecord() {
    wtap_rec_init(&rec, kUsualFrame);
}
WiretapRecord::~WiretapRecord() {
    wtap_rec_cleanup(&rec);
}
bool WiretapRecord::next(wtap *from, int *error, char **detail, std::int64_t *offset) {
    return wtap_read(from, &rec, error, detail, offset);
}
bool WiretapRecord::at(wtap *from, std::int64_t offset, int *error, char **detail) {
    return wtap_seek_read(from, offset, &rec, error, detail);
}
const std::uint8_t *WiretapRecord::bytes() {
    return ws_buffer_start_ptr(&rec.data);
}
static Buffer *buffer_of(WiretapRecord &record) {
    return &record.rec.data;
}
#else
WiretapRecord::WiretapRecord() {
    wtap_rec_init(&rec);
    ws_buffer_init(&buffer, kUsualFrame);
}
WiretapRecord::~WiretapRecord() {
    wtap_rec_cleanup(&rec);
    ws_buffer_free(&buffer);
}
bool WiretapRecord::next(wtap *from, int *error, char **detail, std::int64_t *offset) {
    return wtap_read(from, &rec, &buffer, error, detail, offset);
}
bool WiretapRecord::at(wtap *from, std::int64_t offset, int *error, char **detail) {
    return wtap_seek_read(from, offset, &rec, &buffer, error, detail);
}
const std::uint8_t *WiretapRecord::bytes() {
    return ws_buffer_start_ptr(&buffer);
}
static Buffer *buffer_of(WiretapRecord &record) {
    return &record.buffer;
}
#endif

void WiretapRecord::set(const Record &record) {
    wtap_rec_reset(&rec);
    const int encapsulation = wtap_pcap_encap_to_wtap_encap(record.link_type);
#if CAPF_WIRESHARK_VERSION >= 406
    wtap_setup_packet_rec(&rec, encapsulation);  // with the type's name, which the frame dissector shows
#else
    rec.rec_type = REC_TYPE_PACKET;
#endif
    rec.block = wtap_block_create(WTAP_BLOCK_PACKET);
    rec.presence_flags = WTAP_HAS_CAP_LEN | WTAP_HAS_INTERFACE_ID | (record.has_time ? WTAP_HAS_TS : 0U);
    rec.ts.secs = static_cast<time_t>(record.time / wire::kNanosecondsPerSecond);
    rec.ts.nsecs = static_cast<int>(record.time % wire::kNanosecondsPerSecond);
    rec.tsprec = WTAP_TSPREC_NSEC;
    wtap_packet_header &packet = rec.rec_header.packet_header;
    packet = {};
    packet.caplen = record.captured;
    packet.len = record.on_the_wire;
    packet.pkt_encap = encapsulation;
    packet.interface_id = record.interface;
    if (packet.pkt_encap == WTAP_ENCAP_ETHERNET) packet.pseudo_header.eth.fcs_len = -1;  // not known
    Buffer *to = buffer_of(*this);
    ws_buffer_clean(to);
    ws_buffer_append(to, const_cast<std::uint8_t *>(record.bytes), record.captured);
}

}  // namespace capf::capture
