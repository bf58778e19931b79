# SPDX-License-Identifier: GPL-2.0-or-later
"""Logs as programs would have written them of what is known to have happened in a capture, for tests."""
import io
import json
import tarfile
import time
import zipfile


def time_of_day(seconds):
    return time.strftime("%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03d}"


class TftpTrace:
    """The trace of CUCM's TFTP service, by a clock that is `offset` seconds ahead of the capture's."""

    def __init__(self, offset=0.0, first=4000):
        self.offset, self.number, self.process, self.lines = offset, first, 1, []

    def record(self, seconds, kind, text, part=0):
        stamp = time_of_day(seconds + self.offset)
        self.lines.append(f"{self.number:08d}.{part:03d} |{stamp} |{kind:<8} |{text}")

    def signal(self, seconds, name, to, sender):
        self.number += 1
        self.record(seconds, "SdlSig", f"{name:<38} |{'wait':<30} |{to:<32} |{sender:<32} |1,600,14,{self.process}.1^*^*|*")

    def request(self, seconds, address, name, status, unknown_device=None):
        """One file over HTTP, from the connection to the answer."""
        self.process += 1
        http, tcp = f"HTTPConnection(1,600,26,{self.process})", f"SdlTCPConnection(1,600,14,{self.process})"
        self.signal(seconds, "SdlReassociateInd", http, tcp)
        self.record(seconds, "AppInfo", f"   HTTPConnection::wait_SdlReassociateInd Received ReassociateIndication from {address}", 2)
        self.signal(seconds, "SdlDataInd", http, tcp)
        self.record(seconds, "AppInfo", f"   HTTPConnection::wait_SdlDataInd Decode successful - Filename is : {name}", 5)
        self.signal(seconds, "FileRequest", "ServeFile(1,600,22,1)", http)
        self.record(seconds, "AppInfo", f"   ServeFile::wait_FileRequest Received File request for {name} with Request ID {self.process}", 2)
        if unknown_device:
            self.record(seconds, "AppInfo", f"   CServiceModule::getIDForRequest Unable to find device in DB = {unknown_device}", 3)
        self.signal(seconds, "FileResponse", http, "ServeFile(1,600,22,1)")
        answer = {200: "Requested file FOUND", 503: "Requested file is Busy... Sending 503 response"}.get(
            status, "Requested file NOT FOUND or File Contents EMPTY")
        self.record(seconds, "AppInfo", f"   HTTPConnection::wait_FileResponse {answer}", 2)

    def tftp(self, seconds, address, name, error=None):
        """A request over TFTP, and the error that answers it."""
        self.number += 1
        context = f"0xf4d26318~5~{address}~51909"
        self.record(seconds, "AppInfo", f"   TFTPEngine::isReadRequest[{context}], [{name}] opcode(1), Mode(octet)", 1)
        if error is not None:
            self.record(seconds + 0.1, "AppInfo", f"   TFTPEngine::sendNAK[{context}], File[{name}], Error({error})", 1)

    def text(self):
        return "\n".join(self.lines) + "\n"


def tftp_trace_of(truth, offset, status=None, unknown_device=False):
    """What the server says of every HTTP request in a capture's ground truth; `status` by the file's name where it says
    something else than what happened."""
    trace = TftpTrace(offset)
    for phone in truth["phones"]:
        for event in phone["events"]:
            if event["kind"] != "file" or event.get("transport") != "http":
                continue
            said = (status or {}).get(event["name"], event.get("http_status", 404))
            device = phone["device_name"] if unknown_device and said == 404 else None
            trace.request(event["t"], phone["address"], event["name"], said, device)
            trace.request(event["t"] + 0.01, "203.0.113.250", "SEPFFFFFFFFFFFF.cnf.xml.sgn", 200)
    return trace.text()


def truth_of(captures, name):
    return json.loads((captures / f"{name}.json").read_text(encoding="utf-8"))


def tar_gz(members):
    """Bytes of a .tar.gz with these names and contents."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in members.items():
            content = content if isinstance(content, bytes) else content.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def zip_of(members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()
