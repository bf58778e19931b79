// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/signed_header.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <limits>

#include "plugin/wire/ascii.h"
#include "plugin/wire/elements.h"

namespace capf::wire {

namespace {

constexpr NamedValue kTags[] = {
    {1, "version"},
    {2, "header length"},
    {3, "signer info"},
    {4, "signer name"},
    {5, "signer serial number"},
    {6, "issuer name"},
    {7, "signature info"},
    {8, "digest algorithm"},
    {9, "signature algorithm info"},
    {10, "signature algorithm"},
    {11, "signature modulus"},
    {12, "signature"},
    {13, "padding"},
    {14, "file name"},
    {15, "timestamp"},
    {16, "encryption info"},
    {17, "initialisation vector info"},
    {18, "unknown (18)"},
    {19, "initialisation vector"},
    {20, "padding length"},
    {21, "key info"},
    {22, "unknown (22)"},
    {23, "key size"},
    {24, "key algorithm"},
    {25, "encrypted key"},
    {26, "plain text digest algorithm"},
    {27, "plain text digest"},
    {28, "signer version"},
};

constexpr NamedValue kSignatureAlgorithms[] = {{0, "RSA"}};

constexpr NamedValue kSignatureModuli[] = {{0, "512 bits"}, {1, "1024 bits"}, {2, "2048 bits"}, {3, "4096 bits"}};

constexpr std::uint8_t tag_of(HeaderTag tag) {
    return static_cast<std::uint8_t>(tag);
}

// HEADER_LENGTH is a u16: nothing beyond this belongs to a header.
constexpr std::size_t kLongestHeader = 0xffff;
// Without VERSION and HEADER_LENGTH, five bytes each, there is no header.
constexpr std::size_t kShortestHeader = 10;
// Real headers are two deep. What lies deeper is kept as bytes.
constexpr std::size_t kDeepest = 8;

// Text cannot begin with a byte below 32 that is no blank: what a header without a usable length is told from its
// payload by.
constexpr bool plausible_tag(std::uint8_t tag) {
    return tag >= 1 && tag < 0x20;
}

class HeaderParser {
public:
    explicit HeaderParser(Bytes file) : file_(file), end_(std::min(file.size(), kLongestHeader)) {}
    SignedHeader parse();

private:
    [[nodiscard]] std::optional<Element> find_header_length() const;
    [[nodiscard]] bool begins_like_header(const std::optional<Element> &length) const;
    void settle_end(const std::optional<Element> &length);
    void walk();
    bool step(std::size_t bound);
    [[nodiscard]] bool header_ends_here() const;
    void add_padding();
    void add_element(const Element &element, std::size_t bound);
    void check_length(const Element &element, std::size_t bound);
    void enter_or_skip(const Element &element);
    void finish();
    [[nodiscard]] bool payload_begins_with_record() const;

    void store(const Element &element);
    void store_number(const Element &element);
    void store_text(const Element &element);
    void store_bytes(const Element &element);
    void store_version(std::optional<Version> &field, const Element &element);
    template <typename Number>
    void store_number(std::optional<Number> &field, const Element &element);

    [[nodiscard]] static std::string name(const Element &e) { return label(kTags, e.tag); }
    void report(Severity severity, Range where, std::string text) {
        header_.problems.push_back({severity, where, std::move(text)});
    }
    void malformed(Range where, std::string text) { report(Severity::malformed, where, std::move(text)); }
    void note(Range where, std::string text) { report(Severity::note, where, std::move(text)); }

