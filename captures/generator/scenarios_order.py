# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets that stand in the capture in another order than they were sent in."""
from scenario import field_case, finish, install
from scenarios_capf import certificate_refused


def two_clocks(lab, phone, late):
    """Each direction through a tap of its own: the clock of the phone's is `late` seconds behind."""

    def stamped(one):
        time, frame = one
        return (time + late if frame[26:30] == phone.host.address else time, frame)

    lab.alter_frames = lambda frames: sorted(map(stamped, frames), key=lambda one: one[0])


def neighbours_swapped(frames):
    """With the times exchanged as well, as when a packet is stamped only when its queue is read."""
    out = list(frames)
    for i in range(0, len(out) - 1, 2):
        (first, one), (second, other) = out[i : i + 2]
        if second - first < 0.0002:
            out[i : i + 2] = [(first, other), (second, one)]
    return out


@field_case("Two taps, the phone's clock a millisecond late: each answer stands before what it answers")
def taps_with_two_clocks(lab, phone):
    two_clocks(lab, phone, 0.001)
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted", absent=("certhash-stale",))


@field_case("Two taps, the phone's clock 20 ms late; the phone does not trust CAPF's certificate", "capf_tls", keys=False)
def taps_and_capf_untrusted(lab, phone):
    two_clocks(lab, phone, 0.02)
    certificate_refused(lab, phone, 48)
    phone.outcome("failed", "capf-certificate-untrusted")


@field_case("Two queues: of two packets within 200 microseconds the second stands first; CAPF is not tried", "capf_tcp")
def queues_and_capf_not_attempted(lab, phone):
    lab.alter_frames = neighbours_swapped
    phone.trust_list()
    phone.config()
    phone.config()
    lab.wait(30)
    phone.outcome("failed", "capf-not-attempted")
