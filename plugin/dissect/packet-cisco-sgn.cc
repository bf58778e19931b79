// SPDX-License-Identifier: GPL-2.0-or-later
// The signed files of Cisco IP phones: ITL and CTL (.tlv), signed files (.sgn), encrypted configurations (.enc.sgn).
//
//   header:  elements, each tag (1), length (2), value; tag 13 is one byte alone; some tags hold elements
//   payload: records (.tlv), the plain file (.sgn), ciphertext (.enc.sgn)
//
// All numbers are big-endian. Tag 2 says where the payload begins.
#include "plugin/dissect/packet-cisco-sgn.h"

#include "plugin/dissect/export_objects.h"
#include "plugin/dissect/frame_slots.h"
#include "plugin/dissect/packet-capf.h"
#include "plugin/dissect/packet-cisco-phone.h"
#include "plugin/dissect/phone_config_fields.h"
#include "plugin/dissect/plan.h"
#include "plugin/dissect/preferences.h"
#include "plugin/dissect/signed_file_check.h"
#include "plugin/dissect/signed_header_fields.h"
#include "plugin/dissect/trust_list_fields.h"
#include "plugin/wire/ascii.h"

namespace capf::dissect {

namespace {

using wire::PhoneFileKind;
using wire::SignedFileKind;
using wire::SignedHeader;

int proto_sgn = -1;
dissector_handle_t xml_handle;
dissector_handle_t data_handle;

int hf_name = -1, hf_device = -1, hf_kind = -1;
int hf_verdict = -1, hf_verdict_reason = -1, hf_signer = -1, hf_source = -1, hf_list_frame = -1;
int hf_payload = -1, hf_ciphertext = -1, hf_decryption = -1, hf_decryption_reason = -1;
int ett_sgn = -1;
expert_field ei_malformed = EI_INIT, ei_unusual = EI_INIT, ei_name_differs = EI_INIT, ei_other_device = EI_INIT;
expert_field ei_signature_invalid = EI_INIT, ei_new_signer = EI_INIT, ei_unknown_signer = EI_INIT;
expert_field ei_other_role = EI_INIT;
expert_field ei_symmetric_key = EI_INIT, ei_no_key = EI_INIT, ei_wrong_key = EI_INIT, ei_decryption_failed = EI_INIT;

// ---- One file, written down (no epan calls that throw) ----

// False when a file of this name cannot hold this: then HTTP took it for the answer to another request, as it does when
// requests are sent before their answers.
bool fits(PhoneFileKind named, SignedFileKind found) {
    if (named == PhoneFileKind::other || named == PhoneFileKind::other_signed) return true;
    const bool list = named == PhoneFileKind::itl || named == PhoneFileKind::ctl;
    if (list != (found == SignedFileKind::trust_list)) return false;
    return list || (named == PhoneFileKind::encrypted_config) == (found == SignedFileKind::encrypted_file);
}

ParsedFile parse_file(wire::Bytes bytes, const char *requested, const RequestedNames *names) {
    ParsedFile file;
    file.bytes = bytes;
    file.is_signed = wire::looks_like_signed_file(bytes);
    if (!file.is_signed) {
        file.header.payload = {0, bytes.size()};
        file.requested = requested;
        file.name = wire::parse_phone_file_name(requested);
        return file;
    }
    file.header = wire::parse_signed_header(bytes);
    if (file.header.kind() == SignedFileKind::trust_list)
        file.list = wire::parse_trust_list(bytes, file.header.payload);
    file.requested = requested;
    const std::string signed_name = file.header.file_name.value_or("");
    if (file.requested.empty() || was_requested(names, wire::parse_phone_file_name(signed_name).base_name) ||
        !fits(wire::parse_phone_file_name(requested).kind, file.header.kind()))
        file.requested = signed_name;
    file.name = wire::parse_phone_file_name(file.requested);
    file.name_differs =
        !signed_name.empty() && file.name.base_name != wire::parse_phone_file_name(signed_name).base_name;
    return file;
}

class FileDescription {
public:
    FileDescription(Plan &plan, const ParsedFile &file, const SignedFileState &state, const FrameFacts &frame)
        : plan_(plan), file_(file), header_(file.header), state_(state), frame_(frame) {}

