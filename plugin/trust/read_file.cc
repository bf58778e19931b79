// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/read_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include "plugin/trust/utf8_path.h"

namespace capf::trust {
namespace {

constexpr std::size_t kLargestFile = 16 * 1024 * 1024;

struct FileCloser {
    void operator()(std::FILE *file) const { std::fclose(file); }
};

std::FILE *open_to_read(const std::string &path) {
#ifdef _WIN32
    try {
        return _wfopen(path_of_utf8(path).c_str(), L"rb");
    } catch (const std::system_error &) {  // no UTF-8, so no file has this name
        errno = ENOENT;
        return nullptr;
    }
#else
    return std::fopen(path.c_str(), "rb");
#endif
}

std::nullopt_t fail(const std::string &path, const std::string &reason, std::string &error) {
    error = "cannot read " + path + ": " + reason;
    return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::uint8_t>> read_file(const std::string &path, std::string &error) {
    const std::unique_ptr<std::FILE, FileCloser> file(open_to_read(path));
    if (!file) return fail(path, std::strerror(errno), error);
    // No buffer of the library's own: the file may hold a private key.
    std::setvbuf(file.get(), nullptr, _IONBF, 0);
    std::vector<std::uint8_t> content;
    std::size_t used = 0;
    do {
        content.resize(used + 65536);
        used += std::fread(content.data() + used, 1, content.size() - used, file.get());
    } while (used == content.size() && used <= kLargestFile);
    if (std::ferror(file.get()) != 0) return fail(path, std::strerror(errno), error);
    if (used > kLargestFile) return fail(path, "it is too large", error);
    content.resize(used);
    return content;
}

}  // namespace capf::trust
