"""Things, groups and jobs to test with."""

import json

ACCOUNT, REGION = "123456789012", "us-east-1"
DOCUMENT = {"operation": "blink", "times": 3, "nested": {"list": [1, "two", None, True]}}


def arn(resource):
    return f"arn:aws:iot:{REGION}:{ACCOUNT}:{resource}"


def thing_arn(name):
    return arn(f"thing/{name}")


def group_arn(name):
    return arn(f"thinggroup/{name}")


def pages(operation, member, **members):
    """All pages of a list operation, each a list."""
    result, token = [], {}
    while True:
        page = operation(**members, **token)
        result.append(page[member])
        if not page.get("nextToken"):
            return result
        token = {"nextToken": page["nextToken"]}


class Fleet:
    def __init__(self, iot):
        self.iot = iot

    def thing(self, *names):
        for name in names:
            self.iot.CreateThing(thingName=name)

    def group(self, name, *members, **more):
        self.iot.CreateThingGroup(thingGroupName=name, **more)
        for member in members:
            self.join(name, member)
        return group_arn(name)

    def join(self, group, thing):
        self.iot.AddThingToThingGroup(thingGroupName=group, thingName=thing)

    def leave(self, group, thing):
        self.iot.RemoveThingFromThingGroup(thingGroupName=group, thingName=thing)

    def job(self, job_id, *targets, **more):
        """A job for things (by name) or groups (by ARN)."""
        targets = [t if t.startswith("arn:") else thing_arn(t) for t in targets]
        members = {"document": json.dumps(DOCUMENT), **more}
        return self.iot.CreateJob(jobId=job_id, targets=targets, **members)

    def status(self, job_id):
        return self.iot.DescribeJob(jobId=job_id)["job"]["status"]

    def counts(self, job_id):
        """Those of jobProcessDetails that are not zero, e.g. {"Queued": 1}."""
        details = self.iot.DescribeJob(jobId=job_id)["job"]["jobProcessDetails"]
        return {
            key[len("numberOf") : -len("Things")]: value
            for key, value in details.items()
            if key.startswith("numberOf") and value
        }

    def execution(self, thing, job_id, **more):
        return self.iot.DescribeJobExecution(thingName=thing, jobId=job_id, **more)["execution"]
