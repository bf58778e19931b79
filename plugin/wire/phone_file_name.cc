// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/phone_file_name.h"

#include <algorithm>

#include "plugin/wire/ascii.h"

namespace capf::wire {

namespace {

constexpr std::size_t kLongestDeviceName = 50;

// Takes `ending` off the end of `text` when it is there.
bool drop_ending(std::string_view &text, std::string_view ending) {
    if (!ends_with_ignoring_case(text, ending)) return false;
    text.remove_suffix(ending.size());
    return true;
}

// What is no escape stays as it is: TFTP names know no escapes.
std::string percent_decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? hex_value(text[i + 2]) : std::nullopt;
        if (text[i] == '%' && high && low) {
            decoded += static_cast<char>(*high * 16 + *low);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

// Drops "http://host:port" of an absolute-form request target; a target without a path has no name.
std::string_view drop_authority(std::string_view target) {
    if (!starts_with_ignoring_case(target, "http://") && !starts_with_ignoring_case(target, "https://")) return target;
    const std::size_t slash = target.find('/', target.find("//") + 2);
    return slash == std::string_view::npos ? std::string_view() : target.substr(slash);
}

std::string base_name(std::string_view target) {
    target = target.substr(0, target.find_first_of("?#"));
    std::string path = percent_decode(drop_authority(target));
    if (const std::size_t slash = path.find_last_of("/\\"); slash != std::string::npos) path.erase(0, slash + 1);
    return path;
}

bool is_device_name(std::string_view name) {
    return !name.empty() && name.size() <= kLongestDeviceName && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
    });
}

// ITLFile.tlv, ITL<device>.tlv and the same with CTL; `stem` is the name without its ending.
void classify_trust_list(std::string_view stem, PhoneFileName &name) {
    const bool itl = starts_with_ignoring_case(stem, "ITL");
    if (!itl && !starts_with_ignoring_case(stem, "CTL")) return;
    const std::string_view owner = stem.substr(3);
    const bool common = equal_ignoring_case(owner, "File");
    if (!common && !is_device_name(owner)) return;
    name.kind = itl ? PhoneFileKind::itl : PhoneFileKind::ctl;
    if (!common) name.device = owner;
}

// `stem` is what stands before .cnf.xml.
bool classify_config(std::string_view stem, PhoneFileKind kind, PhoneFileName &name) {
    if (equal_ignoring_case(stem, "XMLDefault")) {
        name.kind = PhoneFileKind::default_config;
        return true;
    }
    if (!is_device_name(stem)) return false;
    name.kind = kind;
    name.device = stem;
    return true;
}

void classify(PhoneFileName &name) {
    struct Ending {
        const char *text;
        PhoneFileKind kind;
    };
    static constexpr Ending kConfigEndings[] = {
        {".cnf.xml.enc.sgn", PhoneFileKind::encrypted_config},
        {".cnf.xml.sgn", PhoneFileKind::signed_config},
        {".cnf.xml", PhoneFileKind::plain_config},
    };
    std::string_view stem = name.base_name;
    if (drop_ending(stem, ".tlv")) return classify_trust_list(stem, name);
    for (const Ending &ending : kConfigEndings) {
        stem = name.base_name;
        if (drop_ending(stem, ending.text) && classify_config(stem, ending.kind, name)) return;
    }
    stem = name.base_name;
    if (drop_ending(stem, ".sgn") || drop_ending(stem, ".sbn")) name.kind = PhoneFileKind::other_signed;
}

}  // namespace

PhoneFileName parse_phone_file_name(std::string_view target) {
    PhoneFileName name;
    name.base_name = base_name(target);
    classify(name);
    return name;
}

std::string safe_file_name(std::string_view target) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    static constexpr std::string_view kAlsoSafe = "._-+@()";
    static constexpr std::size_t kLongest = 200;
    std::string safe;
    for (const char c : base_name(target)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = is_letter_or_digit(c) || kAlsoSafe.find(c) != kAlsoSafe.npos;
        if (plain && !(c == '.' && safe.empty())) {
            safe += c;
        } else {
            safe += {'%', kHex[byte >> 4], kHex[byte & 15]};
        }
    }
    if (safe.size() > kLongest) safe.erase(kLongest / 2, safe.size() - kLongest);
    return safe.empty() ? "file" : safe;
}

const char *phone_file_kind_name(PhoneFileKind kind) {
    switch (kind) {
        case PhoneFileKind::itl:
            return "itl";
        case PhoneFileKind::ctl:
            return "ctl";
        case PhoneFileKind::signed_config:
            return "signed-config";
        case PhoneFileKind::encrypted_config:
            return "encrypted-config";
        case PhoneFileKind::plain_config:
            return "plain-config";
        case PhoneFileKind::default_config:
            return "default-config";
        case PhoneFileKind::other_signed:
            return "signed-file";
        case PhoneFileKind::other:
            break;
    }
    return "other";
}

bool is_firmware_name(std::string_view base_name) {
    for (const std::string_view end : {".loads", ".sbn", ".zz", ".zz.sgn"}) {
        if (base_name.size() > end.size() &&
            equal_ignoring_case(base_name.substr(base_name.size() - end.size()), end)) {
            return true;
        }
    }
    return false;
}

}  // namespace capf::wire
