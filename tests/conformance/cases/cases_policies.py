"""Policies, their versions and what they are attached to."""

import json

from cases import ANY, cases, do
from cases_certificates import ACTIVE, BOTH, ONE, REGISTERED, TWO
from cases_groups import BELOW, GROUP
from fleet import arn, group_arn, thing_arn


def document(action):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": action, "Resource": "*"}]})


CONNECT, ALL = document("iot:Connect"), document("iot:*")
OURS = {"policyName": "ours"}
SHOWN = {**OURS, "policyArn": arn("policy/ours")}
OTHER = {"policyName": "other", "policyArn": arn("policy/other")}
FIRST, SECOND = {**OURS, "policyVersionId": "1"}, {**OURS, "policyVersionId": "2"}
POLICY = do("CreatePolicy", **OURS, policyDocument=CONNECT)
VERSION = do("CreatePolicyVersion", **OURS, policyDocument=ALL)
VERSIONS = [POLICY, VERSION]
POLICIES = [POLICY, do("CreatePolicy", policyName="other", policyDocument=ALL)]
TO_ONE = [POLICY, ACTIVE, do("AttachPolicy", **OURS, target=ONE.arn)]
TO_BOTH = [POLICY, *BOTH, *(do("AttachPolicy", **OURS, target=pem.arn) for pem in (ONE, TWO))]
BOTH_TO_ONE = [*POLICIES, REGISTERED,
               *(do("AttachPolicy", policyName=name, target=ONE.arn)
                 for name in ("ours", "other"))]
TEN_TO_ONE = [REGISTERED, *(call for number in range(10) for call in (
    do("CreatePolicy", policyName=f"p{number}", policyDocument=CONNECT),
    do("AttachPolicy", policyName=f"p{number}", target=ONE.arn)))]
UP_THE_TREE = [*POLICIES, GROUP, BELOW,
               do("AttachPolicy", **OURS, target=group_arn("room")),
               do("AttachPolicy", policyName="other", target=group_arn("hall"))]

DENY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Action": "iot:Connect", "Resource": "*"}]})
DENYING = do("CreatePolicy", policyName="denying", policyDocument=DENY)
TO_CONNECT = {"actionType": "CONNECT", "resources": [arn("client/lamp")]}
DENIES = {"policyName": "denying", "policyArn": arn("policy/denying")}

TEST_CASES = cases([
    ("GetEffectivePolicies", TO_ONE, {"principal": ONE.arn},
     {"effectivePolicies": [{**SHOWN, "policyDocument": CONNECT}]}),
    ("GetEffectivePolicies", UP_THE_TREE, {"principal": group_arn("room")},
     {"effectivePolicies": [{"policyName": "other"}, {"policyName": "ours"}]}),
    ("GetEffectivePolicies", [*TO_ONE, *UP_THE_TREE[1:], do("CreateThing", thingName="lamp"),
                              do("AddThingToThingGroup", thingName="lamp", thingGroupName="hall")],
     {"principal": ONE.arn, "thingName": "lamp"},
     {"effectivePolicies": [{"policyName": "other"}, {"policyName": "ours"}]}),
    ("GetEffectivePolicies", [], {"principal": ONE.arn}, "ResourceNotFound"),
    ("GetEffectivePolicies", [], {"thingName": "ghost"}, "ResourceNotFound"),
    ("GetEffectivePolicies", [], {}, "InvalidRequest"),
    ("TestAuthorization", TO_ONE, {"principal": ONE.arn, "authInfos": [TO_CONNECT]},
     {"authResults": [{"authInfo": TO_CONNECT, "allowed": {"policies": [SHOWN]},
                       "denied": {"implicitDeny": {"policies": []},
                                  "explicitDeny": {"policies": []}},
                       "authDecision": "ALLOWED", "missingContextValues": []}]}),
    ("TestAuthorization", TO_ONE,
     {"principal": ONE.arn,
      "authInfos": [{"actionType": "PUBLISH", "resources": [arn("topic/a")]}]},
     {"authResults": [{"allowed": {"policies": []},
                       "denied": {"implicitDeny": {"policies": [SHOWN]}},
                       "authDecision": "IMPLICIT_DENY"}]}),
    ("TestAuthorization", [*TO_ONE, DENYING],
     {"principal": ONE.arn, "authInfos": [TO_CONNECT], "policyNamesToAdd": ["denying"]},
     {"authResults": [{"allowed": {"policies": [SHOWN]},
                       "denied": {"explicitDeny": {"policies": [DENIES]}},
                       "authDecision": "EXPLICIT_DENY"}]}),
    ("TestAuthorization", TO_ONE,
     {"principal": ONE.arn, "authInfos": [TO_CONNECT], "policyNamesToSkip": ["ours"]},
     {"authResults": [{"authDecision": "IMPLICIT_DENY"}]}),
    ("TestAuthorization", TO_ONE,
     {"principal": ONE.arn,
      "authInfos": [{"actionType": "CONNECT",
                     "resources": [arn("client/a"), "arn:aws:iot:us-east-1:1:topic/x"]}]},
     {"authResults": [{"authDecision": "ALLOWED"}]}),
    ("TestAuthorization", [], {"principal": ONE.arn, "authInfos": [TO_CONNECT]},
     "ResourceNotFound"),
    ("TestAuthorization", [], {"authInfos": [TO_CONNECT], "policyNamesToAdd": ["none"]},
     ("ResourceNotFound", "Policy none cannot be found.")),
])

