"""Notebooks: cells of Markdown and of code, in order."""

import json
from typing import Any

import pytest

from lemnos.sources.documents.prose import notebook
from lemnos.sources.documents.prose.builder import Prose
from tests.sources.documents.prose_checks import assert_sound, lines

CELLS = [
    {"cell_type": "markdown", "source": ["# Kilns\n", "\n", "Light the kiln with this call:"]},
    {"cell_type": "code", "source": "kiln.light()\n\n# ``` is kept", "outputs": [{"text": "hot"}, {}]},
    {"cell_type": "raw", "source": "gone"},
    {"cell_type": "code", "source": "", "outputs": []},
    {"cell_type": "markdown", "source": "It *burns* for a day."},
]


def parse(content: Any) -> Prose:
    return notebook.parse(json.dumps(content), lambda address: address)


def test_cells_are_read_in_order_and_outputs_are_counted() -> None:
    prose = parse({"nbformat": 4, "metadata": {"language_info": {"name": "julia"}}, "cells": CELLS})
    assert_sound(prose)
    assert prose.title == "Kilns"
    assert lines(prose) == [
        ("Light the kiln with this call:", (), "prose"),
        ("````julia\nkiln.light()\n\n# ``` is kept\n````", (), "code"),
        ("It burns for a day.", (), "prose"),
    ]
    assert prose.left_out == {"outputs": 2, "raw_cells": 1}


def test_the_older_format() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Wood\n"]},
        {"cell_type": "code", "input": ["burn()"], "outputs": []},
        {"cell_type": "markdown", "source": ["It burns well."]},
    ]
    prose = parse({"nbformat": 3, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]})
    assert lines(prose) == [
        ("```python\nburn()\n```", ("Wood",), "code"),
        ("It burns well.", ("Wood",), "prose"),
    ]


@pytest.mark.parametrize("content", [[], {}, {"cells": []}, {"nbformat": 4, "cells": [{}]}, "x"])
def test_what_is_no_notebook_is_refused(content: Any) -> None:
    with pytest.raises(notebook.NotebookError, match="not a notebook: "):
        parse(content)
