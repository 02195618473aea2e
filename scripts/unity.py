"""Groups sources that mean the same when they are compiled as one translation unit: no two of
a group define the same file-local name. Prints a line "GROUP PATH" for each.

    scripts/unity.py AT_MOST SOURCE...

Most of what compiling a source takes goes into the libraries' headers, and is shared so.
"""

import re
import sys
from pathlib import Path

FILE_LOCAL = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.DOTALL | re.MULTILINE)
DEFINED = re.compile(r"^(?!using |namespace |template|TEST|INSTANTIATE)(?=[\w\[])[^(={;\n]*?"
                     r"\b(\w+)(?: :|\s*[(={;\[])", re.MULTILINE)
ALIAS = re.compile(r"^(using (?:[\w:]+::)?(\w+)(?: = .*)?;)$", re.MULTILINE)


def file_local_names(source):
    """Each name with what it means; an alias may be said again, a definition may not."""
    text = source.read_text()
    names = {name: alias for alias, name in ALIAS.findall(text)}
    for block in FILE_LOCAL.findall(text):
        names.update(dict.fromkeys(DEFINED.findall(block), source))
    return names


def clash(names, others):
    return any(others.get(name, meaning) != meaning for name, meaning in names.items())


def together(sources, at_most):
    groups = [({}, []) for _ in range(0, len(sources), at_most)]  # (names, sources)
    for source in sorted(sources):
        names = file_local_names(source)
        for its_names, its_sources in sorted(groups, key=lambda group: len(group[1])):
            if not clash(names, its_names):
                its_names.update(names)
                its_sources.append(source)
                break
        else:
            groups.append((names, [source]))
    return [its_sources for _, its_sources in groups]


def main():
    at_most, *sources = sys.argv[1:]
    groups = together([Path(source) for source in sources], int(at_most))
    for number, group in enumerate(groups):
        for source in group:
            print(number, source)


if __name__ == "__main__":
    main()
