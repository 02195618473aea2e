"""Groups sources that mean the same when they are compiled as one translation unit: no two of
a group define the same file-local name, and none calls by a name what another defines so.
Prints a line "GROUP PATH" for each.

    scripts/unity.py AT_MOST SOURCE...

Most of what compiling a source takes goes into the libraries' headers, and is shared so.
"""

import re
import sys
from pathlib import Path

FILE_LOCAL = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.DOTALL | re.MULTILINE)
DEFINED = re.compile(r"^(?!using |namespace |template|TEST|INSTANTIATE)(?=[\w\[])[^(={;\n]*?"
                     r"\b(\w+)(?: :|\s*[(={;\[])", re.MULTILINE)
CALLED = re.compile(r"(?<![\w.>:])([A-Z]\w*)\(")
ALIAS = re.compile(r"^(using (?:[\w:]+::)?(\w+)(?: = .*)?;)$", re.MULTILINE)


def file_local_names(source):
    """Each name with what it means; an alias may be said again, a definition may not."""
    text = source.read_text()
    names = {name: alias for alias, name in ALIAS.findall(text)}
    for block in FILE_LOCAL.findall(text):
        names.update(dict.fromkeys(DEFINED.findall(block), source))
    return names


class Group:
    def __init__(self):
        self.sources, self.names, self.calls = [], {}, set()

    def takes(self, names, calls):
        clash = any(self.names.get(name, meaning) != meaning for name, meaning in names.items())
        return not (clash or calls & self.names.keys() or self.calls & names.keys())

    def add(self, source, names, calls):
        self.sources.append(source)
        self.names.update(names)
        self.calls |= calls


def together(sources, at_most):
    groups = [Group() for _ in range(0, len(sources), at_most)]
    for source in sorted(sources):
        names = file_local_names(source)
        calls = set(CALLED.findall(source.read_text())) - names.keys()
        for group in sorted(groups, key=lambda group: len(group.sources)):
            if group.takes(names, calls):
                break
        else:
            group = Group()
            groups.append(group)
        group.add(source, names, calls)
    return [group.sources for group in groups]


def main():
    at_most, *sources = sys.argv[1:]
    groups = together([Path(source) for source in sources], int(at_most))
    for number, group in enumerate(groups):
        for source in group:
            print(number, source)


if __name__ == "__main__":
    main()
