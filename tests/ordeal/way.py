"""The way between clients and the emulator, which can be cut and slowed down."""

import contextlib
import selectors
import socket
import threading
import time


class Way:
    """Passes connections on to a port that may change its owner, but not its number."""

    def __init__(self, target):
        self._target, self._pairs, self.delay = target, {}, 0.0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = self._listening.getsockname()
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(self._listening, selectors.EVENT_READ)
        self._lock = threading.Lock()
        threading.Thread(target=self._pass_on, daemon=True).start()

    def cut(self):
        """Ends all connections there are, halfway through whatever they were at."""
        with self._lock:
            for one in list(self._pairs):
                self._close(one)

    def _pass_on(self):
        while True:
            for key, _ in self._waiting.select():
                with self._lock, contextlib.suppress(OSError, KeyError):
                    if key.fileobj is self._listening:
                        self._accept()
                    else:
                        self._read(key.fileobj)

    def _accept(self):
        client, _ = self._listening.accept()
        try:
            server = socket.create_connection(self._target, timeout=5)
        except OSError:
            client.close()
            return
        for one, other in ((client, server), (server, client)):
            self._pairs[one] = other
            self._waiting.register(one, selectors.EVENT_READ)

    def _read(self, one):
        other = self._pairs[one]
        try:
            piece = one.recv(1 << 16)
            time.sleep(self.delay)
            other.sendall(piece)
        except OSError:
            piece = b""
        if not piece:
            self._close(one)

    def _close(self, one):
        other = self._pairs.pop(one, None)
        if other is None:
            return
        self._pairs.pop(other, None)
        for end in (one, other):
            self._waiting.unregister(end)
            end.close()
