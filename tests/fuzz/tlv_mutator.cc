// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fuzz/tlv_mutator.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace capf::fuzz {

namespace {

constexpr std::uint8_t kCapfContainers[] = {4, 16, 20};  // each part: u8, u16 length, bytes
constexpr std::uint8_t kSignedContainers[] = {3, 7, 9, 16, 17, 21};
constexpr std::uint8_t kRecordLength = 1;
constexpr std::uint8_t kHeaderLength = 2;
constexpr std::size_t kLongestValue = 0xFFFF;
constexpr unsigned kDeepest = 8;

struct Element {
    std::uint8_t tag = 0;
    bool is_padding = false;
    Buffer value;                // when it has no parts
    std::vector<Element> parts;  // of a container
    bool is_container = false;
};
using Elements = std::vector<Element>;

struct Document {
    Buffer header;
    Elements run;
    std::vector<Elements> records;
    Buffer rest;
};

std::size_t u16_at(const std::uint8_t *bytes) {
    return static_cast<std::size_t>(bytes[0] << 8 | bytes[1]);
}

void put_u16(Buffer &out, std::size_t at, std::size_t value) {
    if (at + 2 > out.size()) return;
    out[at] = static_cast<std::uint8_t>(value >> 8);
    out[at + 1] = static_cast<std::uint8_t>(value);
}

// ---- Taken apart ----

// Reads elements from the front of `bytes`; what does not make an element stays.
Elements read_elements(const TlvFormat &format, std::span<const std::uint8_t> &bytes, unsigned depth) {
    Elements elements;
    while (!bytes.empty()) {
        if (format.padding_tag && bytes[0] == *format.padding_tag) {
            elements.push_back({bytes[0], true, {}, {}, false});
            bytes = bytes.subspan(1);
            continue;
        }
        if (bytes.size() < 3 || u16_at(&bytes[1]) > bytes.size() - 3) break;
        const auto value = bytes.subspan(3, u16_at(&bytes[1]));
        Element element{bytes[0], false, {}, {}, false};
        if (depth < kDeepest && std::ranges::count(format.containers, element.tag) > 0) {
            auto inside = value;
            element.parts = read_elements(format, inside, depth + 1);
            element.is_container = inside.empty();
        }
        if (!element.is_container) element.value.assign(value.begin(), value.end());
        elements.push_back(std::move(element));
        bytes = bytes.subspan(3 + value.size());
    }
    return elements;
}

Document take_apart(const TlvFormat &format, std::span<const std::uint8_t> bytes) {
    Document document;
    const std::size_t header = std::min(format.header_length, bytes.size());
    document.header.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header));
    bytes = bytes.subspan(header);
    if (!format.run_length_tag) {
        document.run = read_elements(format, bytes, 0);
    } else {
        // The header's own length stands in its first lines; without one all is payload.
        std::size_t run = 0;
        for (std::size_t at = 0; at + 5 <= std::min<std::size_t>(bytes.size(), 64); ++at) {
            if (bytes[at] == *format.run_length_tag && u16_at(&bytes[at + 1]) == 2) {
                run = std::min(u16_at(&bytes[at + 3]), bytes.size());
                break;
            }
        }
        auto inside = bytes.first(run);
        document.run = read_elements(format, inside, 0);
        bytes = bytes.subspan(run - inside.size());
    }
    while (format.payload_is_records && bytes.size() >= 5 && bytes[0] == kRecordLength && u16_at(&bytes[1]) == 2) {
        const std::size_t length = u16_at(&bytes[3]);
        if (length < 5 || length > bytes.size()) break;
        auto inside = bytes.first(length);
        TlvFormat of_record = format;
        of_record.containers = {};
        of_record.padding_tag.reset();
        document.records.push_back(read_elements(of_record, inside, 0));
        bytes = bytes.subspan(length);
    }
    document.rest.assign(bytes.begin(), bytes.end());
    return document;
}

// ---- Put together ----

void write_elements(Buffer &out, const Elements &elements) {
    for (const Element &element : elements) {
        out.push_back(element.tag);
        if (element.is_padding) continue;
        const std::size_t length_at = out.size();
        out.insert(out.end(), 2, 0);
        if (element.is_container)
            write_elements(out, element.parts);
        else
            out.insert(out.end(), element.value.begin(), element.value.end());
        put_u16(out, length_at, std::min(out.size() - length_at - 2, kLongestValue));
    }
}

