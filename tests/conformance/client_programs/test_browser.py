"""A page in headless Chromium, of another origin than the emulator's."""

import contextlib
import http.server
import json
import queue
import subprocess
import threading
import urllib.parse

import pytest

from clients import HERE, Boto3
from fleet import Fleet, arn, thing_arn

FILES = {
    "/": HERE / "client_programs/browser_page.html",
    "/aws-sdk.js": HERE / "node_modules/aws-sdk/dist/aws-sdk.js",
    "/mqtt.js": HERE / "node_modules/mqtt/dist/mqtt.js",
}


@contextlib.contextmanager
def site():
    """Serves the page; gives its address and a queue of what it tells."""
    told = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            file = FILES.get(urllib.parse.urlsplit(self.path).path)
            self.send_response(200 if file else 404)
            self.send_header("Content-Type",
                             "text/html" if self.path.startswith("/?") else "text/javascript")
            self.end_headers()
            if file:
                self.wfile.write(file.read_bytes())

        def do_POST(self):
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", told
        server.shutdown()


def opened(address, directory):
    return subprocess.Popen(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--no-first-run", f"--user-data-dir={directory}", "--remote-debugging-port=0", address],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def emulator_url(emulator):
    Fleet(Boto3("iot", emulator.http)).thing("lamp")
    return {"http": emulator.http, "ws": emulator.ready["ws"], "target": thing_arn("lamp")}


def test_a_page_makes_a_job_and_hears_of_it_over_websocket(emulator_url, tmp_path):
    with site() as (address, told):
        browser = opened(address + "?" + urllib.parse.urlencode(emulator_url), tmp_path)
        try:
            answer = told.get(timeout=60)
        finally:
            browser.terminate()
            browser.wait(10)
    assert answer == {
        "created": arn("job/j"),
        "job": "IN_PROGRESS",
        "execution": "QUEUED",
        "refused": "ResourceNotFoundException",
        "notified": {"topic": "$aws/things/lamp/jobs/notify-next", "jobId": "j"},
    }
