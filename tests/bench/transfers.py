"""Single transfers over HTTP."""

import contextlib
import socket
import subprocess
import time


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for_port(port):
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port)).close()
        time.sleep(0.01)


def speed(url, upload=None):
    """Bytes a second of one transfer by curl."""
    command = ["curl", "-sSf", "-o", "/dev/null", "-w", "%{speed_download} %{speed_upload}", url]
    if upload:
        command += ["-T", str(upload)]
    down, up = subprocess.run(command, check=True, text=True,
                              stdout=subprocess.PIPE).stdout.split()
    return float(up if upload else down)
