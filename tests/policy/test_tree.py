"""The file map in ARCHITECTURE.md is the tree."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_map_names_every_part_of_the_package_and_nothing_else() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tree = text.partition("    src/lemnos/\n")[2].partition("    recipes/")[0]
    named = set(re.findall(r"(?:^ {6}|  )([a-z_]+(?:/|\.py))(?= )", tree, re.MULTILINE))
    there = {
        path.name + ("/" if path.is_dir() else "")
        for path in (ROOT / "src" / "lemnos").iterdir()
        if not path.name.startswith("__") and path.suffix != ".typed"
    }
    assert named == there


def test_every_document_that_is_linked_to_exists() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
