"""Settings of tools are validated."""

import msgspec
import pytest

from lemnos.steps.tools.render.forms import FORMS
from lemnos.steps.tools.settings import DocumentSettings, ToolInput, ToolsSettings


def test_settings_out_of_range_are_refused() -> None:
    assert [DocumentSettings(forms=forms).most for forms in ((), FORMS, FORMS[:2], FORMS[:1])] == [2, 2, 2, 1]
    with pytest.raises(ValueError, match="'poem' is not a surface form"):
        DocumentSettings(forms=("poem",))
    for text in (b'{"registry": {"near_duplicate": 0}}', b'{"documents": {"per_tool": 0}}', b'{"registry": {"x": 1}}'):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(text, type=ToolsSettings)
    for pages in (b'{"depth": -1}', b'{"max_pages": 0}', b'{"star": "a"}'):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(b'{"path": "a", "pages": %s}' % pages, type=ToolInput)
