// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/input/archive_builder.h"

#include <archive.h>
#include <archive_entry.h>

#include <stdexcept>

namespace capf::test {
namespace {

class Builder {
public:
    Builder() : writer_(archive_write_new()) {}
    ~Builder() {
        if (writer_ != nullptr) archive_write_free(writer_);
    }
    Builder(const Builder &) = delete;
    Builder &operator=(const Builder &) = delete;
    archive *writer() { return writer_; }

    void need(int result) const {
        if (result < ARCHIVE_WARN) throw std::runtime_error(archive_error_string(writer_));
    }

    void open() {
        archive_write_set_bytes_in_last_block(writer_, 1);
        need(archive_write_open(writer_, &made_, nullptr, append, nullptr));
    }

    void add(const std::string &name, const std::string &content) {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        need(archive_write_header(writer_, entry));
        archive_entry_free(entry);
        if (archive_write_data(writer_, content.data(), content.size()) < 0) need(ARCHIVE_FATAL);
    }

    std::string finish() {
        need(archive_write_close(writer_));
        return made_;
    }

private:
    static la_ssize_t append(archive *, void *made, const void *bytes, size_t size) {
        static_cast<std::string *>(made)->append(static_cast<const char *>(bytes), size);
        return static_cast<la_ssize_t>(size);
    }

    archive *writer_;
    std::string made_;
};

}  // namespace

std::string make_tar(const Members &members) {
    Builder builder;
    builder.need(archive_write_set_format_pax_restricted(builder.writer()));
    builder.open();
    for (const auto &[name, content] : members) builder.add(name, content);
    return builder.finish();
}

std::string make_zip(const Members &members, const std::string &password) {
    Builder builder;
    builder.need(archive_write_set_format_zip(builder.writer()));
    if (!password.empty()) {
        builder.need(archive_write_set_options(builder.writer(), "zip:encryption=traditional"));
        builder.need(archive_write_set_passphrase(builder.writer(), password.c_str()));
    }
    builder.open();
    for (const auto &[name, content] : members) builder.add(name, content);
    return builder.finish();
}

std::string compress(const std::string &filter, const std::string &content) {
    Builder builder;
    builder.need(archive_write_set_format_raw(builder.writer()));
    builder.need(archive_write_add_filter_by_name(builder.writer(), filter.c_str()));
    builder.open();
    builder.add("data", content);
    return builder.finish();
}

}  // namespace capf::test
