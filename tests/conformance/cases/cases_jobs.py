"""Jobs, their executions as operators see them, and job templates."""

from cases import ANY, Kept, cases, do
from cases_things import LAMP, SENSOR
from emulator import T0
from fleet import arn, group_arn, thing_arn

J = {"jobId": "j"}
NONE = {"jobId": "none"}
NO_JOB = ("ResourceNotFound", "Job none cannot be found.")
MADE = {**J, "targets": [thing_arn("lamp")], "document": '{"a":1}'}
SHOWN = {**J, "jobArn": arn("job/j")}
OF_LAMP = {**J, "thingName": "lamp"}
HALL = do("CreateThingGroup", thingGroupName="hall")
ATTIC = do("CreateThingGroup", thingGroupName="attic")
JOB = [LAMP, do("CreateJob", **MADE)]
STARTED = [*JOB, do("StartNextPendingJobExecution", thingName="lamp")]
ENDED = [*JOB, do("UpdateJobExecution", **OF_LAMP, status="SUCCEEDED")]
CONTINUOUS = [LAMP, HALL, ATTIC, do("AddThingToThingGroup", thingGroupName="hall",
                                    thingName="lamp"),
              do("CreateJob", **J, targets=[group_arn("hall")], document="{}",
                 targetSelection="CONTINUOUS")]
# One that has ended, one for ever, one of a namespace, one started.
SEVERAL = [*CONTINUOUS, do("CreateJob", **{**MADE, "jobId": "other", "namespaceId": "ns"}),
           do("CreateJob", **{**MADE, "jobId": "ended"}), do("CancelJob", jobId="ended"),
           SENSOR, do("CreateJob", **{**MADE, "jobId": "two", "targets": [
               thing_arn("lamp"), thing_arn("sensor")]}),
           do("UpdateJobExecution", jobId="two", thingName="sensor", status="IN_PROGRESS")]
TEMPLATE = do("CreateJobTemplate", jobTemplateId="t", description="blinks", document="{}")
NO_TEMPLATE = ("ResourceNotFound", "Job Template none cannot be found.")
MANAGED = "arn:aws:iot:us-east-1::jobtemplate/AWS-Reboot:1.0"
MANY_GROUPS = [group_arn(f"g{i}") for i in range(100)]


def named(*names):
    return [{"jobId": name} for name in names]


