"""Certificates, the things that they are attached to, and CAs of one's own."""

import datetime

from cases import ANY, Kept, cases, do
from cases_things import LAMP, SENSOR
from fleet import ACCOUNT, arn, thing_arn
from pems import Authority, foreign, signing_request

ONE, TWO = foreign("one"), foreign("two")
IT = {"certificateId": ONE.id}
REGISTERED = do("RegisterCertificateWithoutCA", certificatePem=ONE.text)
ACTIVE = do("RegisterCertificateWithoutCA", certificatePem=ONE.text, status="ACTIVE")
BOTH = [REGISTERED, do("RegisterCertificateWithoutCA", certificatePem=TWO.text)]
LAMPS = {"thingName": "lamp", "principal": ONE.arn}
ATTACHED = [ACTIVE, LAMP, do("AttachThingPrincipal", **LAMPS)]
SHARED = {"thingPrincipalType": "NON_EXCLUSIVE_THING"}
ALONE = {"thingPrincipalType": "EXCLUSIVE_THING"}
TWO_ALONE = [do("RegisterCertificateWithoutCA", certificatePem=TWO.text),
             do("AttachThingPrincipal", thingName="lamp", principal=TWO.arn, **ALONE)]


def named(pem, kind="cert"):
    return {"certificateId": pem.id, "certificateArn": arn(f"{kind}/{pem.id}")}


OWN_CASES = cases([
    ("CreateKeysAndCertificate", [], {"setAsActive": True},
     {"certificateArn": ANY, "certificateId": ANY, "certificatePem": ANY,
      "keyPair": {"PublicKey": ANY, "PrivateKey": ANY}}),
    ("CreateKeysAndCertificate", [], {"setAsActive": "perhaps"}, "InvalidRequest"),
    ("CreateCertificateFromCsr", [],
     {"certificateSigningRequest": signing_request(), "setAsActive": True},
     {"certificateArn": ANY, "certificateId": ANY, "certificatePem": ANY}),
    ("CreateCertificateFromCsr", [], {"certificateSigningRequest": "nonsense"},
     "InvalidRequest"),
    ("RegisterCertificateWithoutCA", [], {"certificatePem": ONE.text, "status": "ACTIVE"},
     named(ONE)),
    ("RegisterCertificateWithoutCA", [REGISTERED], {"certificatePem": ONE.text},
     ("ResourceAlreadyExists", "The certificate is already provisioned or registered")),
    ("RegisterCertificateWithoutCA", [], {"certificatePem": "nonsense"},
     "CertificateValidation"),
    ("RegisterCertificateWithoutCA", [],
     {"certificatePem": ONE.text, "status": "PENDING_TRANSFER"}, "InvalidRequest"),
    ("DescribeCertificate", [ACTIVE], IT,
     {"certificateDescription": {**named(ONE), "status": "ACTIVE", "ownedBy": ACCOUNT,
                                 "certificatePem": ONE.text, "certificateMode": "SNI_ONLY"}}),
    ("DescribeCertificate", [], IT, "ResourceNotFound"),
    ("UpdateCertificate", [REGISTERED], {**IT, "newStatus": "REVOKED"}, {}),
    ("UpdateCertificate", [REGISTERED], {**IT, "newStatus": "PENDING_ACTIVATION"},
     "InvalidRequest"),
    ("UpdateCertificate", [], {**IT, "newStatus": "ACTIVE"}, "ResourceNotFound"),
    ("DeleteCertificate", [REGISTERED], {**IT, "forceDelete": True}, {}),
    ("DeleteCertificate", [ACTIVE], IT,
     ("CertificateState",
      f"Certificate must be deactivated (not ACTIVE) before deletion. Id: {ONE.id}")),
    ("DeleteCertificate", [*ATTACHED, do("UpdateCertificate", **IT, newStatus="INACTIVE")],
     {**IT, "forceDelete": True}, "DeleteConflict"),
    ("DeleteCertificate", [], IT, "ResourceNotFound"),
    ("ListCertificates", BOTH, {}, {"certificates": [named(TWO), named(ONE)]}),
    ("ListCertificates", BOTH, {"ascendingOrder": True},
     {"certificates": [named(ONE), named(TWO)]}),
])

