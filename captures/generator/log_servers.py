# SPDX-License-Identifier: GPL-2.0-or-later
"""What the servers' logs say of a phone's requests: CUCM's TFTP and TVS traces, capfd, IOS. Records as Cisco's documents print
them (200981, 213407, the debug command reference of Unified CME), capfd's as its source writes them."""
import struct

ANSWERS = {200: ("File Found - 200 - Success", "Requested file FOUND... Sending file Response", "lookup-found", "file-sent"),
           404: ("File Not Found - 404 - Failure", "Requested file NOT FOUND or File Contents EMPTY ... Sending error response",
                 "lookup-not-found", "file-not-found"),
           503: ("", "Requested file is Busy... Sending 503 response", "", "file-busy")}  # fmt: skip


class TftpTrace:
    def __init__(self, log):
        self.log = log
        self.number = log.random.randrange(1000, 9_000_000)
        self.process = log.random.randrange(3, 300)

    def record(self, t, part, text, level="AppInfo", **truth):
        clock = self.log.moment(t).strftime("%H:%M:%S.%f")[:-3]
        self.log.add(t, f"{self.number:08d}.{part:03d} |{clock} |{level:<9}|{text}", **truth)

    def signal(self, t, name, receiver, sender, origin):
        self.number += 1
        self.record(t, 0, f"{name:<39}|{'wait':<31}|{receiver:<32}|{sender:<32}|{origin}^*^*{'':<24}|*TraceFlagOverrode", "SdlSig   ")

    def http(self, t, device, address, name, status):
        """One request over HTTP, with everything that the trace says of it."""
        self.process += 1
        request = self.process + 40
        http, tcp = f"HTTPConnection(1,600,26,{self.process})", f"SdlTCPConnection(1,600,14,{self.process + 60})"
        origin = f"1,600,14,{self.process + 60}.2"
        whose = {"device": device, "address": address}
        self.signal(t - 0.0004, "SdlReassociateInd", http, tcp, "1,600,12,1.43")
        self.record(t - 0.0004, 1, "-->HTTPConnection::wait_SdlReassociateInd ")
        self.record(t - 0.0003, 2, f"   HTTPConnection::wait_SdlReassociateInd Received ReassociateIndication from {address}",
                    kind="connection-opened", address=address)  # fmt: skip
        self.record(t - 0.0003, 3, "<--HTTPConnection::wait_SdlReassociateInd ")
        self.signal(t, "SdlDataInd", http, tcp, origin)
        self.record(t, 1, "   HTTPConnection::wait_SdlDataInd Printing the HTTPRequest : msgBuffer size [64] --: "
                    f"GET /{name} HTTP/1.1\nHost:192.0.2.1:6970\n\nX")  # fmt: skip
        self.record(t + 0.0001, 5, f"   HTTPConnection::wait_SdlDataInd Decode successful - Filename is : {name}",
                    kind="file-requested", **whose)  # fmt: skip
        self.signal(t + 0.0002, "FileRequest", "ServeFile(1,600,22,1)", http, origin)
        self.record(t + 0.0002, 2, f"   ServeFile::wait_FileRequest Received File request for {name} with Request ID {request}",
                    kind="file-requested", optional=True, **whose)  # fmt: skip
        self.signal(t + 0.0003, "FileRequest", "ServeDynamicFile(1,600,23,5)", "ServeFile(1,600,22,1)", origin)
        lookup, answer, lookup_kind, answer_kind = ANSWERS[status]
        if lookup:
            self.record(t + 0.0003, 11, f"   ServeDynamicFile::FindAndServe {lookup}", kind=lookup_kind, **whose)
        self.signal(t + 0.0004, "FileResponse", http, "ServeFile(1,600,22,1)", origin)
        self.record(t + 0.0004, 2, f"   HTTPConnection::wait_FileResponse {answer}", kind=answer_kind, **whose)
        self.signal(t + 0.03, "SdlCloseInd", http, tcp, origin)
        self.record(t + 0.03, 2, "   HTTPConnection::wait_SdlCloseInd Recieved CloseInd from TcpConnectionPID-"
                    f"[1, 600, 14, {self.process + 60}]", kind="connection-closed", **whose)  # fmt: skip

    def tftp(self, t, device, address, name, error):
        self.number += 1
        client = f"[0xf4d2{self.number & 0xffff:04x}~5~{address}~{self.log.random.randrange(49152, 65535)}]"
        whose = {"device": device, "address": address}
        self.record(t, 0, f"TFTPEngine::isReadRequest{client}, [{name}] opcode(1), Mode(octet), Serving Count(0)",
                    kind="file-requested", **whose)  # fmt: skip
        if error:
            self.number += 1
            self.record(t + 0.001, 0, f"INFO: TFTPEngine::sendNAK{client}, File[{name}], Error({error})",
                        kind="transfer-refused", **whose)  # fmt: skip


