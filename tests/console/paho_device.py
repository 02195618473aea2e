"""A device on paho-mqtt that publishes what its standard input says: a topic below the thing's
jobs and a payload a line.

    paho_device.py HOST PORT THING
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "conformance"))

from device import Device  # noqa: E402

host, port, thing = sys.argv[1:]
device = Device((host, int(port)), thing, client_id=thing)
print("connected", flush=True)
for line in sys.stdin:
    topic, _, payload = line.strip().partition(" ")
    device.publish(topic, payload)
device.close()
