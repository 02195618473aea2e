"""Long moves of the clock: watched, ended, and left by their clients."""

import contextlib
import json
import socket
import threading
import urllib.parse

import pytest

from clients import send
from fleet import Fleet
from test_commands import run
from test_schedule import NIGHTLY

FAR = {"set": "9000-01-01T00:00:00Z"}  # with a window each night it would take minutes


@pytest.fixture
def nightly(emulator, _sdks):
    fleet = Fleet(_sdks["npm"][0])  # Debian's botocore knows no windows
    fleet.thing("lamp")
    fleet.job("j", "lamp", targetSelection="CONTINUOUS", schedulingConfig=NIGHTLY)
    return emulator


def clock(emulator):
    return emulator.admin("GET", "/_emulator/clock")


class Move:
    """A request for a move, whose answer is not waited for."""

    def __init__(self, emulator, change):
        host = urllib.parse.urlsplit(emulator.http)
        self.socket = socket.create_connection((host.hostname, host.port), 20)
        body = json.dumps(change)
        self.socket.sendall(f"POST /_emulator/clock HTTP/1.1\r\nhost: {host.netloc}\r\n"
                            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n{body}"
                            .encode())

    def answer(self):
        with contextlib.closing(self.socket), self.socket.makefile("rb") as answer:
            head, body = answer.read().split(b"\r\n\r\n", 1)
        return int(head.split()[1]), json.loads(body)

    def leave(self):
        self.socket.close()


def under_way(emulator):
    emulator.wait_until(lambda: "move" in clock(emulator), "a move")
    return clock(emulator)


def test_a_move_can_be_watched_and_ended(nightly):
    move = Move(nightly, FAR)
    shown = under_way(nightly)
    assert shown["move"]["to"] == "9000-01-01T00:00:00.000Z"
    assert "day" in shown["move"]["left"]
    text = send(nightly.http, "GET", "/_emulator/clock?format=text").body.decode()
    assert "being moved to 9000-01-01T00:00:00.000Z" in text
    ended = nightly.clock(endMove=True)
    assert "move" not in ended and ended["now"] < "9000"
    assert clock(nightly) == ended
    assert move.answer() == (409, {"message": "The move of the clock was ended before it arrived."})
    answer = send(nightly.http, "POST", "/_emulator/clock", {"endMove": True})
    assert answer.error == (409, "ConflictException"), answer.body


def test_a_move_ends_with_its_client_and_so_do_those_behind_it(nightly):
    first, second = Move(nightly, FAR), Move(nightly, FAR)
    under_way(nightly)
    second.leave()
    first.leave()
    nightly.wait_until(lambda: "move" not in clock(nightly), "the end of the move")
    shown = clock(nightly)
    assert shown["now"] < "9000"
    assert nightly.advance("1s")["epochMilliseconds"] == shown["epochMilliseconds"] + 1000


def test_a_reset_ends_the_move_and_those_behind_it(nightly):
    moves = [Move(nightly, FAR), Move(nightly, FAR)]
    under_way(nightly)
    nightly.reset()
    assert [move.answer()[0] for move in moves] == [409, 409]
    assert clock(nightly)["now"] == "2026-01-01T00:00:00.000Z"


@pytest.mark.parametrize("change", [
    {"endMove": False}, {"endMove": True, "advance": "1s"}, {"endMove": True, "freeze": True}])
def test_ending_goes_with_nothing_else(emulator, change):
    answer = send(emulator.http, "POST", "/_emulator/clock", change)
    assert answer.error == (400, "InvalidRequestException")
    assert "endMove" in answer.json["message"]


def test_a_move_is_ended_from_the_command_line(nightly):
    move = Move(nightly, FAR)
    under_way(nightly)
    assert run("clock", "--end-move", "--endpoint", nightly.http).returncode == 0
    assert move.answer()[0] == 409
