// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/packet_copy.h"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "analyzer/capture/formats/temporary_file.h"

namespace capf::watch {

PacketCopy::~PacketCopy() {
    if (file_ >= 0) close(file_);
}

void PacketCopy::add(std::string_view bytes, FeedWriter &tell) {
    if (file_ < 0) return;
    if (capture::write_all(file_, reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size())) return;
    tell.send_note("-w " + path_, std::string(std::strerror(errno)) + ": packets are kept no longer; watching goes on");
    close(file_);
    file_ = -1;
}

}  // namespace capf::watch
