// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/phone_config.h"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>

#include "plugin/wire/ascii.h"

namespace capf::wire {

namespace {

// A fragment with more stray closing tags than this is no configuration; each one costs a pass over the text.
constexpr int kMostFragments = 8;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

struct Field {
    std::string_view name;
    std::optional<ConfigValue> PhoneConfig::*value;
};

constexpr Field kFields[] = {
    {"fullConfig", &PhoneConfig::full_config},
    {"loadInformation", &PhoneConfig::load_information},
    {"ipAddressMode", &PhoneConfig::ip_address_mode},
    {"capfAuthMode", &PhoneConfig::capf_auth_mode},
    {"certHash", &PhoneConfig::cert_hash},
    {"encrConfig", &PhoneConfig::encr_config},
    {"deviceProtocol", &PhoneConfig::device_protocol},
    {"deviceSecurityMode", &PhoneConfig::device_security_mode},
};

bool names_a_secret(std::string_view element) {
    const std::string name = lower(element);
    return name.find("password") != std::string::npos || name.find("credential") != std::string::npos ||
           name == "sharedsecret";
}

class ConfigParser {
public:
    explicit ConfigParser(Bytes text) : text_(as_text(text)) {}
    PhoneConfig parse();

private:
    bool read_fragment();
    bool resume_after_stray_tag(std::size_t error);
    void report_hidden_text();
    void collect(const pugi::xml_document &document);
    void read_fields(pugi::xml_node parent);
    void read_capf_list(pugi::xml_node list);
    void add_capf_server(pugi::xml_node parent);
    void inspect(pugi::xml_node element);
    [[nodiscard]] bool closes_empty(pugi::xml_node element) const;
    [[nodiscard]] std::optional<ConfigValue> value_of(pugi::xml_node element) const;
    [[nodiscard]] std::optional<ConfigValue> trimmed_value_of(pugi::xml_node element) const;
    [[nodiscard]] std::optional<ConfigValue> child_value_of(pugi::xml_node parent, const char *name) const;

    std::string_view text_;
    std::size_t begin_ = 0;       // of the fragment that is being read
    bool offsets_known_ = false;  // pugixml's offsets are those of text_
    bool complete_ = false;       // the fragment has no error
    bool any_element_ = false;
    PhoneConfig config_;
};

PhoneConfig ConfigParser::parse() {
    int fragments = 0;
    while (read_fragment()) {
        if (++fragments == kMostFragments) {
            config_.problems.push_back(
                {Severity::malformed, {begin_, text_.size() - begin_}, "too many closing tags without an opening one"});
            break;
        }
    }
    if (!any_element_ && config_.problems.empty()) {
        config_.problems.push_back({Severity::malformed, {0, text_.size()}, "XML: no element"});
    }
    return std::move(config_);
}

// pugixml takes a NUL for the end. Behind the text NULs do no harm; inside it they hide the rest.
void ConfigParser::report_hidden_text() {
    const std::size_t nul = text_.find('\0', begin_);
    if (nul == std::string_view::npos) return;
    const std::string_view hidden = text_.substr(nul);
    if (std::all_of(hidden.begin(), hidden.end(), [](char c) { return c == '\0' || is_blank(c); })) return;
    config_.problems.push_back({Severity::malformed, {nul, hidden.size()}, "XML: a NUL byte inside"});
}

// True when there is more to read after a stray closing tag.
bool ConfigParser::read_fragment() {
    const std::string_view rest = text_.substr(begin_);
    pugi::xml_document document;
    const pugi::xml_parse_result result =
        document.load_buffer(rest.data(), rest.size(), pugi::parse_default | pugi::parse_fragment);
    // Other encodings are converted first, which moves the offsets.
    offsets_known_ =
        result.encoding == pugi::encoding_utf8 || (result.encoding == pugi::encoding_latin1 && is_ascii(rest));
    complete_ = result;
    collect(document);
    if (result) {
        if (offsets_known_) report_hidden_text();
        return false;
    }
    const std::size_t error = begin_ + static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0));
    if (result.status == pugi::status_end_element_mismatch && offsets_known_ && resume_after_stray_tag(error)) {
        return begin_ < text_.size();
    }
    const Range where = offsets_known_ ? Range{std::min(error, text_.size()), 0} : Range{};
    config_.problems.push_back({Severity::malformed, where, std::string("XML: ") + result.description()});
    return false;
}