    void write();
    // `plan` is for the decrypted text, which has a buffer of its own.
    void write_decrypted(Plan &plan);
    // What the Info column says, when all is written.
    [[nodiscard]] std::string summary() const;
    [[nodiscard]] const std::string &kind() const { return kind_; }
    [[nodiscard]] const std::vector<wire::CapfServer> &capf_servers() const { return capf_servers_; }

private:
    void identity();
    void verdict();
    void payload();
    void decryption();
    void configuration(Plan &plan, wire::Bytes text, wire::Range where);
    [[nodiscard]] std::string kind_name() const;
    [[nodiscard]] bool is_for_another_phone() const;

    Plan &plan_;
    const ParsedFile &file_;
    const SignedHeader &header_;
    const SignedFileState &state_;
    const FrameFacts &frame_;
    std::string kind_;                            // in words
    std::string details_;                         // about it, beginning with a separator
    std::vector<wire::CapfServer> capf_servers_;  // that the configuration names
};

void FileDescription::write() {
    kind_ = kind_name();
    identity();
    if (file_.is_signed) {
        describe_signed_header(plan_, file_.bytes, header_);
        verdict();
    }
    payload();
    expert_field *const malformed = frame_.cut ? &ei_unusual : &ei_malformed;
    plan_.problems(header_.problems, &ei_unusual, malformed);
    plan_.problems(file_.list.problems, &ei_unusual, malformed);
}

std::string FileDescription::kind_name() const {
    if (!file_.is_signed) return "configuration";
    const PhoneFileKind named = file_.name.kind;
    switch (header_.kind()) {
        case SignedFileKind::trust_list:
            return named == PhoneFileKind::itl ? "ITL" : named == PhoneFileKind::ctl ? "CTL" : "trust list";
        case SignedFileKind::encrypted_file:
            return "encrypted configuration";
        case SignedFileKind::signed_file:
            break;
    }
    return "signed file";
}

bool FileDescription::is_for_another_phone() const {
    const auto signed_for = wire::parse_phone_file_name(header_.file_name.value_or("")).device;
    return signed_for && file_.name.device && !wire::equal_ignoring_case(*signed_for, *file_.name.device);
}

void FileDescription::identity() {
    if (!file_.name.base_name.empty()) plan_.text(hf_name, {0, 0}, file_.name.base_name).generated = true;
    if (file_.name_differs)
        plan_.expert(is_for_another_phone() ? &ei_other_device : &ei_name_differs,
                     "Signed under another name: " + *header_.file_name);
    plan_.text(hf_kind, {0, 0}, kind_).generated = true;
    if (file_.name.device) plan_.text(hf_device, {0, 0}, *file_.name.device).generated = true;
}

void FileDescription::verdict() {
    const wire::Range where = header_.signature;
    plan_.text(hf_verdict, where, trust::verdict_name(state_.verdict)).generated = true;
    if (state_.verdict == trust::Verdict::invalid)
        plan_.expert(&ei_signature_invalid, std::string("The signature is invalid: ") + state_.reason);
    if (state_.signer_is_new) plan_.expert(&ei_new_signer, "The signer of this trust list was not trusted before");
    if (state_.signer_has_other_role)
        plan_.expert(&ei_other_role, "The trust list gives the signer no role in which it signs such files");
    if (state_.signer_is_unknown)
        plan_.expert(&ei_unknown_signer, "No trust list so far holds the signer's certificate");
    if (*state_.reason) plan_.text(hf_verdict_reason, where, state_.reason).generated = true;
    if (*state_.signer) plan_.text(hf_signer, where, state_.signer).generated = true;
    if (*state_.source) plan_.text(hf_source, where, state_.source).generated = true;
    if (state_.frame) plan_.number(hf_list_frame, where, state_.frame).generated = true;
}

void FileDescription::payload() {
    const wire::Range where = header_.payload;
    switch (header_.kind()) {
        case SignedFileKind::trust_list:
            details_ += ", " + std::to_string(file_.list.records.size()) + " records";
            return describe_trust_list(plan_, file_.bytes, file_.list, frame_);
        case SignedFileKind::encrypted_file:
            plan_.field(hf_ciphertext, where);
            return decryption();
        case SignedFileKind::signed_file:
            if (where.empty()) return;
            if (file_.is_signed) plan_.field(hf_payload, where);
            return configuration(plan_, wire::slice(file_.bytes, where), where);
    }
}

void FileDescription::decryption() {
    static constexpr const char *kNames[] = {"", "no-key", "symmetric-key", "wrong-key", "failed", "decrypted"};
    const auto outcome = static_cast<std::size_t>(state_.decryption);
    plan_.text(hf_decryption, header_.payload, kNames[outcome]).generated = true;
    if (state_.decryption == DecryptionOutcome::symmetric_key)
        plan_.expert(&ei_symmetric_key, "No encrypted key: the phone needs a key that was entered by hand");
    if (state_.decryption == DecryptionOutcome::no_key)
        plan_.expert(&ei_no_key, "The preferences of this protocol hold no private key for this phone");
    if (state_.decryption == DecryptionOutcome::wrong_key)
        plan_.expert(&ei_wrong_key, std::string("Not the key of this file: ") + state_.decryption_reason);
    if (state_.decryption == DecryptionOutcome::failed)
        plan_.expert(&ei_decryption_failed, std::string("Not decrypted: ") + state_.decryption_reason);
    if (*state_.decryption_reason)
        plan_.text(hf_decryption_reason, header_.payload, state_.decryption_reason).generated = true;
}

void FileDescription::write_decrypted(Plan &plan) {
    if (!state_.plain_text) return;
    details_ += " (decrypted)";
    configuration(plan, {state_.plain_text, state_.plain_text_length}, {0, state_.plain_text_length});
}

void FileDescription::configuration(Plan &plan, wire::Bytes text, wire::Range where) {
    if (!wire::looks_like_xml(text)) return;
    const wire::PhoneConfig config = wire::parse_phone_config(text);
    if (!config.is_device) return;
    describe_phone_config(plan, config, where, frame_.number, file_.name.device.value_or(""));
    if (const auto full = config.full(); full && header_.kind() == SignedFileKind::signed_file)
        kind_ = *full ? "full configuration" : "partial configuration";
    if (config.cert_hash)
        details_ += ", certHash " + (config.cert_hash->value.empty() ? "empty" : config.cert_hash->value);
    capf_servers_ = config.capf_servers;
}

std::string FileDescription::summary() const {
    const std::string &name = file_.name.base_name;
    const std::string signature = std::string(", signature ") + trust::verdict_name(state_.verdict);
    return (name.empty() ? "" : name + ": ") + kind_ + details_ + (file_.is_signed ? signature : ", not signed");
}

struct CapfEndpoint {
    const char *node;  // address or host name; may be empty
    std::uint16_t port;
};

// A cluster has one, its publisher; more are for the bad day.
struct CapfEndpoints {
    CapfEndpoint list[4];
    unsigned count;
};

// A file ready to be shown.
struct DecodedFile {
    Plan plan;
    Plan decrypted;  // lines for the decrypted text
    const SignedFileState *state;
    const char *name;        // without folders
    const char *plain_name;  // of what is encrypted in it
    const char *kind;        // in words
    const char *device;
    bool is_signed;
    wire::Range payload;    // of a signed file, for another dissector
    bool xml;               // the payload, or the decrypted text, is XML
    CapfEndpoints servers;  // that the configuration names
};

// SEP0123456789AB.cnf.xml.enc.sgn holds SEP0123456789AB.cnf.xml.
std::string name_of_plain_text(std::string_view name) {
    constexpr std::string_view kEnding = ".enc.sgn";
    return std::string(name.ends_with(kEnding) ? name.substr(0, name.size() - kEnding.size()) : name);
}

CapfEndpoints keep_servers(Plan &plan, const std::vector<wire::CapfServer> &servers) {
    CapfEndpoints kept{};
    for (const wire::CapfServer &server : servers) {
        const auto port = server.port ? wire::parse_port(server.port->value) : std::nullopt;
        if (!port || kept.count == std::size(kept.list)) continue;
        kept.list[kept.count++] = {plan.keep(server.node ? server.node->value : ""), *port};
    }
    return kept;
}

// `state` is null on the first pass, which makes it.
DecodedFile decode_file(wmem_allocator_t *pool, wire::Bytes bytes, const char *name, const RequestedNames *names,
                        bool is_part, const SignedFileState *state, const FrameFacts &frame) noexcept {
    static const SignedFileState blank = blank_file_state();
    DecodedFile decoded{Plan(pool), Plan(pool), state ? state : &blank, "", "", "", "", true, {}, false, {}};
    describe([&] {
        const ParsedFile file = parse_file(bytes, state ? state->name : name, state ? nullptr : names);
        if (!state) decoded.state = is_part ? unchecked_part(file) : check_signed_file(file, frame.number);
        FileDescription description(decoded.plan, file, *decoded.state, frame);
        description.write();
        description.write_decrypted(decoded.decrypted);
        decoded.plan.set_info(description.summary());
        decoded.name = decoded.plan.keep(file.name.base_name);
        decoded.plain_name = decoded.plan.keep(name_of_plain_text(file.name.base_name));
        decoded.kind = decoded.plan.keep(description.kind());
        decoded.device = decoded.plan.keep(file.name.device.value_or(""));
        decoded.is_signed = file.is_signed;
        decoded.servers = keep_servers(decoded.plan, description.capf_servers());
        wire::Bytes text{decoded.state->plain_text, decoded.state->plain_text_length};
        if (file.is_signed && file.header.kind() == SignedFileKind::signed_file) {
            decoded.payload = file.header.payload;
            text = wire::slice(bytes, decoded.payload);
        }
        decoded.xml = wire::looks_like_xml(text);
    });
    return decoded;
}

// What of a file matters to who does not look at it.
struct NotedFile {
    const char *name;
    CapfEndpoints servers;
};

// What an encrypted file holds is not looked at: the keys for it are those of Wireshark's preferences.
NotedFile note_file(wmem_allocator_t *pool, wire::Bytes bytes, const char *name, const RequestedNames *names) noexcept {
    NotedFile noted{"", {}};
    describe([&] {
        Plan texts(pool);
        const ParsedFile file = parse_file(bytes, name, names);
        noted.name = texts.keep(file.requested);
        if (file.header.kind() != SignedFileKind::signed_file) return;
        const wire::Bytes text = wire::slice(bytes, file.header.payload);
        if (!wire::looks_like_xml(text)) return;
        const wire::PhoneConfig config = wire::parse_phone_config(text);
        if (config.is_device) noted.servers = keep_servers(texts, config.capf_servers);
    });
    return noted;
}

// ---- One file, shown ----

static_assert(std::is_trivially_destructible_v<DecodedFile>, "what follows may be left by longjmp");

// Wireshark's tree takes some hundred bytes for each tag: what is larger than any configuration, and could be all tags,
// is shown as bytes.
constexpr unsigned kMostXml = 256 * 1024;

void show_text(tvbuff_t *tvb, int offset, unsigned length, bool xml, packet_info *pinfo, proto_tree *tree) {
    if (length == 0) return;
    const bool too_large = xml && length > kMostXml;
    const int size = static_cast<int>(length);
    if (too_large)
        proto_tree_add_expert_format(tree, pinfo, &ei_unusual, tvb, offset, size,
                                     "XML of %u bytes, more than the %u that are shown as a tree", length, kMostXml);
    call_dissector_for_part(xml && !too_large ? xml_handle : data_handle, tvb, offset, size, pinfo, tree);
}

void show_decrypted(const DecodedFile &decoded, tvbuff_t *tvb, packet_info *pinfo, proto_tree *subtree,
                    proto_tree *tree) {
    const int length = static_cast<int>(decoded.state->plain_text_length);
    tvbuff_t *plain = tvb_new_child_real_data(tvb, decoded.state->plain_text, static_cast<unsigned>(length), length);
    add_new_data_source(pinfo, plain, "Decrypted configuration");
    show(decoded.decrypted, plain, pinfo, subtree);
    show_text(plain, 0, decoded.state->plain_text_length, decoded.xml, pinfo, tree);
}

void offer_files(packet_info *pinfo, const DecodedFile &decoded, const std::uint8_t *data, std::size_t length) {
    const SignedFileState &state = *decoded.state;
    const char *signature = decoded.is_signed ? trust::verdict_name(state.verdict) : "";
    offer_for_export(pinfo, ExportedFile{decoded.name, decoded.kind, decoded.device, signature, data, length});
    if (!state.plain_text) return;
    offer_for_export(pinfo, ExportedFile{decoded.plain_name, "decrypted configuration", decoded.device, "",
                                         state.plain_text, state.plain_text_length});
}

}  // namespace

const char *dissect_phone_file(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const char *name,
                               const RequestedNames *names, bool is_part) {
    const unsigned length = tvb_captured_length(tvb);
    const std::uint8_t *data = tvb_get_ptr(tvb, 0, static_cast<int>(length));
    const unsigned slot = next_slot(pinfo, proto_sgn);
    const auto *known = slot_state<const SignedFileState>(pinfo, proto_sgn, slot);
    const DecodedFile decoded =
        decode_file(pinfo->pool, {data, length}, name, names, is_part, known, frame_facts(pinfo, tvb));
    if (!known) {
        set_slot_state(pinfo, proto_sgn, slot, decoded.state);
        for (unsigned i = 0; i < decoded.servers.count; ++i)
            announce_capf_server(pinfo, decoded.servers.list[i].node, decoded.servers.list[i].port);
        name_phone(pinfo, &pinfo->dst, pinfo->destport, decoded.device);
    }
    mark_phone_packet(pinfo);
    col_append_fstr(pinfo->cinfo, COL_INFO, " (%s)", decoded.plan.info());
    offer_files(pinfo, decoded, data, length);

    proto_item *item = proto_tree_add_item(tree, proto_sgn, tvb, 0, -1, ENC_NA);
    if (!decoded.is_signed) proto_item_set_text(item, "Cisco Phone Configuration");
    proto_item_append_text(item, ", %s", decoded.plan.info());
    proto_tree *subtree = proto_item_add_subtree(item, ett_sgn);
    show(decoded.plan, tvb, pinfo, subtree);
    if (decoded.state->plain_text) show_decrypted(decoded, tvb, pinfo, subtree, tree);
    show_text(tvb, static_cast<int>(decoded.payload.offset), static_cast<unsigned>(decoded.payload.length), decoded.xml,
              pinfo, tree);
    return decoded.state->name;
}

// A plan is made of lines that nobody shows: here it only keeps the texts.
const char *note_phone_file(tvbuff_t *tvb, packet_info *pinfo, const char *name, const RequestedNames *names) {
    const unsigned length = tvb_captured_length(tvb);
    const NotedFile noted =
        note_file(pinfo->pool, {tvb_get_ptr(tvb, 0, static_cast<int>(length)), length}, name, names);
    for (unsigned i = 0; i < noted.servers.count; ++i)
        announce_capf_server(pinfo, noted.servers.list[i].node, noted.servers.list[i].port);
    return noted.name;
}

void show_plain_configuration(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree) {
    show_text(tvb, 0, tvb_captured_length(tvb), true, pinfo, tree);
}

// ---- Registration ----

namespace {

void register_fields() {
    static hf_register_info fields[] = {
        {&hf_name, {"Name", "cisco_sgn.name", FT_STRING, BASE_NONE, nullptr, 0, "As requested", HFILL}},
        {&hf_device,
         {"Device", "cisco_sgn.device", FT_STRING, BASE_NONE, nullptr, 0, "The phone that the file is for", HFILL}},
        {&hf_kind, {"Kind", "cisco_sgn.kind", FT_STRING, BASE_NONE, nullptr, 0, "What the file is", HFILL}},
        {&hf_verdict,
         {"Signature verdict", "cisco_sgn.signature.verdict", FT_STRING, BASE_NONE, nullptr, 0,
          "valid, invalid or not-checked, by the trust lists that the capture has shown", HFILL}},
        {&hf_verdict_reason,
         {"Verdict's reason", "cisco_sgn.signature.reason", FT_STRING, BASE_NONE, nullptr, 0,
          "Why the signature is invalid or was not checked", HFILL}},
        {&hf_signer,
         {"Signer", "cisco_sgn.signature.signer", FT_STRING, BASE_NONE, nullptr, 0,
          "Subject of the certificate that the signature was checked with", HFILL}},
        {&hf_source,
         {"Signer found in", "cisco_sgn.signature.source", FT_STRING, BASE_NONE, nullptr, 0,
          "The trust list, or file of the preferences, that holds this certificate", HFILL}},
        {&hf_list_frame,
         {"Signer's trust list in", "cisco_sgn.signature.list_in", FT_FRAMENUM, BASE_NONE, nullptr, 0,
          "The frame of that trust list", HFILL}},
        {&hf_payload,
         {"Payload", "cisco_sgn.payload", FT_NONE, BASE_NONE, nullptr, 0, "The file that is signed", HFILL}},
        {&hf_ciphertext,
         {"Encrypted configuration", "cisco_sgn.ciphertext", FT_NONE, BASE_NONE, nullptr, 0, "AES-128-CBC", HFILL}},
        {&hf_decryption,
         {"Decryption", "cisco_sgn.decryption.status", FT_STRING, BASE_NONE, nullptr, 0,
          "decrypted, wrong-key, failed, no-key or symmetric-key", HFILL}},
        {&hf_decryption_reason,
         {"Decryption's reason", "cisco_sgn.decryption.reason", FT_STRING, BASE_NONE, nullptr, 0,
          "Why it was not decrypted", HFILL}},
    };
    proto_register_field_array(proto_sgn, fields, array_length(fields));
    int *const subtrees[] = {&ett_sgn};
    proto_register_subtree_array(subtrees, array_length(subtrees));
}

expert_module_t *register_experts() {
    static ei_register_info experts[] = {
        {&ei_malformed, {"cisco_sgn.malformed", PI_MALFORMED, PI_ERROR, "The file contradicts itself", EXPFILL}},
        {&ei_unusual, {"cisco_sgn.unusual", PI_UNDECODED, PI_NOTE, "Unknown or unusual", EXPFILL}},
        {&ei_other_device,
         {"cisco_sgn.device.differs", PI_PROTOCOL, PI_WARN, "The file was signed for another phone", EXPFILL}},
        {&ei_name_differs,
         {"cisco_sgn.name.differs", PI_SECURITY, PI_NOTE, "The file was signed under another name", EXPFILL}},
        {&ei_signature_invalid,
         {"cisco_sgn.signature.invalid", PI_SECURITY, PI_ERROR, "The signature is invalid", EXPFILL}},
        {&ei_new_signer,
         {"cisco_sgn.signer.new", PI_SECURITY, PI_WARN, "The signer of this trust list was not trusted before",
          EXPFILL}},
        {&ei_other_role,
         {"cisco_sgn.signer.other_role", PI_SECURITY, PI_WARN, "The signer has another role in the trust list",
          EXPFILL}},
        {&ei_unknown_signer,
         {"cisco_sgn.signer.unknown", PI_SECURITY, PI_WARN, "No trust list so far holds the signer's certificate",
          EXPFILL}},
        {&ei_symmetric_key,
         {"cisco_sgn.decryption.symmetric_key", PI_DECRYPTION, PI_NOTE, "Encrypted with a key entered by hand",
          EXPFILL}},
        {&ei_no_key,
         {"cisco_sgn.decryption.no_key", PI_DECRYPTION, PI_NOTE, "No private key for this phone in the preferences",
          EXPFILL}},
        {&ei_wrong_key,
         {"cisco_sgn.decryption.wrong_key", PI_DECRYPTION, PI_WARN, "The private key is not the one of this file",
          EXPFILL}},
        {&ei_decryption_failed,
         {"cisco_sgn.decryption.failed", PI_DECRYPTION, PI_WARN, "The configuration was not decrypted", EXPFILL}},
    };
    expert_module_t *module = expert_register_protocol(proto_sgn);
    expert_register_field_array(module, experts, array_length(experts));
    return module;
}

}  // namespace

void register_cisco_sgn() {
    proto_sgn = proto_register_protocol("Cisco Signed Phone File", "Cisco phone files", "cisco_sgn");
    register_fields();
    expert_module_t *experts = register_experts();
    register_signed_header_fields(proto_sgn, experts);
    register_trust_list_fields(proto_sgn, experts);
    register_phone_config_fields(proto_sgn, experts);
    register_preferences(proto_sgn);
    register_phone_file_transport(proto_sgn);
    register_export_objects(proto_sgn);
}

void handoff_cisco_sgn() {
    xml_handle = find_dissector_add_dependency("xml", proto_sgn);
    data_handle = find_dissector("data");
    handoff_phone_file_transport(proto_sgn);
}

}  // namespace capf::dissect
