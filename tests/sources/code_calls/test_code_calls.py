"""Which calls in Python code become trajectories, with which context and results."""

import json
import pickle
import shutil
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from lemnos.errors import InputError, RunError
from lemnos.records import Rejected, Trajectory
from lemnos.sources.code_calls.source import CodeSource, file_trajectories
from lemnos.sources.code_calls.steps import INSTRUCTION
from lemnos.sources.code_calls.tools import PythonTools

Made = list[tuple[str, dict[str, Any]]]


def read(
    code: str, tools: PythonTools, name: str = "work.py", module: str = ""
) -> tuple[list[Trajectory], list[Rejected]]:
    found = list(file_trajectories(dedent(code).encode(), name, module, tools))
    return (
        [item for item in found if isinstance(item, Trajectory)],
        [item for item in found if isinstance(item, Rejected)],
    )


def calls(trajectories: list[Trajectory]) -> Made:
    return [
        (call.name, json.loads(call.arguments))
        for trajectory in trajectories
        for message in trajectory.messages
        for call in message.tool_calls
    ]


TRIMMED = [("sails.trim", {"angle": 3})]


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("import sails\nsails.trim(3)", TRIMMED),
        ("import sails as s\ns.trim(3)", TRIMMED),
        ("from sails import trim\ntrim(3)", TRIMMED),
        ("from sails import trim as set_sail\nset_sail(3)", TRIMMED),
        ("from sails.rig import trim\ntrim(3)", TRIMMED),
        ("import sails.rig\nsails.rig.trim(3)", TRIMMED),
        ("import sails.wind as w\nw.speed(knots=7)", [("sails.wind.speed", {"knots": 7})]),
        ("from sails import wind\nwind.speed(-7.5)", [("sails.wind.speed", {"knots": -7.5})]),
        ("import sails\nadjust = sails.trim\nadjust(3)", TRIMMED),
        ("try:\n    from sails import trim\nexcept ImportError:\n    trim = None\ntrim(3)", TRIMMED),
        ("import sails\nboat = sails.Boat('Argo')\nboat.hoist('jib')", [
            ("sails.Boat", {"name": "Argo"}), ("sails.Boat.hoist", {"sail": "jib"}),
        ]),
        ("import sails\nsails.Boat('Argo').hoist('jib')", [
            ("sails.Boat", {"name": "Argo"}), ("sails.Boat.hoist", {"sail": "jib"}),
        ]),
        ("import sails\nboat = sails.Boat(NAME)\nboat('ready')", [("sails.Boat.__call__", {"order": "ready"})]),
        ("import sails\nwith sails.Boat(NAME) as boat:\n    boat.hoist('jib')", [
            ("sails.Boat.hoist", {"sail": "jib"}),
        ]),
        ("import sails\ndef f():\n    b = sails.Boat(NAME)\n    def g():\n        'Go.'\n        b.hoist('jib')", [
            ("sails.Boat.hoist", {"sail": "jib"}),
        ]),
        ("from functools import partial\nfrom sails import trim\nlee = partial(trim, side='lee')\nlee(3)", [
            ("sails.trim", {"angle": 3, "side": "lee"}),
        ]),
        ("import functools, sails\nf = functools.partial(functools.partial(sails.trim, 3), side='lee')\nf()", [
            ("sails.trim", {"angle": 3, "side": "lee"}),
        ]),
        ("import sails\nsails.tack('a', 'b', 'c', wind=3)", [
            ("sails.tack", {"first": "a", "marks": ["b", "c"], "wind": 3}),
        ]),
        ("import sails\nANGLE = 3\ndef go():\n    'Go.'\n    return sails.trim(ANGLE)", TRIMMED),
        ("import sails\nmarks = ['b', 'c']\nsails.tack('a', *marks, **{'wind': 3})", [
            ("sails.tack", {"first": "a", "marks": ["b", "c"], "wind": 3}),
        ]),
        ("import sails\nx = (sails.trim(3), other(sails.trim(4)))", [*TRIMMED, ("sails.trim", {"angle": 4})]),
        ("import sails\nfor _ in range(2):\n    sails.trim(3)", TRIMMED),
        ("import sails\nasync def go():\n    'Go.'\n    await sails.trim(3)", TRIMMED),
    ],
)  # fmt: skip
def test_calls_are_resolved_through_imports_aliases_instances_and_partials(
    code: str, made: Made, tools: PythonTools
) -> None:
    trajectories, _ = read(code, tools)
    assert calls(trajectories) == made


