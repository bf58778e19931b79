// SPDX-License-Identifier: GPL-2.0-or-later
// The conversation filters that Wireshark's menu offers for a packet, asked for as the menu asks.
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "plugin/dissect/compat.h"

#include <epan/dfilter/dfilter.h>

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/epan_host.h"

namespace capf::test {
namespace {

using Offers = std::map<std::string, std::string>;  // filter by title

std::map<std::uint32_t, Offers> offers_by_frame;

conversation_filter_t *filter_of(GList *item) {
    return static_cast<conversation_filter_t *>(item->data);
}

bool is_valid(const conversation_filter_t &filter, packet_info *pinfo) {
#if CAPF_WIRESHARK_VERSION >= 402
    return filter.is_filter_valid(pinfo, filter.user_data);
#else
    return filter.is_filter_valid(pinfo) != FALSE;
#endif
}

char *build(const conversation_filter_t &filter, packet_info *pinfo) {
#if CAPF_WIRESHARK_VERSION >= 402
    return filter.build_filter_string(pinfo, filter.user_data);
#else
    return filter.build_filter_string(pinfo);
#endif
}

tap_packet_status on_frame(void *, packet_info *pinfo, epan_dissect_t *, const void *, tap_flags_t) {
    for (GList *item = packet_conv_filter_list; item != nullptr; item = item->next) {
        const conversation_filter_t &filter = *filter_of(item);
        if (std::string_view(filter.proto_name) != "capf") continue;
        const std::unique_ptr<char, decltype(&g_free)> text(build(filter, pinfo), g_free);
        EXPECT_EQ(is_valid(filter, pinfo), text != nullptr) << filter.display_name << " in frame " << pinfo->num;
        if (text) offers_by_frame[pinfo->num][filter.display_name] = text.get();
    }
    return TAP_PACKET_DONT_REDRAW;
}

bool compiles(const std::string &text) {
    dfilter_t *compiled = nullptr;
#if CAPF_WIRESHARK_VERSION >= 402
    df_error_t *error = nullptr;
    const bool good = dfilter_compile(text.c_str(), &compiled, &error);
    df_error_free(&error);
#else
    char *error = nullptr;
    const bool good = dfilter_compile(text.c_str(), &compiled, &error) != FALSE;
    g_free(error);
#endif
    dfilter_free(compiled);
    return good;
}

class ConversationFilters : public testing::Test {
protected:
    static void SetUpTestSuite() {
        dissection::HostOptions options;
        options.as_wireshark = true;
        options.keylogs = {CAPTURES_DIR "/cucm-document.keylog"};
        dissection::prepare_epan(options);
        std::string error;
        ASSERT_TRUE(dissection::start_epan(error)) << error;
        GString *problem = register_tap_listener("frame", &offers_by_frame, nullptr, TL_REQUIRES_NOTHING, nullptr,
                                                 on_frame, nullptr, nullptr);
        ASSERT_EQ(problem, nullptr);
        capture::CaptureFile file({CAPTURES_DIR "/cucm-document.pcapng"}, {});
        file.scan();
        dissection::dissect(file, [](const dissection::Observation &) {});
        remove_tap_listener(&offers_by_frame);
    }
    static void TearDownTestSuite() { dissection::stop_epan(); }
};

// The phone is 10.147.94.55, the server 10.48.46.4.
TEST_F(ConversationFilters, CapfSession) {
    EXPECT_EQ(offers_by_frame[46]["CAPF session"],
              "capf && ip.addr == 10.48.46.4 && ip.addr == 10.147.94.55 && tcp.port == 3804 && tcp.port == 51292");
    EXPECT_EQ(offers_by_frame[13].count("CAPF session"), 0U) << "a trust list";
    EXPECT_EQ(offers_by_frame[29].count("CAPF session"), 0U) << "a SYN";
}

TEST_F(ConversationFilters, PhoneByAddress) {
    const std::string wanted =
        "ip.addr == 10.147.94.55 && (capf || cisco_sgn || cisco_tvs || tftp || http || tcp.port in {3804, 2445, 6970, "
        "6971})";
    // a request, a file, a SYN to CAPF, a message of either side
    for (const std::uint32_t frame : {8U, 13U, 29U, 44U, 46U})
        EXPECT_EQ(offers_by_frame[frame]["Provisioning of this phone, by address"], wanted) << "frame " << frame;
}

TEST_F(ConversationFilters, PhoneByName) {
    const std::string name = "\"SEPA45630BBFA40\"";
    const std::string wanted = "capf.session.device_name == " + name + " || cisco_sgn.device == " + name +
                               " || cisco_tvs.device_name contains " + name + " || http.request.uri contains " + name +
                               " || tftp.source_file contains " + name;
    for (const std::uint32_t frame : {13U, 46U}) EXPECT_EQ(offers_by_frame[frame]["This phone, by name"], wanted);
    EXPECT_EQ(offers_by_frame[29].count("This phone, by name"), 0U) << "a SYN";
}

TEST_F(ConversationFilters, AreDisplayFilters) {
    std::size_t count = 0;
    for (const auto &[frame, offers] : offers_by_frame) {
        for (const auto &[title, text] : offers) {
            EXPECT_TRUE(compiles(text)) << "frame " << frame << ", " << title << ": " << text;
            ++count;
        }
    }
    EXPECT_GT(count, 30U);
}

}  // namespace
}  // namespace capf::test
