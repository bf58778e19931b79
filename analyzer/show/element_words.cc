// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/show/element_words.h"

#include <cctype>
#include <ctime>

#include <fmt/format.h>

#include "plugin/wire/elements.h"

namespace capf::show {
namespace {

using wire::Bytes;
using wire::HeaderTag;
using wire::NamedValue;
using wire::RecordTag;

// CUCM's own spelling, as engineers search for it.
constexpr NamedValue kHeaderTags[] = {
    {1, "VERSION"},           {2, "HEADERLENGTH"},
    {3, "SIGNERID"},          {4, "SIGNERNAME"},
    {5, "SERIALNUMBER"},      {6, "CANAME"},
    {7, "SIGNATUREINFO"},     {8, "DIGESTALGORTITHM"},
    {9, "SIGNATUREALGOINFO"}, {10, "SIGNATUREALGORTITHM"},
    {11, "SIGNATUREMODULUS"}, {12, "SIGNATURE"},
    {13, "PADDING"},          {14, "FILENAME"},
    {15, "TIMESTAMP"},        {16, "ENCRYPTIONINFO"},
    {17, "IVINFO"},           {19, "IV"},
    {20, "PADDINGLENGTH"},    {21, "KEYINFO"},
    {23, "KEYSIZE"},          {24, "KEYALGORITHM"},
    {25, "ENCRYPTEDKEY"},     {26, "PLAINTEXTDIGESTALGORITHM"},
    {27, "PLAINTEXTDIGEST"},  {28, "SIGNERVERSION"},
};

constexpr NamedValue kFunctions[] = {
    {0, "System Administrator Security Token"},
    {1, "CCM"},
    {2, "CCM+TFTP"},
    {3, "TFTP"},
    {4, "CAPF"},
    {7, "Application Server"},
    {21, "TVS"},
};

constexpr NamedValue kDigests[] = {{1, "SHA-1"}, {2, "SHA-256"}, {3, "SHA-512"}};

std::string number_words(Bytes value, std::span<const NamedValue> names) {
    const auto number = wire::read_number(value);
    if (!number) return "";
    const std::string_view name = wire::name_of(names, *number);
    return name.empty() ? std::to_string(*number) : fmt::format("{} ({})", *number, name);
}

std::string plain_number(Bytes value) {
    return number_words(value, {});
}

std::string version_words(Bytes value) {
    return value.size() == 2 ? fmt::format("{}.{}", value[0], value[1]) : "";
}

std::string time_words(Bytes value) {
    const auto seconds = wire::read_number(value);
    if (!seconds || value.size() != 4) return "";
    const auto time = static_cast<std::time_t>(*seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    return text;
}

std::string header_words(HeaderTag tag, Bytes value) {
    switch (tag) {
        case HeaderTag::version:
        case HeaderTag::signer_version:
            return version_words(value);
        case HeaderTag::header_length:
        case HeaderTag::padding_length:
        case HeaderTag::key_algorithm:
            return plain_number(value);
        case HeaderTag::key_size:
            return plain_number(value).empty() ? "" : plain_number(value) + " bits";
        case HeaderTag::signer_name:
        case HeaderTag::issuer_name:
        case HeaderTag::file_name:
            return wire::read_text(value);
        case HeaderTag::signer_serial:
            return with_colons(value);
        case HeaderTag::digest_algorithm:
        case HeaderTag::plain_text_digest_algorithm:
            return number_words(value, kDigests);
        case HeaderTag::signature_algorithm:
            return number_words(value, wire::signature_algorithm_names());
        case HeaderTag::signature_modulus:
            return number_words(value, wire::signature_modulus_names());
        case HeaderTag::timestamp:
            return time_words(value);
        default:
            return "";
    }
}

std::string record_words(RecordTag tag, Bytes value) {
    switch (tag) {
        case RecordTag::record_length:
            return plain_number(value);
        case RecordTag::dns_name:
        case RecordTag::subject_name:
        case RecordTag::issuer_name:
            return wire::read_text(value);
        case RecordTag::role: {
            const auto number = wire::read_number(value);
            const auto name = number ? wire::name_of(kFunctions, *number) : std::string_view{};
            return name.empty() ? plain_number(value) : std::string(name);
        }
        case RecordTag::serial_number:
            return with_colons(value);
        case RecordTag::hash_algorithm:
            return number_words(value, kDigests);
        default:
            return "";
    }
}

}  // namespace

std::string with_colons(Bytes bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += fmt::format("{}{:02X}", text.empty() ? "" : ":", byte);
    return text;
}

std::vector<Element> header_elements(Bytes file, const wire::SignedHeader &header) {
    std::vector<Element> elements;
    for (const wire::HeaderElement &one : header.elements) {
        const Bytes value = wire::slice(file, one.value);
        Element element{one.whole.offset,
                        one.tag,
                        std::string(wire::name_of(kHeaderTags, one.tag)),
                        one.declared_length,
                        one.depth,
                        header_words(static_cast<HeaderTag>(one.tag), value),
                        ""};
        if (element.value.empty() && !wire::is_container(one.tag)) element.hex = wire::to_hex(value);
        elements.push_back(std::move(element));
    }
    return elements;
}

std::vector<Element> record_elements(Bytes file, const wire::TrustRecord &record) {
    std::vector<Element> elements;
    for (const wire::RecordElement &one : record.elements) {
        const Bytes value = wire::slice(file, one.value);
        Element element{one.header.offset,
                        one.tag,
                        std::string(wire::name_of(wire::record_tag_names(), one.tag)),
                        one.declared_length,
                        0,
                        record_words(static_cast<RecordTag>(one.tag), value),
                        ""};
        const bool text = one.is(RecordTag::dns_name) || one.is(RecordTag::subject_name);
        if (element.value.empty() && !text) element.hex = wire::to_hex(value);
        elements.push_back(std::move(element));
    }
    return elements;
}

}  // namespace capf::show
