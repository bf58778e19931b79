# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that come in parts, from elsewhere, cut by the capture, made for somebody else, or beside those that matter."""
from cryptography import x509
from cryptography.x509.oid import NameOID

import lab_capf
from lab_certificates import Entity, md5
from lab_transport import http_answer
from scenario import field_case, finish, install

INCOMPLETE_FILE = "encrypted-config-transfer-incomplete"


# HTTP in parts


def in_parts(lab, phone, name, content, *cuts, whole=True):
    """The answer breaks off at each of the cuts; the phone asks for the rest by Range, and is answered by 206. Without `whole`
    the last part breaks off as well."""
    began = lab.t
    edges = [0, *cuts, len(content)]
    for number, (start, end) in enumerate(zip(edges, edges[1:])):
        flow = phone.transport.http_request(name, more=f"Range: bytes={start}-\r\n" if start else "")
        rest = content[start:]
        more = f"Content-Range: bytes {start}-{len(content) - 1}/{len(content)}\r\n" if start else ""
        head, _ = http_answer(206 if start else 200, rest, "*/*", more)
        last = number == len(edges) - 2
        flow.say("server", head + (rest if last and whole else rest[: min(end - start, len(rest) - 200)]))
        if last and whole:
            flow.finish("client")
        else:
            lab.t += 4
            flow.reset("server")
        lab.t += 1
    phone.noted(began, name, content, cut=True)


def encrypted_file(phone, lsc):
    return phone.encrypted_file(lsc.key.public_key(), md5(lsc.certificate), more="<sshUserId></sshUserId>\n" * 90)


@field_case("The encrypted file breaks off twice; the phone asks for the rest by Range, and 206 brings it")
def range_brings_the_rest(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    in_parts(lab, phone, phone.encrypted_name, encrypted_file(phone, lsc), 900, 2100)
    phone.register()
    lab.wait(20)
    lab.partial_view = True
    phone.outcome(["encrypted", "incomplete"], absent=(INCOMPLETE_FILE,))


@field_case("The list comes in two parts, 200 and 206, and all goes well")
def range_of_trust_list(lab, phone):
    name, lsc = f"ITL{phone.device}.tlv", lab.cluster.lsc(phone.device)
    in_parts(lab, phone, name, phone.list_file(name), 3000)
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted")


@field_case("The part that Range asks for breaks off as well, three times", "enc")
def range_breaks_off_as_well(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    for _ in range(3):
        in_parts(lab, phone, phone.encrypted_name, encrypted_file(phone, lsc), 1200, whole=False)
        lab.wait(20)
    lab.partial_view = True
    phone.outcome("failed", INCOMPLETE_FILE, always=True)


# TFTP data from another address


@field_case("The TFTP service has two addresses: asked at one, it answers from the other; all goes well")
def tftp_from_other_address(lab, phone):
    get = {"answers_from": lab.site.beside(lab.site.server, 1)}
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list(over="tftp", get=get)
    phone.config(over="tftp", get=get)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    phone.config(md5(lsc.certificate), over="tftp", get=get)
    phone.encrypted_config(lsc, over="tftp", get=get)
    phone.register()
    lab.wait(20)
    phone.outcome(["encrypted", "incomplete"])


@field_case("The same, and what comes from the other address is File not found, for every name", "partial1", keys=False)
def tftp_error_from_other_address(lab, phone):
    other = lab.site.beside(lab.site.server, 1)
    for _ in range(2):
        phone.trust_list(over="tftp", get={"answers_from": other})
        for name in (phone.config_name, f"{phone.device}.cnf.xml", "XMLDefault.cnf.xml.sgn", "XMLDefault.cnf.xml"):
            phone.get(name, status=404, over="tftp", answers_from=other)
        lab.wait(40)
    phone.outcome(["failed", "incomplete"], "config-not-found")


# Frames cut at 128 bytes


@field_case("128 bytes of each frame: the phone's alert 48 is whole", "capf_tls", keys=False)
def frames_of_128_bytes_alert(lab, phone):
    phone.trust_list()
    phone.config()
    for _ in range(3):
        session = phone.connect()
        session.flight(session.hello())
        session.alert("phone", 48)
        session.close()
        lab.wait(25)
    lab.snap_length, lab.partial_view = 128, True
    phone.outcome("failed", "capf-certificate-untrusted", "capf-certificate-not-in-trust-list", always=True)


@field_case("128 bytes of each frame, and all goes well")
def frames_of_128_bytes(lab, phone):
    finish(lab, phone, install(lab, phone))
    lab.snap_length, lab.partial_view = 128, True
    phone.outcome(["encrypted", "incomplete"], absent=("capf-certificate-untrusted",))


# Other files


@field_case("Under this phone's name comes another's file, rightly signed; asked for again and again", "partial1", keys=False)
def file_of_another_phone(lab, phone):
    other = "SEP" + phone.device[3:9] + "0DDBA1"
    phone.trust_list()
    for _ in range(4):
        phone.config(md5(lab.cluster.lsc(other, serial=0x99).certificate), sign={"file_name": f"{other}.cnf.xml.sgn"})
        lab.wait(30)
    phone.outcome(["failed", "incomplete"])


@field_case("Another phone's file once, then the right one, and all goes well")
def file_of_another_phone_corrected(lab, phone):
    phone.trust_list()
    phone.config(sign={"file_name": "SEP" + phone.device[3:9] + "0DDBA1.cnf.xml.sgn"})
    lab.wait(60)
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted")


@field_case("Firmware beside it, signed by the maker's image key with SHA-1 and SHA-512")
def firmware_beside(lab, phone):
    maker = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Cisco Systems, Inc."),
                       x509.NameAttribute(NameOID.COMMON_NAME, "Phone Image Signing")])  # fmt: skip
    image_key = Entity("image", maker, 0x1333)
    phone.trust_list()
    phone.config()
    loads = f"{lab.site.load}.loads"
    phone.get(loads, phone.sign(b"kern88xx.1-2.sbn\r\nrootfs88xx.1-2.sbn\r\n", loads, image_key), over="tftp")
    for name, digest in (("kern88xx.1-2.sbn", 3), ("rootfs88xx.1-2.sbn", 1)):
        phone.get(name, phone.sign(bytes(range(256)) * 24, name, image_key, digest))
    lsc = lab.cluster.lsc(phone.device)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=("config-signer-untrusted", "config-digest-unsupported"))
