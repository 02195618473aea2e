"""A reset that a kill interrupts is whole or has not been, in both databases alike."""

import contextlib
import random
import threading

import pytest

from clients import send
from emulator import Emulator
from s3_clients import s3_client


@pytest.mark.parametrize("seed", range(6))
def test_reset_is_whole_or_has_not_been(tmp_path, seed):
    dice = random.Random(seed)
    flags = ("--data-dir", str(tmp_path))
    with Emulator(*flags) as emulator:
        assert send(emulator.http, "POST", "/things/lamp", {}).status == 200
        s3 = s3_client(emulator.http)
        s3.create_bucket(Bucket="bucket")
        for n in range(50):
            s3.put_object(Bucket="bucket", Key=f"k{n}", Body=b"x")

        def reset():
            with contextlib.suppress(OSError):
                send(emulator.http, "POST", "/_emulator/reset")

        asking = threading.Thread(target=reset)
        asking.start()
        asking.join(dice.random() * 0.02)
        emulator.kill()
        asking.join()
    with Emulator(*flags) as emulator:
        thing = send(emulator.http, "GET", "/things/lamp").status == 200
        assert len(s3_client(emulator.http).list_buckets()["Buckets"]) == thing
