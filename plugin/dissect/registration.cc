// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/registration.h"

#include "plugin/dissect/capture_state.h"
#include "plugin/dissect/certificate_fields.h"
#include "plugin/dissect/conversation_filters.h"
#include "plugin/dissect/packet-capf.h"
#include "plugin/dissect/packet-cisco-phone.h"
#include "plugin/dissect/packet-cisco-sgn.h"
#include "plugin/dissect/packet-tvs.h"

namespace capf::dissect {

void register_protocols() {
    register_capture_state();
    register_capf();
    register_tvs();
    register_cisco_sgn();
    register_cisco_phone();
    register_conversation_filters();
}

void register_handoffs() {
    find_x509_dissectors();
    handoff_capf();
    handoff_tvs();
    handoff_cisco_sgn();
    handoff_cisco_phone();
}

void only_feed_taps() {
    leave_files_unshown();
    leave_phones_unshown();
}

}  // namespace capf::dissect
