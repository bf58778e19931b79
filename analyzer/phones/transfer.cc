// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/transfer.h"

namespace capf::phones {

const char *transfer_status_name(TransferStatus status) {
    switch (status) {
        case TransferStatus::complete:
            return "complete";
        case TransferStatus::not_found:
            return "not-found";
        case TransferStatus::not_modified:
            return "not-modified";
        case TransferStatus::busy:
            return "busy";
        case TransferStatus::refused:
            return "refused";
        case TransferStatus::no_answer:
            return "no-answer";
        case TransferStatus::cut_on_network:
            return "incomplete";
        case TransferStatus::lost_in_capture:
            return "lost-in-capture";
        case TransferStatus::unfinished:
            return "unfinished";
    }
    return "unfinished";
}

}  // namespace capf::phones
