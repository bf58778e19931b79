// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/file_details.h"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "plugin/wire/capf_message.h"

namespace capf::sequence {
namespace {

using wire::Bytes;
using wire::HeaderTag;

constexpr std::size_t kBytesShown = 32;

enum class Form { number, text, bytes, version, time };

struct TagForm {
    HeaderTag tag;
    Form form;
    std::span<const wire::NamedValue> (*names)() = nullptr;
};

// The rest is bytes.
constexpr TagForm kForms[] = {
    {HeaderTag::version, Form::version},
    {HeaderTag::signer_version, Form::version},
    {HeaderTag::header_length, Form::number},
    {HeaderTag::signer_name, Form::text},
    {HeaderTag::issuer_name, Form::text},
    {HeaderTag::file_name, Form::text},
    {HeaderTag::digest_algorithm, Form::number, wire::digest_names},
    {HeaderTag::signature_algorithm, Form::number, wire::signature_algorithm_names},
    {HeaderTag::signature_modulus, Form::number, wire::signature_modulus_names},
    {HeaderTag::plain_text_digest_algorithm, Form::number, wire::digest_names},
    {HeaderTag::timestamp, Form::time},
    {HeaderTag::padding_length, Form::number},
    {HeaderTag::key_size, Form::number},
    {HeaderTag::key_algorithm, Form::number},
};

std::string bytes_words(Bytes value) {
    const std::string hex = wire::to_hex(value.first(std::min(value.size(), kBytesShown)));
    if (value.size() <= kBytesShown) return hex;
    return fmt::format("{}… ({} bytes)", hex, value.size());
}

std::uint64_t big_endian(Bytes value) {
    std::uint64_t number = 0;
    for (const std::uint8_t byte : value) number = number << 8 | byte;
    return number;
}

std::string utc_time(std::uint64_t unix_seconds) {
    const auto time = static_cast<std::time_t>(unix_seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    return text;
}

std::string number_words(Bytes value, const TagForm &form) {
    const std::uint64_t number = big_endian(value);
    const std::string_view name =
        form.names == nullptr ? "" : wire::name_of(form.names(), static_cast<std::uint32_t>(number));
    return name.empty() ? std::to_string(number) : fmt::format("{} ({})", number, name);
}

std::string value_words(const wire::HeaderElement &element, Bytes value) {
    const auto *form =
        std::find_if(std::begin(kForms), std::end(kForms), [&](const TagForm &one) { return element.is(one.tag); });
    // A number of another size than the tag has is shown as it is.
    if (form == std::end(kForms) || value.empty() || value.size() > 4) {
        const bool text = form != std::end(kForms) && form->form == Form::text;
        return text ? std::string(value.begin(), std::find(value.begin(), value.end(), 0)) : bytes_words(value);
    }
    switch (form->form) {
        case Form::number:
            return number_words(value, *form);
        case Form::version:
            return value.size() == 2 ? fmt::format("{}.{}", value[0], value[1]) : bytes_words(value);
        case Form::time:
            return value.size() == 4 ? utc_time(big_endian(value)) : bytes_words(value);
        case Form::text:
            return {value.begin(), std::find(value.begin(), value.end(), 0)};
        case Form::bytes:
            break;
    }
    return bytes_words(value);
}

void add(std::vector<ConfigField> &fields, const char *name, const std::optional<wire::ConfigValue> &value) {
    if (value) fields.push_back({name, value->value});
}

}  // namespace

std::vector<HeaderRow> header_rows(const wire::SignedHeader &header, Bytes file) {
    std::vector<HeaderRow> rows;
    for (const wire::HeaderElement &element : header.elements) {
        HeaderRow row;
        row.tag = element.tag;
        row.depth = element.depth;
        const auto name = wire::name_of(wire::header_tag_names(), element.tag);
        row.name = name.empty() ? "unknown element" : std::string(name);
        if (!wire::is_container(element.tag) && !element.is(HeaderTag::padding)) {
            row.value = value_words(element, wire::slice(file, element.value));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<ConfigField> config_fields(const wire::PhoneConfig &config) {
    std::vector<ConfigField> fields;
    add(fields, "fullConfig", config.full_config);
    add(fields, "encrConfig", config.encr_config);
    add(fields, "capfAuthMode", config.capf_auth_mode);
    for (const wire::CapfServer &server : config.capf_servers) {
        add(fields, "capf processNodeName", server.node);
        add(fields, "capf phonePort", server.port);
    }
    add(fields, "certHash", config.cert_hash);
    add(fields, "loadInformation", config.load_information);
    add(fields, "deviceSecurityMode", config.device_security_mode);
    add(fields, "deviceProtocol", config.device_protocol);
    for (const std::string &node : config.call_managers) fields.push_back({"callManager processNodeName", node});
    return fields;
}

}  // namespace capf::sequence
