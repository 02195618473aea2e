"""The mutations that scripts/mutate tries: each breaks one rule on purpose."""

from typing import NamedTuple


class Mutation(NamedTuple):
    name: str
    path: str
    rule: str  # stands exactly once in the file
    broken: str


JOB, EXECUTION = "engine/jobs/job.cc", "engine/jobs/job_execution.cc"
SETTLE, WORK = "server/service/settle.cc", "server/service/job_work.cc"
STORED = "storage/jobs/job_executions.cc"

MUTATIONS = [
    # retries
    Mutation("retry-once-too-often", "engine/jobs/retry.cc",
             '< criterion.at("numberOfRetries")', '<= criterion.at("numberOfRetries")'),
    Mutation("retries-of-both-failures-are-one", "engine/jobs/retry.cc",
             'return failure_type == "FAILED" ? used.failed : used.timed_out;',
             "return used.failed;"),
    Mutation("retry-forgets-earlier-ones", EXECUTION, "next.retries = failed.retries;", ""),
    Mutation("retry-without-the-thing", SETTLE,
             "if (!storage::Things(c_.store).Has(ended.thing_name)) return;", ""),
    # timeouts
    Mutation("later-deadline-counts", "engine/jobs/timeout.cc",
             "std::min(*whole, *step)", "std::max(*whole, *step)"),
    Mutation("step-timer-cannot-be-dropped", "engine/jobs/timeout.cc",
             "execution.step_deadline.reset();", ""),
    Mutation("in-progress-timer-starts-anew", EXECUTION,
             "if (!execution.started_at && request.status", "if (request.status"),
    Mutation("timer-outlives-the-execution", EXECUTION,
             "    execution.in_progress_deadline.reset();\n", ""),
    # versions and moves
    Mutation("timing-out-keeps-the-version", EXECUTION,
             "++execution.version;\n  MoveTo(execution, ExecutionStatus::kTimedOut, now);",
             "MoveTo(execution, ExecutionStatus::kTimedOut, now);"),
    Mutation("removal-raises-the-version", EXECUTION,
             "MoveTo(execution, ExecutionStatus::kRemoved, now);",
             "++execution.version;\n  MoveTo(execution, ExecutionStatus::kRemoved, now);"),
    Mutation("older-expected-version-will-do", EXECUTION,
             "*expected == execution.version", "*expected <= execution.version"),
    Mutation("cancel-in-progress-without-force", EXECUTION,
             "execution.status == ExecutionStatus::kInProgress && !request.force",
             "false && !request.force"),
    # what devices see and hear
    Mutation("pending-not-in-progress-first", STORED,
             '" ORDER BY status, queued_at, sequence LIMIT ?"',
             '" ORDER BY queued_at, sequence LIMIT ?"'),
    Mutation("next-not-in-progress-first", STORED,
             '" AND hidden IS NOT 1 ORDER BY status, queued_at, sequence LIMIT 1"',
             '" AND hidden IS NOT 1 ORDER BY queued_at, sequence LIMIT 1"'),
    Mutation("notify-of-every-new-front", "storage/changes.cc",
             "return move.second != 0;", "return move.second >= 0;"),
    Mutation("notify-next-of-the-first-only", "engine/messages/pending_notices.cc",
             "return front_before != ExecutionKey{front->job_id, front->number};",
             "return !front_before;"),
    # completion, rollout and membership
    Mutation("complete-before-the-rollout-is", JOB,
             "!rollout_finished || counts.Pending() > 0", "counts.Pending() > 0"),
    Mutation("rollout-one-too-many", "engine/jobs/rollout.cc",
             "if (found == rollout_config.end()) return most;",
             "if (found == rollout_config.end()) return most + 1;"),
    Mutation("rate-rises-late", "engine/jobs/rollout.cc", "counted / step", "(counted - 1) / step"),
    Mutation("rollout-of-short-minutes", WORK,
             "c.now + engine::kRolloutInterval", "c.now + std::chrono::seconds{59}"),
    Mutation("member-joins-twice", WORK,
             "if (newest && engine::IsPending(newest->status)) return;",
             "if (newest && newest->status == ExecutionStatus::kQueued) return;"),
    Mutation("thing-that-left-stays-in-the-rollout", SETTLE,
             "if (storage::Jobs(c_.store).IsAimedAt(job.job_id, thing)) return;\n"
             "  storage::Rollout(c_.store).Remove(job.job_id, thing);",
             "if (storage::Jobs(c_.store).IsAimedAt(job.job_id, thing)) return;"),
    Mutation("deleted-thing-stays-in-the-rollout", "server/operations/registry/things.cc",
             "    storage::Rollout(c.store).Remove(job.job_id, name);\n", "    (void)job;\n"),
    Mutation("forced-cancel-leaves-what-is-in-progress", WORK,
             "if (job.force_canceled) statuses.push_back", "if (false) statuses.push_back"),
    # abort
    Mutation("abort-only-above-the-threshold", "engine/jobs/abort.cc", "* 10'000 >=", "* 10'000 >"),
    Mutation("abort-one-execution-late", "engine/jobs/abort.cc",
             "if (executed < criterion", "if (executed <= criterion"),
    Mutation("abort-for-all-forgets-rejections", "engine/jobs/abort.cc",
             "+ counts.Of(ExecutionStatus::kRejected) +", "+"),
    Mutation("abort-after-the-retry", SETTLE, "if (IsAborted(*job)) {", "if (false) {"),
    # schedules and windows
    Mutation("window-a-moment-too-long", "engine/jobs/schedule.cc",
             "const auto begun = window.start.Next(at - window.length);\n"
             "           return",
             "const auto begun = window.start.Next(at - window.length - Duration{1});\n"
             "           return"),
    Mutation("end-with-force-when-not-asked", SETTLE,
             "schedule.end_behavior() == engine::EndBehavior::kForceCancel",
             "schedule.end_behavior() == engine::EndBehavior::kCancel"),
    Mutation("things-join-after-the-end", JOB,
             "return IsActive(job) && job.rollout.begun &&\n"
             "         !Schedule(job.Config(\"schedulingConfig\")).HasEnded(now);",
             "return IsActive(job) && job.rollout.begun && now > Instant{};"),
    # lists and updates
    Mutation("a-named-groups-scheduled-jobs", "storage/jobs/jobs.cc",
             "if (!filter.scheduled && kListed[rank] == engine::JobStatus::kScheduled) continue;",
             ""),
    Mutation("retries-set-to-some-number", "engine/jobs/job_update.cc",
             'criterion.at("numberOfRetries") != 0', 'criterion.at("numberOfRetries") > 10'),
    Mutation("weekdays-from-monday", "engine/cron.cc", "c_encoding()) + 1", "iso_encoding())"),
]
