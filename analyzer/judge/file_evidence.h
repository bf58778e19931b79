// SPDX-License-Identifier: GPL-2.0-or-later
// What several rules ask about files: how often one was asked for, where, and how a missing one was answered.
#pragma once

#include <cstddef>

#include "analyzer/judge/conclude.h"

namespace capf::judge {

// Requests for the same name, `like` among them.
[[nodiscard]] std::size_t times_asked(const History &history, const CheckedFile &like);
// The frames of all of them.
[[nodiscard]] EvidenceRefs refs_of_all(const History &history, const CheckedFile &like);
// The server said that it has no such file, or refused to send it.
[[nodiscard]] bool is_not_there(const CheckedFile &file);
// Requests for the same name since it last arrived; where it never did, all of them.
[[nodiscard]] std::size_t times_asked_since_arrival(const History &history, const CheckedFile &like);
// The phone has tried it all: it asked for the file more than once since it last read its configuration or spoke to
// CAPF, or has had the time to try another transport or name.
[[nodiscard]] bool given_up(const History &history, const CheckedFile &file);
// HTTP 503 answered a request for the same name shortly before, over whichever transport `file` was asked for.
[[nodiscard]] bool busy_before(const History &history, const CheckedFile &file);
// The server is too busy to send the file, with the frames of all its answers.
[[nodiscard]] Found busy(Indication indication, const History &history, const CheckedFile &file, Step step);
[[nodiscard]] FileAnswer answer_of(const phones::Transfer &transfer);
[[nodiscard]] FileName file_name(const CheckedFile &file);
// An indication about this file, with its frames and name. Later than the file may refute it.
[[nodiscard]] Found of_file(Indication indication, const CheckedFile &file, Parameters values = {},
                            Evidence evidence = Evidence::observed);
// Likewise, resting on the certificate that verified it as well: the frames of the list that holds it.
[[nodiscard]] Found of_signature(Indication indication, const History &history, const CheckedFile &file,
                                 Parameters values = {});

}  // namespace capf::judge
