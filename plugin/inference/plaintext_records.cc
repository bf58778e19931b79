// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/inference/plaintext_records.h"

#include <algorithm>
#include <array>
#include <optional>

namespace capf::inference {
namespace {

// How a side fragments what it writes, against TLS 1.0's chained initialisation vectors.
enum class FragmentationStyle { none, empty_first, one_byte_first };

struct StyleLikelihood {
    FragmentationStyle style;
    double likelihood;
};
// OpenSSL (CUCM, most phones) sends empty records; NSS, GnuTLS, SChannel and Java split off one byte; old stacks do
// nothing.
constexpr std::array kStyles = {StyleLikelihood{FragmentationStyle::none, 0.4},
                                StyleLikelihood{FragmentationStyle::empty_first, 0.5},
                                StyleLikelihood{FragmentationStyle::one_byte_first, 0.1}};

struct Reading {
    const std::vector<EncryptedRecord> &records;
    const RecordOverhead &overhead;
};

// The record and the one behind it, of the same side, can be a prefix and the record that it protects.
bool is_prefix(const Reading &in, std::size_t at, std::size_t bytes) {
    return at + 1 < in.records.size() && in.records[at].from_client == in.records[at + 1].from_client &&
           in.overhead.plaintext(in.records[at].length).least == 0 &&
           in.overhead.plaintext(in.records[at].length).most >= bytes;
}

PlaintextRecord plaintext_at(const Reading &in, std::size_t at) {
    const EncryptedRecord &record = in.records[at];
    Length length = in.overhead.plaintext(record.length);
    if (length.most > 0) length.least = std::max<std::size_t>(length.least, 1);
    return {record.from_client, length, record.time, false, at, at};
}

// How a side's record at `at` reads in this style: how many records it takes (0: it cannot be).
struct Step {
    std::size_t taken = 0;
    std::optional<PlaintextRecord> record;
};

Step read_record(const Reading &in, std::size_t at, FragmentationStyle style, bool first_of_side) {
    switch (style) {
        case FragmentationStyle::none:
            return {1, plaintext_at(in, at)};
        case FragmentationStyle::empty_first:
            if (is_prefix(in, at, 0)) return {2, plaintext_at(in, at + 1)};
            // The capture, or the session, ends right behind an empty record.
            if (at + 1 == in.records.size() && in.overhead.plaintext(in.records[at].length).least == 0) return {1, {}};
            return {};
        case FragmentationStyle::one_byte_first:
            if (is_prefix(in, at, 1)) {
                PlaintextRecord record = plaintext_at(in, at + 1);
                record.length = record.length + Length{1, 1};
                return {2, record};
            }
            // Java leaves the first record whole.
            return first_of_side ? Step{1, plaintext_at(in, at)} : Step{};
    }
    return {};
}

std::optional<std::vector<PlaintextRecord>> read_all(const Reading &in, std::size_t from, FragmentationStyle client,
                                                     FragmentationStyle server) {
    std::vector<PlaintextRecord> result;
    bool client_spoke = false, server_spoke = false;
    for (std::size_t at = from; at < in.records.size();) {
        const bool from_client = in.records[at].from_client;
        bool &spoke = from_client ? client_spoke : server_spoke;
        const Step step = read_record(in, at, from_client ? client : server, !spoke);
        if (step.taken == 0) return std::nullopt;
        if (step.record) {
            result.push_back(*step.record);
            result.back().first = at;
            result.back().last = at + step.taken - 1;
        }
        spoke = true;
        at += step.taken;
    }
    return result;
}

void mark_last(std::vector<PlaintextRecord> &records) {
    for (const bool side : {false, true}) {
        const auto last = std::find_if(records.rbegin(), records.rend(),
                                       [&](const PlaintextRecord &record) { return record.from_client == side; });
        if (last != records.rend()) last->last_of_side = true;
    }
}

}  // namespace

std::vector<PlaintextRecords> plaintext_records(const EncryptedSession &session) {
    const auto overhead = record_overhead(session);
    if (!overhead) return {};
    const Reading in{session.records, *overhead};
    std::size_t from = 0;
    // CAPF's server speaks first, so what the client encrypts before is the rest of its TLS 1.3 handshake.
    while (session.is_1_3() && from < in.records.size() && in.records[from].from_client) ++from;
    std::vector<PlaintextRecords> ways;
    for (const StyleLikelihood &client : kStyles) {
        for (const StyleLikelihood &server : kStyles) {
            const bool any_prefix =
                client.style != FragmentationStyle::none || server.style != FragmentationStyle::none;
            if (any_prefix && !overhead->chained) continue;
            auto records = read_all(in, from, client.style, server.style);
            if (!records) continue;
            if (session.is_1_3()) mark_last(*records);
            ways.push_back({client.likelihood * server.likelihood, session.is_1_3(), std::move(*records)});
        }
    }
    return ways;
}

}  // namespace capf::inference