PRINCIPAL_CASES = cases([
    ("AttachThingPrincipal", [REGISTERED, LAMP], LAMPS, {}),
    ("AttachThingPrincipal", [REGISTERED, LAMP],
     {**LAMPS, "thingPrincipalType": "EXCLUSIVE_THING"}, {}),
    ("AttachThingPrincipal", [REGISTERED], LAMPS, "ResourceNotFound"),
    ("AttachThingPrincipal", [LAMP], LAMPS, "ResourceNotFound"),
    ("AttachThingPrincipal", [LAMP], {**LAMPS, "principal": thing_arn("lamp")},
     "InvalidRequest"),
    ("AttachThingPrincipal", [*ATTACHED, SENSOR],
     {**LAMPS, "thingName": "sensor", "thingPrincipalType": "EXCLUSIVE_THING"},
     "InvalidRequest"),
    ("DetachThingPrincipal", ATTACHED, LAMPS, {}),
    ("DetachThingPrincipal", [REGISTERED, LAMP], LAMPS, "ResourceNotFound"),
    ("DetachThingPrincipal", [REGISTERED], LAMPS, "ResourceNotFound"),
    ("ListThingPrincipals", ATTACHED, {"thingName": "lamp"}, {"principals": [ONE.arn]}),
    ("ListThingPrincipals", [], {"thingName": "lamp"},
     ("ResourceNotFound", "Failed to list principals for thing lamp because the thing does not"
      " exist in your account")),
    ("ListPrincipalThings", ATTACHED, {"principal": ONE.arn}, {"things": ["lamp"]}),
    ("ListPrincipalThings", [], {"principal": ONE.arn}, "ResourceNotFound"),
    ("ListThingPrincipalsV2", ATTACHED, {"thingName": "lamp"},
     {"thingPrincipalObjects": [{"principal": ONE.arn, **SHARED}]}),
    ("ListThingPrincipalsV2", [*ATTACHED, *TWO_ALONE], {"thingName": "lamp", **ALONE},
     {"thingPrincipalObjects": [{"principal": TWO.arn, **ALONE}]}),
    ("ListThingPrincipalsV2", [LAMP], {"thingName": "lamp", "thingPrincipalType": "MINE"},
     "InvalidRequest"),
    ("ListThingPrincipalsV2", [], {"thingName": "lamp"}, "ResourceNotFound"),
    ("ListPrincipalThingsV2", ATTACHED, {"principal": ONE.arn},
     {"principalThingObjects": [{"thingName": "lamp", **SHARED}]}),
    ("ListPrincipalThingsV2", ATTACHED, {"principal": ONE.arn, **ALONE},
     {"principalThingObjects": []}),
    ("ListPrincipalThingsV2", [], {"principal": thing_arn("lamp")}, "InvalidRequest"),
    ("ListPrincipalThingsV2", [], {"principal": ONE.arn}, "ResourceNotFound"),
])

