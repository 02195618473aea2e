"""What the documentation links to is there, headings included; the guide's index has all chapters."""

import re

import pytest

import page

PAGES = [*(page.ROOT / name for name in ("README.md", "CONTRIBUTING.md", "llms.txt")),
         *sorted((page.ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(text):
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub("", text), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("source", PAGES, ids=lambda path: str(path.relative_to(page.ROOT)))
def test_links_lead_somewhere(source):
    dead = []
    for link in LINK.findall(CODE.sub("", source.read_text())):
        path, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = source.parent / path if path else source
        if not target.exists() or anchor and anchor not in anchors(target.read_text()):
            dead.append(link)
    assert not dead


def test_the_guide_lists_every_chapter():
    listed = LINK.findall((page.ROOT / "docs/guide.md").read_text())
    chapters = (page.ROOT / "docs/guide").glob("*.md")
    assert {f"guide/{chapter.name}" for chapter in chapters} <= set(listed)
