"""Software packages and their versions."""

from cases import cases, do
from fleet import arn

FW = {"packageName": "fw"}
ONE, TWO = {**FW, "versionName": "1"}, {**FW, "versionName": "2"}
PACKAGE = do("CreatePackage", **FW)
DRAFT = [PACKAGE, do("CreatePackageVersion", **ONE, attributes={"size": "7"})]
PUBLISHED = [*DRAFT, do("UpdatePackageVersion", **ONE, action="PUBLISH")]
DEFAULT = [*PUBLISHED, do("UpdatePackage", **FW, defaultVersionName="1")]
OTHERS = [do("CreatePackage", packageName=name) for name in "abc"]
FURTHER = [*PUBLISHED, do("CreatePackageVersion", **TWO)]

CASES = cases([
    ("CreatePackage", [], {**FW, "description": "firmware"},
     {**FW, "packageArn": arn("package/fw"), "description": "firmware"}),
    ("CreatePackage", [], {**FW, "tags": {"aws:mine": "1"}}, "Validation"),
    ("CreatePackage", [PACKAGE], FW, "Conflict"),
    ("GetPackage", DEFAULT, FW, {**FW, "packageArn": arn("package/fw"),
                                 "defaultVersionName": "1"}),
    ("GetPackage", [], FW, "ResourceNotFound"),
    ("UpdatePackage", PUBLISHED, {**FW, "description": "x", "defaultVersionName": "1"}, {}),
    ("UpdatePackage", DEFAULT, {**FW, "unsetDefaultVersion": True}, {}),
    ("UpdatePackage", DRAFT, {**FW, "defaultVersionName": "1"}, "Conflict"),
    ("UpdatePackage", [], FW, "ResourceNotFound"),
    ("UpdatePackage", DEFAULT, {**FW, "unsetDefaultVersion": True, "defaultVersionName": "1"},
     "Validation"),
    ("DeletePackage", [PACKAGE], FW, {}),
    ("DeletePackage", DRAFT, FW, "Validation"),
    ("ListPackages", [PACKAGE], {}, {"packageSummaries": [FW]}),
    ("CreatePackageVersion", [PACKAGE], {**ONE, "attributes": {"size": "7"}},
     {**ONE, "packageVersionArn": arn("package/fw/version/1"), "status": "DRAFT",
      "attributes": {"size": "7"}}),
    ("CreatePackageVersion", DRAFT, ONE, "Conflict"),
    ("CreatePackageVersion", [], ONE, "Validation"),
    ("GetPackageVersion", PUBLISHED, ONE, {**ONE, "status": "PUBLISHED",
                                           "attributes": {"size": "7"}}),
    ("GetPackageVersion", [PACKAGE], ONE, "ResourceNotFound"),
    ("UpdatePackageVersion", DRAFT, {**ONE, "attributes": {"size": "8"}, "action": "PUBLISH"},
     {}),
    ("UpdatePackageVersion", PUBLISHED, {**ONE, "attributes": {"size": "8"}}, "Conflict"),
    ("UpdatePackageVersion", [PACKAGE], ONE, "ResourceNotFound"),
    ("DeletePackageVersion", PUBLISHED, ONE, {}),
    ("DeletePackageVersion", DEFAULT, ONE, "Validation"),
    ("ListPackageVersions", DRAFT, FW, {"packageVersionSummaries": [{**ONE, "status": "DRAFT"}]}),
    ("ListPackageVersions", FURTHER, {**FW, "status": "PUBLISHED"},
     {"packageVersionSummaries": [ONE]}),
])

PAGED = [
    ("ListPackages", OTHERS, {}, "packageSummaries"),
    ("ListPackageVersions", FURTHER, FW, "packageVersionSummaries"),
]