POLICY_CASES = cases([
    ("CreatePolicy", [], {**OURS, "policyDocument": CONNECT},
     {**SHOWN, "policyDocument": CONNECT, "policyVersionId": "1"}),
    ("CreatePolicy", [POLICY], {**OURS, "policyDocument": CONNECT},
     ("ResourceAlreadyExists",
      "Policy cannot be created - name already exists (name=ours)")),
    ("CreatePolicy", [], {**OURS, "policyDocument": "{}"}, "MalformedPolicy"),
    ("GetPolicy", VERSIONS, OURS, {**SHOWN, "policyDocument": CONNECT, "defaultVersionId": "1",
                                   "generationId": ANY}),
    ("GetPolicy", [], OURS, "ResourceNotFound"),
    ("DeletePolicy", [POLICY], OURS, {}),
    ("DeletePolicy", VERSIONS, OURS,
     ("DeleteConflict",
      "The policy cannot be deleted as versions other than than default version exist")),
    ("DeletePolicy", TO_ONE, OURS,
     ("DeleteConflict", "The policy cannot be deleted as the policy is attached to one or more"
      " principals (name=ours)")),
    ("DeletePolicy", [], OURS, "ResourceNotFound"),
    ("ListPolicies", POLICIES, {}, {"policies": [OTHER, SHOWN]}),
    ("ListPolicies", POLICIES, {"ascendingOrder": True}, {"policies": [SHOWN, OTHER]}),
    ("CreatePolicyVersion", [POLICY], {**OURS, "policyDocument": ALL, "setAsDefault": True},
     {"policyArn": arn("policy/ours"), "policyDocument": ALL, "policyVersionId": "2",
      "isDefaultVersion": True}),
    ("CreatePolicyVersion", [], {**OURS, "policyDocument": ALL}, "ResourceNotFound"),
    ("CreatePolicyVersion", [POLICY], {**OURS, "policyDocument": "{}"}, "MalformedPolicy"),
    ("CreatePolicyVersion", [POLICY, *[VERSION] * 4], {**OURS, "policyDocument": ALL},
     "VersionsLimitExceeded"),
    ("GetPolicyVersion", VERSIONS, SECOND,
     {**SHOWN, "policyDocument": ALL, "policyVersionId": "2", "isDefaultVersion": False}),
    ("GetPolicyVersion", [POLICY], SECOND, "ResourceNotFound"),
    ("DeletePolicyVersion", VERSIONS, SECOND, {}),
    ("DeletePolicyVersion", VERSIONS, FIRST,
     ("DeleteConflict", "Cannot delete the default version of a policy")),
    ("DeletePolicyVersion", [POLICY], SECOND, "ResourceNotFound"),
    ("SetDefaultPolicyVersion", VERSIONS, SECOND, {}),
    ("SetDefaultPolicyVersion", [POLICY], SECOND, "ResourceNotFound"),
    ("ListPolicyVersions", VERSIONS, OURS,
     {"policyVersions": [{"versionId": "2", "isDefaultVersion": False},
                         {"versionId": "1", "isDefaultVersion": True}]}),
    ("ListPolicyVersions", [], OURS, "ResourceNotFound"),
])

