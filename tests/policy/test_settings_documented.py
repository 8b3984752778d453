"""Every setting is described beneath its field and in the reference."""

import importlib.util
from types import ModuleType

import pytest

from lemnos.pipeline.recipe import Recipe
from tests.conftest import ROOT


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("settings_reference", ROOT / "scripts" / "settings_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SECTIONS = list(generator().sections(Recipe))
SETTINGS = [setting for section in SECTIONS for setting in section.settings]
PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")


def test_the_settings_are_all_found() -> None:
    keys = [setting.key for setting in SETTINGS]
    assert len(set(keys)) == len(keys)
    assert {"inputs", "inputs[].map", "seed", "talk.segment.min_words", "talk.plan.turns_mean", "talk.writer"} <= set(
        keys
    )
    assert [section.key for section in SECTIONS[:4]] == ["", "inputs[]", "talk", "talk.segment"]


@pytest.mark.parametrize("setting", SETTINGS, ids=[setting.key for setting in SETTINGS])
def test_a_setting_is_described_beneath_its_field_and_in_the_reference(setting: tuple[str, str, str, str]) -> None:
    key, kind, default, text = setting
    assert text.endswith(".")
    assert len(text.split()) >= 3
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{key}` |")]
    assert row.split(" | ")[1:3] == [kind, default]


@pytest.mark.parametrize("section", SECTIONS[1:], ids=[section.key for section in SECTIONS[1:]])
def test_a_group_of_settings_is_described(section: tuple[str, str, object]) -> None:
    key, text, _ = section
    assert text.endswith(".")
    assert f"## `{key}`\n\n{text}\n" in PAGE


def test_the_reference_is_what_the_generator_gives() -> None:
    assert generator().reference() == PAGE, "run: python scripts/settings_reference.py"
