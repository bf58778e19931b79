// SPDX-License-Identifier: GPL-2.0-or-later
// libarchive, for the formats that logs come in, one member after the other.
#pragma once

#include <memory>
#include <string>

#include "analyzer/capture/formats/byte_source.h"

struct archive;
struct archive_entry;

namespace capf::logs {

class ArchiveReader {
public:
    enum class Format {
        tar,
        zip,
        compressed_file,  // bzip2 or xz: one member
    };
    // Reads from `source`, which must outlive it, from where that stands.
    ArchiveReader(Format format, capture::ByteSource &source);
    // Reads the file, the caller's, from its beginning, going to and fro as zip needs it.
    ArchiveReader(Format format, int descriptor);
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader &) = delete;
    ArchiveReader &operator=(const ArchiveReader &) = delete;

    // To the next member that is a file; the content of the last one need not have been read. False at the end, and
    // with an error() where the archive is damaged.
    bool next();
    // Of the member. The name is as it is in the archive: only a name, and perhaps none.
    [[nodiscard]] const std::string &name() const { return name_; }
    [[nodiscard]] bool is_encrypted() const { return encrypted_; }
    // The member's content, valid until next().
    [[nodiscard]] std::unique_ptr<capture::ByteSource> content();
    [[nodiscard]] const std::string &error() const { return error_; }

private:
    struct Input;
    struct Content;
    void open(Format format);
    bool fail();

    std::unique_ptr<Input> input_;
    archive *archive_ = nullptr;
    std::string name_, error_;
    bool encrypted_ = false;
};

}  // namespace capf::logs
