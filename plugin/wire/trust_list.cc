// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/trust_list.h"

#include <algorithm>
#include <bitset>

#include "plugin/wire/elements.h"

namespace capf::wire {

namespace {

// Words of CUCM's own "show itl".
constexpr NamedValue kTags[] = {
    {1, "RECORDLENGTH"}, {2, "DNSNAME"},      {3, "SUBJECTNAME"},      {4, "FUNCTION"},
    {5, "ISSUERNAME"},   {6, "SERIALNUMBER"}, {7, "PUBLICKEY"},        {8, "SIGNATURE"},
    {9, "CERTIFICATE"},  {10, "IPADDRESS"},   {11, "CERTIFICATEHASH"}, {12, "HASHALGORITHM"},
};

constexpr NamedValue kRoles[] = {
    {0, "SAST"}, {1, "CCM"}, {2, "CCM+TFTP"}, {3, "TFTP"}, {4, "CAPF"}, {7, "application server"}, {21, "TVS"},
};

// RECORD_LENGTH itself is the least that a record holds.
constexpr std::size_t kShortestRecord = 5;
// A list that a phone takes holds a few dozen. The limit keeps a hostile file from taking a hundred times its size.
constexpr std::size_t kMostRecords = 4096;

class ListParser {
public:
    ListParser(Bytes file, Range payload)
        : file_(file),
          position_(std::min(payload.offset, file.size())),
          end_(position_ + slice(file, payload).size()) {}
    TrustList parse();

private:
    bool read_record();
    std::optional<std::uint16_t> read_length();
    void read_elements(TrustRecord &record, bool cut);
    void check(const TrustRecord &record, const Element &element, bool cut);
    void store(TrustRecord &record, const Element &element);
    void store_range(TrustRecord &record, const Element &element);
    void store_text(std::optional<std::string> &field, const Element &element);
    void store_role(TrustRecord &record, const Element &element);
    void store_hash_algorithm(TrustRecord &record, const Element &element);
    std::optional<std::uint32_t> number(const Element &element, std::uint32_t most);
    void report(Severity severity, Range where, std::string text) {
        list_.problems.push_back({severity, where, std::move(text)});
    }
    void malformed(Range where, std::string text) { report(Severity::malformed, where, std::move(text)); }

