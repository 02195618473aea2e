"""What is published by the REST API."""

from cases import cases

CASES = cases([
    ("Publish", [], {"topic": "a/b", "qos": 1, "payload": "x"}, {}),
    ("Publish", [], {"topic": "a/+", "payload": "x"},
     ("InvalidRequest", "topic must not contain wildcards.")),
    ("GetConnection", [], {"clientId": "x"}, "ResourceNotFound"),
    ("DeleteConnection", [], {"clientId": "x"}, "ResourceNotFound"),
    ("ListSubscriptions", [], {"clientId": "x"}, "ResourceNotFound"),
    ("ListSubscriptions", [], {"clientId": "x", "maxResults": 201}, "InvalidRequest"),
], service="iot-data")
