"""The control plane with many things, groups and jobs, for the part `lists`."""

import statistics
import time
import urllib.parse

ACCOUNT = "arn:aws:iot:us-east-1:123456789012"
REPEATS = 100


def fill(connection, size):
    """size things and jobs, a tenth as many groups and templates; some of each stand out."""
    things = [f"thing-{i:05}" for i in range(size)]
    groups = [f"group-{i:04}" for i in range(size // 10)]
    for name in ("lamp", "rare"):
        connection.call("POST", f"/thing-types/{name}", {})
    connection.send_all(
        ("POST", f"/things/{name}",
         {"thingTypeName": "rare" if i % 500 == 0 else "lamp",
          "attributePayload": {"attributes": {"color": "red" if i % 500 == 0 else "blue",
                                              "batch": f"b{i % 100}"}}})
        for i, name in enumerate(things))
    connection.send_all(
        ("POST", f"/thing-groups/{name}",
         {"parentGroupName": groups[i // 50 * 50]} if i % 50 else {})
        for i, name in enumerate(groups))
    connection.send_all(("PUT", "/thing-groups/addThingToThingGroup",
                         {"thingName": name, "thingGroupName": groups[i % len(groups)]})
                        for i, name in enumerate(things))
    connection.send_all(("PUT", "/thing-groups/addThingToThingGroup",
                         {"thingName": name, "thingGroupName": groups[50]})
                        for i, name in enumerate(things) if i % len(groups) < 50)
    connection.send_all(("PUT", f"/job-templates/template-{i}",
                         {"description": "bench", "document": "{}"})
                        for i in range(size // 10))

    def job(i):
        rare = i % 500 == 0
        target = (f"{ACCOUNT}:thinggroup/{groups[1]}" if rare
                  else f"{ACCOUNT}:thing/{things[i % 100]}")
        return {"targets": [target], "document": '{"work":"bench"}',
                "targetSelection": "CONTINUOUS" if rare else "SNAPSHOT",
                **({"namespaceId": "rare"} if rare else {}),
                "tags": [{"Key": "batch", "Value": str(i)}]}

    connection.send_all(("PUT", f"/jobs/job-{i}", job(i)) for i in range(size))
    connection.send_all(("PUT", f"/jobs/job-{i}/cancel", {}) for i in range(0, size, 20))


def kinds():
    """Paths of lists and descriptions; pages have as many rows at each size."""
    job, thing = "job-77", "thing-00077"
    lists = {
        "ListThings": "/things",
        "ListThings by attribute": "/things?attributeName=color&attributeValue=red&maxResults=2",
        "ListThings by prefix of an attribute":
            "/things?attributeName=color&attributeValue=re&usePrefixAttributeValue=true&maxResults=2",
        "ListThings by type": "/things?thingTypeName=rare&maxResults=2",
        "ListThingTypes": "/thing-types",
        "ListThingGroups": "/thing-groups?maxResults=100",
        "ListThingGroups by prefix": "/thing-groups?namePrefixFilter=group-000&maxResults=10",
        "ListThingGroups by parent": "/thing-groups?parentGroup=group-0050",
        "ListThingsInThingGroup": "/thing-groups/group-0050/things",
        "ListThingsInThingGroup, recursive": "/thing-groups/group-0050/things?recursive=true",
        "ListThingGroupsForThing": f"/things/{thing}/thing-groups",
        "ListJobs": "/jobs",
        "ListJobs by status": "/jobs?status=CANCELED&maxResults=50",
        "ListJobs by selection": "/jobs?targetSelection=CONTINUOUS&maxResults=2",
        "ListJobs by group": "/jobs?thingGroupName=group-0001&maxResults=2",
        "ListJobs by namespace": "/jobs?namespaceId=rare&maxResults=2",
        "ListJobExecutionsForJob": f"/jobs/{job}/things",
        "ListJobExecutionsForJob by status": f"/jobs/{job}/things?status=QUEUED",
        "ListJobExecutionsForThing": f"/things/{thing}/jobs?maxResults=10",
        "ListJobExecutionsForThing by status":
            f"/things/{thing}/jobs?status=CANCELED&maxResults=5",
        "ListJobTemplates": "/job-templates?maxResults=100",
        "ListManagedJobTemplates": "/managed-job-templates",
        "ListTagsForResource": "/tags?" + urllib.parse.urlencode(
            {"resourceArn": f"{ACCOUNT}:job/{job}"}),
    }
    describes = {
        "DescribeThing": f"/things/{thing}",
        "DescribeThingType": "/thing-types/lamp",
        "DescribeThingGroup": "/thing-groups/group-0051",
        "DescribeJob": f"/jobs/{job}",
        "GetJobDocument": f"/jobs/{job}/job-document",
        "DescribeJobExecution": f"/things/{thing}/jobs/{job}",
        "DescribeJobTemplate": "/job-templates/template-7",
        "DescribeManagedJobTemplate": "/managed-job-templates/AWS-Reboot",
    }
    return lists, describes


def last_page(connection, path):
    """The path of a list's last page."""
    joint = "&" if "?" in path else "?"
    token = connection.call("GET", path).get("nextToken")
    page = path
    while token:
        page = path + joint + urllib.parse.urlencode({"nextToken": token})
        token = connection.call("GET", page).get("nextToken")
    return page


def measure(connection):
    """Milliseconds of each request, the median of many: ({list: ms}, {describe: ms})."""
    lists, describes = kinds()
    for kind in ("ListThings", "ListThingGroups", "ListJobs"):
        lists[kind + ", last page"] = last_page(connection, lists[kind])

    def median(path):
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            connection.call("GET", path)
            times.append(time.perf_counter() - start)
        return statistics.median(times) * 1e3

    return tuple({kind: median(path) for kind, path in paths.items()}
                 for paths in (lists, describes))
