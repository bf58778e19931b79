// SPDX-License-Identifier: GPL-2.0-or-later
// Captures of any type that Wireshark opens, through wiretap: slower than our own readers, and needs start_wiretap().
#pragma once

#include <memory>

#include "analyzer/capture/formats/record_reader.h"

struct wtap;

namespace capf::capture {

struct WiretapRecord;

class WiretapReader : public RecordReader {
public:
    // On failure null, and a message without the file's name in `error`.
    static std::unique_ptr<WiretapReader> open(const std::string &path, std::string &error);
    ~WiretapReader() override;

    bool next(std::vector<Record> &batch) override;
    // Reads the record at Record::offset into record(). False when the file cannot give it any more.
    bool read_again(std::int64_t offset);
    [[nodiscard]] WiretapRecord &record() { return *record_; }
    [[nodiscard]] int file_type() const;

private:
    WiretapReader();
    void take_secrets();

    std::unique_ptr<WiretapRecord> record_;
    wtap *wtap_ = nullptr;
};

// wiretap's own start, once in a process. epan_host calls it in the order that libwireshark wants.
void start_wiretap();

}  // namespace capf::capture
