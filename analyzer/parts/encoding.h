// SPDX-License-Identifier: GPL-2.0-or-later
// Values as bytes, between two processes of one program: no format that lasts.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace capf::parts {

template <typename Type>
concept Plain = std::is_arithmetic_v<Type> || std::is_enum_v<Type>;

// The last enumerator of an enumeration that is decoded: specialise it.
template <typename Enum>
extern const Enum kLast;

class Encoder {
public:
    template <Plain Type>
    void operator()(const Type &value) {
        bytes_.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    void operator()(const std::string &text) {
        (*this)(static_cast<std::uint64_t>(text.size()));
        bytes_ += text;
    }
    template <typename Type>
    void operator()(const std::vector<Type> &list) {
        (*this)(static_cast<std::uint64_t>(list.size()));
        for (const Type &one : list) (*this)(one);
    }
    template <typename Type>
    void operator()(const std::optional<Type> &value) {
        (*this)(value.has_value());
        if (value) (*this)(*value);
    }
    // A type with a function code(coder, value), which names its members.
    template <typename Type>
    requires(!Plain<Type>) void operator()(const Type &value) {
        code(*this, const_cast<Type &>(value));  // only read: the same function decodes
    }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

// Thrown for bytes that no Encoder wrote: they come from a child that was taken over by what it read.
struct BadEncoding : std::runtime_error {
    BadEncoding() : std::runtime_error("a part's result that cannot be read") {}
};

class Decoder {
public:
    explicit Decoder(std::string_view bytes) : bytes_(bytes) {}

    template <Plain Type>
    void operator()(Type &value) {
        if constexpr (std::is_same_v<Type, bool>) {
            value = *take(1).data() != 0;
        } else if constexpr (std::is_enum_v<Type>) {
            std::underlying_type_t<Type> number{};
            (*this)(number);
            if (number < 0 || number > static_cast<decltype(number)>(kLast<Type>)) throw BadEncoding();
            value = static_cast<Type>(number);
        } else {
            std::memcpy(&value, take(sizeof value).data(), sizeof value);
        }
    }
    void operator()(std::string &text) { text = take(count()); }
    template <typename Type>
    void operator()(std::vector<Type> &list) {
        const std::size_t size = count();  // each takes a byte at least
        list.clear();
        for (std::size_t i = 0; i < size; ++i) (*this)(list.emplace_back());
    }
    template <typename Type>
    void operator()(std::optional<Type> &value) {
        bool there = false;
        (*this)(there);
        value.reset();
        if (there) (*this)(value.emplace());
    }
    template <typename Type>
    requires(!Plain<Type>) void operator()(Type &value) { code(*this, value); }
    void expect_end() const {
        if (!bytes_.empty()) throw BadEncoding();
    }

private:
    std::size_t count() {
        std::uint64_t size = 0;
        (*this)(size);
        if (size > bytes_.size()) throw BadEncoding();
        return static_cast<std::size_t>(size);
    }
    std::string_view take(std::size_t size) {
        if (size > bytes_.size()) throw BadEncoding();
        const std::string_view taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }
    std::string_view bytes_;
};

}  // namespace capf::parts
