// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/statistics.h"

#include <algorithm>
#include <string>

#include "plugin/dissect/capf_message_fields.h"
#include "plugin/dissect/capf_session.h"
#include "plugin/dissect/names.h"
#include "plugin/dissect/taps.h"

namespace capf::dissect {

namespace {

using wire::CapfCommand;
using wire::CapfMessage;
using wire::CapfTag;

std::string command_name(std::uint8_t command) {
    return name_or(wire::capf_command_names(), command, "Unknown command");
}

// "10.48.46.4:3804", "[2001:db8::1]:3804"
std::string server_name(const CapfSessionState &session) {
    const std::string host = address_text(session.server);
    const bool brackets = host.find(':') != std::string::npos;
    return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(session.server_port);
}

// A display filter for its connections.
std::string filter_of(const CapfSessionState &session) {
    return address_filter(session.server) + " && tcp.port == " + std::to_string(session.server_port);
}

double milliseconds_between(const nstime_t &earlier, const nstime_t &later) {
    nstime_t elapsed;
    nstime_delta(&elapsed, &later, &earlier);
    return nstime_to_msec(&elapsed);
}

// ---- Statistics > CAPF ----

constexpr const char *kCommands = "Messages by command";
constexpr const char *kOperations = "Operations";
constexpr const char *kKeys = "Keys asked for";
constexpr const char *kAuthentications = "Authentications asked for";
constexpr const char *kReasons = "Reasons";
constexpr const char *kServers = "Messages by server";
constexpr const char *kTimes = "Response times in ms, by server";

struct TreeNodes {
    int commands, operations, keys, authentications, reasons, servers, times;
};
TreeNodes nodes;  // the same in every window: they are made in the same order

void plant_tree(stats_tree *tree) {
    nodes.commands = stats_tree_create_pivot(tree, kCommands, 0);
    nodes.operations = stats_tree_create_pivot(tree, kOperations, 0);
    nodes.keys = stats_tree_create_pivot(tree, kKeys, 0);
    nodes.authentications = stats_tree_create_pivot(tree, kAuthentications, 0);
    nodes.reasons = stats_tree_create_node(tree, kReasons, 0, STAT_DT_INT, TRUE);
    nodes.servers = stats_tree_create_node(tree, kServers, 0, STAT_DT_INT, TRUE);
    nodes.times = stats_tree_create_node(tree, kTimes, 0, STAT_DT_FLOAT, TRUE);
}

// What the server has the phone do; empty for messages that say nothing of it.
const char *operation_of(const CapfMessage &message, const CapfMessageState &state) {
    switch (static_cast<CapfCommand>(message.command)) {
        case CapfCommand::key_generate_request:
            return "install or upgrade";
        case CapfCommand::fetch_certificate_request:
            return "fetch (troubleshoot)";
        case CapfCommand::delete_certificate_request:
            return "delete";
        case CapfCommand::end_session:
            return state.session->operation == 0 ? "none" : "";
        default:
            return "";
    }
}

void tick_pair(stats_tree *tree, const char *parent, int parent_id, const std::string &first,
               const std::string &second) {
    tick_stat_node(tree, parent, 0, TRUE);
    const int id = tick_stat_node(tree, first.c_str(), parent_id, TRUE);
    tick_stat_node(tree, second.c_str(), id, FALSE);
}

void tick_time(stats_tree *tree, const CapfMessageState &state) {
    if (!state.request) return;
    const auto elapsed = static_cast<float>(milliseconds_between(state.request->time, state.time));
    avg_stat_node_add_value_float(tree, kTimes, 0, TRUE, elapsed);
    const std::string server = server_name(*state.session);
    const int id = avg_stat_node_add_value_float(tree, server.c_str(), nodes.times, TRUE, elapsed);
    avg_stat_node_add_value_float(tree, command_name(state.request->command).c_str(), id, FALSE, elapsed);
}

void count(stats_tree *tree, const CapfMessage &message, const CapfMessageState &state) {
    const std::string command = command_name(message.command);
    stats_tree_tick_pivot(tree, nodes.commands, command.c_str());
    if (const char *operation = operation_of(message, state); *operation)
        stats_tree_tick_pivot(tree, nodes.operations, operation);
    if (const std::string key = requested_key(message); !key.empty())
        stats_tree_tick_pivot(tree, nodes.keys, key.c_str());
    if (const auto type = message.number(CapfTag::auth_type))
        stats_tree_tick_pivot(tree, nodes.authentications,
                              name_or(wire::capf_auth_type_names(), *type, "type").c_str());
    if (const auto reason = message.number(CapfTag::reason))
        tick_pair(tree, kReasons, nodes.reasons, command, number_and_name(wire::capf_reason_names(), *reason));
    tick_pair(tree, kServers, nodes.servers, server_name(*state.session), command);
    tick_time(tree, state);
}

tap_packet_status on_message(stats_tree *tree, packet_info *, epan_dissect_t *, const void *data, tap_flags_t) {
    const auto *tap = static_cast<const CapfTap *>(data);
    describe([&] { count(tree, (*tap->pdu)->message, *tap->state); });
    return TAP_PACKET_REDRAW;
}

// ---- Statistics > Service Response Time > CAPF: a table for each server, a row for each request ----

constexpr int kMostTables = 100;  // more servers than any cluster has: what answers beyond them is not counted

srt_stat_table *table_of(GArray *tables, const CapfSessionState &session) {
    const std::string server = server_name(session);
    for (unsigned i = 0; i < tables->len; ++i) {
        srt_stat_table *table = g_array_index(tables, srt_stat_table *, i);
        if (server == table->name) return table;
    }
    if (tables->len >= kMostTables) return nullptr;
    const auto names = wire::capf_command_names();
    const auto most = std::ranges::max(names, {}, &wire::NamedValue::value).value;
    // Wireshark keeps the pointer to the name for as long as it keeps the table.
    const char *name = g_intern_string(server.c_str());
    // Wireshark appends "==" and the row's number for a display filter.
    const std::string filter = filter_of(session) + " && capf.command";
    srt_stat_table *table =
        init_srt_table(name, nullptr, tables, static_cast<int>(most) + 1, "Request", filter.c_str(), nullptr);
    for (const wire::NamedValue &row : names) init_srt_table_row(table, static_cast<int>(row.value), row.name);
    return table;
}

tap_packet_status on_response(void *listener, packet_info *pinfo, epan_dissect_t *, const void *data, tap_flags_t) {
    const CapfMessageState &state = *static_cast<const CapfTap *>(data)->state;
    if (!state.request) return TAP_PACKET_DONT_REDRAW;
    describe([&] {
        GArray *tables = static_cast<srt_data_t *>(listener)->srt_array;
        if (srt_stat_table *table = table_of(tables, *state.session))
            add_srt_table_data(table, state.request->command, &state.request->time, pinfo);
    });
    return TAP_PACKET_REDRAW;
}

// Tables come with the servers that are seen.
void no_tables(register_srt *, GArray *) {}

}  // namespace

void register_statistics(int protocol) {
    stats_tree_register_plugin("capf", "capf", "CAPF" CAPF_STATISTICS_SUBMENU "Messages", 0, on_message, plant_tree,
                               nullptr);
    register_srt_table(protocol, nullptr, kMostTables, on_response, no_tables, nullptr);
}

}  // namespace capf::dissect
