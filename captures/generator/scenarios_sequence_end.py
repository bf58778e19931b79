# SPDX-License-Identifier: GPL-2.0-or-later
"""The last steps that do not come, and lists that are too long or missing."""
import lab_capf
from lab_certificates import md5
from scenario import field_case, finish

NOT_REQUESTED, TOO_LARGE, NO_LIST = "encrypted-config-not-requested", "trust-list-too-large", "trust-list-not-found"
LISTS = ("CTL{}.tlv", "CTLFile.tlv", "ITL{}.tlv", "ITLFile.tlv")


@field_case("The hash agrees, the phone is told to take the encrypted file, registers without it, and stays", "enc", keys=False)
def registers_without_encrypted_file(lab, phone):
    phone.trust_list()
    phone.config(md5(lab.cluster.lsc(phone.device).certificate))
    for _ in range(5):
        phone.register()
        lab.wait(110)
    phone.outcome("failed", NOT_REQUESTED, always=True)


@field_case("The same after CAPF: the new hash is there, and no request for the encrypted file", "enc")
def registers_without_encrypted_file_after_capf(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 4
    phone.config(md5(lsc.certificate))
    for _ in range(5):
        phone.register()
        lab.wait(110)
    phone.outcome("failed", NOT_REQUESTED, always=True)


@field_case("The hash agrees, and the capture ends a second later", keys=False)
def capture_ends_before_encrypted_file(lab, phone):
    phone.trust_list()
    phone.config(md5(lab.cluster.lsc(phone.device).certificate))
    lab.wait(1)
    phone.outcome("incomplete", absent=(NOT_REQUESTED,))


@field_case("The encrypted file comes a minute after the registration", keys=False)
def encrypted_file_after_registration(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(lsc.certificate))
    phone.register()
    lab.wait(60)
    phone.encrypted_config(lsc)
    phone.register()
    lab.wait(60)
    phone.outcome("encrypted", absent=(NOT_REQUESTED,))


# Lists of more than 65,536 bytes


@field_case("A list a little over 65,536 bytes, over TFTP; the phone does not go on", "itl", keys=False)
def large_list_stops_phone(lab, phone):
    phone.trust_list(over="tftp", filler=LARGE)
    lab.wait(90)
    phone.outcome("failed", TOO_LARGE, always=True)


@field_case("A list a little over 65,536 bytes, and the phone goes on with it")
def large_list_taken(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list(filler=LARGE)
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted")


LARGE = 11

# No list


@field_case("404 for every list; the phone has its partial configuration, and stays there", "itl", keys=False)
def no_list_stays_at_partial_config(lab, phone):
    for _ in range(3):
        for name in LISTS:
            phone.get(name.format(phone.device), status=404)
        phone.config()
        lab.wait(60)
    phone.outcome("failed", NO_LIST, always=True)


@field_case("File not found for every list over TFTP, and the phone goes on: it has a list of before")
def no_list_and_on(lab, phone):
    for name in LISTS:
        phone.get(name.format(phone.device), status=404, over="tftp")
    lsc = lab.cluster.lsc(phone.device)
    phone.config(over="tftp")
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=(NO_LIST,))
