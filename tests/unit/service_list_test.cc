// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cucm/service_list.h"

#include <gtest/gtest.h>

namespace capf::cucm {
namespace {

constexpr std::string_view kShown =
    "admin:utils service list\r\n"
    "Requesting service status, please wait...\r\n"
    "System SSH [STARTED]\r\n"
    "Cluster Manager [STARTING]\r\n"
    "\r\n"
    "Cisco Tftp[STARTED]\r\n"
    "Cisco Certificate Authority Proxy Function[STOPPED]  Service Not Activated\r\n"
    "Cisco CTL Provider[STOPPED]  Commanded Out of Service\r\n"
    "Primary Node =true\r\n";

TEST(ServiceList, ReadsNamesStatesAndReasons) {
    const ServiceList list = parse_service_list(kShown);
    ASSERT_EQ(list.services.size(), 5U);
    EXPECT_EQ(list.unrecognised_count, 1U);
    const Service *const capf = list.find("cisco certificate authority proxy function");
    ASSERT_NE(capf, nullptr);
    EXPECT_EQ(capf->state, ServiceState::stopped);
    EXPECT_EQ(capf->reason, "Service Not Activated");
    EXPECT_EQ(capf->line, 7U);
    EXPECT_EQ(list.find("Cisco Tftp")->state, ServiceState::started);
    EXPECT_EQ(list.find("Cisco Tftp")->reason, "");
    EXPECT_EQ(list.find("Cluster Manager")->state, ServiceState::starting);
    EXPECT_EQ(list.find("Cisco Unity"), nullptr);
}

TEST(ServiceList, AStateThatIsNotKnownStaysAsItIs) {
    const ServiceList list = parse_service_list("A[SLEEPING]\n");
    ASSERT_EQ(list.services.size(), 1U);
    EXPECT_EQ(list.services[0].state, ServiceState::other);
    EXPECT_EQ(list.services[0].state_text, "SLEEPING");
}

TEST(ServiceList, OtherTextsAreNone) {
    EXPECT_TRUE(looks_like_service_list(kShown));
    EXPECT_FALSE(looks_like_service_list(""));
    EXPECT_FALSE(looks_like_service_list("[10:04:33am 11/29/26] ITL installed\n"));
    EXPECT_FALSE(looks_like_service_list("one [a]\ntwo [STARTED]\n"));
}

}  // namespace
}  // namespace capf::cucm
