"""Identify the model that a stage asks: its name and prompts for the workers, and its part of a run's fingerprint."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import SettingsError
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
        SettingsError: A prompt that replaces a built-in one is wrong.
    """
    prompts = load_prompts(llm.prompts)
    return AskedModel(llm.model or f"({llm.answering})", {name: prompts[name] for name in names})


def deciding(llm: LlmSettings, asked: AskedModel | None) -> dict[str, Any] | None:
    """Return what decides a model's answers, for the fingerprint of a run; None if no model is asked.

    It is the model, its sampling settings, the prompts and a script of answers, but not where or how the model runs.

    Raises:
        SettingsError: The script of the backend ``scripted`` cannot be read.
    """
    if asked is None:
        return None
    described = {**plain(llm.deciding()), "prompts": {name: fingerprint(p.text) for name, p in asked.prompts.items()}}
    if llm.backend == "scripted" and llm.script:
        try:
            described["script"] = fingerprint(Path(llm.script).read_text(encoding="utf-8", errors="replace"))
        except OSError as error:
            raise SettingsError(f"cannot be read ({error.strerror})", where=llm.script) from None
    return described
