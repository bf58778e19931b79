// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/wiretap_reader.h"

#include <cstring>

#include "analyzer/capture/formats/wiretap_record.h"

namespace capf::capture {
namespace {

std::string take_message(int code, char *detail) {
    std::string text = wtap_strerror(code);
    if (detail != nullptr && *detail != '\0') text += std::string(" (") + detail + ")";
    g_free(detail);
    return text;
}

std::string open_error(int code, char *detail) {
    if (code == WTAP_ERR_FILE_UNKNOWN_FORMAT) {
        g_free(detail);
        return "is not a capture file of a type that Wireshark opens";
    }
    if (code > 0) {
        g_free(detail);
        return std::string("cannot be opened: ") + std::strerror(code);
    }
    return "cannot be read: " + take_message(code, detail);
}

// The link type whose frames look the same; one that nothing is known of else.
std::uint16_t link_type_of(int encapsulation) {
    const auto number = [](LinkType type) { return static_cast<std::uint16_t>(type); };
    switch (encapsulation) {
        case WTAP_ENCAP_ETHERNET:
            return number(LinkType::ethernet);
        case WTAP_ENCAP_NULL:
            return number(LinkType::null);
        case WTAP_ENCAP_LOOP:
            return number(LinkType::loop);
        case WTAP_ENCAP_RAW_IP:
        case WTAP_ENCAP_RAW_IP4:
        case WTAP_ENCAP_RAW_IP6:
            return number(LinkType::raw);
        case WTAP_ENCAP_SLL:
            return number(LinkType::linux_sll);
        case WTAP_ENCAP_SLL2:
            return number(LinkType::linux_sll2);
        case WTAP_ENCAP_PPP_ETHER:
            return number(LinkType::ppp_ether);
        default:
            return 0xFFFF;
    }
}

// wiretap's callback has no argument of the caller's.
thread_local std::vector<Secrets> *secrets_taken = nullptr;

void on_secrets(std::uint32_t type, const void *bytes, unsigned length) {
    const auto *first = static_cast<const std::uint8_t *>(bytes);
    secrets_taken->push_back({type, {first, first + length}});
}

}  // namespace

WiretapReader::WiretapReader() : record_(std::make_unique<WiretapRecord>()) {}

WiretapReader::~WiretapReader() {
    if (wtap_ != nullptr) wtap_close(wtap_);
}

std::unique_ptr<WiretapReader> WiretapReader::open(const std::string &path, std::string &error) {
    std::unique_ptr<WiretapReader> reader(new WiretapReader);
    int code = 0;
    char *detail = nullptr;
    reader->wtap_ = wtap_open_offline(path.c_str(), WTAP_TYPE_AUTO, &code, &detail, true);
    if (reader->wtap_ == nullptr) {
        error = open_error(code, detail);
        return nullptr;
    }
    return reader;
}

bool WiretapReader::next(std::vector<Record> &batch) {
    batch.clear();
    int code = 0;
    char *detail = nullptr;
    std::int64_t offset = 0;
    wtap_rec_reset(&record_->rec);
    if (!record_->next(wtap_, &code, &detail, &offset)) {
        if (code != 0) damage_ = take_message(code, detail);
        take_secrets();
        return false;
    }
    const wtap_rec &rec = record_->rec;
    Record record;
    record.offset = offset;
    record.is_packet = rec.rec_type == REC_TYPE_PACKET;
    record.has_time = (rec.presence_flags & WTAP_HAS_TS) != 0;
    if (record.has_time) record.time = record_time(rec.ts.secs, rec.ts.nsecs);
    if (record.is_packet) {
        record.bytes = record_->bytes();
        record.captured = rec.rec_header.packet_header.caplen;
        record.on_the_wire = rec.rec_header.packet_header.len;
        record.interface = rec.rec_header.packet_header.interface_id;
        record.link_type = link_type_of(rec.rec_header.packet_header.pkt_encap);
    }
    batch.push_back(record);
    return true;
}

// All that the file had: wiretap tells a new callback what came before as well.
void WiretapReader::take_secrets() {
    secrets_.clear();
    secrets_taken = &secrets_;
    wtap_set_cb_new_secrets(wtap_, on_secrets);
    wtap_set_cb_new_secrets(wtap_, nullptr);
}

bool WiretapReader::read_again(std::int64_t offset) {
    wtap_rec_reset(&record_->rec);
    int code = 0;
    char *detail = nullptr;
    if (record_->at(wtap_, offset, &code, &detail)) return true;
    damage_ = take_message(code, detail);
    return false;
}

int WiretapReader::file_type() const {
    return wtap_file_type_subtype(wtap_);
}

void start_wiretap() {
    [[maybe_unused]] static const bool started = (wtap_init(false), true);
}

}  // namespace capf::capture
