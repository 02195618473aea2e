"""What must hold of the database, read by SQLite itself and not by the emulator."""

import sqlite3
from pathlib import Path

ENDED = {"SUCCEEDED", "FAILED", "TIMED_OUT", "REJECTED", "REMOVED", "CANCELED"}


def broken(data, load):
    """One line for each that does not hold. No emulator may be running."""
    database = sqlite3.connect(Path(data, "jobs.db"))
    try:
        yield from of_the_file(database)
        yield from of_the_rows(database)
        yield from of_what_was_acknowledged(database, load)
    finally:
        database.close()


def of_the_file(database):
    for (line,) in database.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"integrity: {line}"
    for row in database.execute("PRAGMA foreign_key_check"):
        yield f"a row without its parent: {row}"


def of_the_rows(database):
    newest = {}
    for job, thing, number, status in database.execute(
            "SELECT job_id, thing_name, execution_number, status FROM job_execution "
            "ORDER BY execution_number"):
        before = newest.get((job, thing))
        if before and (before[0] + 1 != number or before[1] not in ENDED):
            yield f"execution {number} of {thing}, job {job}, follows {before}"
        newest[job, thing] = (number, status)


def of_what_was_acknowledged(database, load):
    versions = dict(database.execute(
        "SELECT thing_name, max(version) FROM job_execution WHERE job_id = 'j' GROUP BY 1"))
    for name, version in load.versions.items():
        if versions.get(name, 0) < version:
            yield f"lost: version {version} of {name}'s execution, which is {versions.get(name)}"
    things = {name for (name,) in database.execute("SELECT thing_name FROM thing")}
    for name in sorted(load.things - things):
        yield f"lost: thing {name}"


def of_the_journal(entries):
    numbers = [entry["number"] for entry in entries]
    if numbers != sorted(set(numbers)):
        yield "the journal's entries are not in order"