def test_methods_of_an_attribute_are_known_from_the_other_methods_of_the_class(tools: PythonTools) -> None:
    code = """
        import sails

        class TestBoat:
            def setUp(self):
                self.boat = sails.Boat(NAME)
                self.mixed = sails.Boat(NAME)

            def later(self):
                self.mixed = None

            def test_it(self):
                # Set the jib.
                self.boat.hoist("jib")
                self.mixed.hoist("main")
    """
    trajectories, _ = read(code, tools)
    assert calls(trajectories) == [("sails.Boat.hoist", {"sail": "jib"})]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import sails\ndef go(sails):\n    'Go.'\n    sails.trim(3)", id="a parameter"),
        pytest.param("import sails\ndef go():\n    'Go.'\n    sails = 1\n    sails.trim(3)", id="a local name"),
        pytest.param("from sails import trim\ndef trim(x): pass\ntrim(3)", id="a definition"),
        pytest.param("from sails import trim\ntrim = other\ntrim(3)", id="an assignment"),
        pytest.param("import sails\nif x:\n    sails = None\nsails.trim(3)", id="a branch"),
        pytest.param("import sails\ndef f(sails):\n    def g():\n        'Go.'\n        sails.trim(3)", id="around it"),
        pytest.param("import sails\nfor sails in x:\n    sails.trim(3)", id="a loop"),
        pytest.param("import sails\n[sails.trim(3) for sails in x]", id="a comprehension"),
        pytest.param("import sails\nf = lambda sails: sails.trim(3)", id="a lambda"),
        pytest.param("import sails\nsails.unknown(3)", id="no such function"),
        pytest.param("import sails\nsails.trim.copy(3)", id="an attribute of a function"),
        pytest.param("import sails\nsails.rig.wind.speed(3)", id="no such module"),
        pytest.param("from . import trim\ntrim(3)", id="a relative import without a package"),
        pytest.param("from sails import *\ntrim(3)", id="a star"),
        pytest.param("trim(3)", id="a free name"),
        pytest.param("import sails\nboat = make(sails.Boat)\nboat.hoist('jib')", id="no construction"),
        pytest.param("import sails\nif x:\n    b = sails.Boat(n)\nelse:\n    b = 1\nb.hoist('j')", id="one branch"),
    ],
)
def test_what_is_not_the_registered_function_is_not_taken_for_it(code: str, tools: PythonTools) -> None:
    trajectories, rejected = read(code, tools)
    assert [name for name, _ in calls(trajectories) if name != "sails.Boat"] == []
    assert [item for item in rejected if "sails.Boat " not in item.reason] == []


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import sails\nsails.trim(x)", "open_arguments"),
        ("import sails\nsails.trim(1 + 2)", "open_arguments"),
        ("import sails\nsails.trim(*x)", "open_arguments"),
        ("import sails\nsails.trim(b'x')", "open_arguments"),
        ("import sails\nsails.trim({1: 2})", "open_arguments"),
        ("import sails\nsails.trim(1, 'lee', 3)", "open_arguments"),
        ("import sails\nsails.trim(1, angle=3)", "open_arguments"),
        ("import sails\nsails.trim(float('nan'))", "open_arguments"),
        ("import sails\nx = 1\nx += 1\nsails.trim(x)", "open_arguments"),
        ("import sails\nx = 1\nfor _ in y:\n    x = x + 1\nsails.trim(x)", "open_arguments"),
        ("import sails\nx = [1]\nx.append(2)\nsails.trim(x)", "open_arguments"),
        ("import sails\nx = [1]\nx[0] = 2\nsails.trim(x)", "open_arguments"),
        ("import sails\nx = 1\n[sails.trim(x) for x in y]", "open_arguments"),
        ("import sails\nx = 1\ndef go(x):\n    'Go.'\n    sails.trim(x)", "open_arguments"),
        ("import sails\nwith pytest.raises(ValueError):\n    sails.trim(3)", "expects_error"),
        ("import sails\npytest.raises(ValueError, lambda: sails.trim(3))", "expects_error"),
        ("from sails import trim\ndef go():\n    trim(3)", "no_context"),
    ],
)
def test_a_call_that_cannot_be_one_is_rejected_with_the_rule(code: str, rule: str, tools: PythonTools) -> None:
    trajectories, rejected = read(code, tools)
    assert (calls(trajectories), [item.rule for item in rejected]) == ([], [rule])
    assert rejected[0].source.startswith("work.py:")


