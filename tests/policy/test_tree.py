"""ARCHITECTURE.md, the documentation and the package openings name the tree as it is."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "lemnos"
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
TREE = ARCHITECTURE.partition("    src/lemnos/\n")[2].partition("    recipes/")[0]
PACKAGES = sorted(path.parent for path in SOURCE.rglob("__init__.py"))
WIDEST = 20
"""Modules and packages in one folder: what a person can keep in mind, and some."""
WIDER = {"write": 22, "cli": 26}
"""Folders that await a rewrite, and the one that has a module for each verb."""


def test_the_map_names_every_part_of_the_package_and_nothing_else() -> None:
    named = set(re.findall(r"^ {6}([a-z_]+(?:/|\.py)) ", TREE, re.MULTILINE))
    named |= set(re.findall(r"\S  +([a-z_]+\.py) ", TREE))
    there = {
        path.name + ("/" if path.is_dir() else "")
        for path in SOURCE.iterdir()
        if path.name not in ("__pycache__", "__main__.py") and path.suffix != ".typed"
    }
    assert named == there


def test_the_map_names_every_package() -> None:
    inner = {path.name for path in PACKAGES} - {"lemnos", "importers"}
    assert {name for name in inner if f"{name}/" not in TREE} == set()


def test_every_file_that_the_architecture_names_exists() -> None:
    named = set(re.findall(r"`([\w/]+\.py)`", ARCHITECTURE))
    files = [path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")]
    files += [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py")]
    lost = [name for name in named if not any(file == name or file.endswith(f"/{name}") for file in files)]
    assert len(named) > 20
    assert lost == []


def test_every_package_that_the_architecture_names_exists() -> None:
    named = set(re.findall(r"`([a-z_/]+)/`", ARCHITECTURE))
    folders = [path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*") if path.is_dir()]
    assert [name for name in named if not any(f"/{folder}".endswith(f"/{name}") for folder in folders)] == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_a_package_opens_with_all_its_parts(package: Path) -> None:
    if package in (SOURCE, SOURCE / "cli"):
        return  # the public names, and the verbs, have tests of their own
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    parts = {
        path.stem if path.is_file() else path.name
        for path in package.iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path.is_dir() and (path / "__init__.py").exists())
    }
    assert sorted(name for name in parts if not re.search(rf"\b{name}\b", text)) == []
    assert len(text.splitlines()) > len(parts)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_a_folder_holds_what_a_person_can_keep_in_mind(package: Path) -> None:
    parts = [path for path in package.iterdir() if path.name not in ("__init__.py", "__pycache__", "py.typed")]
    assert len(parts) <= WIDER.get(package.name, WIDEST)


def test_every_document_that_is_linked_to_exists() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_file_that_the_documentation_names_exists() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for name in re.findall(
            r"`((?:src|tests|benchmarks|scripts|recipes|docs)/[\w./-]+\.\w+)`", document.read_text("utf-8")
        ):
            assert (ROOT / name).exists(), f"{document.name} names {name}"
