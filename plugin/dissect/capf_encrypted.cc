// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/capf_encrypted.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "plugin/dissect/capf_connection.h"
#include "plugin/dissect/names.h"
#include "plugin/dissect/packet-cisco-phone.h"
#include "plugin/dissect/plan.h"
#include "plugin/inference/record_messages.h"
#include "plugin/wire/capf_message.h"
#include "plugin/wire/time_units.h"
#include "plugin/wire/tls_numbers.h"
#include "plugin/wire/tls_record.h"

namespace capf::dissect {

// Trivially destructible, in memory that Wireshark frees with the capture.
struct EncryptedCapf {
    bool decrypted;    // TLS decrypted a record, or CAPF was found inside
    bool broken;       // records are missing, or too many: what they are is not known
    bool client_done;  // of TLS 1.3: the client's handshake is over
    std::uint16_t version, cipher;
    std::uint32_t client_port;  // who sent the ClientHello; 0: not seen
    inference::Closing::By closed_by;
    std::int64_t closed_at;  // nanoseconds
    wmem_array_t *records;   // of RecordState
    wmem_array_t *inferred;  // of Inferred, for each record; null before it is asked for
    bool inferred_whole;     // from all of the session
};

namespace {

// A dialogue has some twenty; what is beyond is not CAPF.
constexpr unsigned kMostRecords = 100;
constexpr unsigned kMostRecordsAnew = 30;  // on the first pass, where each record is a reason to infer anew

struct RecordState {
    std::uint32_t frame;
    std::uint16_t length;
    bool from_client;
    std::int64_t time;  // nanoseconds
};

int proto_capf = -1;
int hf_command = -1, hf_confidence = -1;
int ett_encrypted = -1;

std::int64_t nanoseconds(const nstime_t &time) {
    return time.secs * wire::kNanosecondsPerSecond + time.nsecs;
}

bool is_from_client(const EncryptedCapf *session, const packet_info *pinfo) {
    return session->client_port != 0 ? pinfo->srcport == session->client_port : pinfo->srcport != pinfo->match_uint;
}

// ---- First pass ----

void learn_handshake(EncryptedCapf *session, const packet_info *pinfo, wire::Bytes content) {
    while (const auto message = wire::take_tls_handshake(content)) {
        if (message->type == wire::kTlsClientHello && session->client_port == 0) session->client_port = pinfo->srcport;
        if (message->type != wire::kTlsServerHello) continue;
        const wire::TlsServerChoice choice = wire::read_server_hello(message->body);
        session->version = choice.version;
        session->cipher = choice.cipher;
    }
}

// In TLS 1.3 what follows the hellos is application data by its type: the client's first such record ends the
// handshake, what the server sent before it is the rest of its own.
void learn_data(EncryptedCapf *session, const packet_info *pinfo, std::size_t length) {
    const bool from_client = is_from_client(session, pinfo);
    if (session->version == wire::kTls13 && !session->client_done) {
        session->client_done = from_client;
        return;
    }
    if (wmem_array_get_count(session->records) >= kMostRecords) session->broken = true;
    if (session->broken) return;
    const RecordState record{pinfo->num, static_cast<std::uint16_t>(length), from_client, nanoseconds(pinfo->abs_ts)};
    wmem_array_append(session->records, &record, 1);
    session->inferred_whole = false;  // of a live capture, it may have been asked for before
}

// ---- Inference (no epan calls) ----

struct Inferred {
    inference::Commands commands;
    inference::TlsOwn tls;
    std::uint32_t percent;  // 0: nothing is known
};

const char *cipher_name(std::uint16_t cipher) {
    const header_field_info *field = proto_registrar_get_byname("tls.handshake.ciphersuite");
    if (!field || !field->strings || (field->display & BASE_EXT_STRING) == 0) return "";
    const char *name = try_val_to_str_ext(cipher, static_cast<value_string_ext *>(const_cast<void *>(field->strings)));
    return name ? name : "";
}

const RecordState &record_at(const EncryptedCapf *session, unsigned index) {
    return static_cast<const RecordState *>(wmem_array_get_raw(session->records))[index];
}

inference::Closing closing_of(const EncryptedCapf *session) {
    const unsigned count = wmem_array_get_count(session->records);
    if (session->closed_by == inference::Closing::By::nobody || count == 0) return {};
    const std::int64_t last = record_at(session, count - 1).time;
    return {session->closed_by, std::max<std::int64_t>(0, session->closed_at - last)};
}

// The messages of all records. With `whole`, the capture has been read to its end.
void infer(EncryptedCapf *session, const char *cipher, bool whole) noexcept {
    describe([&] {
        inference::EncryptedSession records;
        records.version = session->version;
        records.cipher_name = cipher;
        for (unsigned i = 0; i < wmem_array_get_count(session->records); ++i) {
            const RecordState &record = record_at(session, i);
            records.records.push_back({record.from_client, record.length, record.time});
        }
        const auto messages = inference::infer_messages(records, whole ? closing_of(session) : inference::Closing{});
        session->inferred = wmem_array_new(wmem_file_scope(), sizeof(Inferred));
        for (const inference::InferredMessages &one : messages) {
            const Inferred kept{one.commands, one.tls, static_cast<std::uint32_t>(std::lround(one.confidence * 100))};
            wmem_array_append(session->inferred, &kept, 1);
        }
    });
}

// On the first pass what comes later is not known yet, and each record changes the answer; later the answer is kept.
void infer_if_needed(EncryptedCapf *session, bool whole) {
    const unsigned count = wmem_array_get_count(session->records);
    if (session->inferred_whole || count > (whole ? kMostRecords : kMostRecordsAnew)) return;
    if (session->inferred) wmem_destroy_array(session->inferred);
    session->inferred = nullptr;
    infer(session, cipher_name(session->cipher), whole);
    session->inferred_whole = whole;
}

// ---- Shown: what follows may be left by longjmp ----

bool has_records_of(const EncryptedCapf *session, std::uint32_t frame) {
    for (unsigned i = 0; i < wmem_array_get_count(session->records); ++i)
        if (record_at(session, i).frame == frame) return true;
    return false;
}

const char *name_of(inference::TlsOwn what) {
    switch (what) {
        case inference::TlsOwn::ticket:
            return "TLS session ticket";
        case inference::TlsOwn::alert:
            return "TLS alert";
        case inference::TlsOwn::none:
            break;
    }
    return nullptr;
}

void show_message(const Inferred &inferred, tvbuff_t *tvb, proto_item *item, proto_tree *tree) {
    const char *tls = name_of(inferred.tls);
    if (tls) proto_item_append_text(item, ", %s [inferred]", tls);
    bool any = tls != nullptr;
    for (const std::uint8_t command : inferred.commands) {
        if (command == 0) continue;
        any = true;
        proto_item_append_text(item, ", %s [inferred]", wire::name_of(wire::capf_command_names(), command).data());
        proto_item *line = proto_tree_add_uint(tree, hf_command, tvb, 0, 0, command);
        proto_item_append_text(line, " [inferred]");
        proto_item_set_generated(line);
    }
    if (!any) return;
    proto_item *line = proto_tree_add_uint(tree, hf_confidence, tvb, 0, 0, inferred.percent);
    proto_item_append_text(line, " %%");
    proto_item_set_generated(line);
}

void show_messages(const EncryptedCapf *session, const packet_info *pinfo, tvbuff_t *tvb, proto_item *item) {
    proto_tree *tree = proto_item_add_subtree(item, ett_encrypted);
    const unsigned known = session->inferred ? wmem_array_get_count(session->inferred) : 0;
    const Inferred *before = nullptr;
    for (unsigned i = 0; i < known; ++i) {
        if (record_at(session, i).frame != pinfo->num) continue;
        const auto *inferred = static_cast<const Inferred *>(wmem_array_index(session->inferred, i));
        // A message may be several records: TLS 1.0 sends an empty one before each.
        const bool goes_on = before && before->commands == inferred->commands && before->tls == inferred->tls;
        if (!goes_on) show_message(*inferred, tvb, item, tree);
        before = inferred;
    }
}

}  // namespace

EncryptedCapf *new_encrypted_capf() noexcept {
    auto *session = wmem_new0(wmem_file_scope(), EncryptedCapf);
    session->records = wmem_array_new(wmem_file_scope(), sizeof(RecordState));
    return session;
}

void learn_tls_records(CapfConnection *connection, packet_info *pinfo, tvbuff_t *tvb) {
    EncryptedCapf *session = connection->encrypted;
    session->broken |= connection->gaps.passed;
    const unsigned length = tvb_captured_length(tvb);
    if (length == 0) return;
    wire::Bytes rest{tvb_get_ptr(tvb, 0, static_cast<int>(length)), length};
    while (const auto record = wire::take_tls_record(rest)) {
        if (record->content_type == wire::kTlsHandshakeRecord) learn_handshake(session, pinfo, record->content);
        if (record->content_type == wire::kTlsApplicationData) learn_data(session, pinfo, record->content.size());
    }
    // A record that goes on in the next segment comes again as a whole, when TCP puts segments together.
    const bool waits = pinfo->saved_can_desegment > 0 && length == tvb_reported_length(tvb);
    if (!rest.empty() && !waits) session->broken = true;
}

void show_encrypted_capf(CapfConnection *connection, packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree) {
    EncryptedCapf *session = connection->encrypted;
    if (!PINFO_FD_VISITED(pinfo) && has_data_source(pinfo, "Decrypted TLS")) session->decrypted = true;
    if (session->decrypted || !has_records_of(session, pinfo->num)) return;
    proto_item *item = proto_tree_add_item(tree, proto_capf, tvb, 0, -1, ENC_NA);
    const bool wanted =
        tree && (proto_field_is_referenced(tree, hf_command) || proto_field_is_referenced(tree, hf_confidence));
    if (!wanted) return;
    proto_item_set_text(item, "Certificate Authority Proxy Function (encrypted)");
    proto_item_set_generated(item);
    const bool from_client = is_from_client(session, pinfo);
    if (const char *device = from_client ? known_phone(pinfo, &pinfo->src, pinfo->srcport)
                                         : known_phone(pinfo, &pinfo->dst, pinfo->destport))
        proto_item_append_text(item, ", %s", device);
    if (session->broken || has_gap(&connection->gaps)) return;
    infer_if_needed(session, PINFO_FD_VISITED(pinfo));
    show_messages(session, pinfo, tvb, item);
}

void close_encrypted_capf(packet_info *pinfo, bool from_client) {
    const CapfConnection *connection = find_capf_connection(pinfo);
    EncryptedCapf *session = connection ? connection->encrypted : nullptr;
    if (!session || session->closed_by != inference::Closing::By::nobody) return;
    session->closed_by = from_client ? inference::Closing::By::client : inference::Closing::By::server;
    session->closed_at = nanoseconds(pinfo->abs_ts);
    session->inferred_whole = false;  // of a live capture, it may have been asked for before
}

void register_encrypted_capf(int protocol) {
    proto_capf = protocol;
    static hf_register_info fields[] = {
        {&hf_command,
         {"Inferred command", "capf.inferred.command", FT_UINT8, BASE_DEC, value_strings(wire::capf_command_names()), 0,
          "What the encrypted record seems to hold, by its size and place", HFILL}},
        {&hf_confidence,
         {"Confidence", "capf.inferred.confidence", FT_UINT8, BASE_DEC, nullptr, 0,
          "How sure the inference is, in percent", HFILL}},
    };
    proto_register_field_array(protocol, fields, array_length(fields));
    int *const subtrees[] = {&ett_encrypted};
    proto_register_subtree_array(subtrees, array_length(subtrees));
}

}  // namespace capf::dissect
