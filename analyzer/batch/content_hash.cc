// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/content_hash.h"

#include <unistd.h>

#include <cstdint>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include <fmt/format.h>

#include "analyzer/capture/formats/byte_source.h"
#include "analyzer/capture/formats/open_capture.h"

namespace capf::batch {
namespace {

constexpr std::size_t kHashedAtOnce = 256U * 1024;

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

bool add_file(const std::string &path, EVP_MD_CTX *context) {
    const int file = capture::open_capture(path);
    if (file < 0) return false;
    const auto source = capture::descriptor_source(file);
    std::vector<std::uint8_t> piece(kHashedAtOnce);
    std::ptrdiff_t n = 0;
    while ((n = source->read(piece.data(), piece.size())) > 0) {
        if (EVP_DigestUpdate(context, piece.data(), static_cast<std::size_t>(n)) != 1) break;
    }
    close(file);
    return n == 0;
}

}  // namespace

std::string content_hash(const std::vector<std::string> &paths) {
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (context == nullptr || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) return "";
    for (const std::string &path : paths) {
        if (!add_file(path, context.get())) return "";
    }
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_DigestFinal_ex(context.get(), digest, &length) != 1) return "";
    std::string hex;
    for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

}  // namespace capf::batch
