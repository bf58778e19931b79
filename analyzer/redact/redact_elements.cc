// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_elements.h"

namespace capf::redact {
namespace {

bool is_node(const show::Field &field) {
    return field.name == "processNodeName" || field.name == "callManager";
}

bool is_distinguished_name(const show::Element &element) {
    for (const char *name : {"SIGNERNAME", "CANAME", "SUBJECTNAME", "ISSUERNAME"}) {
        if (element.name == name) return true;
    }
    return false;
}

bool is_host_name(const show::Element &element) {
    return element.name == "DNSNAME";
}

// A signature or a key tells nothing of names.
bool may_name_something(const show::Element &element) {
    return element.name.empty() || element.name == "CERTIFICATE" || element.name == "IPADDRESS";
}

}  // namespace

void redact_elements(std::vector<show::Element> &elements, const ValueRedactor &redactor) {
    for (show::Element &element : elements) {
        if (is_distinguished_name(element)) {
            element.value = redactor.distinguished_name(element.value);
        } else if (is_host_name(element)) {
            element.value = redactor.host(element.value);
        } else if (element.name == "FILENAME") {
            element.value = redactor.file_name(element.value);
        }
        if (may_name_something(element)) element.hex.clear();
    }
}

void redact_fields(std::vector<show::Field> &fields, const ValueRedactor &redactor) {
    for (show::Field &field : fields) {
        if (is_node(field)) field.value = redactor.host(field.value);
    }
}

}  // namespace capf::redact
