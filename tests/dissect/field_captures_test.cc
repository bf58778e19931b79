// SPDX-License-Identifier: GPL-2.0-or-later
// What the recordings of field faults hold is observed, with the selection of frames and without.
#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "analyzer/check_capture.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/phones/timeline.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::test {
namespace {

using phones::Connection;
using phones::Phone;

class FieldCaptures : public testing::TestWithParam<bool> {
protected:
    static void SetUpTestSuite() { dissection::prepare_epan({}); }

    // Calls `look` with what the capture shows.
    template <typename Look>
    void see(const std::string &name, Look look) {
        CheckOptions options;
        options.all_frames = GetParam();
        bool seen = false;
        const auto report = check_capture({CAPTURES_DIR "/generated/" + name + ".pcapng"}, options, {},
                                          [&](const JudgedCapture &judged) {
                                              seen = true;
                                              look(judged.timeline);
                                          });
        EXPECT_TRUE(seen) << name << ": " << report.problem;
    }

    template <typename Look>
    void see_phone(const std::string &name, Look look) {
        see(name, [&](const phones::Timeline &timeline) {
            ASSERT_EQ(timeline.phones().size(), 1U) << name;
            look(timeline.phones().front());
        });
    }
};

bool has_alert(const std::vector<const Connection *> &connections, std::uint8_t alert) {
    for (const Connection *connection : connections) {
        for (const dissection::TlsRecord &record : connection->tls) {
            if (record.alert_description == alert) return true;
        }
    }
    return false;
}

TEST_P(FieldCaptures, Refusals) {
    for (const char *name : {"sip-403-security-mismatch", "sip-403-in-small-segments", "sip-403-ipv6", "sip-403-vlan",
                             "sip-403-tcp-after-trying"}) {
        see_phone(name, [&](const Phone &phone) {
            ASSERT_GE(phone.refusals.size(), 3U) << name;
            EXPECT_TRUE(phone.registrations.empty()) << name;
            for (const dissection::Registration &one : phone.refusals) {
                EXPECT_EQ(one.status, 403) << name;
                EXPECT_EQ(one.text, "Forbidden") << name;
                EXPECT_NE(one.warning.find("399 "), std::string::npos) << name;
            }
        });
    }
    see_phone("sip-200-after-digest", [](const Phone &phone) {
        EXPECT_TRUE(phone.refusals.empty());
        EXPECT_FALSE(phone.registrations.empty());
    });
    see_phone("sip-subscribe-refused", [](const Phone &phone) { EXPECT_TRUE(phone.refusals.empty()); });
    see("sip-two-phones-one-refused", [](const phones::Timeline &timeline) {
        ASSERT_EQ(timeline.phones().size(), 2U);
        for (const Phone &phone : timeline.phones()) EXPECT_NE(phone.refusals.empty(), phone.registrations.empty());
    });
}

TEST_P(FieldCaptures, Sccp) {
    for (const char *name : {"sccp-register-reject", "sccp-register-reject-split", "sccp-register-reject-in-clear"}) {
        see_phone(name, [&](const Phone &phone) {
            ASSERT_FALSE(phone.refusals.empty()) << name;
            EXPECT_FALSE(phone.refusals.front().text.empty()) << name;
            EXPECT_FALSE(phone.refusals.front().token) << name;
        });
    }
    see_phone("sccp-token-reject", [](const Phone &phone) {
        ASSERT_FALSE(phone.refusals.empty());
        EXPECT_TRUE(phone.refusals.front().token);
    });
    for (const char *name : {"sccp-register-ack", "sccp-register-ack-joined"}) {
        see_phone(name, [&](const Phone &phone) { EXPECT_FALSE(phone.registrations.empty()) << name; });
    }
}

TEST_P(FieldCaptures, SignallingOverTls) {
    see_phone("sips-alert-48", [](const Phone &phone) {
        ASSERT_FALSE(phone.signalling.empty());
        EXPECT_TRUE(has_alert(phone.signalling, wire::kAlertUnknownCa));
        bool certificate = false;
        for (const dissection::TlsRecord &record : phone.signalling.front()->tls) {
            for (const dissection::TlsHandshake &handshake : record.handshakes) {
                certificate |= phone.signalling.front()->is_from_client(record) && !handshake.certificates.empty();
            }
        }
        EXPECT_TRUE(certificate);
    });
    see_phone("sips-closed-after-handshake", [](const Phone &phone) {
        ASSERT_FALSE(phone.signalling.empty());
        EXPECT_TRUE(phone.signalling.front()->server_fin || phone.signalling.front()->server_reset);
    });
    see_phone("sips-registered-tls12", [](const Phone &phone) {
        ASSERT_FALSE(phone.signalling.empty());
        const Connection &one = *phone.signalling.front();
        ASSERT_TRUE(one.from_server.last_data() && one.from_client.last_data());
        EXPECT_GT(one.from_server.last_data()->time, one.from_server.first_data()->time);
    });
}

TEST_P(FieldCaptures, Https) {
    for (const auto &[name, alert] : {std::pair{"https-6971-alert-42", wire::kAlertBadCertificate},
                                      std::pair{"https-6972-alert-48", wire::kAlertUnknownCa},
                                      std::pair{"https-6972-alert-46", wire::kAlertCertificateUnknown}}) {
        see_phone(name, [&](const Phone &phone) { EXPECT_TRUE(has_alert(phone.https, alert)) << name; });
    }
    see_phone("https-6972-without-keys", [](const Phone &phone) { EXPECT_FALSE(phone.https.empty()); });
}

TEST_P(FieldCaptures, Strangers) {
    for (const char *name : {"scanner-sweeps", "certificates-probed", "capf-health-checks", "file-service-scanned"}) {
        see(name, [&](const phones::Timeline &timeline) {
            EXPECT_EQ(timeline.phones().size(), 1U) << name;
            EXPECT_FALSE(timeline.strangers().empty()) << name;
        });
    }
    for (const char *name : {"strangers-only", "strangers-only-ipv6"}) {
        see(name, [&](const phones::Timeline &timeline) { EXPECT_TRUE(timeline.phones().empty()) << name; });
    }
    see_phone("phone-seen-at-capf-only", [](const Phone &phone) { EXPECT_FALSE(phone.capf.empty()); });
}

TEST_P(FieldCaptures, NamesLookedUp) {
    for (const auto &[name, rcode] : {std::pair{"dns-no-such-name", 3}, std::pair{"dns-no-such-name-ipv6", 3},
                                      std::pair{"dns-server-failure", 2}, std::pair{"dns-empty-answer", 0}}) {
        see_phone(name, [&](const Phone &phone) {
            bool asked = false, answered = false;
            for (const dissection::NameLookup &one : phone.lookups) {
                EXPECT_FALSE(one.name.empty());
                EXPECT_TRUE(one.addresses.empty()) << name;
                asked |= one.rcode == dissection::NameLookup::kQuery;
                answered |= one.rcode == rcode;
            }
            EXPECT_TRUE(asked && answered) << name;
        });
    }
    see_phone("dns-resolved", [](const Phone &phone) {
        bool resolved = false;
        for (const dissection::NameLookup &one : phone.lookups) resolved |= !one.addresses.empty();
        EXPECT_TRUE(resolved);
    });
}

TEST_P(FieldCaptures, Alarms) {
    for (const char *name : {"alarm-not-installed-sip", "alarm-not-installed-ipv6", "alarm-not-installed-sccp"}) {
        see_phone(name, [&](const Phone &phone) {
            ASSERT_FALSE(phone.alarms.empty()) << name;
            EXPECT_EQ(phone.alarms.front().name, "DeviceTLInfo");
            EXPECT_EQ(phone.alarms.front().parameters.at("ITL_Signature"), "Not Installed");
        });
    }
}

TEST_P(FieldCaptures, Files) {
    using phones::TransferStatus;
    const auto statuses = [&](const std::string &name) {
        std::vector<TransferStatus> all;
        see_phone(name, [&](const Phone &phone) {
            for (const phones::Transfer *one : phone.transfers) all.push_back(one->status);
        });
        return all;
    };
    const auto count = [&](const std::string &name, TransferStatus status) {
        const std::vector<TransferStatus> all = statuses(name);
        return std::count(all.begin(), all.end(), status);
    };
    EXPECT_GT(count("http-503-config", TransferStatus::busy), 0);
    EXPECT_EQ(count("range-brings-the-rest", TransferStatus::cut_on_network), 0);
    EXPECT_EQ(count("range-of-trust-list", TransferStatus::cut_on_network), 0);
    EXPECT_GT(count("range-breaks-off-as-well", TransferStatus::cut_on_network), 0);
    EXPECT_EQ(count("tftp-from-other-address", TransferStatus::no_answer), 0);
    EXPECT_GT(count("tftp-from-other-address", TransferStatus::complete), 2);
    EXPECT_GT(count("tftp-error-from-other-address", TransferStatus::not_found), 0);
}

TEST_P(FieldCaptures, PathMtu) {
    for (const char *name : {"mtu-capf-store-icmp", "mtu-trust-list-icmp"}) {
        see(name, [&](const phones::Timeline &timeline) {
            bool told = false;
            for (const auto &[stream, one] : timeline.connections()) {
                for (const dissection::Unreachable &error : one.too_big) told |= error.mtu > 0;
            }
            EXPECT_TRUE(told) << name;
        });
    }
    see_phone("mtu-tftp-blocks-icmp", [](const Phone &phone) {
        bool told = false;
        for (const phones::Transfer *one : phone.transfers) told |= !one->too_big.empty();
        EXPECT_TRUE(told);
    });
}

TEST_P(FieldCaptures, WhatElseIsOnThePortOfCapf) {
    for (const auto &[name, begin] : {std::pair{"http-on-3804", "HTTP/1.0 400"}, std::pair{"ssh-on-3804", "SSH-2.0-"},
                                      std::pair{"smtp-on-3804", "220 "}}) {
        see_phone(name, [&, begin = std::string(begin)](const Phone &phone) {
            ASSERT_FALSE(phone.capf.empty()) << name;
            EXPECT_EQ(phone.capf.front().connection->first_from_server.substr(0, begin.size()), begin) << name;
        });
    }
}

TEST_P(FieldCaptures, RecordsInCutFrames) {
    see_phone("frames-of-128-bytes-alert", [](const Phone &phone) {
        ASSERT_FALSE(phone.capf.empty());
        EXPECT_TRUE(has_alert({phone.capf.front().connection}, wire::kAlertUnknownCa));
    });
}

INSTANTIATE_TEST_SUITE_P(Frames, FieldCaptures, testing::Bool(),
                         [](const testing::TestParamInfo<bool> &one) { return one.param ? "All" : "Selected"; });

}  // namespace
}  // namespace capf::test
