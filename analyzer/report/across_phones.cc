// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/across_phones.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "plugin/wire/ascii.h"

namespace capf::report {
namespace {

using namespace findings;

// A phone of one of the captures.
struct PhoneOf {
    const CaptureReport &capture;
    const PhoneReport &phone;
    std::string name;  // as it is shown
    std::string key;   // the same for the same phone

    [[nodiscard]] Place place(const EvidenceRef &ref) const { return {capture.file, ref.position, ref.time}; }
};

PhoneOf phone_of(const std::vector<CaptureReport> &captures, std::size_t index, const PhoneReport &phone) {
    const CaptureReport &capture = captures[index];
    if (phone.device) return {capture, phone, *phone.device, wire::upper(*phone.device)};
    const std::string address = phone.addresses.empty() ? "" : phone.addresses.front();
    return {capture, phone, address, fmt::format("{} {}", index, address)};
}

bool is_before(const Place &a, const Place &b) {
    return std::tie(a.time, a.frame) < std::tie(b.time, b.frame);
}

// The servers of one cluster: a phone got lists from both, or one signer signed the lists of both.
class Clusters {
public:
    void join(const std::string &server, const std::string &tie) {
        const auto [known, is_new] = server_with_.try_emplace(tie, server);
        if (!is_new) parent_[cluster_of(server)] = cluster_of(known->second);
    }
    // One of its servers.
    const std::string &cluster_of(const std::string &server) {
        auto at = parent_.try_emplace(server, server).first;
        while (at->second != at->first) {
            const auto above = parent_.find(at->second);
            at->second = above->second;  // halves the way for those who come later
            at = above;
        }
        return at->first;
    }

private:
    std::map<std::string, std::string> parent_;       // of each server; itself at the top
    std::map<std::string, std::string> server_with_;  // by what ties servers together
};

class TrustLists {
public:
    void add(const PhoneOf &phone) {
        for (const FileReport &file : phone.phone.files) {
            if (file.is_trust_list && !file.sha256.empty()) add(phone, file);
        }
    }

    std::vector<TrustListRow> take() {
        // By cluster and kind, and the records as well.
        std::map<std::pair<std::string, std::string>, std::set<std::string>> servers;
        std::map<std::tuple<std::string, std::string, std::string>, std::set<std::string>> servers_with;
        for (const TrustListRow &row : rows_) {
            const std::string &cluster = clusters_.cluster_of(row.server);
            servers[{cluster, row.kind}].insert(row.server);
            servers_with[{cluster, row.kind, row.records_sha256}].insert(row.server);
        }
        for (TrustListRow &row : rows_) {
            const std::string &cluster = clusters_.cluster_of(row.server);
            row.differs =
                servers_with[{cluster, row.kind, row.records_sha256}].size() < servers[{cluster, row.kind}].size();
        }
        // Never by names: with --redact the order is the same.
        std::stable_sort(rows_.begin(), rows_.end(), [](const TrustListRow &a, const TrustListRow &b) {
            return std::tie(a.kind, a.first.time) < std::tie(b.kind, b.first.time);
        });
        return std::move(rows_);
    }

private:
    void add(const PhoneOf &phone, const FileReport &file) {
        const std::string &records = file.records_sha256.empty() ? file.sha256 : file.records_sha256;
        const auto [at, is_new] = index_.try_emplace({file.kind, file.server, records}, rows_.size());
        if (is_new) rows_.push_back(row_of(file, records));
        clusters_.join(file.server, "phone " + phone.key);
        if (!file.signer.empty()) clusters_.join(file.server, "signer " + file.signer);
        TrustListRow &row = rows_[at->second];
        if (files_.emplace(at->second, file.sha256).second) row.sha256.push_back(file.sha256);
        if (phones_.emplace(at->second, phone.key).second) row.phones.push_back(phone.name);
        const Place place = phone.place(file.asked.position != 0 ? file.asked : file.answered);
        if (is_new || is_before(place, row.first)) row.first = place;
    }

    static TrustListRow row_of(const FileReport &file, const std::string &records) {
        TrustListRow row;
        row.kind = file.kind;
        row.server = file.server;
        row.records_sha256 = records;
        row.signer = file.signer;
        row.signature = file.signature ? trust::verdict_name(file.signature->verdict) : "not-checked";
        row.records = file.records;
        return row;
    }

