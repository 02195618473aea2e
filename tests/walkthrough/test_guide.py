"""Runs each chapter of the guide that has something to type, on an emulator of its own."""

import pytest

import page

PREAMBLE = "What the chapters below share"
CHAPTERS = page.chapters("docs/guide.md")


@pytest.mark.parametrize("heading", [name for name in CHAPTERS if name != PREAMBLE])
def test_chapter_does_what_it_says(heading, tmp_path):
    chapter = CHAPTERS[heading]
    blocks = CHAPTERS[PREAMBLE].blocks + chapter.blocks
    with page.emulator(chapter.flags) as ports:
        printed = page.run(blocks, ports, tmp_path)
    page.check(blocks, printed)
