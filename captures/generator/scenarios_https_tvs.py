# SPDX-License-Identifier: GPL-2.0-or-later
"""Files over HTTPS, and the Trust Verification Service: with keys, without, and refused."""
import lab_capf
from lab import TVS_PORT
from lab_certificates import md5
from lab_tls_link import TlsLink
from lab_transport import HTTPS_PORT
from scenario import field_case, finish, install

HIDDEN, UNTRUSTED, NEW_PORT = "provisioning-not-visible", "https-certificate-untrusted", 6972


def over_https(lab, phone, port, version="1.2"):
    """The whole sequence, every file over HTTPS."""
    how = {"over": "https", "get": {"port": port, "version": version}}
    lsc, name = lab.cluster.lsc(phone.device), f"ITL{phone.device}.tlv"
    phone.get(name, phone.list_file(name), over="https", valid=True, port=port, version=version)
    phone.config(**how)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    phone.config(md5(lsc.certificate), **how)
    phone.encrypted_config(lsc, **how)
    phone.register()
    lab.wait(20)


def readable_with_keys(phone):
    phone.outcome("encrypted", verdict_nokeys="incomplete", nokeys=(HIDDEN,), always=True)


@field_case("All files over HTTPS 6972, with a key log")
def https_6972_with_keys(lab, phone):
    over_https(lab, phone, NEW_PORT)
    readable_with_keys(phone)


@field_case("All files over HTTPS 6972 in TLS 1.3, with a key log")
def https_6972_tls13_with_keys(lab, phone):
    over_https(lab, phone, NEW_PORT, "1.3")
    readable_with_keys(phone)


@field_case("All files over HTTPS 6971 over IPv6, with a key log", version=6)
def https_6971_ipv6_with_keys(lab, phone):
    over_https(lab, phone, HTTPS_PORT)
    readable_with_keys(phone)


@field_case("All files over HTTPS 6972, and no keys", keys=False)
def https_6972_without_keys(lab, phone):
    for name in (f"ITL{phone.device}.tlv", phone.config_name):
        phone.get(name, phone.sign(b"hidden"), over="https", port=NEW_PORT)
    lab.wait(10)
    phone.get(phone.encrypted_name, phone.sign(b"hidden"), over="https", port=NEW_PORT)
    lab.wait(10)
    for event in phone.events:
        del event["sha256"]  # without a key log nobody can find these bytes
    phone.outcome("incomplete", HIDDEN, always=True)


@field_case("Files over HTTPS 6972 with a key log, and CAPF's port is closed", "capf_tcp")
def https_6972_capf_refused(lab, phone):
    how = {"over": "https", "get": {"port": NEW_PORT}}
    name = f"ITL{phone.device}.tlv"
    phone.get(name, phone.list_file(name), over="https", valid=True, port=NEW_PORT)
    for _ in range(3):
        phone.config(**how)
        phone.transport.refused(lab.site.server, 3804)
        lab.wait(30)
    phone.outcome("failed", "capf-refused", verdict_nokeys=["failed", "incomplete"])


def https_refused(lab, phone, port, number, version="1.2"):
    """The phone sees the certificate, and says by an alert that it does not trust it."""
    link = TlsLink(lab, phone.transport.open(None, port), lab.cluster.ccm, version)
    link.flight()
    link.alert("client", number)
    link.close("client")


def https_not_trusted(lab, phone, *how):
    for _ in range(4):
        https_refused(lab, phone, *how)
        lab.wait(20)
    phone.outcome(["failed", "incomplete"], UNTRUSTED, always=True)


@field_case("6972: the phone does not know the issuer of the certificate, alert 48", "partial1", keys=False)
def https_6972_alert_48(lab, phone):
    https_not_trusted(lab, phone, NEW_PORT, 48)


@field_case("6971: alert 42", "partial1", keys=False)
def https_6971_alert_42(lab, phone):
    https_not_trusted(lab, phone, HTTPS_PORT, 42)


@field_case("6972: alert 46", "partial1", keys=False)
def https_6972_alert_46(lab, phone):
    https_not_trusted(lab, phone, NEW_PORT, 46)


@field_case("6972 in TLS 1.3: the phone's alert 48 is in clear", "partial1", keys=False)
def https_6972_alert_48_tls13(lab, phone):
    https_not_trusted(lab, phone, NEW_PORT, 48, "1.3")


@field_case("6971: alert 48, and the phone takes everything over HTTP instead")
def https_refused_then_http(lab, phone):
    https_refused(lab, phone, HTTPS_PORT, 48)
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted", absent=(UNTRUSTED, HIDDEN))


@field_case("6972 refuses the phone's TLS version, alert 70; all is there over HTTP")
def https_alert_70_then_http(lab, phone):
    link = TlsLink(lab, phone.transport.open(None, NEW_PORT), lab.cluster.ccm, "1.0")
    link.hello()
    link.alert("server", 70, b"\3\1")
    link.close("server")
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted", absent=(UNTRUSTED,))


# TVS


def unknown_signer(lab):
    """The certificate by which the TFTP service signs since it was regenerated: not in the phone's list."""
    return lab.site.entity("ccm-new", lab.site.node, 0x22)


