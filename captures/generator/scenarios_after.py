# SPDX-License-Identifier: GPL-2.0-or-later
"""After CAPF: the hash, the reset, the encrypted file and its use."""
import lab_capf
from lab import GENERATED, full_config
from lab_certificates import Entity, md5
from scenario import finish, install, scenario


@scenario("CAPF ended well, the phone lives, and asks for nothing", broken_step="certhash")
def phone_did_not_reset(lab, phone):
    install(lab, phone)
    for _ in range(4):
        lab.wait(290)
        phone.register()
    lab.wait(60)
    phone.outcome("failed", "phone-did-not-reset")


@scenario("CAPF ended well, and the capture ends five minutes later")
def phone_may_reset_later(lab, phone):
    install(lab, phone)
    lab.wait(240)
    phone.register()
    lab.wait(60)
    phone.outcome("incomplete")


@scenario("The hash agrees, and the phone does not ask for the encrypted file", broken_step="enc")
def encrypted_config_not_requested(lab, phone):
    lsc = install(lab, phone)
    for _ in range(3):
        phone.config(md5(lsc.certificate))
        lab.wait(40)
    phone.outcome("failed", "encrypted-config-not-requested", nokeys=("encrypted-config-not-requested",))


@scenario("A hash in the configuration, and the phone does nothing", broken_step="enc")
def encrypted_config_not_requested_without_capf(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    for _ in range(2):
        phone.config(md5(lsc.certificate))
        lab.wait(60)
    phone.outcome("failed", "encrypted-config-not-requested", "capf-not-attempted")


@scenario("No encrypted file, but a full one instead: the feature was turned off")
def fallback_to_full_config(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.get(phone.encrypted_name, status=404)
    phone.config(text=full_config(md5(lsc.certificate), encrypted=False))
    phone.register()
    lab.wait(5)
    phone.outcome("not-enabled")


@scenario("The encrypted file breaks off on the network", broken_step="enc")
def encrypted_config_transfer_incomplete(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    for _ in range(2):
        phone.encrypted_config(lsc, valid=None, get={"cut_after": 500})
    lab.wait(30)
    phone.outcome("failed", "encrypted-config-transfer-incomplete")


@scenario("The encrypted file breaks off over HTTP and comes over TFTP")
def encrypted_config_over_tftp_after_cut(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    phone.encrypted_config(lsc, valid=None, get={"cut_after": 500})
    phone.encrypted_config(lsc, over="tftp")
    phone.register()
    lab.wait(5)
    phone.outcome("encrypted")


@scenario("The file is for a key of 1024 bits, the phone's LSC has 2048", broken_step="enc")
def encrypted_config_wrong_key(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    for _ in range(2):
        phone.get(phone.encrypted_name, phone.encrypted_file(Entity("lsc-1024", phone.device, 0x72, bits=1024).key.public_key()), valid=True)
        lab.wait(10)
    phone.outcome("failed", "encrypted-config-wrong-key", verdict_nokeys="encrypted", nokeys=())


def with_phone_key(lab, phone, key_name, **file):
    lsc = install(lab, phone)
    lab.secrets["phone_private_key"] = "keys/lsc.key"
    phone.config(md5(lsc.certificate))
    key = Entity(key_name, phone.device, 0x72).key.public_key()
    phone.get(phone.encrypted_name, phone.encrypted_file(key, **file), valid=True)
    lab.wait(10)


@scenario("The file is for another key than the phone's, which only that key shows", broken_step="enc")
def encrypted_config_other_key(lab, phone):
    with_phone_key(lab, phone, "lsc-old")
    phone.outcome("failed", "encrypted-config-wrong-key", verdict_nokeys="encrypted", nokeys=())


@scenario("The file decrypts, and its digest is another text's", broken_step="enc")
def encrypted_config_digest_differs(lab, phone):
    with_phone_key(lab, phone, "lsc", digest_of=b"another text")
    phone.outcome("failed", "encrypted-config-wrong-key", verdict_nokeys="encrypted", nokeys=())


@scenario("The file decrypts with the phone's key")
def encrypted_config_decrypts(lab, phone):
    with_phone_key(lab, phone, "lsc")
    phone.outcome("encrypted")


@scenario("The encrypted file is fetched, then CAPF again, again and again", broken_step="enc")
def encrypted_config_not_used(lab, phone):
    lsc = install(lab, phone)
    for _ in range(3):
        phone.config(md5(lsc.certificate))
        phone.encrypted_config(lsc)
        phone.capf(lab_capf.nothing(phone.device))
        lab.wait(20)
    phone.outcome("failed", "encrypted-config-not-used")


@scenario("The encrypted file is fetched three times, and each time the phone registers with it")
def encrypted_config_used_each_time(lab, phone):
    lsc = install(lab, phone)
    for _ in range(3):
        phone.config(md5(lsc.certificate))
        phone.encrypted_config(lsc)
        phone.register()
        lab.wait(40)
    phone.outcome("encrypted")


@scenario("The encrypted file is fetched three times, with more than ten minutes of quiet between")
def encrypted_config_after_quiet(lab, phone):
    lsc = install(lab, phone)
    for _ in range(3):
        phone.config(md5(lsc.certificate))
        phone.encrypted_config(lsc)
        lab.wait(700)
    phone.outcome("encrypted")


@scenario("The database holds another certificate's hash than the LSC's; all goes well all the same")
def database_hash_differs(lab, phone):
    lsc = install(lab, phone)
    finish(lab, phone, lsc)
    for file_name, certificate in (
        ("database-hash-differs.txt", lab.cluster.sast.certificate),
        ("database-agrees.txt", lsc.certificate),
    ):
        (GENERATED / file_name).write_text(
            f"admin:run sql select md5hash,name from device where name='{phone.device}'\n"
            "md5hash                          name\n"
            "================================ ===============\n"
            f"{md5(certificate)} {phone.device}\n",
            encoding="utf-8",
        )


@scenario("The configuration still has no hash, and the database has another certificate's", broken_step="certhash")
def database_hash_differs_and_fails(lab, phone):
    install(lab, phone)
    phone.config()
    lab.wait(60)
    phone.outcome("failed", "certhash-still-empty")


@scenario("A file for a phone without PKI: the key was typed by hand")
def no_pki_phone(lab, phone):
    phone.get(phone.encrypted_name, phone.encrypted_file(None), valid=None)
    phone.register()
    lab.wait(5)
    phone.outcome("encrypted")


# The capture itself


@scenario("The capture ends within the CAPF session")
def capture_ends_early(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config()
    session = phone.connect()
    session.handshake()
    session.say(lab_capf.install(phone.device, lsc)[:5])
    phone.outcome("incomplete")


@scenario("Only what the phone sends was captured")
def capture_one_direction(lab, phone):
    finish(lab, phone, install(lab, phone))
    lab.alter_frames = lambda frames: [one for one in frames if one[1][26:30] == phone.host.address]
    lab.notes.append("The server's frames were taken out after the recording.")
    phone.events = [one for one in phone.events if one["kind"] != "file"]
    for session in phone.sessions:
        session["commands"], session["messages"] = [], []
    phone.outcome("incomplete")


@scenario("The file ends within a record")
def capture_damaged(lab, phone):
    finish(lab, phone, install(lab, phone))
    lab.alter_file = lambda data: data[:-30]
    lab.notes.append("The last 30 bytes of the file are missing: half of its last packet.")
    phone.outcome("encrypted")
