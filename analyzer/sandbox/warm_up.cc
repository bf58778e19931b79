// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/warm_up.h"

#include <iconv.h>
#include <openssl/crypto.h>

#include <cstdlib>
#include <ctime>

namespace capf::sandbox {

void warm_up() {
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, nullptr);
    // With a zone by its name the C library does not look again at each conversion whether the machine's has changed.
    setenv("TZ", ":/etc/localtime", 0);
    tzset();
    const iconv_t conversion = iconv_open("UTF-8", "ISO-8859-1");
    if (conversion != reinterpret_cast<iconv_t>(-1)) iconv_close(conversion);
}

}  // namespace capf::sandbox
