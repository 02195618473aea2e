"""Streams of files."""

from cases import cases, do
from cases_things import LAMP
from emulator import T0
from fleet import arn, thing_arn

ROLE = "arn:aws:iam::123456789012:role/ota"
OBJECT = do("(object)", bucket="firmware", key="lamp.bin")
FILES = [{"fileId": 0, "s3Location": {"bucket": "firmware", "key": "lamp.bin"}}]
GIVEN = {"streamId": "lamps", "roleArn": ROLE, "files": FILES}
STREAM = [OBJECT, do("CreateStream", **GIVEN)]
NAMES = {"streamId": "lamps", "streamArn": arn("stream/lamps")}
THREE = [OBJECT, *(do("CreateStream", **{**GIVEN, "streamId": name}) for name in "bac")]
LISTED = {name: {"streamId": name, "streamArn": arn(f"stream/{name}"), "streamVersion": 1}
          for name in "abc"}
NONE = [{"fileId": 0, "s3Location": {"bucket": "firmware", "key": "none"}}]

CASES = cases([
    ("CreateStream", [OBJECT], {**GIVEN, "description": "Lamps."},
     {**NAMES, "description": "Lamps.", "streamVersion": 1}),
    ("CreateStream", STREAM, GIVEN, ("ResourceAlreadyExists", "Stream lamps already exists.")),
    ("CreateStream", [], GIVEN,
     ("ResourceNotFound", "S3 object firmware/lamp.bin cannot be found.")),
    ("CreateStream", [OBJECT], {**GIVEN, "files": FILES * 2},
     ("InvalidRequest", "File ID 0 is there twice.")),
    ("CreateStream", [OBJECT], {**GIVEN, "roleArn": "arn:aws:s3:::a-bucket-of-ours"},
     ("InvalidRequest", "Given role arn:aws:s3:::a-bucket-of-ours is invalid.")),
    ("DescribeStream", [*STREAM, do("(clock)", advance="5s"),
                        do("UpdateStream", streamId="lamps", description="Lamps.")],
     {"streamId": "lamps"},
     {"streamInfo": {**NAMES, "description": "Lamps.", "roleArn": ROLE, "files": FILES,
                     "streamVersion": 2, "createdAt": T0, "lastUpdatedAt": T0 + 5}}),
    ("DescribeStream", [], {"streamId": "lamps"},
     ("ResourceNotFound", "Stream lamps cannot be found.")),
    ("UpdateStream", STREAM, {"streamId": "lamps", "files": FILES, "roleArn": ROLE + "2"},
     {**NAMES, "streamVersion": 2}),
    ("UpdateStream", [], {"streamId": "lamps"}, "ResourceNotFound"),
    ("UpdateStream", STREAM, {"streamId": "lamps", "files": NONE}, "ResourceNotFound"),
    ("DeleteStream", STREAM, {"streamId": "lamps"}, {}),
    ("DeleteStream", [], {"streamId": "lamps"}, "ResourceNotFound"),
    ("DeleteStream",
     [*STREAM, LAMP, do("CreateOTAUpdate", otaUpdateId="u", targets=[thing_arn("lamp")],
                        roleArn=ROLE, files=[{"fileName": "f", "fileLocation": {
                            "stream": {"streamId": "lamps", "fileId": 0}}}])],
     {"streamId": "lamps"},
     ("DeleteConflict", "Stream lamps is used by an OTA update.")),
    ("ListStreams", THREE, {"ascendingOrder": True},
     {"streams": [LISTED["a"], LISTED["b"], LISTED["c"]]}),
    ("ListStreams", THREE, {}, {"streams": [LISTED["c"], LISTED["b"], LISTED["a"]]}),
    ("ListTagsForResource", [OBJECT, do("CreateStream", **GIVEN,
                                        tags=[{"Key": "k", "Value": "v"}])],
     {"resourceArn": arn("stream/lamps")}, {"tags": [{"Key": "k", "Value": "v"}]}),
])

PAGED = [
    ("ListStreams", THREE, {}, "streams"),
    ("ListStreams", THREE, {"ascendingOrder": True}, "streams"),
]
