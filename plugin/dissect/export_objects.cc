// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/export_objects.h"

#include <string>

#include "plugin/dissect/names.h"
#include "plugin/dissect/plan.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::dissect {

namespace {

int tap_export = -1;

// What the list's column "Content Type" says.
std::string type_of(const ExportedFile &file) {
    return file.kind + (*file.signature ? std::string(", signature ") + file.signature : "");
}

// Wireshark's list has a column "Hostname". It says whose file it is: the phone's name or, for a file that is not one
// phone's, the address that fetched it.
std::string host_of(const packet_info *pinfo, const ExportedFile &file) {
    return *file.device ? file.device : address_text(pinfo->dst);
}

tap_packet_status list_file(void *listener, packet_info *pinfo, epan_dissect_t *, const void *data, tap_flags_t) {
    auto *list = static_cast<export_object_list_t *>(listener);
    const auto *file = static_cast<const ExportedFile *>(data);
    describe([&] {
        const std::string type = type_of(*file);
        const std::string host = host_of(pinfo, *file);
        const std::string name = wire::safe_file_name(file->name);
        // Wireshark frees it all with g_free().
        auto *entry = g_new0(export_object_entry_t, 1);
        entry->pkt_num = pinfo->num;
        entry->hostname = g_strdup(host.c_str());
        entry->content_type = g_strdup(type.c_str());
        entry->filename = g_strdup(name.c_str());
        entry->payload_len = file->length;
        entry->payload_data = static_cast<std::uint8_t *>(g_memdup2(file->data, file->length));
        list->add_entry(list->gui_data, entry);
    });
    return TAP_PACKET_REDRAW;
}

}  // namespace

void register_export_objects(int protocol) {
    tap_export = register_export_object(protocol, list_file, nullptr);
}

void offer_for_export(packet_info *pinfo, const ExportedFile &file) {
    if (!have_tap_listener(tap_export)) return;
    auto *copy = wmem_new(pinfo->pool, ExportedFile);
    *copy = file;
    tap_queue_packet(tap_export, pinfo, copy);
}

}  // namespace capf::dissect