    std::vector<TrustListRow> rows_;
    Clusters clusters_;
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> index_;
    std::set<std::pair<std::size_t, std::string>> files_, phones_;  // of each row
};

class PhoneCertificates {
public:
    void add(const PhoneOf &phone) {
        for (const CertificateReport &one : phone.phone.certificates) {
            for (const CertificateUse &use : one.uses) {
                if (is_of_phone(use.role)) add(phone, one.certificate, use);
            }
        }
    }

    std::vector<PhoneCertificateRow> take() {
        std::stable_sort(rows_.begin(), rows_.end(), [](const PhoneCertificateRow &a, const PhoneCertificateRow &b) {
            return std::tie(a.certificate.not_after, a.first.time) < std::tie(b.certificate.not_after, b.first.time);
        });
        return std::move(rows_);
    }

private:
    void add(const PhoneOf &phone, const trust::Certificate &certificate, const CertificateUse &use) {
        const auto [at, is_new] = index_.try_emplace({phone.key, certificate.sha256}, rows_.size());
        const Place place = phone.place(use.at);
        if (is_new) rows_.push_back({phone.name, role_text(use), certificate, {}, place});
        PhoneCertificateRow &row = rows_[at->second];
        // Of several captures the first that holds it tells where.
        if (row.first.capture == place.capture) row.uses.push_back(use);
    }

    std::vector<PhoneCertificateRow> rows_;
    std::map<std::pair<std::string, std::string>, std::size_t> index_;
};

std::string text_of(const Parameters &values, Param param) {
    const Value *value = find(values, param);
    return value == nullptr ? "" : value_text(*value);
}

class Registrations {
public:
    void add(const PhoneOf &phone) {
        for (const RegistrationReport &one : phone.phone.registrations) add(phone, one);
    }

    // They come phone by phone, each in time order.
    std::vector<RegistrationRow> take() { return std::move(rows_); }

private:
    using Key = std::tuple<std::string, Endpoint, std::string, std::string, RegistrationOutcome,
                           std::optional<std::int64_t>, std::string, std::string>;

    void add(const PhoneOf &phone, const RegistrationReport &one) {
        RegistrationRow row = row_of(phone, one);
        Key key{phone.key, row.server, row.protocol, row.transport, row.outcome, row.status, row.reason, row.warning};
        const auto [at, is_new] = index_.try_emplace(std::move(key), rows_.size());
        const Place place = row.first;
        if (is_new) rows_.push_back(std::move(row));
        RegistrationRow &known = rows_[at->second];
        ++known.count;
        if (is_before(place, known.first)) known.first = place;
        if (is_before(known.last, place)) known.last = place;
        known.evidence = std::min(known.evidence, one.evidence);
    }

    static RegistrationRow row_of(const PhoneOf &phone, const RegistrationReport &one) {
        RegistrationRow row;
        row.phone = phone.name;
        row.server = one.server;
        row.protocol = one.protocol;
        row.transport = one.transport;
        row.outcome = one.outcome;
        row.evidence = one.evidence;
        const Value *status = find(one.values, Param::status);
        if (const auto *number = status != nullptr ? std::get_if<Number>(status) : nullptr) row.status = number->value;
        row.reason = text_of(one.values, Param::reason);
        const std::string alert = text_of(one.values, Param::alert);
        if (!alert.empty()) row.reason = tr_format("TLS alert {0} ({1})", alert, row.reason);
        row.warning = text_of(one.values, Param::warning);
        row.first = row.last = phone.place(one.at);
        return row;
    }

    std::vector<RegistrationRow> rows_;
    std::map<Key, std::size_t> index_;
};

}  // namespace

AcrossPhones across_phones(const std::vector<CaptureReport> &captures) {
    TrustLists lists;
    PhoneCertificates certificates;
    Registrations registrations;
    for (std::size_t i = 0; i < captures.size(); ++i) {
        for (const PhoneReport &one : captures[i].phones) {
            const PhoneOf phone = phone_of(captures, i, one);
            lists.add(phone);
            certificates.add(phone);
            registrations.add(phone);
        }
    }
    return {lists.take(), certificates.take(), registrations.take()};
}

}  // namespace capf::report
