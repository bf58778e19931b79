# SPDX-License-Identifier: GPL-2.0-or-later
"""CAPF sessions that stand still until the server closes them."""
import lab_capf
from scenario import field_case

CUT = "capf-session-cut"


def stands_still(lab, phone, seconds):
    """The phone says that it makes its key, and nothing more; the server closes after so many seconds."""
    phone.trust_list()
    phone.config()
    session = phone.connect()
    session.handshake("1.2")
    session.say([*lab_capf.hello(phone.device), *lab_capf.key_request(), ("phone", lab_capf.message(17))])
    lab.wait(seconds)
    session.close("server")
    lab.wait(30)
    phone.outcome(["failed", "incomplete"], CUT, always=True)


@field_case("The phone makes its key for 15 minutes, and CAPF closes the session", "capf")
def session_idles_out(lab, phone):
    stands_still(lab, phone, 15 * 60)


@field_case("The same, and CAPF closes after 20 seconds", "capf")
def session_closed_soon(lab, phone):
    stands_still(lab, phone, 20)
