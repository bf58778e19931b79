// SPDX-License-Identifier: GPL-2.0-or-later
// What was read from bytes, kept for the next time that the same bytes come. A capture holds the same few certificates
// many times over (in the trust list of each phone, in each handshake), and OpenSSL takes a third of a millisecond for
// each. Private to plugin/trust.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "plugin/wire/bytes.h"

namespace capf::trust {

// Holds a bounded number of values, and of bytes. Any thread may use it.
template <typename Value>
class RecentlyRead {
public:
    [[nodiscard]] std::optional<Value> find(wire::Bytes bytes) const {
        const std::lock_guard lock(mutex_);
        const auto found = values_.find(text(bytes));
        if (found == values_.end()) return std::nullopt;
        return found->second;
    }

    void add(wire::Bytes bytes, const Value &value) {
        if (bytes.size() > kLongest) return;
        const std::lock_guard lock(mutex_);
        // Somebody makes up certificates: none of them comes again.
        if (values_.size() >= kMost) values_.clear();
        values_.emplace(text(bytes), value);
    }

private:
    static constexpr std::size_t kMost = 512, kLongest = 16 * 1024;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
    };

    static std::string_view text(wire::Bytes bytes) {
        return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
    }

    mutable std::mutex mutex_;
    std::unordered_map<std::string, Value, Hash, std::equal_to<>> values_;
};

}  // namespace capf::trust