def tvs_request(device, session):
    """A message of TVS with the device's name alone."""
    name = f"CP-8861-{device}".encode() + b"\0"
    body = b"\1" + struct.pack(">H", len(name)) + name
    return struct.pack(">BBBBIH", 0x57, 1, 3, 0, session, len(body)) + body


class TvsTrace:
    def __init__(self, log):
        self.log = log
        self.descriptor = 7

    def record(self, t, text, **truth):
        clock = self.log.moment(t).strftime("%H:%M:%S.%f")[:-3]
        self.log.add(t, f"{clock} |   debug {text}", **truth)

    def request(self, t, device, address, found):
        self.descriptor += 1
        session = f"{self.descriptor}:UNKNOWN:"
        whose = {"device": device, "address": address}
        self.record(t, f"{session}Got a new ph conn {address} on {self.descriptor}, Total Acc = 7..",
                    kind="connection-opened", address=address)  # fmt: skip
        message = tvs_request(device, 1000 + self.descriptor)
        rows = [message[i : i + 8].hex(" ") for i in range(0, len(message), 8)]
        clock = self.log.moment(t + 0.02).strftime("%H:%M:%S.%f")[:-3]
        dump = "\n".join([f"{session}Incoming Phone Msg:", f"HEX_DUMP: Len = {len(message)}:",
                          *(f"{clock} |   debug {row}" for row in rows)])  # fmt: skip
        self.record(t + 0.02, dump, kind="tvs-dump", **whose)
        self.record(t + 0.021, "MsgType : TVS_MSG_QUERY_CERT_REQ", kind="tvs-message", address=address)
        if found:
            self.record(t + 0.022, "CertificateDBCache::getCertificateInformation - Found entry {rolecount : 2}",
                        kind="certificate-found", address=address)  # fmt: skip
        else:
            self.record(t + 0.022, "getCertificateInformation(cert) : certificate not found",
                        kind="certificate-not-found", address=address)  # fmt: skip
        self.record(t + 0.023, f"{session}Sending QUERY_CERT_RES msg", kind="tvs-response-sent", address=address)


UNKNOWN_DEVICE = 9  # of END_SESSION


class Capfd:
    """From the journal."""

    def __init__(self, log):
        self.log = log

    def session(self, t, device, client, commands, reason=None):
        def record(after, text, kind):
            clock = self.log.moment(t + after).strftime("%b %d %H:%M:%S")
            self.log.add(t + after, f"{clock} pbx capfd[812]: {client} {text}", kind, device, client.rpartition(":")[0])

        if 2 in commands:
            record(0.2, f"Device Name: {device}", "capf-device")
            if reason == UNKNOWN_DEVICE:
                record(0.2, f"Unknown device: {device}", "capf-unknown-device")
            else:
                record(0.2, "Authentication Mode: None", "capf-authentication")
        if 3 in commands:
            record(0.2, "Scheduled Operation: Install", "capf-operation")
            record(0.2, "Key Algorithm: RSA", "capf-key-algorithm")
            record(0.2, "Key Size: 2048", "capf-key-size")
        if 9 in commands:
            record(1.2, "Result: Installed certificate", "capf-result")


class IosCapf:
    def __init__(self, log):
        self.log = log
        self.number = 1891
        self.socket = 0

    def record(self, t, text, **truth):
        self.number += 1
        clock = self.log.moment(t).strftime("%b %d %H:%M:%S.%f")[:-3]
        self.log.add(t, f"{self.number:06d}: .{clock}: {text}", **truth)

    def session(self, t, device, client, commands, _reason=None):
        self.socket = self.socket % 5 + 1
        self.record(t, f"New Connection from phone, socket {self.socket}", kind="connection-opened")
        self.record(t + 0.1, "SSL Handshake Error -6983")
        if 1 in commands:
            self.record(t + 0.15, "SSL Handshake Successful", kind="tls-established")
            self.record(t + 0.15, "ephone_capf_send_auth_req:", kind="capf-message-sent")
        if 2 in commands:
            self.record(t + 0.2, "ephone_capf_handle_phone_msg: msgtype 2", kind="capf-message-received")
            self.record(t + 0.2, f"ephone_capf_process_auth_res_msg: {device} AuthMode 2", kind="capf-device", device=device)
        if 3 in commands:
            self.record(t + 0.21, f"ephone_capf_send_PhKeyGenReq_msg: {device} KeySize 1024", kind="capf-message-sent",
                        device=device)  # fmt: skip
        address = client.rpartition(":")[0]
        self.record(t + 9, f"%IPPHONE-6-REGISTER: ephone-1:{device} IP:{address} Socket:2 De\nviceType:Phone has registered.",
                    kind="phone-registered", device=device, address=address)  # fmt: skip
