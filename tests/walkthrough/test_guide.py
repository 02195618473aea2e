"""Runs each part of the guide's chapters, and of the cheat sheet, that has something to type, on an
emulator of its own."""

import pytest

import page

PREAMBLE = page.read("docs/guide.md").blocks
PARTS = [(chapter.stem, heading, text)
         for chapter in sorted((page.ROOT / "docs/guide").glob("*.md"))
         for heading, text in page.parts(chapter).items()]

CHEATS = page.parts("docs/cheat-sheet.md")


@pytest.mark.parametrize("text", [text for *_, text in PARTS],
                         ids=[f"{chapter}: {heading}" for chapter, heading, _ in PARTS])
def test_part_does_what_it_says(text, tmp_path):
    run(PREAMBLE + text.blocks, text.flags, tmp_path)


@pytest.mark.parametrize("heading", CHEATS)
def test_cheat_does_what_it_says(heading, tmp_path):
    at_ours = [('export IOT_JOBS_LOCAL_ENDPOINT="http://127.0.0.1:$IOT_JOBS_LOCAL_HTTP_PORT"\n', "")]
    run(at_ours + CHEATS[heading].blocks, CHEATS[heading].flags, tmp_path)


def run(blocks, flags, home):
    with page.emulator(flags) as ports:
        printed = page.run(blocks, ports, home)
    page.check(blocks, printed)
