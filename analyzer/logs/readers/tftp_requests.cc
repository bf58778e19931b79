// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/tftp_requests.h"

#include <algorithm>

#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::size_t kMostRequests = 4096;  // the service itself has a limit of a few thousand
constexpr std::size_t kMostColumns = 400;    // bytes
constexpr std::string_view kHttp = "HTTPConnection(", kTcp = "SdlTCPConnection(";

// "1,600,26,3" out of "…HTTPConnection(1,600,26,3) …".
std::string_view process(std::string_view columns, std::string_view name) {
    return part_after(columns, name, ")|").value_or(std::string_view());
}

// The TCP connection that the signal goes back to: the fifth column, "1,600,14,63.2^*^*".
std::string_view origin(std::string_view columns) {
    for (int i = 0; i < 4; ++i) {
        const std::size_t end = columns.find('|');
        if (end == std::string_view::npos) return {};
        columns.remove_prefix(end + 1);
    }
    return columns.substr(0, columns.find_first_of(".|"));
}

}  // namespace

void TftpRequests::add_signal(std::uint64_t number, std::string_view columns) {
    Signal &signal = signals_[next_signal_];
    next_signal_ = (next_signal_ + 1) % signals_.size();
    signal.number = number;
    signal.columns = columns.substr(0, kMostColumns);
}

const TftpRequests::Signal *TftpRequests::find(std::uint64_t number) const {
    const auto *const found = std::ranges::find_if(
        signals_, [&](const Signal &signal) { return signal.number == number && !signal.columns.empty(); });
    return found == signals_.end() ? nullptr : found;
}

std::string TftpRequests::connection_of(std::uint64_t number) const {
    const Signal *const signal = find(number);
    if (signal == nullptr) return {};
    const std::string_view http = process(signal->columns, kHttp);
    if (!http.empty()) return std::string(http);
    const auto found = of_connection_.find(std::string(origin(signal->columns)));
    return found == of_connection_.end() ? std::string() : found->second;
}

TftpRequest &TftpRequests::request(const std::string &connection) {
    const auto [found, is_new] = requests_.try_emplace(connection);
    if (!is_new) return found->second;
    oldest_.push_back(connection);
    forget_oldest();
    return requests_[connection];
}

void TftpRequests::open(std::uint64_t number, const std::string &connection, std::string_view address) {
    request(connection) = TftpRequest{std::string(address), "", std::nullopt};
    const Signal *const signal = find(number);
    const std::string tcp(signal == nullptr ? std::string_view() : process(signal->columns, kTcp));
    if (tcp.empty()) return;
    if (of_connection_.insert_or_assign(tcp, connection).second) oldest_of_connection_.push_back(tcp);
    forget_oldest();
}

void TftpRequests::forget_oldest() {
    while (oldest_.size() > kMostRequests) {
        requests_.erase(oldest_.front());
        oldest_.pop_front();
    }
    while (oldest_of_connection_.size() > kMostRequests) {
        of_connection_.erase(oldest_of_connection_.front());
        oldest_of_connection_.pop_front();
    }
}

}  // namespace capf::logs
