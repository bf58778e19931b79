# SPDX-License-Identifier: GPL-2.0-or-later
import ctypes
import errno


def forbid_filters():
    """From here on, as in a container that does not let its processes filter system calls."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    allow, refuse = 0x7FFF0000, 0x00050000 | errno.EINVAL
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(allow)))
    call = library.seccomp_syscall_resolve_name(b"seccomp")
    if library.seccomp_rule_add(context, ctypes.c_uint32(refuse), call, 0) or library.seccomp_load(context):
        raise OSError("no filter for the test")
