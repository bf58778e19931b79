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
// The server said that it has no such file, or refused to send it over HTTP. An ICMP error says nothing of files, and
// neither does an error of TFTP's other than "File not found".
[[nodiscard]] bool is_not_there(const CheckedFile &file);
// An ICMP error answered the request.
[[nodiscard]] bool is_unreachable(const CheckedFile &file);
// An error of TFTP's that does not say that the file is not there, the server's or the phone's, ended it before it
// began.
[[nodiscard]] bool ended_by_error(const CheckedFile &file);
// The last of the phone's own files that is there, as far as is known, and did not arrive.
[[nodiscard]] const CheckedFile *last_failed_file(const History &history);
// The header's name, where the file that came under this phone's name was made and signed for another phone.
[[nodiscard]] std::optional<FileName> name_of_another_phone(const CheckedFile &file);
// The same as an indication, where the phone asks for the file again.
[[nodiscard]] Indications made_for_another_phone(const History &history, const CheckedFile &file,
                                                 Indication indication);
[[nodiscard]] Found unreachable(Indication indication, const CheckedFile &file);
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
