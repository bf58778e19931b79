# SPDX-License-Identifier: GPL-2.0-or-later
"""SCCP (skinny): what a phone and CUCM say to each other around a registration. Numbers are little-endian."""
import struct

SCCP_PORT, SCCPS_PORT = 2000, 2443
KEEP_ALIVE, REGISTER, TOKEN_REQUEST, REGISTER_ACK, REGISTER_REJECT = 0x00, 0x01, 0x29, 0x81, 0x9D
KEEP_ALIVE_ACK, TOKEN_REJECT, XML_ALARM = 0x100, 0x11B, 0x15A
CISCO_7962 = 404


def message(number, body=b""):
    return struct.pack("<III", 4 + len(body), 0, number) + body


def named(phone):
    """The device as Register and RegisterTokenReq tell it: name, user, instance, address, type."""
    address = phone.host.address if phone.host.version == 4 else b"\0" * 4
    return phone.device.encode().ljust(16, b"\0") + struct.pack("<II", 0, 1) + address + struct.pack("<I", CISCO_7962)


def register(phone):
    return message(REGISTER, named(phone) + struct.pack("<IIBBHI", 5, 0, 20, 0, 0x8000, 0))


def register_ack():
    return message(REGISTER_ACK, struct.pack("<I", 30) + b"D/M/Y\0\0\0" + struct.pack("<IBBBB", 60, 20, 0, 0, 0x80))


def register_reject(text):
    return message(REGISTER_REJECT, text.encode()[:32].ljust(33, b"\0") + b"\0" * 3)


def token_request(phone):
    return message(TOKEN_REQUEST, named(phone) + struct.pack("<I", 0))


def token_reject(seconds):
    return message(TOKEN_REJECT, struct.pack("<I", seconds))


def xml_alarm(text):
    body = text.encode() + b"\0"
    return message(XML_ALARM, body + b"\0" * (-len(body) % 4))


def keep_alive(say):
    """say(who, data): one round."""
    say("client", message(KEEP_ALIVE))
    say("server", message(KEEP_ALIVE_ACK))
