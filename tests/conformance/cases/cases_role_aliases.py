"""Role aliases."""

from cases import cases, do
from emulator import T0
from fleet import arn

ROLE = "arn:aws:iam::123456789012:role/reader"
ALIAS = do("CreateRoleAlias", roleAlias="keys", roleArn=ROLE)
NAMES = {"roleAlias": "keys", "roleAliasArn": arn("rolealias/keys")}
THREE = [do("CreateRoleAlias", roleAlias=name, roleArn=ROLE) for name in "bac"]
HUNDRED = [do("CreateRoleAlias", roleAlias=f"a{i}", roleArn=ROLE) for i in range(100)]

CASES = cases([
    ("CreateRoleAlias", [], {"roleAlias": "keys", "roleArn": ROLE}, NAMES),
    ("CreateRoleAlias", [ALIAS], {"roleAlias": "keys", "roleArn": ROLE},
     ("ResourceAlreadyExists", "Role alias keys already exists.")),
    ("CreateRoleAlias", [], {"roleAlias": "keys", "roleArn": "arn:aws:s3:::a-bucket-of-ours"},
     ("InvalidRequest", "Given role arn:aws:s3:::a-bucket-of-ours is invalid.")),
    ("CreateRoleAlias", HUNDRED, {"roleAlias": "keys", "roleArn": ROLE}, "LimitExceeded"),
    ("DescribeRoleAlias", [ALIAS, do("(clock)", advance="5s")], {"roleAlias": "keys"},
     {"roleAliasDescription": {
         **NAMES, "roleArn": ROLE, "owner": "123456789012", "credentialDurationSeconds": 3600,
         "creationDate": T0, "lastModifiedDate": T0}}),
    ("DescribeRoleAlias", [], {"roleAlias": "keys"},
     ("ResourceNotFound", "Role alias keys cannot be found.")),
    ("DescribeRoleAlias",
     [ALIAS, do("(clock)", advance="5s"),
      do("UpdateRoleAlias", roleAlias="keys", credentialDurationSeconds=900)],
     {"roleAlias": "keys"},
     {"roleAliasDescription": {"roleArn": ROLE, "credentialDurationSeconds": 900,
                               "creationDate": T0, "lastModifiedDate": T0 + 5}}),
    ("UpdateRoleAlias", [ALIAS], {"roleAlias": "keys", "roleArn": ROLE + "2"}, NAMES),
    ("UpdateRoleAlias", [], {"roleAlias": "keys"}, "ResourceNotFound"),
    ("DeleteRoleAlias", [ALIAS], {"roleAlias": "keys"}, {}),
    ("DeleteRoleAlias", [], {"roleAlias": "keys"}, "ResourceNotFound"),
    ("ListRoleAliases", THREE, {"ascendingOrder": True}, {"roleAliases": ["a", "b", "c"]}),
    ("ListRoleAliases", THREE, {}, {"roleAliases": ["c", "b", "a"]}),
    ("ListTagsForResource", [do("CreateRoleAlias", roleAlias="keys", roleArn=ROLE,
                                tags=[{"Key": "k", "Value": "v"}])],
     {"resourceArn": arn("rolealias/keys")}, {"tags": [{"Key": "k", "Value": "v"}]}),
])

PAGED = [
    ("ListRoleAliases", THREE, {}, "roleAliases"),
    ("ListRoleAliases", THREE, {"ascendingOrder": True}, "roleAliases"),
]
