// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/tvs_sizes.h"

#include "analyzer/judge/tls_session.h"
#include "analyzer/phones/visibility.h"
#include "plugin/inference/record_overhead.h"

namespace capf::judge {
namespace {

// Bytes of plaintext. The smallest certificate of a CUCM, with a 1024-bit key and short names, has more than 500.
constexpr std::size_t kLongestQuery = 400;
constexpr std::size_t kLongestWithoutCertificate = 200;
constexpr std::size_t kShortestWithCertificate = 400;

struct Exchange {
    inference::Length query, answer;
};

// The last time that the client spoke, and what the server said after it.
Exchange last_exchange(const TlsSession &tls, const inference::RecordOverhead &overhead) {
    Exchange exchange;
    for (const CipherRecord &record : tls.application_data) {
        const inference::Length plaintext = overhead.plaintext(record.length);
        if (!record.from_client) {
            exchange.answer = exchange.answer + plaintext;
        } else if (exchange.answer.most > 0) {
            exchange = {plaintext, {}};
        } else {
            exchange.query = exchange.query + plaintext;
        }
    }
    return exchange;
}

}  // namespace

TvsAnswerSize size_of_tvs_answer(const phones::Connection &tvs) {
    const TlsSession tls = read_tls_session(tvs);
    const auto overhead = inference::record_overhead(tls.version, tls.cipher_name);
    if (!overhead || tls.records_dropped || !phones::Visibility::holds_all(tvs)) return TvsAnswerSize::unknown;
    const Exchange last = last_exchange(tls, *overhead);
    const bool is_query = last.query.least > 0 && last.query.most <= kLongestQuery;
    if (!is_query || last.answer.most == 0) return TvsAnswerSize::unknown;
    if (last.answer.least >= kShortestWithCertificate) return TvsAnswerSize::holds_certificate;
    return last.answer.most <= kLongestWithoutCertificate ? TvsAnswerSize::too_short : TvsAnswerSize::unknown;
}

}  // namespace capf::judge
