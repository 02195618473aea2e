"""Runs what a page of the documentation tells its readers to type.

A page's ```bash blocks are run in order by one shell, in which no command may fail. A ```text
block right after one is what it prints, to the letter; "…" in it stands for anything. A part of a
chapter may say with which flags it wants the emulator: <!-- emulator: --rollout immediate -->
"""

import contextlib
import json
import os
import re
import subprocess
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("IOT_JOBS_LOCAL_BINARY", ROOT / "build/dev/server/iot-jobs-local")
BLOCK = re.compile(r"^```bash\n(.*?)^```\n(?:\s*^```text\n(.*?)^```\n)?", re.M | re.S)
FLAGS = re.compile(r"<!-- emulator: (.*?) -->")


class Text:
    """A page, or a part of one, that can be run."""

    def __init__(self, text):
        self.blocks = BLOCK.findall(text)  # (what is typed, what is printed or "")
        flags = FLAGS.search(text)
        self.flags = flags[1].split() if flags else []


def read(page):
    return Text((ROOT / page).read_text())


def parts(page):
    """The page's parts that have something to type, by their headings. What comes before the first
    heading of the second rank is a part, too, by the page's own."""
    title, rest = (ROOT / page).read_text().removeprefix("# ").split("\n", 1)
    texts = [title, *re.split(r"^## (.*)\n", rest, flags=re.M)]
    found = {heading: Text(text) for heading, text in zip(texts[::2], texts[1::2])}
    return {heading: text for heading, text in found.items() if text.blocks}


@contextlib.contextmanager
def emulator(flags=()):
    """Ports of an emulator of one's own, by the ready line's keys, as text."""
    process = subprocess.Popen([BINARY, "--http-port", "0", "--mqtt-port", "0", *flags],
                               stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(process.stdout.readline())
        urls = {key: url for key, url in ready.items() if "://" in str(url)}
        yield {key: str(urllib.parse.urlsplit(url).port) for key, url in urls.items()}
    finally:
        process.terminate()
        process.wait(timeout=10)


def run(blocks, ports, home):
    """What each block prints, as a list."""
    path = f"{Path(BINARY).resolve().parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8",
                   "EXAMPLES": str(ROOT / "docs/examples"),
                   **{f"IOT_JOBS_LOCAL_{key.upper()}_PORT": ports[key] for key in ports}}
    # From a file, so that no command eats the lines behind it; -e: no line may fail.
    script = home / "page.sh"
    script.write_text("echo '\x1e'\n".join(typed for typed, _ in blocks))
    ended = subprocess.run(["bash", "-eu", script], env=environment, cwd=home, text=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, timeout=120)
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout
    return ended.stdout.split("\x1e\n")


def check(blocks, printed):
    """Each block has printed what the page says."""
    for (typed, expected), actual in zip(blocks, printed, strict=True):
        wanted = re.escape(expected.strip()).replace("…", ".*?")
        if expected and not re.fullmatch(wanted, actual.strip(), re.S):
            raise AssertionError(f"typed:\n{typed}\nexpected:\n{expected}\nprinted:\n{actual}")
