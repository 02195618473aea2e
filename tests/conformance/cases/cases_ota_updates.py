"""OTA updates."""

from cases import cases, do
from cases_streams import OBJECT, ROLE
from cases_things import LAMP
from emulator import T0
from fleet import arn, thing_arn

FILE = {"fileName": "/lamp", "fileLocation": {
    "s3Location": {"bucket": "firmware", "key": "lamp.bin"}}}
GIVEN = {"otaUpdateId": "u", "targets": [thing_arn("lamp")], "files": [FILE], "roleArn": ROLE}
MADE = do("CreateOTAUpdate", **GIVEN)
UPDATE = [LAMP, OBJECT, MADE]
FAILED = do("CreateOTAUpdate", **{**GIVEN, "otaUpdateId": "f", "targets": [thing_arn("none")]})
THREE = [LAMP, OBJECT, *(do("CreateOTAUpdate", **{**GIVEN, "otaUpdateId": name})
                         for name in "bac")]
NAMES = {"otaUpdateId": "u", "otaUpdateArn": arn("otaupdate/u"), "awsIotJobId": "AFR_OTA-u",
         "awsIotJobArn": arn("job/AFR_OTA-u")}


def listed(*names):
    return {"otaUpdates": [{"otaUpdateId": name, "otaUpdateArn": arn(f"otaupdate/{name}"),
                            "creationDate": T0} for name in names]}


CASES = cases([
    ("CreateOTAUpdate", [LAMP, OBJECT], GIVEN, {**NAMES, "otaUpdateStatus": "CREATE_PENDING"}),
    ("CreateOTAUpdate", UPDATE, GIVEN,
     ("ResourceAlreadyExists", "OTA update u already exists.")),
    ("CreateOTAUpdate", [LAMP, OBJECT], {**GIVEN, "files": [{**FILE, "fileLocation": {}}]},
     ("InvalidRequest", "The fileLocation of /lamp needs either a stream or an s3Location.")),
    ("GetOTAUpdate", UPDATE, {"otaUpdateId": "u"},
     {"otaUpdateInfo": {**NAMES, "otaUpdateStatus": "CREATE_COMPLETE", "creationDate": T0,
                        "lastModifiedDate": T0, "targets": [thing_arn("lamp")],
                        "otaUpdateFiles": [FILE]}}),
    ("GetOTAUpdate", [OBJECT, FAILED], {"otaUpdateId": "f"},
     {"otaUpdateInfo": {"otaUpdateStatus": "CREATE_FAILED", "errorInfo": {
         "code": "ResourceNotFoundException",
         "message": f"Target {thing_arn('none')} cannot be found."}}}),
    ("GetOTAUpdate", [], {"otaUpdateId": "u"},
     ("ResourceNotFound", "OTA update u cannot be found.")),
    ("ListOTAUpdates", [*UPDATE, FAILED], {"otaUpdateStatus": "CREATE_FAILED"}, listed("f")),
    ("ListOTAUpdates", THREE, {}, listed("c", "a", "b")),
    ("DeleteOTAUpdate", UPDATE,
     {"otaUpdateId": "u", "deleteStream": True, "forceDeleteAWSJob": True}, {}),
    ("DeleteOTAUpdate", UPDATE, {"otaUpdateId": "u"},
     ("InvalidRequest", "Job AFR_OTA-u is neither COMPLETED nor CANCELED; forceDeleteAWSJob "
                        "deletes it all the same.")),
    ("DeleteOTAUpdate", [], {"otaUpdateId": "u"}, "ResourceNotFound"),
    ("ListTagsForResource", [LAMP, OBJECT, do("CreateOTAUpdate", **GIVEN,
                                              tags=[{"Key": "k", "Value": "v"}])],
     {"resourceArn": arn("otaupdate/u")}, {"tags": [{"Key": "k", "Value": "v"}]}),
])

PAGED = [("ListOTAUpdates", THREE, {}, "otaUpdates")]