    Bytes file_;
    std::size_t end_;            // of the header, or as far as it may reach
    bool end_is_known_ = false;  // HEADER_LENGTH is there and inside the file
    bool cut_ = false;           // HEADER_LENGTH is beyond the end of the file
    std::size_t position_ = 0;
    std::array<std::size_t, kDeepest> container_ends_{};
    std::size_t depth_ = 0;
    std::bitset<256> seen_;
    SignedHeader header_;
};

SignedHeader HeaderParser::parse() {
    const auto length = find_header_length();
    if (!begins_like_header(length)) {
        malformed({0, std::min(file_.size(), kShortestHeader)}, "not a signed header");
        header_.payload = {0, file_.size()};
        return std::move(header_);
    }
    settle_end(length);
    walk();
    finish();
    return std::move(header_);
}

// HEADER_LENGTH tells where all other elements end, so it is looked for first; it may stand anywhere at the top.
std::optional<Element> HeaderParser::find_header_length() const {
    ByteReader reader(file_.first(end_));
    while (!reader.at_end()) {
        const std::uint8_t tag = file_[reader.offset()];
        if (!plausible_tag(tag)) break;
        if (tag == tag_of(HeaderTag::padding)) {
            reader.skip_at_most(1);
            continue;
        }
        const auto element = read_element(reader);
        if (!element || element->clipped()) break;
        if (tag == tag_of(HeaderTag::header_length)) return element;
    }
    return std::nullopt;
}

bool HeaderParser::begins_like_header(const std::optional<Element> &length) const {
    static constexpr std::uint8_t kVersion[] = {tag_of(HeaderTag::version), 0, 2};
    if (length && length->declared_length == 2) return true;
    const std::size_t there = std::min(file_.size(), std::size(kVersion));
    return there > 0 && std::equal(kVersion, kVersion + there, file_.begin());
}

void HeaderParser::settle_end(const std::optional<Element> &length) {
    const auto value = length ? read_number(slice(file_, length->value)) : std::nullopt;
    if (!length) {
        malformed({0, std::min(file_.size(), kShortestHeader)},
                  file_.size() < kShortestHeader ? "file is cut in its header" : "header does not give its length");
        cut_ = file_.size() < kShortestHeader;
    } else if (!value) {
        return;  // told when the element is read
    } else if (*value > file_.size()) {
        malformed(length->value, "header length is " + std::to_string(*value) + ", and the file has only " +
                                     count_bytes(file_.size()));
        cut_ = true;
    } else if (*value < length->value.end()) {
        malformed(length->value,
                  "header length is " + std::to_string(*value) + ", too short for what the header holds");
    } else {
        end_ = *value;
        end_is_known_ = true;
    }
}

void HeaderParser::walk() {
    for (;;) {
        while (depth_ > 0 && position_ >= container_ends_[depth_ - 1]) --depth_;
        const std::size_t bound = depth_ > 0 ? container_ends_[depth_ - 1] : end_;
        if (position_ >= bound || !step(bound)) return;
    }
}

// Where the end is not known, the payload begins at what cannot be an element, or at a record's own tag 1.
bool HeaderParser::header_ends_here() const {
    if (end_is_known_ || depth_ > 0) return false;
    const std::uint8_t tag = file_[position_];
    return !plausible_tag(tag) || (tag == tag_of(HeaderTag::version) && seen_.test(tag));
}

// Reads one element. False when the header ends before it.
bool HeaderParser::step(std::size_t bound) {
    if (header_ends_here()) return false;
    if (file_[position_] == tag_of(HeaderTag::padding)) {
        add_padding();
        return true;
    }
    ByteReader reader(slice(file_, {position_, bound - position_}), position_);
    if (const auto element = read_element(reader)) {
        add_element(*element, bound);
        return true;
    }
    if (!cut_) {
        const Range rest{position_, bound - position_};
        malformed(rest, count_bytes(rest.length) +
                            (depth_ > 0 ? " at the end of a container" : " at the end of the header") +
                            ", too few for an element");
    }
    position_ = bound;
    return true;
}

void HeaderParser::add_padding() {
    header_.elements.push_back(
        {tag_of(HeaderTag::padding), 0, {position_, 1}, {position_ + 1, 0}, static_cast<int>(depth_)});
    ++position_;
}

void HeaderParser::add_element(const Element &element, std::size_t bound) {
    header_.elements.push_back(
        {element.tag, element.declared_length, element.whole(), element.value, static_cast<int>(depth_)});
    check_length(element, bound);
    if (name_of(kTags, element.tag).empty()) {
        note(element.header, "unknown element " + std::to_string(element.tag));
    } else if (seen_.test(element.tag)) {
        note(element.header, name(element) + " is there more than once");
    } else {
        store(element);  // the first one counts
    }
    seen_.set(element.tag);
    enter_or_skip(element);
}

void HeaderParser::check_length(const Element &element, std::size_t bound) {
    // The missing end of a cut file has been told already.
    if (!element.clipped() || (cut_ && bound == file_.size())) return;
    malformed(element.header, name(element) + " overruns " + (depth_ > 0 ? "its container" : "the header") +
                                  ": its length is " + std::to_string(element.declared_length) + ", with " +
                                  count_bytes(element.value.length) + " left");
}

void HeaderParser::enter_or_skip(const Element &element) {
    position_ = element.value.end();
    if (!is_container(element.tag)) return;
    if (depth_ == kDeepest) {
        malformed(element.header, name(element) + " lies too deep to be read");
        return;
    }
    position_ = element.value.offset;
    container_ends_[depth_++] = element.value.end();
}

void HeaderParser::finish() {
    const std::size_t begin = end_is_known_ ? end_ : position_;
    header_.payload = {begin, file_.size() - begin};
    header_.payload_is_records = payload_begins_with_record();
    if (!cut_ && !seen_.test(tag_of(HeaderTag::signature))) malformed({0, begin}, "header holds no signature");
}

// RECORDLENGTH of two bytes, then DNSNAME or SUBJECTNAME. No text begins so.
bool HeaderParser::payload_begins_with_record() const {
    static constexpr std::uint8_t kRecord[] = {1, 0, 2};
    constexpr std::size_t kNextTag = 5;
    const Bytes payload = slice(file_, header_.payload);
    return payload.size() > kNextTag && std::equal(std::begin(kRecord), std::end(kRecord), payload.begin()) &&
           (payload[kNextTag] == 2 || payload[kNextTag] == 3);
}

void HeaderParser::store(const Element &element) {
    switch (static_cast<HeaderTag>(element.tag)) {
        case HeaderTag::version:
            return store_version(header_.version, element);
        case HeaderTag::signer_version:
            return store_version(header_.signer_version, element);
        case HeaderTag::signer_name:
        case HeaderTag::issuer_name:
        case HeaderTag::file_name:
            return store_text(element);
        case HeaderTag::signer_serial:
        case HeaderTag::signature:
        case HeaderTag::initialisation_vector:
        case HeaderTag::encrypted_key:
        case HeaderTag::plain_text_digest:
            return store_bytes(element);
        case HeaderTag::encryption_info:
            header_.has_encryption_info = true;
            return;
        default:
            return store_number(element);
    }
}

void HeaderParser::store_number(const Element &element) {
    switch (static_cast<HeaderTag>(element.tag)) {
        case HeaderTag::header_length:
            return store_number(header_.header_length, element);
        case HeaderTag::digest_algorithm:
            return store_number(header_.digest_algorithm, element);
        case HeaderTag::signature_algorithm:
            return store_number(header_.signature_algorithm, element);
        case HeaderTag::signature_modulus:
            return store_number(header_.signature_modulus, element);
        case HeaderTag::timestamp:
            return store_number(header_.timestamp, element);
        case HeaderTag::padding_length:
            return store_number(header_.padding_length, element);
        case HeaderTag::key_size:
            return store_number(header_.key_size, element);
        case HeaderTag::key_algorithm:
            return store_number(header_.key_algorithm, element);
        case HeaderTag::plain_text_digest_algorithm:
            return store_number(header_.plain_text_digest_algorithm, element);
        default:
            return;  // containers, and what has no field of its own
    }
}

template <typename Number>
void HeaderParser::store_number(std::optional<Number> &field, const Element &element) {
    if (element.clipped()) return;  // what is left would be another number
    const auto value = read_number(slice(file_, element.value));
    if (!value) {
        malformed(element.header, name(element) + " is a number of " + count_bytes(element.declared_length));
    } else if (*value > std::numeric_limits<Number>::max()) {
        malformed(element.header, name(element) + " is " + std::to_string(*value) + ", too large");
    } else {
        field = static_cast<Number>(*value);
    }
}

void HeaderParser::store_version(std::optional<Version> &field, const Element &element) {
    if (element.clipped()) return;
    const Bytes value = slice(file_, element.value);
    if (value.size() == 2) {
        field = Version{value[0], value[1]};
    } else {
        malformed(element.header, name(element) + " is " + count_bytes(value.size()) + " long, not 2");
    }
}

// Half a name would be taken for another one: only whole names count.
void HeaderParser::store_text(const Element &element) {
    if (element.clipped()) return;
    const std::string text = read_text(slice(file_, element.value));
    switch (static_cast<HeaderTag>(element.tag)) {
        case HeaderTag::signer_name:
            header_.signer_name = text;
            break;
        case HeaderTag::issuer_name:
            header_.issuer_name = text;
            break;
        default:
            header_.file_name = text;
            break;
    }
}

void HeaderParser::store_bytes(const Element &element) {
    switch (static_cast<HeaderTag>(element.tag)) {
        case HeaderTag::signer_serial:
            header_.signer_serial = element.value;
            break;
        case HeaderTag::signature:
            header_.signature = element.value;
            header_.signature_element = element.whole();
            break;
        case HeaderTag::initialisation_vector:
            header_.initialisation_vector = element.value;
            break;
        case HeaderTag::encrypted_key:
            header_.encrypted_key = element.value;
            break;
        default:
            header_.plain_text_digest = element.value;
            break;
    }
}

}  // namespace

bool SignedHeader::signed_with_image_key() const {
    return signer_name && same_distinguished_name(*signer_name, "CN=someSigner;OU=someOrgUnit;O=someOrg");
}

SignedFileKind SignedHeader::kind() const {
    if (has_encryption_info) return SignedFileKind::encrypted_file;
    const bool trust_list =
        signer_version || payload_is_records || (file_name && ends_with_ignoring_case(*file_name, ".tlv"));
    return trust_list ? SignedFileKind::trust_list : SignedFileKind::signed_file;
}

bool looks_like_signed_file(Bytes file) {
    if (file.size() < 8) return false;
    const auto begins = [file](std::size_t at, HeaderTag tag) {
        return file[at] == tag_of(tag) && file[at + 1] == 0 && file[at + 2] == 2;
    };
    if (!begins(0, HeaderTag::version) || !begins(5, HeaderTag::header_length)) return false;
    // With only eight bytes the value is not there yet.
    return file.size() < kShortestHeader || *read_number(slice(file, {8, 2})) >= kShortestHeader;
}

SignedHeader parse_signed_header(Bytes file) {
    return HeaderParser(file).parse();
}

bool is_container(std::uint8_t header_tag) {
    switch (static_cast<HeaderTag>(header_tag)) {
        case HeaderTag::signer_info:
        case HeaderTag::signature_info:
        case HeaderTag::signature_algorithm_info:
        case HeaderTag::encryption_info:
        case HeaderTag::initialisation_vector_info:
        case HeaderTag::key_info:
            return true;
        default:
            return false;
    }
}

std::span<const NamedValue> header_tag_names() {
    return kTags;
}
std::span<const NamedValue> signature_algorithm_names() {
    return kSignatureAlgorithms;
}
std::span<const NamedValue> signature_modulus_names() {
    return kSignatureModuli;
}

}  // namespace capf::wire
