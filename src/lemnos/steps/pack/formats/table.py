"""The table of formats: a name → its module, imported when it is used."""

import importlib

from lemnos.steps.pack.base import Format

FORMATS: dict[str, str] = {
    name: f"lemnos.steps.pack.formats.{name}:FORMAT"
    for name in ("packed", "megatron", "olmo", "datatrove", "text", "messages", "sharegpt", "nanochat", "hub")
}
"""Name → module and attribute: ``lemnos.steps.pack.formats.megatron:FORMAT``."""


def load_format(name: str) -> Format:
    """Return the format of this name."""
    module, _, attribute = FORMATS[name].partition(":")
    found: Format = getattr(importlib.import_module(module), attribute)
    return found
