"""A model as a worker knows it: its name for the record, and what it is told."""

from collections.abc import Iterable
from typing import Any

import msgspec

from lemnos.llm.prompts import Prompt, load_prompts
from lemnos.llm.settings import LlmSettings
from lemnos.store.fingerprint import fingerprint, plain


class AskedModel(msgspec.Struct, frozen=True):
    """The model of a stage. Picklable."""

    name: str
    prompts: dict[str, Prompt]


def asked_model(llm: LlmSettings, names: Iterable[str]) -> AskedModel:
    """Return the model of some settings, with the prompts of these names.

    Raises:
        SettingsError: A prompt in place of ours is wrong.
    """
    prompts = load_prompts(llm.prompts)
    return AskedModel(llm.model or f"({llm.backend})", {name: prompts[name] for name in names})


def deciding(llm: LlmSettings, asked: AskedModel | None) -> dict[str, Any] | None:
    """Return what of a model decides the output of a run, for its fingerprint: what it is and what it is told, not
    where it is; None where none is asked."""
    if asked is None:
        return None
    prompts = {name: fingerprint(prompt.text) for name, prompt in asked.prompts.items()}
    return {**plain(llm.deciding()), "prompts": prompts}