    Bytes file_;
    std::size_t position_;
    std::size_t end_;
    TrustList list_;
    std::bitset<256> seen_;  // tags of the record at hand
};

TrustList ListParser::parse() {
    while (position_ < end_) {
        if (list_.records.size() == kMostRecords) {
            malformed({position_, end_ - position_}, "more than " + std::to_string(kMostRecords) + " records");
            break;
        }
        if (!read_record()) break;
    }
    return std::move(list_);
}

// The value of RECORD_LENGTH at the position, or a problem.
std::optional<std::uint16_t> ListParser::read_length() {
    const Range rest{position_, end_ - position_};
    if (rest.length < kShortestRecord) {
        malformed(rest, count_bytes(rest.length) + " at the end of the list, too few for a record");
        return std::nullopt;
    }
    ByteReader reader(slice(file_, rest), position_);
    const auto element = read_element(reader);
    if (element->tag != static_cast<std::uint8_t>(RecordTag::record_length) || element->declared_length != 2) {
        malformed(element->header, "record does not begin with its length");
        return std::nullopt;
    }
    const auto length = static_cast<std::uint16_t>(*read_number(slice(file_, element->value)));
    if (length < kShortestRecord) {
        malformed(element->value,
                  "record length is " + std::to_string(length) + ", less than the element that says so");
        return std::nullopt;
    }
    return length;
}

// False when the list ends here.
bool ListParser::read_record() {
    const auto length = read_length();
    if (!length) return false;
    const std::size_t left = end_ - position_;
    const bool cut = *length > left;
    if (cut) {
        malformed({position_, left}, "record overruns the file: its length is " + std::to_string(*length) + ", with " +
                                         count_bytes(left) + " left");
    }
    TrustRecord record;
    record.whole = {position_, std::min<std::size_t>(*length, left)};
    record.declared_length = length;
    read_elements(record, cut);
    position_ = record.whole.end();
    list_.records.push_back(std::move(record));
    return !cut;
}

void ListParser::read_elements(TrustRecord &record, bool cut) {
    seen_.reset();
    ByteReader reader(slice(file_, record.whole), record.whole.offset);
    while (const auto element = read_element(reader)) {
        check(record, *element, cut);
        if (!seen_.test(element->tag)) store(record, *element);  // the first one counts
        seen_.set(element->tag);
        record.elements.push_back({element->tag, element->declared_length, element->header, element->value});
    }
    if (!reader.at_end() && !cut) {
        const Range rest{reader.offset(), reader.remaining()};
        malformed(rest, count_bytes(rest.length) + " at the end of the record, too few for an element");
    }
}

void ListParser::check(const TrustRecord &record, const Element &element, bool cut) {
    const std::size_t declared_end = record.whole.offset + record.declared_length.value_or(0);
    if (element.clipped() && !(cut && element.declared_end() <= declared_end)) {
        malformed(element.header, label(kTags, element.tag) + " overruns the record: its length is " +
                                      std::to_string(element.declared_length) + ", with " +
                                      count_bytes(element.value.length) + " left");
    }
    if (name_of(kTags, element.tag).empty()) {
        report(Severity::note, element.header, "unknown element " + std::to_string(element.tag));
    } else if (seen_.test(element.tag)) {
        report(Severity::note, element.header, label(kTags, element.tag) + " is there more than once");
    }
}

void ListParser::store(TrustRecord &record, const Element &element) {
    switch (static_cast<RecordTag>(element.tag)) {
        case RecordTag::dns_name:
            return store_text(record.dns_name, element);
        case RecordTag::subject_name:
            return store_text(record.subject_name, element);
        case RecordTag::issuer_name:
            return store_text(record.issuer_name, element);
        case RecordTag::role:
            return store_role(record, element);
        case RecordTag::hash_algorithm:
            return store_hash_algorithm(record, element);
        default:
            return store_range(record, element);
    }
}

void ListParser::store_range(TrustRecord &record, const Element &element) {
    switch (static_cast<RecordTag>(element.tag)) {
        case RecordTag::serial_number:
            record.serial_number = element.value;
            break;
        case RecordTag::public_key:
            record.public_key = element.value;
            break;
        case RecordTag::signature:
            record.signature = element.value;
            break;
        case RecordTag::certificate:
            record.certificate = element.value;
            break;
        case RecordTag::certificate_hash:
            record.certificate_hash = element.value;
            break;
        default:
            break;
    }
}

// Half a name or number would be taken for another one: only whole values count.
void ListParser::store_text(std::optional<std::string> &field, const Element &element) {
    if (!element.clipped()) field = read_text(slice(file_, element.value));
}

std::optional<std::uint32_t> ListParser::number(const Element &element, std::uint32_t most) {
    if (element.clipped()) return std::nullopt;
    const auto value = read_number(slice(file_, element.value));
    if (value && *value <= most) return value;
    malformed(element.header,
              label(kTags, element.tag) + (value ? " is " + std::to_string(*value) + ", too large"
                                                 : " is a number of " + count_bytes(element.declared_length)));
    return std::nullopt;
}

void ListParser::store_role(TrustRecord &record, const Element &element) {
    if (const auto value = number(element, 0xffff)) record.role = static_cast<std::uint16_t>(*value);
}

void ListParser::store_hash_algorithm(TrustRecord &record, const Element &element) {
    if (const auto value = number(element, 0xff)) record.hash_algorithm = static_cast<std::uint8_t>(*value);
}

}  // namespace

TrustList parse_trust_list(Bytes file, Range payload) {
    return ListParser(file, payload).parse();
}

std::span<const NamedValue> record_tag_names() {
    return kTags;
}
std::span<const NamedValue> role_names() {
    return kRoles;
}

bool is_for_rollback(const TrustList &list) {
    return !list.records.empty() &&
           std::all_of(list.records.begin(), list.records.end(), [](const TrustRecord &record) {
               return record.has_role(Role::sast) || record.certificate.empty();
           });
}

}  // namespace capf::wire