@pytest.mark.parametrize(
    ("statement", "result"),
    [
        ("assert trim(3) == 'set'", "'set'"),
        ("assert 'set' == trim(3)", "'set'"),
        ("assert trim(3) is None", "None"),
        ("assert trim(3) == [1, (2, 3)]", "[1, (2, 3)]"),
        ("self.assertEqual(trim(3), 1e-05)", "1e-05"),
        ("self.assertEqual(0x10, trim(3), 'why')", "0x10"),
        ("self.assertIsNone(trim(3))", "None"),
        ("assert_equal(trim(3), 5)", "5"),
        ("assert trim(3) == other", None),
        ("assert trim(3) == pytest.approx(0.5)", None),
        ("assert trim(3) != 5", None),
        ("assert trim(3)", None),
        ("assert trim(3).side == 5", None),
        ("assert 1 < trim(3) == 5", None),
        ("assertAlmostEqual(trim(3), 5)", None),
        ("x = trim(3)", None),
    ],
)
def test_results_are_those_that_assertions_state(statement: str, result: str | None, tools: PythonTools) -> None:
    (one,), _ = read(f"from sails import trim\n# Trim it.\n{statement}", tools)
    assert [message.content for message in one.messages if message.role == "tool"] == ([result] if result else [])
    assert one.ending == ("observation" if result else "call")


def test_the_request_is_the_comment_and_the_code_before_the_call(tools: PythonTools) -> None:
    code = '''
        from sails import trim, tack

        SIDE = "lee"

        def leave(weather):
            """Leave the harbour."""
            course = plot(weather)
            # Close to the wind
            # there is little room.
            return trim(3, SIDE)
    '''
    (one,), _ = read(code, tools)
    assert [message.content for message in one.messages] == [
        dedent("""
            Close to the wind there is little room.

            ```python
            from sails import trim
            SIDE = 'lee'
            def leave(weather):
                course = plot(weather)
            ```
        """).strip(),
        "",
    ]
    assert (one.source, one.origin.form, one.origin.record) == ("work.py:11", "python_code", "leave")


def test_without_any_word_the_request_is_the_code_with_a_fixed_instruction(tools: PythonTools) -> None:
    (one,), _ = read("from sails import trim\nangle = 3\nx = trim(angle)", tools)
    assert one.messages[0].content == f"{INSTRUCTION}\n\n```python\nfrom sails import trim\nangle = 3\n```"


def test_a_docstring_is_the_request_where_no_comment_is(tools: PythonTools) -> None:
    (one,), _ = read("from sails import trim\ndef f():\n    '''Ease it.\n\n    More.'''\n    trim(3)", tools)
    assert one.messages[0].content == "Ease it.\n\n```python\nfrom sails import trim\ndef f():\n```"


