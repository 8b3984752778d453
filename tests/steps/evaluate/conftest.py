"""A random model that scores, made once; data of suites in words of our own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.llm.tiny_model import make_model

Write = Callable[[str, list[Any]], str]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("evaluate") / "tiny")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write records as JSON lines below a folder of the test; return the path."""

    def write_lines(name: str, records: list[Any]) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return str(path)

    return write_lines


def story(name: str, turns: int) -> dict[str, Any]:
    """A story in the form of CoQA, one line a story."""
    asked = [
        {"question": f"What is thing {number} of {name}?", "gold": f"thing {name}{number}", "answers": []}
        for number in range(turns)
    ]
    return {"id": name, "story": f"This is a story of {name}.", "turns": asked}