// pugixml stops at a closing tag that fits no open element. When nothing is open there (the part before it is complete)
// it belongs to an opening tag that was never there, as in Cisco's own sample, and reading goes on behind it.
bool ConfigParser::resume_after_stray_tag(std::size_t error) {
    const std::size_t tag = text_.rfind("</", error);
    if (tag == std::string_view::npos || tag < begin_) return false;
    const std::size_t close = text_.find('>', tag);
    if (close == std::string_view::npos) return false;
    const std::string_view before = text_.substr(begin_, tag - begin_);
    pugi::xml_document document;
    if (!document.load_buffer(before.data(), before.size(), pugi::parse_default | pugi::parse_fragment,
                              pugi::encoding_utf8)) {
        return false;
    }
    const bool is_device = trim(text_.substr(tag + 2, close - tag - 2)) == "device";
    config_.is_device |= is_device;
    // No other name is told: it is the file's own text, which redaction would not know in a sentence.
    config_.problems.push_back(
        {Severity::note,
         {tag, close + 1 - tag},
         is_device ? "closing </device> without an opening one" : "closing tag without an opening one"});
    begin_ = close + 1;
    return true;
}

void ConfigParser::collect(const pugi::xml_document &document) {
    for (const pugi::xml_node child : document.children("device")) {
        config_.is_device = true;
        read_fields(child);
    }
    read_fields(document);  // of a fragment, which has no <device>
    // Depth belongs to the input, the stack does not: no recursion here.
    pugi::xml_node node = document.first_child();
    while (node) {
        if (node.type() == pugi::node_element) {
            any_element_ = true;
            inspect(node);
        }
        pugi::xml_node next = node.first_child();
        while (!next && node) {
            next = node.next_sibling();
            if (!next) node = node.parent();
        }
        node = next;
    }
}

void ConfigParser::read_fields(pugi::xml_node parent) {
    for (const pugi::xml_node child : parent.children()) {
        const std::string_view name = child.name();
        const auto *field =
            std::find_if(std::begin(kFields), std::end(kFields), [name](const Field &f) { return f.name == name; });
        if (field != std::end(kFields)) {
            config_.is_device = true;
            if (!(config_.*field->value)) config_.*field->value = trimmed_value_of(child);
        } else if (name == "capfList") {
            config_.is_device = true;
            read_capf_list(child);
        }
    }
    if (config_.cert_hash) config_.cert_hash->value = lower(config_.cert_hash->value);
}

void ConfigParser::read_capf_list(pugi::xml_node list) {
    for (const pugi::xml_node capf : list.children("capf")) add_capf_server(capf);
    add_capf_server(list);
}

void ConfigParser::add_capf_server(pugi::xml_node parent) {
    CapfServer server{child_value_of(parent, "phonePort"), child_value_of(parent, "processNodeName")};
    if (server.port || server.node) config_.capf_servers.push_back(std::move(server));
}

void ConfigParser::inspect(pugi::xml_node element) {
    const std::string_view name = element.name();
    if (name == "callManager") {
        const auto node = child_value_of(element, "processNodeName");
        if (node && !node->value.empty()) config_.call_managers.push_back(node->value);
    } else if (names_a_secret(name)) {
        auto secret = value_of(element);
        if (secret && !trim(secret->value).empty()) config_.secrets.push_back(std::move(*secret));
    }
}

std::optional<ConfigValue> ConfigParser::child_value_of(pugi::xml_node parent, const char *name) const {
    const pugi::xml_node child = parent.child(name);
    return child ? trimmed_value_of(child) : std::nullopt;
}

