// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/preferences.h"

#include <epan/uat.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace capf::dissect {

namespace {

const char *certificate_folder = "";
PhoneKey *keys = nullptr;
guint key_count = 0;

void *copy_key(void *to, const void *from, size_t) {
    auto *copy = static_cast<PhoneKey *>(to);
    const auto *original = static_cast<const PhoneKey *>(from);
    copy->device = g_strdup(original->device);
    copy->file = g_strdup(original->file);
    copy->password = g_strdup(original->password);
    return to;
}

void free_key(void *row) {
    auto *key = static_cast<PhoneKey *>(row);
    g_free(key->device);
    g_free(key->file);
    g_free(key->password);
}

// Wireshark's macros write the functions by which the table reads and shows each column.
UAT_CSTRING_CB_DEF(keys, device, PhoneKey)
UAT_FILENAME_CB_DEF(keys, file, PhoneKey)
UAT_CSTRING_CB_DEF(keys, password, PhoneKey)

uat_t *new_key_table() {
    static uat_field_t columns[] = {
        UAT_FLD_CSTRING(keys, device, "Device name", "The phone's name, as in SEP0123456789AB; empty for any"),
        UAT_FLD_FILENAME(keys, file, "Private key file", "Key of the phone's LSC or MIC, in PEM or DER"),
        UAT_FLD_CSTRING(keys, password, "Password", "Of the key file, when it is encrypted"), UAT_END_FIELDS};
    return uat_new("Private keys of phones", sizeof(PhoneKey), "cisco_phone_keys", TRUE, &keys, &key_count,
                   UAT_AFFECTS_DISSECTION, nullptr, copy_key, nullptr, free_key, nullptr, nullptr, columns);
}

}  // namespace

void register_preferences(int protocol) {
    module_t *module = prefs_register_protocol(protocol, nullptr);
    prefs_register_directory_preference(
        module, "certificate_folder", "Folder of trusted certificates",
        "Certificates (PEM or DER) that may sign phone files, beside those of the trust lists in the capture",
        &certificate_folder);
    prefs_register_uat_preference(module, "keys", "Private keys of phones",
                                  "Keys to decrypt encrypted configurations (.enc.sgn) with", new_key_table());
}

std::span<const PhoneKey> phone_keys() {
    return {keys, key_count};
}

void add_preferred_certificates(trust::TrustStore &store) {
    if (!certificate_folder || !*certificate_folder) return;
    store.add_folder(certificate_folder);
}

}  // namespace capf::dissect
