"""Every setting of tools is described beneath its field and in the reference, and checked."""

import msgspec
import pytest

from lemnos.sources.tools.pages.settings import CrawlSettings
from lemnos.steps.tools.render.forms import FORMS
from lemnos.steps.tools.settings import DocumentSettings, ToolsRecipe
from tests.conftest import ROOT
from tests.policy.test_settings_documented import generator


def test_the_reference_is_what_the_generator_gives() -> None:
    for name, text in generator().pages().items():
        page = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert page == text, "run: python scripts/settings_reference.py"


def test_every_setting_is_described() -> None:
    settings = [
        setting
        for kind in (ToolsRecipe, CrawlSettings)
        for section in generator().sections(kind)
        for setting in section.settings
    ]
    keys = {setting.key for setting in settings}
    assert keys >= {"inputs[].provider", "inputs[].pages.start", "tools.registry.near_duplicate", "seed", "delay"}
    page = (ROOT / "docs" / "reference" / "tool-settings.md").read_text(encoding="utf-8")
    assert [key for key in keys if f"\n| `{key}` |" not in page] == []
    for setting in settings:
        assert setting.text.endswith("."), setting.key
        assert len(setting.text.split()) >= 3, setting.key


def test_settings_out_of_range_are_refused() -> None:
    assert DocumentSettings(forms=FORMS).per_tool == 2
    with pytest.raises(ValueError, match="'poem' is not a surface form"):
        DocumentSettings(forms=("poem",))
    for text in (b'{"registry": {"near_duplicate": 0}}', b'{"documents": {"per_tool": 0}}', b'{"registry": {"x": 1}}'):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(b'{"inputs": [{"path": "a"}], "out": "b", "tools": %s}' % text, type=ToolsRecipe)
    for pages in (b'{"depth": -1}', b'{"max_pages": 0}', b'{"star": "a"}'):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(b'{"inputs": [{"path": "a", "pages": %s}], "out": "b"}' % pages, type=ToolsRecipe)
