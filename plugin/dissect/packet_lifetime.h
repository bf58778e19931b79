// SPDX-License-Identifier: GPL-2.0-or-later
// C++ objects that live as long as the memory of a packet. What follows may be left by longjmp, so no stack frame may
// own them.
#pragma once

#include <type_traits>
#include <utility>

#include "plugin/dissect/compat.h"

namespace capf::dissect {

// Moves `value` into the care of `pool` (pinfo->pool), which destroys it when it is emptied: after the taps of the
// packet have been called. Only for the C++ half of the dissectors (see plan.h): may throw std::bad_alloc.
template <typename T>
const T *keep_for_packet(wmem_allocator_t *pool, T value) {
    // gboolean, or bool in later versions.
    using Again = std::invoke_result_t<wmem_user_cb_t, wmem_allocator_t *, wmem_cb_event_t, void *>;
    const auto destroy = [](wmem_allocator_t *, wmem_cb_event_t, void *kept) -> Again {
        delete static_cast<T *>(kept);
        return static_cast<Again>(false);
    };
    T *kept = new T(std::move(value));
    wmem_register_callback(pool, destroy, kept);
    return kept;
}

}  // namespace capf::dissect