JOB_CASES = cases([
    ("CreateJob", [LAMP], {**MADE, "description": "blink"}, {**SHOWN, "description": "blink"}),
    ("CreateJob", [LAMP, TEMPLATE],
     {**J, "targets": MADE["targets"], "jobTemplateArn": arn("jobtemplate/t")}, SHOWN),
    ("CreateJob", [], MADE, "ResourceNotFound"),
    ("CreateJob", JOB, MADE, "ResourceAlreadyExists"),
    ("CreateJob", [LAMP], {**MADE, "targets": [thing_arn("lamp")] * 101}, "LimitExceeded"),
    ("CreateJob", [LAMP], {**MADE, "document": "no JSON"}, "InvalidRequest"),
    ("DescribeJob", JOB, J,
     {"job": {**SHOWN, "status": "IN_PROGRESS", "targetSelection": "SNAPSHOT",
              "targets": [thing_arn("lamp")], "createdAt": T0, "lastUpdatedAt": T0,
              "isConcurrent": False, "jobProcessDetails": {
                  "numberOfQueuedThings": 1, "numberOfTimedOutThings": 0}}}),
    ("DescribeJob", JOB, {**J, "beforeSubstitution": True}, {"job": SHOWN}),
    ("DescribeJob", [], NONE, NO_JOB),
    ("UpdateJob", JOB, {**J, "description": "new"}, {}),
    ("UpdateJob", SEVERAL, {"jobId": "other", "description": "new", "namespaceId": "ns"}, {}),
    ("UpdateJob", [], {**NONE, "description": "new"}, NO_JOB),
    ("UpdateJob", JOB, {**J, "description": "new", "namespaceId": "ns"}, "ResourceNotFound"),
    ("UpdateJob", ENDED, {**J, "description": "new"},
     ("InvalidRequest", "Job j in status COMPLETED cannot be updated.")),
    ("DeleteJob", ENDED, J, {}),
    ("DeleteJob", JOB, {**J, "force": True}, {}),
    ("DeleteJob", SEVERAL, {"jobId": "other", "force": True, "namespaceId": "ns"}, {}),
    ("DeleteJob", JOB, J, "InvalidStateTransition"),
    ("DeleteJob", [], NONE, NO_JOB),
    ("ListJobs", JOB, {},
     {"jobs": [{**SHOWN, "targetSelection": "SNAPSHOT", "status": "IN_PROGRESS",
                "createdAt": T0, "lastUpdatedAt": T0, "isConcurrent": False}]}),
    ("ListJobs", SEVERAL, {"status": "CANCELED"}, {"jobs": named("ended")}),
    ("ListJobs", SEVERAL, {"targetSelection": "CONTINUOUS"}, {"jobs": named("j")}),
    ("ListJobs", SEVERAL, {"thingGroupName": "hall"},
     {"jobs": [{**J, "thingGroupId": ANY}]}),
    ("ListJobs", [ATTIC, *CONTINUOUS[:2], *SEVERAL[3:]], {"thingGroupId": Kept("thingGroupId")},
     {"jobs": [{**J, "thingGroupId": Kept("thingGroupId")}]}),
    ("ListJobs", SEVERAL, {"namespaceId": "ns"}, {"jobs": named("other")}),
    ("ListJobs", [], {"thingGroupName": "none"}, "ResourceNotFound"),
    ("GetJobDocument", JOB, J, {"document": '{"a":1}'}),
    ("GetJobDocument", JOB, {**J, "beforeSubstitution": True}, {"document": '{"a":1}'}),
    ("GetJobDocument", [], NONE, NO_JOB),
    ("AssociateTargetsWithJob", CONTINUOUS,
     {**J, "targets": [group_arn("attic")], "comment": "more"}, SHOWN),
    ("AssociateTargetsWithJob", CONTINUOUS, {**NONE, "targets": [group_arn("attic")]}, NO_JOB),
    ("AssociateTargetsWithJob", CONTINUOUS, {**J, "targets": [group_arn("none")]},
     "ResourceNotFound"),
    ("AssociateTargetsWithJob", CONTINUOUS,
     {**J, "targets": [group_arn("attic")], "namespaceId": "ns"}, "ResourceNotFound"),
    ("AssociateTargetsWithJob", [HALL, *JOB], {**J, "targets": [group_arn("hall")]},
     "InvalidRequest"),
    ("AssociateTargetsWithJob", CONTINUOUS, {**J, "targets": MANY_GROUPS}, "LimitExceeded"),
    ("CancelJob", JOB, {**J, "reasonCode": "STOP", "comment": "enough"}, SHOWN),
    ("CancelJob", STARTED, {**J, "force": True}, SHOWN),
    ("CancelJob", ENDED, J, "InvalidRequest"),
    ("CancelJob", [], NONE, NO_JOB),
])

