"""Runs clang-tidy over the program's sources; a file that passed is not looked at again
until it, or a header of ours that it includes, changes.

    scripts/tidy.py BUILD_DIR

Most of clang-tidy's time goes into the libraries' headers, so that sources are looked at
together, as one translation unit, as far as their file-local names allow.
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
FOLDERS = ("api_spec/", "engine/", "storage/", "mqtt_bridge/", "server/")
# GCC's precompiled header is of no use to clang, and some of its warnings are unknown to it.
FLAGS = re.compile(r"-(I|isystem|D|std=|iquote)")
AT_ONCE = 10
FILE_LOCAL = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.DOTALL | re.MULTILINE)
DEFINED = re.compile(r"^(?=[\w\[])(?:(?:struct|class|enum class|using) (\w+)"
                     r"|constexpr [^=]*?\b(k[A-Z]\w*)\b|[\w:<>,&*\[\] ]*?\b(\w+)\()", re.MULTILINE)


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


def flags_of(command):
    """Those of a compiler's command that say what the source means."""
    words, flags = iter(shlex.split(command)), []
    for word in words:
        if FLAGS.match(word):
            alone = word in ("-I", "-isystem", "-D", "-iquote")
            flags.append((word, next(words)) if alone else (word,))
    return flags


def file_local_names(source):
    blocks = FILE_LOCAL.findall(source.read_text())
    return {name for block in blocks for names in DEFINED.findall(block) for name in names if name}


def together(sources):
    """Groups of sources that mean the same in one translation unit."""
    groups = []  # (names, sources)
    for source in sorted(sources):
        names = file_local_names(source)
        for its_names, its_sources in groups:
            if len(its_sources) < AT_ONCE and not names & its_names:
                its_names |= names
                its_sources.append(source)
                break
        else:
            groups.append((names, [source]))
    return [its_sources for _, its_sources in groups]


def look(flags, sources, scratch):
    """Returns what clang-tidy says of the sources, "" for nothing."""
    unit = scratch / (hashlib.sha256(str(sources).encode()).hexdigest()[:16] + ".cc")
    unit.write_text("".join(f'#include "{source}"\n' for source in sources))
    ours = f"^{re.escape(str(ROOT))}/({'|'.join(FOLDERS)}).*\\.(h|cc)$"
    words = [word for flag in flags for word in flag]
    run = subprocess.run(
        ["clang-tidy-14", "--quiet", f"--header-filter={ours}",
         "--checks=-bugprone-suspicious-include", str(unit), "--", *words],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return "" if run.returncode == 0 else run.stdout or "clang-tidy fails without a word"


def main():
    build = Path(sys.argv[1]).resolve()
    scratch = build / "tidy"
    scratch.mkdir(exist_ok=True)
    depends = headers_by_source(build)
    own = hashlib.sha256((ROOT / ".clang-tidy").read_bytes()).hexdigest()
    flags, stamps = {}, {}  # a dictionary's keys keep their order
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = (build / entry["file"]).resolve()
        if not str(source).startswith(tuple(f"{ROOT}/{folder}" for folder in FOLDERS)):
            continue
        flags.update(dict.fromkeys(flags_of(entry["command"])))
        state = hashlib.sha256(own.encode())
        for path in depends.get(source, [source]):
            state.update(path.read_bytes())
        stamps[source] = scratch / state.hexdigest()
    changed = [source for source, stamp in stamps.items() if not stamp.exists()]

    def check(sources):
        findings = look(flags, sources, scratch)
        # File-local names may clash in ways not foreseen: fewer at once, then.
        if "clang-diagnostic-error" in findings and len(sources) > 1:
            half = len(sources) // 2
            return check(sources[:half]) + check(sources[half:])
        if findings:
            print(findings, *(f"clang-tidy: {s.relative_to(ROOT)}" for s in sources), sep="\n",
                  flush=True)
            return 1
        for source in sources:
            stamps[source].touch()
        return 0

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = sum(pool.map(check, together(changed)))
    print(f"clang-tidy: {len(stamps)} files, {len(changed)} of them looked at, "
          f"{failed} groups with findings")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
