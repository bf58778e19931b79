# SPDX-License-Identifier: GPL-2.0-or-later
"""The end of the sequence: the phone has its configuration and registers, or is refused."""
import lab_sccp
import lab_sip
from lab_certificates import md5
from scenario import field_case, install

REFUSED = "registration-refused"
SECURITY_MISMATCH = "Device security mismatch: expected TLS, received TCP/UDP"


def provisioned(lab, phone):
    """All goes well up to the encrypted configuration."""
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    phone.encrypted_config(lsc)
    lab.t += 2
    return lsc


def has_lsc(lab, phone):
    """A phone that got its certificate long ago, and asks for its files at boot."""
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(lsc.certificate))
    phone.encrypted_config(lsc)
    lab.t += 2
    return lsc


def in_clear(lab, phone):
    """The feature is off: a whole configuration without encryption."""
    phone.trust_list()
    phone.config(text=phone.full_config(encrypted=False))
    lab.t += 2


def again(lab, times, tell, wait=30):
    for _ in range(times):
        tell()
        lab.wait(wait)


# SIP


@field_case("CUCM wants TLS, the phone registers over UDP: 403 with its Warning, again and again", "in-use")
def sip_403_security_mismatch(lab, phone):
    provisioned(lab, phone)
    line = lab_sip.over_udp(phone)

    def attempt():
        line.dialogue()
        line.register(403, SECURITY_MISMATCH)

    again(lab, 3, attempt)
    phone.outcome("failed", REFUSED, always=True)