@pytest.mark.parametrize(
    "comment", ["# noqa", "# type: ignore", "#!/usr/bin/python", "# ------", "# -*- coding: x -*-"]
)
def test_comments_for_tools_are_no_words(comment: str, tools: PythonTools) -> None:
    (one,), _ = read(f"from sails import trim\n{comment}\ntrim(3)", tools)
    assert one.messages[0].content.startswith(INSTRUCTION)


def test_calls_with_results_are_one_conversation_and_repeat_no_code(tools: PythonTools) -> None:
    code = """
        from sails import trim

        def test_trim():
            # Ease it.
            assert trim(3) == "eased"
            check(trim(x))
            assert trim(4) == "more"
            late = 5
            trim(late)
    """
    (one,), (rejected,) = read(code, tools)
    assert rejected.rule == "open_arguments"
    assert [message.role for message in one.messages] == ["user", "assistant", "tool"] * 2 + ["user", "assistant"]
    assert one.messages[3].content == f"{INSTRUCTION}\n\n```python\nfrom sails import trim\ncheck(trim(x))\n```"
    assert one.messages[6].content == f"{INSTRUCTION}\n\n```python\nfrom sails import trim\nlate = 5\n```"
    assert one.ending == "call"


def test_sessions_in_docstrings_give_prose_calls_and_printed_results(tools: PythonTools) -> None:
    code = '''
        """Sails.

        Examples
        --------
        Ease the sheet:

        >>> from sails import trim
        >>> trim(3)
        'eased'

        Now the other side.

        >>> angle = 4
        >>> trim(angle, side="lee")
        Traceback (most recent call last):
            ...
        ValueError: too far
        >>> print(trim(5))
        eased
        >>> trim(6)  # doctest: +ELLIPSIS
        'eas...'
        """
    '''
    trajectories, rejected = read(code, tools)
    assert [item.rule for item in rejected] == ["no_context"]  # of the call in print()
    (one,) = trajectories
    assert [message.content for message in one.messages] == [
        "Ease the sheet:\n\n```python\nfrom sails import trim\n```",
        "",
        "'eased'",
        "Now the other side.\n\n```python\nangle = 4\n```",
        "",
        "ValueError: too far",
        f"{INSTRUCTION}\n\n```python\nprint(trim(5))\n```",
        "",
    ]
    assert calls([one])[-1] == ("sails.trim", {"angle": 6})
    assert one.ending == "call"


def test_a_session_of_a_text_file(tools: PythonTools) -> None:
    text = "Sailing\n=======\n\nEase it:\n\n>>> import sails\n>>> sails.trim(3)\n'eased'\n"
    (one,), _ = read(text, tools, "guide.rst")
    assert [message.content for message in one.messages] == [
        "Ease it:\n\n```python\nimport sails\n```", "", "'eased'",
    ]  # fmt: skip
    assert one.source == "guide.rst:7"


