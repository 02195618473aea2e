"""As much of CBOR as the tests need: whole numbers, doubles, texts, bytes, lists and maps."""

import struct

INDEFINITE, BREAK = 31, b"\xff"


def head(major, number):
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << 8 * size:
            return bytes([major << 5 | code]) + number.to_bytes(size, "big")
    raise ValueError(number)


def dumps(value):
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        text = value.encode()
        return head(3, len(text)) + text
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(dumps, value))
    return head(5, len(value)) + b"".join(dumps(part) for pair in value.items() for part in pair)


def loads(data):
    value, rest = _taken(data)
    assert rest == b"", rest
    return value


def _taken(data):
    major, code = data[0] >> 5, data[0] & 31
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(code, 0)
    number = int.from_bytes(data[1:1 + size], "big") if size else code
    rest = data[1 + size:]
    if major == 0:
        return number, rest
    if major == 2:
        return rest[:number], rest[number:]
    if major == 3:
        return rest[:number].decode(), rest[number:]
    assert major in (4, 5), data
    parts = []
    while rest[:1] != BREAK if code == INDEFINITE else len(parts) < number * (major - 3):
        part, rest = _taken(rest)
        parts.append(part)
    if code == INDEFINITE:
        rest = rest[1:]
    return (parts if major == 4 else dict(zip(parts[::2], parts[1::2]))), rest
