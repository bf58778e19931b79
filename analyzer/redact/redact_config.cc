// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_config.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <iterator>
#include <vector>

#include <pugixml.hpp>

#include "plugin/wire/ascii.h"

namespace capf::redact {
namespace {

bool is_truth(std::string_view text) {
    constexpr std::string_view kTruth[] = {"true", "false", "True", "False", ""};
    return std::find(std::begin(kTruth), std::end(kTruth), text) != std::end(kTruth);
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return "";
    return std::string(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1));
}

bool is_number(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_hexadecimal(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// "sip78xx.14-1-1-0001-125": a name with a version behind it.
bool is_load(std::string_view text) {
    const auto digits = std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    return digits > 1 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
           });
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> all) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

// "processNodeName", "phoneLabel", "sshUserId", "proxyServerURL" …
bool is_for_name(std::string_view element) {
    const std::string lower = wire::lower(element);
    constexpr std::string_view kParts[] = {"name", "label", "user", "server", "host", "domain", "address", "text"};
    return std::any_of(std::begin(kParts), std::end(kParts),
                       [&](std::string_view part) { return lower.find(part) != std::string::npos; });
}

bool is_element(const pugi::xml_node &node) {
    return node.type() == pugi::node_element;
}

class Walker : public pugi::xml_tree_walker {
public:
    explicit Walker(const ValueRedactor &redactor) : redactor_(redactor) {}

    bool for_each(pugi::xml_node &node) override {
        if (node.type() == pugi::node_element) {
            for (pugi::xml_attribute attribute : node.attributes()) {
                attribute.set_value(pseudonym(attribute.name(), attribute.value()).c_str());
            }
        } else if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
            if (!may_stay(node.parent().name(), trimmed(node.value()))) {
                node.set_value(pseudonym(node.parent().name(), node.value()).c_str());
            }
        } else {
            dropped_.push_back(node);
        }
        return true;
    }

    void drop() {
        for (pugi::xml_node node : dropped_) node.parent().remove_child(node);
    }

private:
    // A number may be a telephone number, and a server be called "true".
    [[nodiscard]] std::string pseudonym(const char *element, const char *text) const {
        const std::string value = trimmed(text);
        if (is_for_name(element)) return redactor_.host(value);
        if (is_truth(value)) return value;
        return is_number(value) ? std::string(value.size(), '0') : redactor_.host(value);
    }

    const ValueRedactor &redactor_;
    std::vector<pugi::xml_node> dropped_;
};

struct Text : pugi::xml_writer {
    std::string all;
    void write(const void *data, std::size_t size) override { all.append(static_cast<const char *>(data), size); }
};

}  // namespace

bool may_stay(std::string_view element, std::string_view text) {
    if (is_one_of(element, {"fullConfig", "encrConfig"})) return is_truth(text);
    if (element == "certHash") return is_hexadecimal(text);
    if (element == "loadInformation") return is_load(text);
    if (element == "deviceProtocol") return is_one_of(text, {"SIP", "SCCP", ""});
    return is_one_of(element, {"deviceSecurityMode", "ipAddressMode", "capfAuthMode", "phonePort", "ethernetPhonePort",
                               "sipPort", "securedSipPort"}) &&
           is_number(text);
}

std::optional<std::string> redact_config(wire::Bytes text, const ValueRedactor &redactor) {
    pugi::xml_document document;
    const unsigned options = pugi::parse_default | pugi::parse_fragment;
    const pugi::xml_parse_result result = document.load_buffer(text.data(), text.size(), options);
    // A fragment's stray end tag ends what can be read; what comes before is whole.
    if (!document.find_child(is_element) || (!result && result.status != pugi::status_end_element_mismatch)) {
        return std::nullopt;
    }
    Walker walker(redactor);
    document.traverse(walker);
    walker.drop();
    Text out;
    document.save(out, " ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
    return out.all;
}

}  // namespace capf::redact