EXECUTION_CASES = cases([
    ("ListJobExecutionsForJob", JOB, J,
     {"executionSummaries": [{"thingArn": thing_arn("lamp"), "jobExecutionSummary": {
         "status": "QUEUED", "queuedAt": T0, "lastUpdatedAt": T0, "executionNumber": 1}}]}),
    ("ListJobExecutionsForJob", SEVERAL, {"jobId": "two", "status": "IN_PROGRESS"},
     {"executionSummaries": [{"thingArn": thing_arn("sensor"), "jobExecutionSummary": {
         "status": "IN_PROGRESS", "startedAt": T0}}]}),
    ("ListJobExecutionsForJob", [], NONE, NO_JOB),
    ("ListJobExecutionsForThing", JOB, {"thingName": "lamp"},
     {"executionSummaries": [{**J, "jobExecutionSummary": {
         "status": "QUEUED", "queuedAt": T0, "lastUpdatedAt": T0, "executionNumber": 1}}]}),
    ("ListJobExecutionsForThing", SEVERAL, {"thingName": "lamp", "status": "CANCELED"},
     {"executionSummaries": named("ended")}),
    ("ListJobExecutionsForThing", SEVERAL, {"thingName": "lamp", "namespaceId": "ns"},
     {"executionSummaries": named("other")}),
    ("ListJobExecutionsForThing", SEVERAL, {"thingName": "lamp", "jobId": "two"},
     {"executionSummaries": named("two")}),
    ("ListJobExecutionsForThing", [], {"thingName": "ghost"}, "ResourceNotFound"),
    ("DescribeJobExecution", STARTED, {**OF_LAMP, "executionNumber": 1},
     {"execution": {**J, "thingArn": thing_arn("lamp"), "status": "IN_PROGRESS",
                    "statusDetails": {"detailsMap": {}}, "queuedAt": T0, "startedAt": T0,
                    "lastUpdatedAt": T0, "executionNumber": 1, "versionNumber": 2}}),
    ("DescribeJobExecution", [LAMP], {**NONE, "thingName": "lamp"}, "ResourceNotFound"),
    ("DescribeJobExecution", JOB, {**OF_LAMP, "executionNumber": 2}, "ResourceNotFound"),
    ("CancelJobExecution", JOB, {**OF_LAMP, "expectedVersion": 1, "statusDetails": {"by": "us"}},
     {}),
    ("CancelJobExecution", STARTED, {**OF_LAMP, "force": True}, {}),
    ("CancelJobExecution", STARTED, OF_LAMP, "InvalidStateTransition"),
    ("CancelJobExecution", ENDED, OF_LAMP, "InvalidStateTransition"),
    ("CancelJobExecution", JOB, {**OF_LAMP, "expectedVersion": 5},
     ("VersionConflict", "Expected version 5 but found version 1")),
    ("CancelJobExecution", [LAMP], {**NONE, "thingName": "lamp"}, "ResourceNotFound"),
    ("DeleteJobExecution", ENDED, {**OF_LAMP, "executionNumber": 1}, {}),
    ("DeleteJobExecution", STARTED, {**OF_LAMP, "executionNumber": 1, "force": True}, {}),
    ("DeleteJobExecution", STARTED, {**OF_LAMP, "executionNumber": 1},
     "InvalidStateTransition"),
    ("DeleteJobExecution", JOB, {**OF_LAMP, "executionNumber": 2}, "ResourceNotFound"),
    ("DeleteJobExecution", JOB, {**OF_LAMP, "executionNumber": 1, "namespaceId": "ns"},
     "ResourceNotFound"),
])

TEMPLATE_CASES = cases([
    ("CreateJobTemplate", [], {"jobTemplateId": "t", "description": "blinks", "document": "{}"},
     {"jobTemplateId": "t", "jobTemplateArn": arn("jobtemplate/t")}),
    ("CreateJobTemplate", JOB,
     {"jobTemplateId": "t", "description": "blinks", "jobArn": arn("job/j")},
     {"jobTemplateId": "t", "jobTemplateArn": arn("jobtemplate/t")}),
    ("CreateJobTemplate", [],
     {"jobTemplateId": "t", "description": "blinks", "jobArn": arn("job/none")}, NO_JOB),
    ("CreateJobTemplate", [TEMPLATE],
     {"jobTemplateId": "t", "description": "blinks", "document": "{}"},
     ("Conflict", "Job Template t already exists.")),
    ("DescribeJobTemplate", [TEMPLATE], {"jobTemplateId": "t"},
     {"jobTemplateId": "t", "jobTemplateArn": arn("jobtemplate/t"), "description": "blinks",
      "document": "{}", "createdAt": T0}),
    ("DescribeJobTemplate", [], {"jobTemplateId": "none"}, NO_TEMPLATE),
    ("DeleteJobTemplate", [TEMPLATE], {"jobTemplateId": "t"}, {}),
    ("DeleteJobTemplate", [], {"jobTemplateId": "none"}, NO_TEMPLATE),
    ("ListJobTemplates", [TEMPLATE], {},
     {"jobTemplates": [{"jobTemplateId": "t", "jobTemplateArn": arn("jobtemplate/t"),
                        "description": "blinks", "createdAt": T0}]}),
    ("DescribeManagedJobTemplate", [], {"templateName": "AWS-Reboot", "templateVersion": "1.0"},
     {"templateName": "AWS-Reboot", "templateArn": MANAGED, "templateVersion": "1.0",
      "environments": ["LINUX"], "document": ANY}),
    ("DescribeManagedJobTemplate", [], {"templateName": "AWS-None"}, "ResourceNotFound"),
    ("ListManagedJobTemplates", [], {"templateName": "AWS-Reboot"},
     {"managedJobTemplates": [{"templateName": "AWS-Reboot", "templateArn": MANAGED,
                               "environments": ["LINUX"], "templateVersion": "1.0"}]}),
])

