"""Runs clang-tidy over the program's sources; what passed is not looked at again until it, or a
header of ours that it includes, changes.

    scripts/tidy.py BUILD_DIR    a build that is done; one whose sources are compiled in groups
                                 (IOT_JOBS_LOCAL_UNITY) takes a quarter of the time
"""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("api_spec/", "engine/", "net/", "storage/", "mqtt_bridge/", "virtual_devices/",
           "server/")
# Files are read without the precompiled header, so that a missing include is noticed.
FLAGS = re.compile(r"-(I|isystem|D|std=|iquote)")


def files_by_object(build):
    """What ninja knows of each object: the files of ours that it depends on."""
    listing = subprocess.run(["ninja", "-C", build, "-t", "deps"], text=True,
                             capture_output=True, check=True).stdout
    found = {}
    for block in listing.split("\n\n"):
        name, *lines = block.splitlines() or [""]
        paths = [Path(build, line.strip()).resolve() for line in lines]
        found[name.split(":")[0]] = sorted(path for path in paths if path.is_relative_to(ROOT))
    return found


def object_of(command):
    words = shlex.split(command)
    return words[words.index("-o") + 1]


def flags_of(command):
    """Those of a compiler's command that say what the source means."""
    words = iter(shlex.split(command))
    for word in words:
        if FLAGS.match(word):
            yield word
            if word in ("-I", "-isystem", "-D", "-iquote"):
                yield next(words)


def look(entry):
    """Returns what clang-tidy says of a translation unit, "" for nothing."""
    ours = f"^{re.escape(str(ROOT))}/({'|'.join(FOLDERS)}).*\\.(h|cc)$"
    run = subprocess.run(
        ["clang-tidy-14", "--quiet", f"--header-filter={ours}",
         "--checks=-bugprone-suspicious-include", entry["file"], "--",
         *flags_of(entry["command"])],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return "" if run.returncode == 0 else run.stdout or "clang-tidy fails without a word"


def main():
    build = Path(sys.argv[1]).resolve()
    scratch = build / "tidy"
    scratch.mkdir(exist_ok=True)
    files = files_by_object(build)
    own = hashlib.sha256((ROOT / ".clang-tidy").read_bytes()).hexdigest()
    units = {}  # the stamp that says that it passed: the entry
    for entry in json.loads((build / "compile_commands.json").read_text()):
        name = object_of(entry["command"])
        if not name.startswith(FOLDERS):
            continue
        state = hashlib.sha256((own + name).encode())
        for path in files[name]:
            state.update(path.read_bytes())
        units[scratch / state.hexdigest()] = entry
    changed = [stamp for stamp in units if not stamp.exists()]

    def check(stamp):
        findings = look(units[stamp])
        if findings:
            print(findings, flush=True)
        else:
            stamp.touch()
        return bool(findings)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = sum(pool.map(check, changed))
    print(f"clang-tidy: {len(units)} translation units, {len(changed)} of them looked at, "
          f"{failed} with findings")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
