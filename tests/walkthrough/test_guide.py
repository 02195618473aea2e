"""Runs each part of the guide's chapters that has something to type, on an emulator of its own."""

import pytest

import page

PREAMBLE = page.read("docs/guide.md").blocks
PARTS = [(chapter.stem, heading, text)
         for chapter in sorted((page.ROOT / "docs/guide").glob("*.md"))
         for heading, text in page.parts(chapter).items()]


@pytest.mark.parametrize("text", [text for *_, text in PARTS],
                         ids=[f"{chapter}: {heading}" for chapter, heading, _ in PARTS])
def test_part_does_what_it_says(text, tmp_path):
    blocks = PREAMBLE + text.blocks
    with page.emulator(text.flags) as ports:
        printed = page.run(blocks, ports, tmp_path)
    page.check(blocks, printed)