OURS = Authority("ours", "ours")
OTHERS, NAMESAKE = Authority("others", "others"), Authority("namesake", "ours")
LEAF, LEAVES = OURS.sign("leaf"), [OURS.sign(name) for name in ("left", "right")]
CA, CODE = {"certificateId": OURS.pem.id}, do("GetRegistrationCode")
CONFIG = {"templateName": "lamps", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/provisioning"}
# When what openssl has just signed is valid already; tests begin in the past.
NOW = do("(clock)", set=(datetime.datetime.now(datetime.timezone.utc)
                         + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))


def sni_only(ca, **more):
    return do("RegisterCACertificate", caCertificate=ca.pem.text, certificateMode="SNI_ONLY",
              **more)


def registered(*pems):
    return [do("RegisterCertificate", certificatePem=pem.text) for pem in pems]


def proof(ca):
    """What shows that one has the CA's key: a certificate for the registration code."""
    return lambda kept: ca.sign(kept["registrationCode"]).text


KNOWN, TRUSTED = sni_only(OURS), sni_only(OURS, setAsActive=True)
KNOWN_BOTH = [KNOWN, sni_only(OTHERS, registrationConfig=CONFIG)]
LAMPS_AMONG_OTHERS = [sni_only(OURS, registrationConfig=CONFIG), sni_only(NAMESAKE),
                      sni_only(OTHERS, registrationConfig=CONFIG)]

CA_CASES = cases([
    ("GetRegistrationCode", [CODE], {}, {"registrationCode": Kept("registrationCode")}),
    ("DeleteRegistrationCode", [CODE], {}, {}),
    ("DeleteRegistrationCode", [], {}, "ResourceNotFound"),
    ("RegisterCACertificate", [NOW, CODE],
     {"caCertificate": OURS.pem.text, "verificationCertificate": proof(OURS),
      "setAsActive": True, "registrationConfig": CONFIG}, named(OURS.pem, "cacert")),
    ("RegisterCACertificate", [],
     {"caCertificate": OURS.pem.text, "certificateMode": "SNI_ONLY"},
     named(OURS.pem, "cacert")),
    ("RegisterCACertificate", [NOW, CODE],
     {"caCertificate": OURS.pem.text, "verificationCertificate": proof(OTHERS)},
     "CertificateValidation"),
    ("RegisterCACertificate", [NOW, CODE],
     {"caCertificate": OURS.pem.text, "verificationCertificate": LEAF.text},
     "RegistrationCodeValidation"),
    ("RegisterCACertificate", [], {"caCertificate": OURS.pem.text}, "InvalidRequest"),
    ("RegisterCACertificate", [KNOWN],
     {"caCertificate": OURS.pem.text, "certificateMode": "SNI_ONLY"}, "ResourceAlreadyExists"),
    ("DescribeCACertificate", [sni_only(OURS, registrationConfig=CONFIG)], CA,
     {"certificateDescription": {**named(OURS.pem, "cacert"), "status": "INACTIVE",
                                 "certificatePem": OURS.pem.text, "ownedBy": ACCOUNT,
                                 "certificateMode": "SNI_ONLY",
                                 "autoRegistrationStatus": "DISABLE"},
      "registrationConfig": CONFIG}),
    ("DescribeCACertificate", [], CA, "ResourceNotFound"),
    ("UpdateCACertificate", [KNOWN],
     {**CA, "newStatus": "ACTIVE", "newAutoRegistrationStatus": "ENABLE",
      "registrationConfig": CONFIG}, {}),
    ("UpdateCACertificate", [KNOWN], {**CA, "removeAutoRegistration": True}, {}),
    ("UpdateCACertificate", [], {**CA, "newStatus": "ACTIVE"}, "ResourceNotFound"),
    ("DeleteCACertificate", [KNOWN], CA, {}),
    ("DeleteCACertificate", [TRUSTED], CA, "CertificateState"),
    ("DeleteCACertificate", [], CA, "ResourceNotFound"),
    ("ListCACertificates", KNOWN_BOTH, {},
     {"certificates": [named(OTHERS.pem, "cacert"), named(OURS.pem, "cacert")]}),
    ("ListCACertificates", KNOWN_BOTH, {"ascendingOrder": True},
     {"certificates": [named(OURS.pem, "cacert"), named(OTHERS.pem, "cacert")]}),
    ("ListCACertificates", KNOWN_BOTH, {"templateName": "lamps"},
     {"certificates": [named(OTHERS.pem, "cacert")]}),
    ("RegisterCertificate", [TRUSTED],
     {"certificatePem": LEAF.text, "caCertificatePem": OURS.pem.text, "status": "ACTIVE"},
     named(LEAF)),
    ("RegisterCertificate", [TRUSTED], {"certificatePem": LEAF.text, "setAsActive": True},
     named(LEAF)),
    ("RegisterCertificate", [TRUSTED, *registered(LEAF)], {"certificatePem": LEAF.text},
     "ResourceAlreadyExists"),
    ("RegisterCertificate", [], {"certificatePem": LEAF.text}, "CertificateValidation"),
    ("RegisterCertificate", [KNOWN], {"certificatePem": LEAF.text}, "CertificateState"),
    ("RegisterCertificate", [TRUSTED, sni_only(NAMESAKE, setAsActive=True)],
     {"certificatePem": LEAF.text}, "CertificateConflict"),
    ("RegisterCertificate", [TRUSTED], {"certificatePem": LEAF.text, "status": "REVOKED"},
     "InvalidRequest"),
    ("ListCertificatesByCA", [TRUSTED, REGISTERED, *registered(*LEAVES)],
     {"caCertificateId": OURS.pem.id},
     {"certificates": [named(LEAVES[1]), named(LEAVES[0])]}),
    ("ListCertificatesByCA", [TRUSTED, *registered(*LEAVES)],
     {"caCertificateId": OURS.pem.id, "ascendingOrder": True},
     {"certificates": [named(LEAVES[0]), named(LEAVES[1])]}),
])

CASES = OWN_CASES + PRINCIPAL_CASES + CA_CASES

PAGED = [
    ("ListCertificates", BOTH, {}, "certificates"),
    ("ListCertificates", BOTH, {"ascendingOrder": True}, "certificates"),
    ("ListThingPrincipals",
     [*BOTH, LAMP, *(do("AttachThingPrincipal", thingName="lamp", principal=pem.arn)
                     for pem in (ONE, TWO))], {"thingName": "lamp"}, "principals"),
    ("ListPrincipalThings",
     [*ATTACHED, SENSOR, do("AttachThingPrincipal", thingName="sensor", principal=ONE.arn)],
     {"principal": ONE.arn}, "things"),
    ("ListThingPrincipalsV2",
     [*BOTH, LAMP, *(do("AttachThingPrincipal", thingName="lamp", principal=pem.arn)
                     for pem in (ONE, TWO))], {"thingName": "lamp"}, "thingPrincipalObjects"),
    ("ListPrincipalThingsV2",
     [*ATTACHED, SENSOR, do("AttachThingPrincipal", thingName="sensor", principal=ONE.arn)],
     {"principal": ONE.arn}, "principalThingObjects"),
    ("ListCACertificates", KNOWN_BOTH, {}, "certificates"),
    ("ListCACertificates", LAMPS_AMONG_OTHERS, {"templateName": "lamps"}, "certificates"),
    ("ListCertificatesByCA", [TRUSTED, *registered(*LEAVES)],
     {"caCertificateId": OURS.pem.id}, "certificates"),
]