def needs_tvs(lab, phone):
    phone.trust_list()
    phone.config(sign={"signer": unknown_signer(lab)})


def tvs_link(lab, phone, version="1.2", server=None):
    return TlsLink(lab, phone.transport.open(server, TVS_PORT), lab.cluster.tvs, version)


def tvs_does_not_help(lab, phone, ask, code, times=3):
    """The phone cannot have the signer verified, and begins again."""
    for _ in range(times):
        needs_tvs(lab, phone)
        ask()
        lab.wait(25)
    phone.outcome(["failed", "incomplete"], code, always=True)


def tvs_alert(lab, phone, number, version="1.2"):
    link = tvs_link(lab, phone, version)
    link.flight()
    link.alert("client", number)
    link.close("client")


@field_case("TVS shows a regenerated certificate: the phone's alert 48 on 2445", "itl", keys=False)
def tvs_alert_48(lab, phone):
    tvs_does_not_help(lab, phone, lambda: tvs_alert(lab, phone, 48), "tvs-certificate-untrusted")


@field_case("The same with alert 46, in TLS 1.3", "itl", keys=False)
def tvs_alert_46_tls13(lab, phone):
    tvs_does_not_help(lab, phone, lambda: tvs_alert(lab, phone, 46, "1.3"), "tvs-certificate-untrusted")


@field_case("The phone's alert 42 on 2445, over IPv6", "itl", keys=False, version=6)
def tvs_alert_42_ipv6(lab, phone):
    tvs_does_not_help(lab, phone, lambda: tvs_alert(lab, phone, 42), "tvs-certificate-untrusted")


@field_case("TVS takes TLS 1.2 at least, the phone speaks 1.0: alert 70 on 2445", "itl", keys=False)
def tvs_alert_70(lab, phone):
    def ask():
        link = tvs_link(lab, phone, "1.0")
        link.hello()
        link.alert("server", 70, b"\3\1")
        link.close("server")

    tvs_does_not_help(lab, phone, ask, "tvs-tls-version-mismatch")


@field_case("TVS takes the connection and never answers the hello", "itl", keys=False)
def tvs_hello_unanswered(lab, phone):
    def ask():
        link = tvs_link(lab, phone)
        link.hello()
        lab.t += 20
        link.close("client")

    tvs_does_not_help(lab, phone, ask, "tvs-unreachable")


@field_case("Nobody answers the SYNs to 2445, at either of two servers", "itl", keys=False)
def tvs_syn_unanswered(lab, phone):
    def ask():
        phone.transport.unanswered(lab.site.server, TVS_PORT, times=3)
        phone.transport.unanswered(lab.site.beside(lab.site.server, 1), TVS_PORT, times=3)

    tvs_does_not_help(lab, phone, ask, "tvs-unreachable", times=2)


def goes_on(lab, phone):
    """What follows once the signer is known."""
    signer, lsc = unknown_signer(lab), lab.cluster.lsc(phone.device)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    phone.config(md5(lsc.certificate), sign={"signer": signer})
    phone.encrypted_config(lsc)
    phone.register()
    lab.wait(20)


TVS_CODES = ("tvs-certificate-untrusted", "tvs-tls-version-mismatch", "tvs-unreachable", "tvs-rejected")


@field_case("The first TVS is refused by the phone with alert 48, the second one answers")
def tvs_second_server(lab, phone):
    needs_tvs(lab, phone)
    tvs_alert(lab, phone, 48)
    tvs_query(lab, phone, True, lab.site.beside(lab.site.server, 1))
    goes_on(lab, phone)
    phone.outcome("encrypted", absent=TVS_CODES)


@field_case("TVS refuses TLS 1.0, the phone comes back with 1.2, and is answered")
def tvs_alert_70_then_answered(lab, phone):
    needs_tvs(lab, phone)
    link = tvs_link(lab, phone, "1.0")
    link.hello()
    link.alert("server", 70, b"\3\1")
    link.close("server")
    tvs_query(lab, phone, True)
    goes_on(lab, phone)
    phone.outcome("encrypted", absent=TVS_CODES)


def tvs_query(lab, phone, found, server=None):
    """QUERY_CERT_REQ: the phone asks for a certificate by subject, issuer and serial number."""
    link = tvs_link(lab, phone, server=server)
    link.shake()
    link.say("client", lab_capf.tvs_query(phone.device, unknown_signer(lab).certificate))
    link.say("server", lab_capf.tvs_found(unknown_signer(lab).der) if found else lab_capf.tvs_not_found())
    link.close()
    phone.events.append({"t": lab.site.epoch + round(lab.t, 6), "kind": "tvs", "command": 3, "found": found})


@field_case("TVS is asked by serial number, and answers with the certificate")
def tvs_query_answered(lab, phone):
    needs_tvs(lab, phone)
    tvs_query(lab, phone, True)
    goes_on(lab, phone)
    phone.outcome("encrypted", absent=TVS_CODES)


@field_case("TVS is asked by serial number, and has no such certificate", "partial1")
def tvs_query_not_found(lab, phone):
    for _ in range(3):
        needs_tvs(lab, phone)
        tvs_query(lab, phone, False)
        lab.wait(25)
    phone.outcome("failed", "tvs-rejected", nokeys=("config-signer-untrusted", "tvs-rejected"))