// Writes a run, and its length into the first element with `length_tag`.
void write_run(Buffer &out, const Elements &run, std::uint8_t length_tag) {
    const std::size_t begin = out.size();
    std::size_t length_at = out.size();
    bool found = false;
    for (const Element &element : run) {
        if (element.tag == length_tag && element.value.size() == 2 && !found) {
            length_at = out.size() + 3;
            found = true;
        }
        write_elements(out, {element});
    }
    if (found) put_u16(out, length_at, out.size() - begin);
}

Buffer put_together(const TlvFormat &format, const Document &document) {
    Buffer out = document.header;
    if (format.run_length_tag)
        write_run(out, document.run, *format.run_length_tag);
    else
        write_elements(out, document.run);
    for (const Elements &record : document.records) write_run(out, record, kRecordLength);
    out.insert(out.end(), document.rest.begin(), document.rest.end());
    if (format.length_at) put_u16(out, *format.length_at, out.size() - document.header.size());
    return out;
}

// ---- Changed ----

class Change {
public:
    Change(std::size_t room, unsigned seed) : room_(room), random_(seed) {}

    void document(Document &document) {
        const std::size_t runs = 1 + document.records.size();
        const std::size_t which = pick(runs + 2);
        if (which == runs) return bytes(document.header, false);
        if (which == runs + 1) return bytes(document.rest, true);
        if (which > 0 && pick(8) == 0) return records(document.records, which - 1);
        elements(which == 0 ? document.run : document.records[which - 1], 0);
    }

private:
    std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }

    void bytes(Buffer &value, bool may_grow) {
        const std::size_t size = value.size();
        const std::size_t most = may_grow ? std::min(size + room_, kLongestValue) : size;
        if (most == 0) return;
        value.resize(std::max(most, size));
        value.resize(LLVMFuzzerMutate(value.data(), size, most));
        if (!may_grow) value.resize(size);
    }

    void records(std::vector<Elements> &list, std::size_t at) {
        const auto place = list.begin() + static_cast<std::ptrdiff_t>(at);
        if (pick(2) == 0)
            list.insert(place, Elements(list[at]));
        else
            list.erase(place);
    }

    void elements(Elements &list, unsigned depth) {
        if (list.empty()) {
            list.push_back({static_cast<std::uint8_t>(pick(32)), false, Buffer(pick(8)), {}, false});
            return;
        }
        const std::size_t at = pick(list.size());
        const auto place = list.begin() + static_cast<std::ptrdiff_t>(at);
        if (list[at].is_container && depth < kDeepest && pick(3) != 0) return elements(list[at].parts, depth + 1);
        switch (pick(8)) {
            case 0:
                list.erase(place);
                break;
            case 1:
                list.insert(place, Element(list[at]));
                break;
            case 2:
                std::swap(list[at], list[pick(list.size())]);
                break;
            case 3:
                list[at].tag = static_cast<std::uint8_t>(pick(pick(2) == 0 ? 256 : 30));
                break;
            case 4: {  // one inside another, as deep as it goes
                Element outer{list[at].tag, false, {}, {list[at]}, true};
                list[at] = std::move(outer);
                break;
            }
            default:
                if (!list[at].is_container && !list[at].is_padding) bytes(list[at].value, true);
        }
    }

    std::size_t room_;
    std::minstd_rand random_;
};

}  // namespace

const TlvFormat kCapfFormat{8, 6, kCapfContainers, {}, {}, false};
const TlvFormat kTvsFormat{10, 8, {}, {}, {}, false};
const TlvFormat kSignedFileFormat{0, {}, kSignedContainers, 13, kHeaderLength, true};

void mutate_elements(const TlvFormat &format, Buffer &bytes, std::size_t most, unsigned seed) {
    Document document = take_apart(format, bytes);
    Change change(most > bytes.size() ? most - bytes.size() : 0, seed);
    change.document(document);
    Buffer changed = put_together(format, document);
    changed.resize(std::min(changed.size(), most));
    bytes = std::move(changed);
}

std::size_t mutate_elements(const TlvFormat &format, std::uint8_t *data, std::size_t size, std::size_t most,
                            unsigned seed) {
    // One in four is a mutation of bytes, with lengths that contradict what they are about.
    if (seed % 4 == 0) return LLVMFuzzerMutate(data, size, most);
    Buffer bytes(data, data + size);
    mutate_elements(format, bytes, most, seed / 4);
    if (bytes.empty()) return LLVMFuzzerMutate(data, size, most);  // an input must have a byte
    std::copy(bytes.begin(), bytes.end(), data);
    return bytes.size();
}

}  // namespace capf::fuzz
