// SPDX-License-Identifier: GPL-2.0-or-later
// Prints what the readers make of logs, for tests: each event as a line of JSON, and at the end the lines of each file.
//
// usage: print_log_events FILE...      the files of one log, in order
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analyzer/logs/reader_table.h"

using namespace capf;

namespace {

std::string read_head(const std::string &path) {
    std::ifstream stream(path, std::ios::binary);
    std::string head(65'536, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    return head;
}

void push_file(const std::string &path, logs::Reader &reader) {
    std::ifstream stream(path, std::ios::binary);
    std::array<char, 65'536> piece{};
    while (stream) {
        stream.read(piece.data(), piece.size());
        reader.push({piece.data(), static_cast<std::size_t>(stream.gcount())});
    }
}

void print(const nlohmann::json &json) {
    std::cout << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void print_event(const logs::LogEvent &event) {
    nlohmann::json json{{"file", event.file},
                        {"line", event.line},
                        {"kind", logs::kind_name(event.kind)},
                        {"device", event.device},
                        {"address", event.address},
                        {"port", event.port},
                        {"name", event.file_name},
                        {"stretch", event.stretch},
                        {"of_day", event.time.of_day},
                        {"resolution", event.time.resolution}};
    if (event.at) json["at"] = *event.at;
    if (event.result) json["result"] = *event.result;
    print(json);
}

void print_counts(const logs::LineCounts &counts) {
    print({{"counts", counts.file},
           {"lines", counts.lines},
           {"blank", counts.blank},
           {"recognised", counts.recognised},
           {"continued", counts.continued},
           {"unrecognised", counts.unrecognised},
           {"events", counts.events}});
}

}  // namespace

int main(int argc, char **argv) {
    const std::vector<std::string> files(argv + 1, argv + argc);
    if (files.empty()) return 2;
    const logs::ReaderKind *kind = nullptr;
    for (const std::string &file : files) {
        if (kind == nullptr) kind = logs::find_reader(read_head(file));
    }
    print({{"format", kind == nullptr ? std::string_view() : kind->name}});
    if (kind == nullptr) return 0;
    const auto reader = kind->make(print_event, {});
    for (std::size_t i = 0; i < files.size(); ++i) {
        reader->begin_file(static_cast<std::uint32_t>(i));
        push_file(files[i], *reader);
    }
    reader->finish();
    for (const logs::LineCounts &counts : reader->counts()) print_counts(counts);
    return 0;
}