ATTACHMENT_CASES = cases([
    ("AttachPolicy", [POLICY, REGISTERED], {**OURS, "target": ONE.arn}, {}),
    ("AttachPolicy", [POLICY, GROUP], {**OURS, "target": group_arn("hall")}, {}),
    ("AttachPolicy", [REGISTERED], {**OURS, "target": ONE.arn}, "ResourceNotFound"),
    ("AttachPolicy", [POLICY], {**OURS, "target": ONE.arn}, "ResourceNotFound"),
    ("AttachPolicy", [POLICY], {**OURS, "target": thing_arn("lamp")}, "InvalidRequest"),
    ("AttachPolicy", TEN_TO_ONE, {"policyName": "p9", "target": ONE.arn}, {}),
    ("AttachPolicy", [*TEN_TO_ONE, POLICY], {**OURS, "target": ONE.arn}, "LimitExceeded"),
    ("DetachPolicy", TO_ONE, {**OURS, "target": ONE.arn}, {}),
    ("DetachPolicy", [POLICY, REGISTERED], {**OURS, "target": ONE.arn}, {}),
    ("DetachPolicy", [POLICY], {**OURS, "target": thing_arn("lamp")}, "InvalidRequest"),
    ("ListAttachedPolicies", UP_THE_TREE, {"target": group_arn("room")},
     {"policies": [SHOWN]}),
    ("ListAttachedPolicies", UP_THE_TREE, {"target": group_arn("room"), "recursive": True},
     {"policies": [OTHER, SHOWN]}),
    ("ListAttachedPolicies", [], {"target": ONE.arn}, "ResourceNotFound"),
    ("ListTargetsForPolicy", TO_ONE, OURS, {"targets": [ONE.arn]}),
    ("ListTargetsForPolicy", [], OURS, ("ResourceNotFound", "Policy not found")),
    ("AttachPrincipalPolicy", [POLICY, REGISTERED], {**OURS, "principal": ONE.arn}, {}),
    ("AttachPrincipalPolicy", [POLICY], {**OURS, "principal": ONE.arn}, "ResourceNotFound"),
    ("AttachPrincipalPolicy", [POLICY], {**OURS, "principal": thing_arn("lamp")},
     ("InvalidRequest", "The given ARN does not represent a cert")),
    ("AttachPrincipalPolicy", [*TEN_TO_ONE, POLICY], {**OURS, "principal": ONE.arn},
     "LimitExceeded"),
    ("DetachPrincipalPolicy", TO_ONE, {**OURS, "principal": ONE.arn}, {}),
    ("DetachPrincipalPolicy", [ACTIVE], {**OURS, "principal": ONE.arn}, "ResourceNotFound"),
    ("ListPolicyPrincipals", TO_ONE, OURS, {"principals": [ONE.arn]}),
    ("ListPolicyPrincipals", TO_BOTH, OURS, {"principals": [TWO.arn, ONE.arn]}),
    ("ListPolicyPrincipals", TO_BOTH, {**OURS, "ascendingOrder": True},
     {"principals": [ONE.arn, TWO.arn]}),
    ("ListPolicyPrincipals", [*TO_ONE, GROUP, do("AttachPolicy", **OURS,
                                                 target=group_arn("hall"))],
     OURS, {"principals": [ONE.arn]}),
    ("ListPolicyPrincipals", [], OURS, {"principals": []}),
    ("ListPrincipalPolicies", TO_ONE, {"principal": ONE.arn}, {"policies": [SHOWN]}),
    ("ListPrincipalPolicies", BOTH_TO_ONE, {"principal": ONE.arn}, {"policies": [OTHER, SHOWN]}),
    ("ListPrincipalPolicies", BOTH_TO_ONE, {"principal": ONE.arn, "ascendingOrder": True},
     {"policies": [SHOWN, OTHER]}),
    ("ListPrincipalPolicies", [], {"principal": ONE.arn}, "ResourceNotFound"),
])

CASES = POLICY_CASES + ATTACHMENT_CASES + TEST_CASES

PAGED = [
    ("ListPolicies", POLICIES, {}, "policies"),
    ("ListPolicies", POLICIES, {"ascendingOrder": True}, "policies"),
    ("ListAttachedPolicies", BOTH_TO_ONE, {"target": ONE.arn}, "policies"),
    ("ListAttachedPolicies", UP_THE_TREE, {"target": group_arn("room"), "recursive": True},
     "policies"),
    ("ListTargetsForPolicy", TO_BOTH, OURS, "targets"),
    ("ListPolicyPrincipals", TO_BOTH, OURS, "principals"),
    ("ListPolicyPrincipals", TO_BOTH, {**OURS, "ascendingOrder": True}, "principals"),
    ("ListPrincipalPolicies", BOTH_TO_ONE, {"principal": ONE.arn}, "policies"),
    ("ListPrincipalPolicies", BOTH_TO_ONE, {"principal": ONE.arn, "ascendingOrder": True},
     "policies"),
]
