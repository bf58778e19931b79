// SPDX-License-Identifier: GPL-2.0-or-later
// Who takes what walk_input() finds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/capture/formats/byte_source.h"
#include "analyzer/logs/input/content_kind.h"

namespace capf::logs {

// A file as it was found: by itself, or in an archive. Its content is decompressed.
struct FoundFile {
    // "logs.tar.gz/cm/trace/tftp/sdi1.txt": the path that the user gave, then the name in each archive. Only a name: it
    // may have ".." in it, be cut at kLongestName bytes, or hold anything that is not text.
    std::string name;
    ContentKind kind = ContentKind::empty;
    std::string_view beginning;  // at most kBeginning bytes
};
inline constexpr std::size_t kLongestName = 1024;

// What kept a file from being read, or from being read to its end.
enum class Obstacle {
    unreadable,      // `detail` says why
    damaged,         // likewise; what came before counts
    encrypted,       // with a password; `count` files of the archive `name`
    too_deep,        // an archive in more archives than WalkLimits::depth
    too_many_files,  // the rest is not read, as with the next two
    too_large,
    bomb,     // it unpacks to more than WalkLimits::ratio times its size
    no_room,  // for a file that must be unpacked as a whole; `detail` says why
};

struct InputNotice {
    Obstacle what = Obstacle::unreadable;
    std::string name;         // of the file or archive
    std::string detail;       // a system's or library's message; may be empty
    std::uint64_t count = 1;  // files
};

class InputSink {
public:
    InputSink() = default;
    virtual ~InputSink() = default;
    InputSink(const InputSink &) = delete;
    InputSink &operator=(const InputSink &) = delete;

    // Whether the file is wanted: one of read() and keep() is called then. Not asked of containers.
    virtual bool wants(const FoundFile &file) = 0;
    // Reads `content` from its beginning, as far as it likes.
    virtual void read(const FoundFile &file, capture::ByteSource &content) = 0;
    // A capture, unpacked as a whole: a file without a name, the sink's to close.
    virtual void keep(const FoundFile &file, int descriptor) = 0;
    virtual void note(const InputNotice &notice) = 0;
};

}  // namespace capf::logs
