"""Runs clang-tidy over the program's sources; a file that passed is not looked at again
until it, or a header of ours that it includes, changes.

    scripts/tidy.py BUILD_DIR
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# GCC's precompiled header is of no use to clang.
PRECOMPILED = re.compile(r" -Winvalid-pch| -fpch-preprocess| -include \S+/cmake_pch\.hxx")
FOLDERS = ("api_spec/", "engine/", "storage/", "mqtt_bridge/", "server/")


def headers_by_source(build):
    """What ninja knows of each source: the files of ours that its object depends on."""
    listing = subprocess.run(["ninja", "-C", build, "-t", "deps"], text=True,
                             capture_output=True, check=True).stdout
    found = {}
    for block in listing.split("\n\n"):
        paths = [Path(build, line.strip()).resolve() for line in block.splitlines()[1:]]
        ours = sorted(path for path in paths if path.is_relative_to(ROOT))
        for path in ours:
            if path.suffix == ".cc":
                found[path] = ours
    return found


def main():
    build = Path(sys.argv[1]).resolve()
    passed = build / "tidy"
    passed.mkdir(exist_ok=True)
    depends = headers_by_source(build)
    commands = json.loads((build / "compile_commands.json").read_text())
    for entry in commands:
        entry["command"] = PRECOMPILED.sub("", entry["command"])
    (passed / "compile_commands.json").write_text(json.dumps(commands))
    sources = sorted({(build / entry["file"]).resolve() for entry in commands})
    sources = [path for path in sources if path.is_relative_to(ROOT)
               and str(path.relative_to(ROOT)).startswith(FOLDERS)]

    def check(source):
        state = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
        for path in depends.get(source, [source]):
            state.update(path.read_bytes())
        stamp = passed / state.hexdigest()
        if stamp.exists():
            return True
        run = subprocess.run(
            ["clang-tidy-14", "-p", str(passed), "--quiet",
             "--extra-arg=-Wno-unknown-warning-option", str(source)],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if run.returncode != 0:
            print(run.stdout, f"clang-tidy: {source.relative_to(ROOT)}", flush=True)
            return False
        stamp.touch()
        return True

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = list(pool.map(check, sources)).count(False)
    print(f"clang-tidy: {len(sources)} files, {failed} with findings")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