// An empty value says something (CUCM knows no certificate), so in a text with an error it counts only when the closing
// tag is seen to follow.
bool ConfigParser::closes_empty(pugi::xml_node element) const {
    const std::ptrdiff_t offset = offsets_known_ ? element.offset_debug() : -1;
    if (offset < 0) return false;
    const std::size_t end = text_.find('>', begin_ + static_cast<std::size_t>(offset));
    if (end == std::string_view::npos) return false;
    const std::size_t next = text_.find_first_not_of(" \t\r\n", end + 1);
    return text_[end - 1] == '/' || (next != std::string_view::npos && text_.substr(next, 2) == "</");
}

// The first text inside `element`, as it stands, and where its source is: escapes make it longer than the value.
// Nothing when the text is cut off by the end of the input, since the rest of it is not known.
std::optional<ConfigValue> ConfigParser::value_of(pugi::xml_node element) const {
    const pugi::xml_node text = element.find_child(
        [](const pugi::xml_node &n) { return n.type() == pugi::node_pcdata || n.type() == pugi::node_cdata; });
    if (!text) return complete_ || closes_empty(element) ? std::optional(ConfigValue{}) : std::nullopt;
    ConfigValue value{text.value(), {}};
    const std::ptrdiff_t offset = offsets_known_ ? text.offset_debug() : -1;
    if (offset < 0) return value;
    const std::size_t from = begin_ + static_cast<std::size_t>(offset);
    const std::size_t end = text_.find(text.type() == pugi::node_cdata ? "]]>" : "<", from);
    if (end == std::string_view::npos) return std::nullopt;
    value.where = {from, end - from};
    return value;
}

std::optional<ConfigValue> ConfigParser::trimmed_value_of(pugi::xml_node element) const {
    auto value = value_of(element);
    if (!value) return value;
    value->value = std::string(trim(value->value));
    const std::string_view source = text_.substr(value->where.offset, value->where.length);
    const std::string_view kept = trim(source);
    value->where =
        kept.empty() ? Range{}
                     : Range{value->where.offset + static_cast<std::size_t>(kept.data() - source.data()), kept.size()};
    return value;
}

std::optional<bool> read_bool(const std::optional<ConfigValue> &value) {
    const std::string text = value ? lower(trim(value->value)) : std::string();
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

// The first character of text in UTF-16 with a byte order mark that is no blank.
bool begins_with_tag_in_utf16(Bytes text) {
    const bool little = text[0] == 0xff;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
        const auto unit = static_cast<char>(text[little ? i : i + 1]);
        if (text[little ? i + 1 : i] != 0) return false;
        if (!is_blank(unit)) return unit == '<';
    }
    return false;
}

}  // namespace

std::optional<bool> PhoneConfig::full() const {
    return read_bool(full_config);
}

std::optional<bool> PhoneConfig::encrypted() const {
    return read_bool(encr_config);
}

std::optional<int> PhoneConfig::auth_mode() const {
    if (!capf_auth_mode || capf_auth_mode->value.size() != 1) return std::nullopt;
    const int mode = capf_auth_mode->value[0] - '0';
    return mode >= 0 && mode <= 2 ? std::optional(mode) : std::nullopt;
}

bool looks_like_xml(Bytes text) {
    const bool utf16 =
        text.size() >= 2 && ((text[0] == 0xff && text[1] == 0xfe) || (text[0] == 0xfe && text[1] == 0xff));
    if (utf16) return begins_with_tag_in_utf16(text);
    std::string_view rest = as_text(text);
    if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
    rest = trim(rest);
    if (rest.size() < 2 || rest[0] != '<') return false;
    const char next = rest[1];
    return is_letter(next) || next == '_' || next == '?' || next == '!' || next == '/';
}

PhoneConfig parse_phone_config(Bytes text) {
    return ConfigParser(text).parse();
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    text = trim(text);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

}  // namespace capf::wire
