# SPDX-License-Identifier: GPL-2.0-or-later
"""TLS over a connection of lab_transport.py: signalling on 5061 and 2443, files over HTTPS, and whoever else opens TLS."""
from lab_tls import TlsEnd, alert


class TlsLink:
    """who is "client" or "server"."""

    def __init__(self, lab, flow, shown, version="1.2", own=None, server_trusts=None, client_trusts=None):
        """shown: the server's certificate; own: the client's, when the server asks for one (server_trusts)."""
        self.lab, self.flow = lab, flow
        self.ends = {"client": TlsEnd(version, own=own, trusts=client_trusts),
                     "server": TlsEnd(version, shown, trusts=server_trusts)}  # fmt: skip
        if lab.keylog:
            self.ends["client"].context.keylog_filename = str(lab.keylog)

    def send(self, who, data):
        self.flow.say(who, data)

    def hello(self):
        """The Client Hello, sent."""
        data = self.ends["client"].handshake()
        self.send("client", data)
        return data

    def flight(self):
        """The Client Hello, and the server's answer with its certificate."""
        data = self.ends["server"].handshake(self.hello())
        self.send("server", data)
        return data

    def shake(self):
        """The whole handshake, up to the alert where an end does not trust the other. Returns whether both came through."""
        data, turn = self.ends["client"].handshake(), "client"
        while data:
            self.send(turn, data)
            if self.ends[turn].refused:
                return False
            turn = "server" if turn == "client" else "client"
            data = self.ends[turn].handshake(data)
        return True

    def shake_before_alert(self):
        """The handshake up to what the client answers to the server's certificate; what the server then thinks of it is told
        by the alert that a scenario sends."""
        data = self.ends["client"].handshake(self.flight())
        self.send("client", data)

    def say(self, who, plain):
        other = "server" if who == "client" else "client"
        data = self.ends[who].seal(plain)
        if self.ends[other].open(data) != plain:
            raise ValueError("TLS lost a message")
        self.send(who, data)

    def alert(self, who, number, version=b"\3\3"):
        self.lab.t += 0.004
        self.send(who, alert(number, version))

    def close(self, who="client"):
        self.flow.finish(who)

    def reset(self, who):
        self.flow.reset(who)
