// SPDX-License-Identifier: GPL-2.0-or-later
// Segments and blocks that are too large for the path: sent again and again and never acknowledged, while smaller ones
// arrive.
#pragma once

#include <optional>

#include "analyzer/judge/conclude.h"
#include "analyzer/judge/history.h"
#include "analyzer/phones/connection.h"

namespace capf::judge {

// When such a segment of a connection was last sent, in either direction: by what is known of the connection alone.
[[nodiscard]] std::optional<dissection::FrameTime> large_segments_lost_at(const phones::Connection &connection);
// Of a connection, in either direction; `step` is where it stops the phone.
[[nodiscard]] std::optional<Found> large_segments_lost(const History &history, const phones::Connection &connection,
                                                       Indication indication, Step step);
// Of a file, over TFTP or over a connection.
[[nodiscard]] std::optional<Found> large_segments_lost(const History &history, const CheckedFile &file,
                                                       Indication indication, Step step);

// Of any request for such a file that did not bring it, the last one first: the last may be too young to tell.
[[nodiscard]] std::optional<Found> large_segments_lost(const History &history, bool (CheckedFile::*wanted)() const,
                                                       Indication indication, Step step);

}  // namespace capf::judge
