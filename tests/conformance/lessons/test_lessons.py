"""Lessons: each is solved as it proposes itself, and no step is done before its solution has run."""

import json
import os
import pathlib
import subprocess

import pytest

from emulator import BINARY, Emulator

LESSONS = sorted((pathlib.Path(__file__).parents[3] / "docs/lessons").glob("*.yaml"))


@pytest.fixture(scope="module")
def running():
    with Emulator() as emulator:
        yield emulator


def learn(emulator, *arguments, **more):
    environment = {**os.environ, "IOT_JOBS_LOCAL_ENDPOINT": emulator.http,
                   "PATH": f"{pathlib.Path(BINARY).parent}:{os.environ['PATH']}"}
    return subprocess.run([BINARY, "learn", *map(str, arguments)], text=True, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300,
                          **{"stdin": subprocess.DEVNULL, **more})


def test_they_are_listed(running):
    listed = learn(running).stdout.splitlines()
    assert listed[0] == " 1  A job's journey"
    assert len(listed) == len(LESSONS) + 1
    told = json.loads(learn(running, "--json").stdout)
    assert [lesson["number"] for lesson in told] == list(range(1, len(LESSONS) + 1))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_it_is_solved(running, tmp_path, lesson):
    number = int(lesson.stem.split("-")[0])
    done = learn(running, number, "--reset", "--solve", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_it_is_taught_step_by_step_to_who_does_it_otherwise(running, tmp_path):
    """The learner is a program of its own here: boto3 would do as well."""
    first = learn(running, 15, "--reset", "--solve", cwd=tmp_path)
    assert first.returncode == 0, first.stdout
    taught = learn(running, 15, cwd=tmp_path)
    assert taught.returncode == 0
    assert "under way, and goes on" in taught.stdout
    assert taught.stdout.count("Done.") == 3 and "What AWS does differently" in taught.stdout


def test_enter_gives_a_hint(running):
    with subprocess.Popen([BINARY, "learn", "1", "--reset", "--endpoint", running.http], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as teacher:
        teacher.stdin.write("\n")
        teacher.stdin.flush()
        said = []
        while not said or not said[-1].startswith("Not yet: "):
            said.append(teacher.stdout.readline())
            assert said[-1], said
        assert "first" in teacher.stdout.readline()  # why, in the words of explain
        teacher.kill()
    assert any(line.startswith("Step 1 of 4") for line in said)


def test_two_lessons_are_never_mixed(running):
    learn(running, 3, "--reset", "--from", 4, "--solve")
    refused = learn(running, 4, "--solve")
    assert refused.returncode == 1 and "lesson-3 is under way in this emulator" in refused.stdout


@pytest.mark.parametrize("arguments, status, told", [
    ((99,), 1, "there is no lesson 99; there are 15"),
    ((1, "--from", 9), 1, "this lesson has 4 steps"),
    (("one",), 2, "lesson"),
])
def test_what_is_not_there_is_named(running, arguments, status, told):
    done = learn(running, *arguments)
    assert done.returncode == status and told in done.stdout


def test_without_an_emulator_it_says_so():
    done = subprocess.run([BINARY, "learn", "1", "--endpoint", "http://127.0.0.1:1"], text=True,
                          capture_output=True, timeout=30)
    assert done.returncode == 1 and "127.0.0.1:1" in done.stderr
