// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/result_store.h"

namespace capf::batch {
namespace {

class NoStore : public ResultStore {
public:
    bool add(const Record & /*record*/, std::string & /*error*/) override { return true; }
    bool finish(std::string & /*error*/) override { return true; }
};

}  // namespace

std::unique_ptr<ResultStore> discard_results() {
    return std::make_unique<NoStore>();
}

StoreFormat format_of_name(const std::string &path) {
    for (const char *ending : {".sqlite", ".sqlite3", ".db"}) {
        if (path.ends_with(ending)) return StoreFormat::sqlite;
    }
    return StoreFormat::json_lines;
}

std::unique_ptr<ResultStore> open_results(const std::string &path, StoreFormat format, Start start,
                                          std::vector<RecordFacts> &known, std::string &error) {
    return format == StoreFormat::sqlite ? open_sqlite(path, start, known, error)
                                         : open_json_lines(path, start, known, error);
}

}  // namespace capf::batch
