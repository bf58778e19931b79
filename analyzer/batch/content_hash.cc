// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/content_hash.h"

#include <fstream>
#include <memory>

#include <openssl/evp.h>

#include <fmt/format.h>

namespace capf::batch {
namespace {

constexpr std::size_t kPiece = 256U * 1024;

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

bool add_file(const std::string &path, EVP_MD_CTX *context) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> piece(kPiece);
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
        const auto n = static_cast<std::size_t>(file.gcount());
        if (EVP_DigestUpdate(context, piece.data(), n) != 1) return false;
    }
    return file.eof() && !file.bad();
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