CASES = JOB_CASES + EXECUTION_CASES + TEMPLATE_CASES

PAGED = [
    ("ListJobs", SEVERAL, {}, "jobs"),
    ("ListJobs", SEVERAL, {"status": "IN_PROGRESS", "targetSelection": "SNAPSHOT"}, "jobs"),
    ("ListJobExecutionsForJob", SEVERAL, {"jobId": "two"}, "executionSummaries"),
    ("ListJobExecutionsForThing", SEVERAL, {"thingName": "lamp"}, "executionSummaries"),
    ("ListJobExecutionsForThing", SEVERAL, {"thingName": "lamp", "status": "QUEUED"},
     "executionSummaries"),
    ("ListJobTemplates", [TEMPLATE, do("CreateJobTemplate", jobTemplateId="u",
                                       description="x", document="{}")], {}, "jobTemplates"),
    ("ListManagedJobTemplates", [], {}, "managedJobTemplates"),
]

ENDS = ("The status of job execution cannot be changed to be ")
DATA_CASES = cases([
    ("GetPendingJobExecutions", STARTED, {"thingName": "lamp"},
     {"inProgressJobs": [{**J, "queuedAt": T0, "startedAt": T0, "lastUpdatedAt": T0,
                          "versionNumber": 2, "executionNumber": 1}], "queuedJobs": []}),
    ("GetPendingJobExecutions", [], {"thingName": "ghost"}, "ResourceNotFound"),
    ("StartNextPendingJobExecution", JOB,
     {"thingName": "lamp", "statusDetails": {"step": "1"}, "stepTimeoutInMinutes": 5},
     {"execution": {**OF_LAMP, "status": "IN_PROGRESS", "statusDetails": {"step": "1"},
                    "versionNumber": 2, "executionNumber": 1, "jobDocument": '{"a":1}',
                    "approximateSecondsBeforeTimedOut": 300}}),
    ("StartNextPendingJobExecution", [], {"thingName": "ghost"}, "ResourceNotFound"),
    ("DescribeJobExecution", JOB, {**OF_LAMP, "includeJobDocument": True},
     {"execution": {**OF_LAMP, "status": "QUEUED", "jobDocument": '{"a":1}', "queuedAt": T0,
                    "versionNumber": 1, "executionNumber": 1}}),
    ("DescribeJobExecution", JOB, {"jobId": "$next", "thingName": "lamp"},
     {"execution": {**OF_LAMP, "status": "QUEUED"}}),
    ("DescribeJobExecution", ENDED, {**OF_LAMP, "executionNumber": 1}, "TerminalState"),
    ("DescribeJobExecution", [LAMP], {**NONE, "thingName": "lamp"}, "ResourceNotFound"),
    ("UpdateJobExecution", JOB,
     {**OF_LAMP, "status": "IN_PROGRESS", "statusDetails": {"step": "1"}, "expectedVersion": 1,
      "executionNumber": 1, "includeJobExecutionState": True, "includeJobDocument": True},
     {"executionState": {"status": "IN_PROGRESS", "statusDetails": {"step": "1"},
                         "versionNumber": 2}, "jobDocument": '{"a":1}'}),
    ("UpdateJobExecution", JOB, {**OF_LAMP, "status": "IN_PROGRESS", "expectedVersion": 5},
     ("InvalidStateTransition", "Expected version 5 but found version 1")),
    ("UpdateJobExecution", ENDED, {**OF_LAMP, "status": "FAILED"}, "InvalidStateTransition"),
    *(("UpdateJobExecution", JOB, {**OF_LAMP, "status": status},
       ("InvalidStateTransition", ENDS + status))
      for status in ("QUEUED", "CANCELED", "TIMED_OUT", "REMOVED")),
    ("UpdateJobExecution", [LAMP], {**NONE, "thingName": "lamp", "status": "FAILED"},
     "ResourceNotFound"),
    ("UpdateJobExecution", JOB, {**OF_LAMP, "status": "FAILED", "executionNumber": 2},
     "ResourceNotFound"),
], service="iot-jobs-data")
