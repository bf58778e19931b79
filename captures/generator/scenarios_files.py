# SPDX-License-Identifier: GPL-2.0-or-later
"""Trust list, TVS and configuration: what goes wrong before CAPF, and what only looks like it."""
import datetime

import lab_capf
import signed_files
from lab import full_config, partial_config
from lab_certificates import START, Cluster, Entity, md5
from scenario import finish, install, scenario

DAY = datetime.timedelta(days=1)


@scenario("Neither ITL nor CTL on the server, and the phone stops", broken_step="itl")
def trust_list_not_found(lab, phone):
    for over in ("http", "tftp"):
        for name in (f"CTL{phone.device}.tlv", "CTLFile.tlv", f"ITL{phone.device}.tlv", "ITLFile.tlv"):
            phone.get(name, status=404, over=over)
    lab.wait(60)
    phone.outcome("failed", "trust-list-not-found")


@scenario("No list on the server, but the phone has one from before and goes on")
def trust_list_from_before(lab, phone):
    phone.get(f"CTL{phone.device}.tlv", status=404)
    phone.get(f"ITL{phone.device}.tlv", status=404)
    lsc = lab.cluster.lsc(phone.device)
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)


@scenario("No list on the server, and so the phone does not trust the CAPF certificate", broken_step="capf_tls")
def trust_list_not_found_untrusted(lab, phone):
    phone.get(f"CTL{phone.device}.tlv", status=404)
    phone.get(f"ITL{phone.device}.tlv", status=404)
    phone.config()
    session = phone.connect()
    session.flight(session.hello())
    session.alert("phone", 48)
    session.close()
    lab.wait(60)
    phone.outcome("failed", "capf-certificate-untrusted", "trust-list-not-found")


@scenario("A trust list whose records contradict themselves", broken_step="itl")
def trust_list_malformed(lab, phone):
    name = f"ITL{phone.device}.tlv"
    records = signed_files.trust_record(signed_files.SAST, "lab-pub.lab.example", lab.cluster.sast.certificate)
    broken = records + b"\x01\x00\x02\xff\xf0\x02\x00\x40cut here"
    signer = signed_files.Signer(lab.cluster.sast.certificate, lab.cluster.sast.key)
    for _ in range(2):
        phone.get(name, signer.sign((1, 2), name, phone.now, broken))
    lab.wait(60)
    phone.outcome("failed", "trust-list-malformed")


@scenario("A trust list of more than 65,536 bytes", broken_step="itl")
def trust_list_too_large(lab, phone):
    phone.trust_list(filler=16)
    lab.wait(60)
    phone.outcome("failed", "trust-list-too-large")


@scenario("A trust list of nearly 65,536 bytes")
def trust_list_nearly_too_large(lab, phone):
    phone.trust_list(filler=12)
    lsc = lab.cluster.lsc(phone.device)
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)


def expired_signer():
    return Cluster(ccm=Entity("ccm", "lab-pub.lab.example", 0x5A52, end=START - 3 * DAY))


def signer_that_ends_soon():
    return Cluster(ccm=Entity("ccm", "lab-pub.lab.example", 0x5A52, end=START + 30 * DAY))


@scenario("The certificate that signs the files has expired; the phone does not go on", expired_signer, "itl")
def trust_list_certificate_expired(lab, phone):
    phone.trust_list()
    phone.config()
    lab.wait(60)
    phone.outcome("failed", "trust-list-certificate-expired")


@scenario("The same, but the phone stops at the list", expired_signer, "itl")
def trust_list_certificate_expired_at_list(lab, phone):
    phone.trust_list()
    lab.wait(4)
    phone.trust_list()
    lab.wait(60)
    phone.outcome(["failed", "incomplete"], "trust-list-certificate-expired", "trust-list-signer-unknown")


@scenario("The certificate that signs the files ends in thirty days", signer_that_ends_soon)
def certificate_expires_soon(lab, phone):
    finish(lab, phone, install(lab, phone))


@scenario("No configuration for this phone, whatever it tries", broken_step="partial1")
def config_not_found(lab, phone):
    phone.trust_list()
    for over in ("http", "tftp"):
        for name in (phone.config_name, f"{phone.device}.cnf.xml", "XMLDefault.cnf.xml.sgn", "XMLDefault.cnf.xml"):
            phone.get(name, status=404, over=over)
    lab.wait(60)
    phone.outcome("failed", "config-not-found")


@scenario("Not the phone's configuration, only the default one: the database does not know it", broken_step="partial1")
def config_not_found_default(lab, phone):
    default = b"<Default><callManagerGroup><members/></callManagerGroup><versionStamp/></Default>\n"
    phone.trust_list()
    for _ in range(2):
        phone.get(phone.config_name, status=404)
        phone.get("XMLDefault.cnf.xml.sgn", phone.sign(default, "XMLDefault.cnf.xml.sgn"), valid=True)
        lab.wait(20)
    lab.wait(60)
    phone.outcome("failed", "config-not-found")


@scenario("Nothing over HTTP, everything over TFTP")
def config_over_tftp_after_http(lab, phone):
    phone.trust_list()
    phone.get(phone.config_name, status=404)
    phone.config(over="tftp")
    lsc = lab.cluster.lsc(phone.device)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)


@scenario("The configuration breaks off on the network", broken_step="partial1")
def config_transfer_incomplete_http(lab, phone):
    phone.trust_list()
    for _ in range(2):
        phone.config(get={"cut_after": 300}, valid=None)
    lab.wait(30)
    phone.outcome("failed", "config-transfer-incomplete")


