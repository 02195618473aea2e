"""Values that the emulator has use for: few names, so that requests meet what earlier ones made."""


from fleet import arn, group_arn, thing_arn
from pems import Authority, foreign, signing_request
from test_provisioning import POLICY, template

THINGS = [f"t{i}" for i in range(5)]
GROUPS = [f"g{i}" for i in range(4)]
DYNAMIC = ["d0", "d1"]
BILLING = ["b0", "b1"]
TYPES = ["y0", "y1"]
JOBS = [f"j{i}" for i in range(8)]
TEMPLATES = ["m0", "m1"]
MANAGED = "arn:aws:iot:us-east-1::jobtemplate/AWS-Run-Command:1.0"
POLICIES = ["p0", "p1", "p2"]
PROVISIONING = ["w0", "w1"]
CLIENT = "c0"
ARNS_OF_TARGETS = [*map(thing_arn, THINGS), *map(group_arn, GROUPS)]

FOREIGN = [foreign(f"foreign-{i}") for i in range(4)]
AUTHORITY = Authority("generated", "generated")
SIGNED = [AUTHORITY.sign(f"signed-{i}") for i in range(3)]
CERTIFICATES = [*FOREIGN, *SIGNED]
RESOURCES = [*map(group_arn, GROUPS), *(arn(f"job/{name}") for name in JOBS),
             *(arn(f"jobtemplate/{name}") for name in TEMPLATES),
             *(arn(f"thingtype/{name}") for name in TYPES),
             *(arn(f"policy/{name}") for name in POLICIES),
             *(arn(f"provisioningtemplate/{name}") for name in PROVISIONING),
             arn("cacert/" + AUTHORITY.pem.id), arn("job/none"), "nonsense"]
PRINCIPALS = [certificate.arn for certificate in CERTIFICATES]
BY_ID = template(thing={}, certificate={"CertificateId": FOREIGN[0].id})

KNOWN = {
    "thingName": THINGS, "thingArn": [*map(thing_arn, THINGS)],
    "thingTypeName": TYPES, "thingGroupName": [*GROUPS, *DYNAMIC], "parentGroupName": GROUPS,
    "parentGroup": GROUPS, "thingGroupArn": [*map(group_arn, GROUPS)],
    "billingGroupName": BILLING, "namePrefixFilter": ["g", "g1", "z"], "jobId": JOBS,
    "jobTemplateId": TEMPLATES,
    "namespaceId": ["n"], "executionNumber": [1, 1, 1, 2, 3], "expectedVersion": [1, 1, 2, 3],
    "templateName": ["AWS-Reboot", "AWS-Run-Command", "AWS-None", *PROVISIONING],
    "templateVersion": ["1.0"],
    "jobTemplateArn": [arn("jobtemplate/m0"), arn("jobtemplate/m1"), MANAGED, arn("job/j0")],
    "jobArn": [arn("job/j0"), arn("job/j1"), "nonsense"], "resourceArn": RESOURCES,
    "document": ["{}", '{"a": 1}', "[]", "no JSON", '{"x": "${aws:iot:parameter:p}"}'],
    "documentParameters": [{"command": "ls"}, {"other": "x"}],
    "endpointType": ["iot:Data-ATS", "iot:Jobs", "iot:None"], "nextToken": ["nonsense"],
    "marker": ["nonsense"],
    "queryString": ["thingName:t*", "attributes.a:1 AND NOT thingName:t1", "bad ((", "*"],
    "indexName": ["AWS_Things"], "status": None,
    "clientId": [CLIENT, CLIENT, "c1"],
    "certificateId": [certificate.id for certificate in CERTIFICATES],
    "certificatePem": [*(certificate.text for certificate in CERTIFICATES), "nonsense"],
    "certificateSigningRequest": [signing_request(), "nonsense"],
    "principal": PRINCIPALS, "caCertificateId": [AUTHORITY.pem.id] * 3 + [FOREIGN[0].id],
    "caCertificate": [AUTHORITY.pem.text, AUTHORITY.pem.text, FOREIGN[0].text, "nonsense"],
    "caCertificatePem": [AUTHORITY.pem.text, FOREIGN[0].text],
    "verificationCertificate": [SIGNED[0].text, "nonsense"],
    "policyName": POLICIES, "policyVersionId": ["1", "2", "3", "4"],
    "policyDocument": [POLICY, POLICY, "{}", "no JSON"],
    "target": [*PRINCIPALS, *map(group_arn, GROUPS), "nonsense"],
    "versionId": [1, 2, 3], "provisioningRoleArn": ["arn:aws:iam::123456789012:role/any"],
    "templateBody": [template(), template(Mappings={}), BY_ID, "{}", "no JSON"],
    "parameters": [{"Serial": "1", "AWS::IoT::Certificate::Id": FOREIGN[1].id}, {"Serial": "2"}],
    "type": ["FLEET_PROVISIONING", "JITP"],
}

# What a template that is known leans on.
LEANED_ON = [("POST", "/policies/lamp-policy", {"policyDocument": POLICY}),
             ("POST", "/thing-groups/lamps", {})]