@field_case("The same over TCP, with 100 Trying before it, on one connection", "in-use")
def sip_403_tcp_after_trying(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_tcp(phone)
    again(lab, 3, lambda: line.register(403, "Unable to find device/user in database", trying=True), 45)
    phone.outcome("failed", REFUSED, always=True)


@field_case("A whole configuration in the clear, and 403 to the registration", "in-use", keys=False)
def sip_403_configuration_in_clear(lab, phone):
    in_clear(lab, phone)
    again(lab, 3, lambda: lab_sip.over_tcp(phone).register(403, SECURITY_MISMATCH))
    phone.outcome("failed", REFUSED, always=True)


@field_case("403 three times, and then nothing of the phone for half an hour: it may be registered where nobody looks",
            keys=False)
def sip_403_and_then_nothing(lab, phone):
    has_lsc(lab, phone)
    again(lab, 3, lambda: lab_sip.over_tcp(phone).register(403, SECURITY_MISMATCH))
    lab.wait(1800)
    phone.outcome("incomplete")


@field_case("The registration is answered by 404", "in-use", keys=False)
def sip_404_registration(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 3, lambda: line.register(404))
    phone.outcome("failed", REFUSED, always=True)


@field_case("The registration is answered by 503, load balancing, for as long as the capture goes on", "in-use", keys=False)
def sip_503_registration(lab, phone):
    has_lsc(lab, phone)
    again(lab, 4, lambda: lab_sip.over_tcp(phone).register(503, "Load balancing: Server busy"))
    phone.outcome("failed", REFUSED, always=True)


@field_case("401, the digest, and 403", "in-use", keys=False)
def sip_403_after_digest(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_tcp(phone)

    def attempt():
        line.challenge()
        line.answer(403, f'Warning: 399 {lab.site.node} "Digest User ID not found"\r\n')
        line.dialogue()

    again(lab, 3, attempt)
    phone.outcome("failed", REFUSED, always=True)


@field_case("The registration is refused over IPv6", "in-use", keys=False, version=6)
def sip_403_ipv6(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_tcp(phone)
    again(lab, 3, lambda: line.register(403, "Database config timeout"))
    phone.outcome("failed", REFUSED, always=True)


@field_case("Registered, then re-registration is refused, and nothing better follows", "in-use", keys=False)
def sip_refused_after_registered(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 2, line.register, 100)
    again(lab, 3, lambda: line.register(403, "Unable to find device/user in database"), 60)
    phone.outcome("failed", REFUSED, always=True)


@field_case("401, the digest, and 200: a challenge is no refusal", keys=False)
def sip_200_after_digest(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    line.challenge()
    line.answer(200, "Expires: 120\r\n", contact=True)
    lab.wait(60)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("100 and 200 over TCP", keys=False)
def sip_200_tcp(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_tcp(phone)
    again(lab, 3, lambda: line.register(trying=True), 100)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("Refused by the first server, registered a minute later by the second", keys=False)
def sip_registered_by_second_server(lab, phone):
    has_lsc(lab, phone)
    again(lab, 2, lambda: lab_sip.over_tcp(phone).register(503, "Load balancing: Server busy"))
    second = lab_sip.over_tcp(phone, lab.site.beside(lab.site.server, 1))
    again(lab, 3, second.register, 100)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("Refused until the database had the device, then registered", keys=False)
def sip_registered_after_refusal(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 3, lambda: line.register(403, "Unable to find device/user in database"), 40)
    again(lab, 2, line.register, 100)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("Registered; only a subscription is refused", keys=False)
def sip_subscribe_refused(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_tcp(phone)
    line.register()
    for status in (489, 403, 404):
        line.dialogue()
        line.request("SUBSCRIBE", "Event: presence\r\nExpires: 3600\r\n")
        line.answer(status)
        lab.wait(10)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("Registered over IPv6", keys=False, version=6)
def sip_200_ipv6(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_tcp(phone)
    again(lab, 2, line.register, 100)
    phone.outcome("encrypted", absent=(REFUSED,))


# SCCP


def skinny(phone, port=lab_sccp.SCCP_PORT, server=None):
    return phone.transport.open(server, port)


def sccp_attempt(phone, answer):
    flow = skinny(phone)
    flow.say("client", lab_sccp.register(phone))
    flow.say("server", answer)
    flow.finish("server")


@field_case("SCCP: RegisterReject with its text, again and again", "in-use", keys=False)
def sccp_register_reject(lab, phone):
    has_lsc(lab, phone)
    again(lab, 4, lambda: sccp_attempt(phone, lab_sccp.register_reject("Security Error")), 20)
    phone.outcome("failed", REFUSED, always=True)


@field_case("SCCP: RegisterReject, and a whole configuration in the clear", "in-use", keys=False)
def sccp_register_reject_in_clear(lab, phone):
    in_clear(lab, phone)
    again(lab, 4, lambda: sccp_attempt(phone, lab_sccp.register_reject("Error: DB Config")), 20)
    phone.outcome("failed", REFUSED, always=True)


@field_case("SCCP: the token is rejected again and again, and the phone is registered nowhere", "in-use", keys=False)
def sccp_token_reject(lab, phone):
    has_lsc(lab, phone)

    def attempt():
        flow = skinny(phone)
        flow.say("client", lab_sccp.token_request(phone))
        flow.say("server", lab_sccp.token_reject(20))
        flow.finish("client")

    again(lab, 5, attempt, 20)
    # The vocabulary names RegisterReject; a token is refused for now.
    phone.outcome(["failed", "incomplete"], REFUSED)


def registered_by_sccp(lab, phone, server=None, rounds=3):
    flow = skinny(phone, server=server)
    flow.say("client", lab_sccp.register(phone))
    flow.say("server", lab_sccp.register_ack())
    for _ in range(rounds):
        lab.wait(30)
        lab_sccp.keep_alive(flow.say)
    return flow


@field_case("SCCP: RegisterAck and keepalives", keys=False)
def sccp_register_ack(lab, phone):
    has_lsc(lab, phone)
    registered_by_sccp(lab, phone)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("SCCP: rejected at first, then RegisterAck", keys=False)
def sccp_register_ack_after_reject(lab, phone):
    has_lsc(lab, phone)
    again(lab, 2, lambda: sccp_attempt(phone, lab_sccp.register_reject("Error: DB Config")), 20)
    registered_by_sccp(lab, phone)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("SCCP: the first server rejects the token, the second one has the phone all the while", keys=False)
def sccp_token_reject_while_registered(lab, phone):
    has_lsc(lab, phone)
    backup = registered_by_sccp(lab, phone, lab.site.beside(lab.site.server, 1))
    for _ in range(3):
        flow = skinny(phone)
        flow.say("client", lab_sccp.token_request(phone))
        flow.say("server", lab_sccp.token_reject(30))
        flow.finish("client")
        lab.wait(30)
        lab_sccp.keep_alive(backup.say)
    phone.outcome("encrypted", absent=(REFUSED,))