@scenario("The configuration is no XML", broken_step="partial1")
def config_malformed(lab, phone):
    phone.trust_list()
    for _ in range(2):
        phone.config(text=partial_config()[:140] + b"\xff\xfe<<<<\0\0" + partial_config()[180:])
    lab.wait(60)
    phone.outcome("failed", "config-malformed")


def another_signer():
    return Entity("ccm-new", "lab-pub.lab.example", 0x5AF2)


@scenario("Signer not in the list; TVS knows it, and all goes well")
def config_signer_by_tvs(lab, phone):
    signer, lsc = another_signer(), lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(sign={"signer": signer})
    phone.tvs(signer.certificate, 0)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    phone.config(md5(lsc.certificate), sign={"signer": signer})
    phone.encrypted_config(lsc)
    phone.register()
    lab.wait(5)
    phone.outcome("encrypted")


@scenario("Signer not in the list; TVS knows it, and the capture ends with CAPF")
def config_signer_by_tvs_cut(lab, phone):
    signer, lsc = another_signer(), lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(sign={"signer": signer})
    phone.tvs(signer.certificate, 0)
    phone.capf(lab_capf.install(phone.device, lsc))
    phone.outcome("incomplete")


@scenario("Signer not in the list, and TVS does not know it either", broken_step="partial1")
def tvs_rejected(lab, phone):
    signer = another_signer()
    phone.trust_list()
    for _ in range(2):
        phone.config(sign={"signer": signer})
        phone.tvs(signer.certificate, 1)
    lab.wait(60)
    phone.outcome("failed", "tvs-rejected", nokeys=("config-signer-untrusted",))


@scenario("Signer not in the list, and nobody answers at TVS's port", broken_step="partial1")
def tvs_unreachable(lab, phone):
    phone.trust_list()
    phone.config(sign={"signer": another_signer()})
    phone.transport.unanswered("192.0.2.10", 2445)
    lab.wait(30)
    phone.outcome("failed", "tvs-rejected")


@scenario("Signer not in the list, and TVS is off", broken_step="partial1")
def tvs_refused(lab, phone):
    phone.trust_list()
    phone.config(sign={"signer": another_signer()})
    phone.transport.refused("192.0.2.10", 2445)
    lab.wait(60)
    phone.outcome("failed", "tvs-rejected")


@scenario("TVS does not answer at first, and the phone goes on all the same")
def tvs_unreachable_then_on(lab, phone):
    signer = another_signer()
    phone.trust_list()
    phone.config(sign={"signer": signer})
    phone.transport.refused("192.0.2.10", 2445)
    phone.tvs(signer.certificate, 0)
    phone.capf(lab_capf.nothing(phone.device, reason=9))
    lab.wait(60)
    phone.outcome("failed", "capf-unknown-device", nokeys=("capf-unknown-device", "capf-no-operation", "capf-rejected"))


@scenario("Files signed with SHA-512, and the phone asks again and again", broken_step="partial1")
def config_digest_unsupported(lab, phone):
    phone.trust_list()
    for _ in range(4):
        phone.config(sign={"digest": 3})
        lab.wait(15)
    lab.wait(30)
    phone.outcome("failed", "config-digest-unsupported")


@scenario("The configuration names no CAPF server", broken_step="partial1")
def capf_info_missing(lab, phone):
    phone.trust_list()
    phone.config(servers=[])
    lab.wait(60)
    phone.outcome("failed", "capf-info-missing")


@scenario("No CAPF server in the configuration, and none is needed")
def capf_info_not_needed(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(lsc.certificate), servers=[])
    phone.encrypted_config(lsc)
    phone.register()
    lab.wait(5)
    phone.outcome("encrypted")


@scenario("The capture ends when the phone has its partial configuration")
def config_then_nothing(lab, phone):
    phone.trust_list()
    phone.config()
    phone.outcome("incomplete")


@scenario("All files over HTTPS, and no keys", keys=False)
def provisioning_not_visible(lab, phone):
    for name in (f"ITL{phone.device}.tlv", phone.config_name, phone.encrypted_name):
        phone.get(name, phone.sign(b"nothing to see"), over="https")
    lab.wait(10)
    phone.outcome("incomplete")


@scenario("All files over HTTPS, with a key log")
def https_with_keys(lab, phone):
    lsc, name = lab.cluster.lsc(phone.device), f"ITL{phone.device}.tlv"
    phone.get(name, phone.list_file(name), over="https", valid=True)
    phone.config(over="https")
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    phone.config(md5(lsc.certificate), over="https")
    phone.encrypted_config(lsc, over="https")
    phone.register()
    lab.wait(5)
    phone.outcome("encrypted", verdict_nokeys="incomplete")


@scenario("A full configuration in the clear, with a password in it")
def secret_in_clear(lab, phone):
    phone.trust_list()
    phone.config(text=full_config(encrypted=False, more="<sshUserId>admin</sshUserId>\n<sshPassword>Lab.12345</sshPassword>\n"))
    phone.register()
    lab.wait(5)
    phone.outcome("not-enabled")


@scenario("A full configuration in the clear, without a secret")
def no_secret_in_clear(lab, phone):
    phone.trust_list()
    phone.config(text=full_config(encrypted=False, more="<sshUserId>admin</sshUserId>\n<sshPassword></sshPassword>\n"))
    phone.register()
    lab.wait(5)
    phone.outcome("not-enabled")


@scenario("The file that comes was signed for another phone", broken_step="partial1")
def signed_file_name_differs(lab, phone):
    phone.trust_list()
    for _ in range(2):
        phone.config(sign={"file_name": "SEP00E04CFFFFFF.cnf.xml.sgn"})
    lab.wait(60)
    phone.outcome("failed", "capf-not-attempted")
