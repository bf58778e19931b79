// SPDX-License-Identifier: GPL-2.0-or-later
// The captures that paths name: files, and folders with all that is in them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace capf::batch {

struct ListedCapture {
    std::vector<std::string> paths;  // more than one: a rotated set, in its order
    // The first path relative to the folder that was given: the same wherever that folder is.
    std::string name;
    std::uint64_t size = 0;     // bytes of all its files
    std::int64_t modified = 0;  // when the latest of them was, nanoseconds since 1970
    std::string problem;        // why there is nothing to open; empty when there is
};

struct CaptureList {
    // In the order of the paths given, inside a folder in the byte order of names.
    std::vector<ListedCapture> captures;
    // What a folder holds besides: files that are no captures, sockets, pipes, devices, links to folders.
    std::uint64_t passed_over = 0;
};

// A file that is named is taken whatever it is. A file in a folder is taken when it begins like a pcap or pcapng file,
// or when its name ends like a capture's (.pcap, .cap3, .pcapng.gz, .snoop …). Links to files are followed, links to
// folders are not, and nothing but regular files is opened. What cannot be looked at is listed with its problem.
// `join`: files of a rotated set are one capture, see capture::join_rotated_sets().
[[nodiscard]] CaptureList list_captures(const std::vector<std::string> &paths, bool join);

}  // namespace capf::batch
