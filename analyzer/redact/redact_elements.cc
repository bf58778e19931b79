// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_elements.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "analyzer/redact/redact_config.h"

namespace capf::redact {
namespace {

bool is_distinguished_name(const show::Element &element) {
    for (const char *name : {"SIGNERNAME", "CANAME", "SUBJECTNAME", "ISSUERNAME"}) {
        if (element.name == name) return true;
    }
    return false;
}

bool is_host_name(const show::Element &element) {
    return element.name == "DNSNAME";
}

// What says nothing of names.
bool is_number_of_a_cipher(const show::Element &element) {
    constexpr std::string_view kNames[] = {"SIGNATURE",       "IV",        "ENCRYPTEDKEY",
                                           "PLAINTEXTDIGEST", "PUBLICKEY", "CERTIFICATEHASH"};
    return std::find(std::begin(kNames), std::end(kNames), element.name) != std::end(kNames);
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
        if (!is_number_of_a_cipher(element)) element.hex.clear();
    }
}

bool names_node(const show::Field &field) {
    return field.name == "processNodeName" || field.name == "callManager";
}

void redact_fields(std::vector<show::Field> &fields, const ValueRedactor &redactor) {
    for (show::Field &field : fields) {
        if (names_node(field)) {
            field.value = redactor.host(field.value);
        } else if (!may_stay(field.name, field.value)) {
            field.value = kHidden;
        }
    }
}

}  // namespace capf::redact
