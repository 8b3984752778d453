"""The examples in docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import lemnos

OPTIONAL = ("lemnos.llm.backends.in_process", "lemnos.steps.talk.reward.embedding", "lemnos.__main__")
"""Modules that need a package which is not always installed, or run when they are imported."""
MODULES = [
    module.name for module in pkgutil.walk_packages(lemnos.__path__, "lemnos.") if not module.name.startswith(OPTIONAL)
]


def test_the_examples_of_every_module_run() -> None:
    examples = 0
    for name in MODULES:
        result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
        assert result.failed == 0, name
        examples += result.attempted
    assert examples > 50


@pytest.mark.parametrize("name", [name for name in lemnos.__all__ if name != "__version__"])
def test_a_public_name_is_importable_and_documented(name: str) -> None:
    assert getattr(lemnos, name).__doc__
