"""Arms faults, and asks how often they have struck."""


def arm(emulator, effect=None, match=None, **more):
    fault = {**more, **({"effect": effect} if effect else {}), **({"match": match} if match else {})}
    return emulator.admin("POST", "/_emulator/faults", fault)


def struck(emulator):
    """How often each has, in the order in which they were armed."""
    return [fault["struck"] for fault in emulator.admin("GET", "/_emulator/faults")["faults"]]


def has_struck(emulator, count=1):
    emulator.wait_until(lambda: sum(struck(emulator)) >= count, f"{count} strikes")
    return True