def cell(kind: str, source: str, *outputs: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": source.splitlines(keepends=True), "outputs": list(outputs), "metadata": {}}


def value(text: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": [text]}, "metadata": {}, "execution_count": 1}


def test_cells_of_a_notebook_share_names_and_their_outputs_are_results(tools: PythonTools) -> None:
    notebook = {
        "cells": [
            cell("markdown", "# Sails\n\nFirst set them up."),
            cell("code", "%matplotlib inline\nimport sails\nangle = 3"),
            cell("markdown", "Ease the sheet."),
            cell("code", "side = 'lee'\nsails.trim(angle, side)", value("'eased'")),
            cell("code", "# And more.\nx = sails.trim(4)", value("7")),
            cell("code", "%%bash\nsails.trim(5)"),
            cell("code", "sails.trim(6", value("7")),
            "no cell",
        ],
        "nbformat": 4,
    }
    trajectories, rejected = read(json.dumps(notebook), tools, "trip.ipynb")
    assert rejected == []
    assert [[message.content for message in one.messages] for one in trajectories] == [
        ["Ease the sheet.\n\n```python\nside = 'lee'\n```", "", "'eased'"],
        ["And more.", ""],
    ]
    assert calls(trajectories) == [("sails.trim", {"angle": 3, "side": "lee"}), ("sails.trim", {"angle": 4})]


def test_the_tools_offered_are_those_that_the_file_calls(tools: PythonTools) -> None:
    trajectories, _ = read("import sails\nsails.trim(3)\nsails.Boat('Argo')\nsails.Boat(x)", tools)
    first = trajectories[0]
    assert [(tool.name, tool.description) for tool in first.tools] == [
        ("sails.Boat", "About Boat."),
        ("sails.trim", "About trim."),
    ]
    assert json.loads(first.tools[0].parameters)["additionalProperties"] is True
    assert json.loads(first.tools[1].parameters)["additionalProperties"] is False


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("inner.py", "from .rig import trim\n# Ease it.\ntrim(3)"),
        ("inner.py", "from . import rig\n# Ease it.\nrig.trim(3)"),
        ("__init__.py", "from .rig import trim\n# Ease it.\ntrim(3)"),
        ("deep/inner.py", "from ..rig import trim\n# Ease it.\ntrim(3)"),
        ("deep/__init__.py", "from ..rig import trim\n# Ease it.\ntrim(3)"),
        ("rig.py", "def trim(angle): pass\ndef ease():\n    'Ease it.'\n    trim(3)"),
        ("rig.py", "class Boat: pass\ndef ease():\n    'Ease it.'\n    Boat(x).hoist(3)"),
    ],
)
@pytest.mark.parametrize("archived", [False, True])
def test_relative_imports_and_own_functions_are_those_of_the_package(
    name: str, code: str, archived: bool, tmp_path: Path, sails: Path
) -> None:
    path = tmp_path / "project" / "src" / "sails" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code)
    root = tmp_path / "project"
    if archived:
        root = Path(shutil.make_archive(str(tmp_path / "project"), "zip", tmp_path, "project"))
    found = [item for shard in CodeSource(str(root), sails).shards() for item in shard.read()]
    made = calls([item for item in found if isinstance(item, Trajectory)])
    assert made == ([("sails.Boat.hoist", {"sail": 3})] if "Boat" in code else TRIMMED)


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("a.py", b"def (", "not_python"),
        ("a.py", b"\x00\x01", "not_python"),
        ("a.py", b"(" * 100_000, "not_python"),
        ("a.ipynb", b"{", "not_python"),
        ("a.ipynb", b"[]", "not_python"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_rejected_and_the_others_are_read(
    name: str, data: bytes, rule: str, tmp_path: Path, sails: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "b.py").write_text("import sails\n# Ease it.\nsails.trim(3)")
    (tmp_path / "c.csv").write_text("sails.trim(3)")
    found = [item for shard in CodeSource(str(tmp_path), sails).shards() for item in shard.read()]
    assert [item.rule for item in found if isinstance(item, Rejected)] == [rule]
    assert calls([item for item in found if isinstance(item, Trajectory)]) == TRIMMED


def test_shards_travel_to_other_processes(tmp_path: Path, sails: Path) -> None:
    (tmp_path / "b.py").write_text("import sails\n# Ease it.\nsails.trim(3)")
    source = CodeSource(str(tmp_path / "b.py"), sails, licence="MIT")
    (shard,) = source.shards()
    (one,) = pickle.loads(pickle.dumps(shard)).read()
    assert (one.source, one.licence) == ("b.py:3", "MIT")
    assert source.progress() == (37, 37)
    before = source.identity()
    (tmp_path / "b.py").write_text("import sails\n# Ease it.\nsails.trim(4)")
    assert CodeSource(str(tmp_path / "b.py"), sails).identity() != before


def test_what_is_missing_is_told_in_one_line(tmp_path: Path, sails: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        CodeSource(str(tmp_path / "nothing"), sails)
    with pytest.raises(RunError):
        CodeSource(str(tmp_path), tmp_path)
    with pytest.raises(InputError, match="no Python code here"):
        list(CodeSource(str(tmp_path), sails).shards())
