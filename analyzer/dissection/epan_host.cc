// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/epan_host.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "analyzer/dissection/epan_compat.h"

#include <epan/addr_resolv.h>
#include <epan/prefs.h>
#include <epan/timestamp.h>
#include <wsutil/filesystem.h>
#include <wsutil/privileges.h>
#include <wsutil/report_message.h>
#include <wsutil/wslog.h>

#include "analyzer/capture/formats/wiretap_reader.h"
#include "analyzer/dissection/name_tables.h"
#include "plugin/dissect/registration.h"

namespace capf::dissection {
namespace {

constexpr const char *kProgram = "capfcheck";
constexpr const char *kNoFolder = "/nonexistent/capfcheck";

HostOptions prepared;
std::vector<std::string> keylogs;
bool started = false;

void print_message(const char *format, va_list arguments) {
    std::fprintf(stderr, "%s: Wireshark: ", kProgram);
    std::vfprintf(stderr, format, arguments);
    std::fputc('\n', stderr);
}

void print_file_problem(const char *what, const char *path, int code) {
    // A positive code is errno's; others are wiretap's, which has a file of ours closed by then.
    std::fprintf(stderr, "%s: Wireshark: cannot %s %s%s%s\n", kProgram, what, path, code > 0 ? ": " : "",
                 code > 0 ? std::strerror(code) : "");
}

// `Flag` is gboolean or bool, as the version has it.
template <typename Flag>
void print_open_failure(const char *path, int code, Flag for_writing) {
    print_file_problem(for_writing ? "write" : "open", path, code);
}

void print_read_failure(const char *path, int code) {
    print_file_problem("read", path, code);
}

void print_write_failure(const char *path, int code) {
    print_file_problem("write", path, code);
}

// Every routine that libwireshark and wsutil call themselves: they do not ask whether there is one.
const report_message_routines &message_routines() {
    static const report_message_routines routines = [] {
        report_message_routines all{};
        all.vreport_failure = print_message;
        all.vreport_warning = print_message;
        all.report_open_failure = print_open_failure;
        all.report_read_failure = print_read_failure;
        all.report_write_failure = print_write_failure;
        return all;
    }();
    return routines;
}

bool set_preference(const std::string &assignment, std::string &error) {
    std::string writable = assignment;  // libwireshark writes into the string
    char *detail = nullptr;
    const prefs_set_pref_e result = prefs_set_pref(writable.data(), &detail);
    if (result == PREFS_SET_OK) return true;
    error = "Wireshark refuses the preference " + assignment + (detail == nullptr ? "" : std::string(": ") + detail);
    g_free(detail);
    return false;
}

// Read here and given to each session: Wireshark takes one key log file, and would open it when it meets TLS.
bool read_keylogs(const std::vector<std::string> &paths, std::string &error) {
    for (const std::string &path : paths) {
        std::ifstream in(path, std::ios::binary);
        keylogs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
        if (in.bad()) error = "the key log " + path + " cannot be read";
    }
    return error.empty();
}

// A value inside a quoted field of a UAT line.
std::string quoted(const std::string &text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            static const char hex[] = "0123456789abcdef";
            const auto value = static_cast<unsigned char>(c);
            result += std::string("\\x") + hex[value >> 4] + hex[value & 15];
        } else {
            result += c;
        }
    }
    return result + "\"";
}

bool apply_options(const HostOptions &options, std::string &error) {
    // Files must come whole whatever the user's own preferences are; TCP's times and bytes in flight are not needed.
    static const char *const kAlways[] = {
        "tftp.defragment:TRUE",
        "tcp.desegment_tcp_streams:TRUE",
        "tcp.reassemble_out_of_order:TRUE",
        "ip.defragment:TRUE",
        "ipv6.defragment:TRUE",
        "http.desegment_headers:TRUE",
        "http.desegment_body:TRUE",
        "http.dechunk_body:TRUE",
        "http.decompress_body:TRUE",
        "tls.desegment_ssl_records:TRUE",
        "tls.desegment_ssl_application_data:TRUE",
        "tcp.calculate_timestamps:FALSE",
        "tcp.track_bytes_in_flight:FALSE",
    };
    for (const char *assignment : kAlways) {
        if (!set_preference(assignment, error)) return false;
    }
    for (const TlsKey &key : options.tls_keys) {
        if (!set_preference("uat:rsa_keys:" + quoted(key.path) + "," + quoted(key.password), error)) return false;
    }
    prefs_apply_all();
    return true;
}

void start_logging() {
#if CAPF_WIRESHARK_VERSION >= 406
    ws_log_init(print_message);
#else
    ws_log_init(kProgram, print_message);
#endif
}

void find_folders() {
    char program[] = "/usr/bin/capfcheck";
#if CAPF_WIRESHARK_VERSION >= 406
    char *problem = configuration_init(program);
#else
    char *problem = configuration_init(program, nullptr);
#endif
    g_free(problem);  // only means that the program's own folder is not Wireshark's
}

}  // namespace

void prepare_epan(const HostOptions &options) {
    prepared = options;
    // The result must not depend on who runs the program: neither settings nor plugins and scripts of the user's, and
    // no complaint of a home that cannot be entered. Here, because libwireshark starts while other threads run.
    for (const char *variable : {"WIRESHARK_CONFIG_DIR", "WIRESHARK_PLUGIN_DIR", "HOME"}) {
        g_setenv(variable, kNoFolder, TRUE);
    }
    // Here, too: a change of rights is one of all threads, and some of them may not ask for it any more.
    start_logging();
    init_process_policies();  // before anything that asks for privileges
    relinquish_special_privs_perm();
}

bool is_epan_started() {
    return started;
}

bool start_epan(std::string &error) {
    if (started) return true;
    find_folders();
    init_report_message(kProgram, &message_routines());
    timestamp_set_type(TS_RELATIVE);
    timestamp_set_precision(TS_PREC_AUTO);
    timestamp_set_seconds_type(TS_SECONDS_DEFAULT);
    hide_name_tables();
    capture::start_wiretap();
    static proto_plugin plugin{};
    plugin.register_protoinfo = dissect::register_protocols;
    plugin.register_handoff = dissect::register_handoffs;
    proto_register_plugin(&plugin);
    if (!prepared.as_wireshark) dissect::only_feed_taps();
    // No plugins from disk: an installed capf.so would register the same protocols a second time.
    if (!epan_init(nullptr, nullptr, false)) {
        error = "libwireshark cannot be initialised";
        return false;
    }
    epan_load_settings();
    if (!apply_options(prepared, error) || !read_keylogs(prepared.keylogs, error)) return false;
    disable_name_resolution();
    started = true;
    return true;
}

void add_keylog(std::string content) {
    keylogs.push_back(std::move(content));
}

const std::vector<std::string> &given_keylogs() {
    return keylogs;
}

void stop_epan() {
    close_session();
    if (started) epan_cleanup();
    started = false;
}

std::string wireshark_version() {
    int major = 0, minor = 0, micro = 0;
    epan_get_version_number(&major, &minor, &micro);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(micro);
}

}  // namespace capf::dissection
