// SPDX-License-Identifier: GPL-2.0-or-later
// Which CAPF message each record of an encrypted session carries, by the same readings from which infer_dialogue()
// tells what the session was.
#pragma once

#include <vector>

#include "plugin/inference/dialogue_parser.h"
#include "plugin/inference/encrypted_session.h"

namespace capf::inference {

struct InferredMessages {
    Commands commands = {};     // all 0: none, an undocumented message, or part of one that the records do not finish
    TlsOwn tls = TlsOwn::none;  // what it is, where it is TLS's own
    double confidence = 0;      // 0 to 0.99: the share of the readings that see the same here; 0: none fits
};

// One for each of the session's records. The later ones tell of the earlier ones too: with all records the answer is
// surer than with those so far.
[[nodiscard]] std::vector<InferredMessages> infer_messages(const EncryptedSession &session, const Closing &closing);

}  // namespace capf::inference
