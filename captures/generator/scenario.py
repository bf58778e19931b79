# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of scenarios, and the parts that many of them share."""
import inspect

import lab_capf
from lab_certificates import md5
from lab_site import DrawnSite

SCENARIOS = []


class Scenario:
    def __init__(self, tell, title, cluster, broken_step, keys, site=None):
        self.tell, self.title, self.cluster, self.broken_step, self.keys = tell, title, cluster, broken_step, keys
        self.takes = len(inspect.signature(tell).parameters)  # the lab alone when no phone is in it, else a phone as well
        self.name = tell.__name__.replace("_", "-")
        self.site = site and site(self.name)


def scenario(title, cluster=None, broken_step=None, keys=True):
    """Adds a function that takes (lab, phone) and lets the phone do things. cluster: makes another one than the usual."""

    def add(tell):
        SCENARIOS.append(Scenario(tell, title, cluster, broken_step, keys))
        return tell

    return add


def field_case(title, broken_step=None, keys=True, cluster=None, version=4):
    """As `scenario`, at a place of its own. cluster: takes the site and returns that of its parts that are not the usual
    ones, by role. version: of IP."""

    def add(tell):
        one = Scenario(tell, title, None, broken_step, keys, lambda name: DrawnSite(name, version))
        one.cluster = lambda: one.site.cluster(**(cluster(one.site) if cluster else {}))
        SCENARIOS.append(one)
        return tell

    return add


def install(lab, phone, bits=2048, **session):
    """Trust list, partial configuration, and an LSC by CAPF. Returns the LSC."""
    lsc = lab.cluster.lsc(phone.device, key_name="lsc" if bits == 2048 else f"lsc-{bits}", bits=bits)
    phone.trust_list()
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc, bits), **session)
    lab.t += 3
    return lsc


def finish(lab, phone, lsc, registers=True):
    """The phone comes back with its certificate, and gets the encrypted file."""
    phone.config(md5(lsc.certificate))
    phone.encrypted_config(lsc)
    lab.t += 2
    if registers:
        phone.register()
    lab.wait(2)
    phone.outcome("encrypted")
