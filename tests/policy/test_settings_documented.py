"""Every setting is described beneath its field and in the reference."""

import importlib.util
from types import ModuleType

import pytest

from lemnos.pipeline.settings import CommonSettings
from lemnos.pipeline.steps import STEPS, load_step
from tests.conftest import ROOT


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("settings_reference", ROOT / "scripts" / "settings_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATOR = generator()
SECTIONS = {
    "settings.md": list(GENERATOR.sections(CommonSettings)),
    **{f"settings-{name}.md": list(GENERATOR.step_sections(load_step(name))) for name in STEPS},
}
SETTINGS = [
    (page, setting) for page, sections in SECTIONS.items() for section in sections for setting in section.settings
]


def test_the_settings_are_all_found() -> None:
    keys = {page: [setting.key for found, setting in SETTINGS if found == page] for page in SECTIONS}
    assert all(len(set(found)) == len(found) for found in keys.values())
    assert {"seed", "llm.server.url", "llm.budget.max_cost"} <= set(keys["settings.md"])
    assert {"inputs[].map", "talk.segment.min_words", "talk.plan.turns_mean", "talk.links"} <= set(
        keys["settings-talk.md"]
    )
    assert {"inputs[].pages.start", "tools.registry.near_duplicate"} <= set(keys["settings-tools.md"])


@pytest.mark.parametrize(("page", "setting"), SETTINGS, ids=[f"{page}:{setting.key}" for page, setting in SETTINGS])
def test_a_setting_is_described_beneath_its_field_and_in_the_reference(
    page: str, setting: tuple[str, str, str, str]
) -> None:
    key, kind, default, text = setting
    assert text.endswith(".")
    assert len(text.split()) >= 3
    rows = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in rows if line.startswith(f"| `{key}` |")]
    assert row.split(" | ")[1:3] == [kind, default]


@pytest.mark.parametrize("page", SECTIONS)
def test_a_group_of_settings_is_described(page: str) -> None:
    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    for key, about, _ in SECTIONS[page]:
        if key:
            assert about.endswith(".")
            assert f"## `{key}`\n\n{about}\n" in text


def test_the_reference_is_what_the_generator_gives() -> None:
    for name, text in GENERATOR.pages().items():
        page = ROOT / "docs" / "reference" / name
        assert page.read_text(encoding="utf-8") == text, "run: python scripts/settings_reference.py"
