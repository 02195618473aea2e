"""Faults that strike blocks of a stream on their way to a device."""

import pytest

from arming import arm, struck
from stream_device import StreamDevice
from test_streams import FILE, put, stream  # noqa: F401 (fixtures)

BLOCKS = {"operation": "GetStream", "topic": "$aws/things/+/streams/+/data/+"}


@pytest.fixture
def device(emulator, stream):  # noqa: F811
    stream(FILE)
    made = StreamDevice(emulator.mqtt, "lamp", "s", "cbor")
    yield made
    made.close()


def numbers(device, first, count):
    """Asks for blocks, and then for one more; those that come before it."""
    device.get(c="wanted", f=0, l=256, o=first, n=count)
    device.get(c="fence", f=0, l=256, o=1000, n=1)
    came = []
    while True:
        block = device.block()
        if block["c"] == "fence":
            return came
        came.append(block["i"])


@pytest.mark.parametrize("effect, came", [
    ({"drop": True}, [1, 2]), ({"duplicate": True}, [0, 0, 1, 2]),
    ({"reorder": True}, [1, 0, 2])])
def test_a_block_is_lost_doubled_or_overtaken(emulator, device, effect, came):
    arm(emulator, effect, BLOCKS, count=1)
    assert numbers(device, 0, 3) == came
    assert struck(emulator) == [1]


def test_a_block_is_spoilt(emulator, device):
    arm(emulator, {"corrupt": True}, BLOCKS, count=1)
    device.get(f=0, l=4096, n=1)
    block = device.block()
    assert len(block["p"]) == 4096 and block["p"] != FILE[:4096]


def test_a_block_is_late(emulator, device):
    arm(emulator, {"delay": "2s"}, BLOCKS, count=1)
    assert numbers(device, 0, 2) == [1]
    emulator.advance("2s")
    assert device.block()["i"] == 0


@pytest.mark.parametrize("error", ["VersionMismatch", "ETagMismatch"])
def test_a_stream_that_has_changed(emulator, device, error):
    arm(emulator, {"error": error}, {"operation": "GetStream"}, count=1)
    device.get(f=0, l=256, n=1)
    assert device.refusal() == error
    assert numbers(device, 0, 1) == [0]
