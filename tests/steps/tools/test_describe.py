import json
from typing import Any

import pytest

from lemnos.llm.prompts import packaged
from lemnos.records import Rejected, Tool, ToolError
from lemnos.steps.tools.describe.code_facts import RaiseFact, code_facts_of
from lemnos.steps.tools.describe.rules import (
    Description,
    describe_offline,
    describe_request,
    needs_description,
    read_description,
    with_description,
)

CODE = """def resize(self, image, width, *, keep=True, **options):
    if width <= 0:
        raise ValueError("width must be positive.")
    if not isinstance(image, (Image, str)):
        raise errors.BadImage(image)

    def helper(x):
        return never

    self.last = image
    self.count = 0
    self.count = width
    scaled = scale(image, factor=width)
    scaled.crop()
    if keep:
        return scaled
    mode = options.get("mode")
    return self.convert(scaled, mode)"""


def tool(code: str = CODE, **changes: Any) -> Tool:
    parameters = {
        "type": "object",
        "properties": {"image": {}, "width": {"type": "integer"}, "keep": {"type": "boolean", "default": True}},
        "required": ["image", "width"],
    }
    fields: dict[str, Any] = {
        "id": "t",
        "kind": "python",
        "provider": "p",
        "api": "p.Tool",
        "name": "resize",
        "description": "",
        "parameters": json.dumps(parameters),
        "signature": "def resize(self, image, width, *, keep=True, **options)",
        "code": code,
        "tags": ("method",),
        "source": "p.py:1",
    }
    return Tool(**(fields | changes))


def answer(**changes: Any) -> str:
    fields: dict[str, Any] = {
        "summary": "Resizes an image.",
        "details": "",
        "parameters": {"image": "The image.", "width": "Its new width.", "keep": "Whether to keep it."},
        "returns": "The image.",
        "raises": {"ValueError": "If the width is not positive."},
    }
    return json.dumps(fields | changes)


def test_facts_are_what_the_code_itself_does() -> None:
    facts = code_facts_of(CODE)
    assert facts is not None
    assert facts.returns == ("scaled", "self.convert(scaled, mode)")
    assert facts.raises == (
        RaiseFact("ValueError", "width <= 0", "width must be positive."),
        RaiseFact("errors.BadImage", "not isinstance(image, (Image, str))", ""),
    )
    assert facts.calls == ("scale", "options.get", "self.convert")
    assert facts.sets == ("last", "count")
    assert facts.stored == {"image": "last"}
    assert facts.passed == {"image": ("`errors.BadImage()`", "`scale()`"), "width": ("`scale()` as `factor`",)}
    assert facts.checked == {"image": ("Image", "str")}
    assert facts.uses["width"] == ("compared with `0`",)
    assert facts.uses["keep"] == ("tested for truth",)


@pytest.mark.parametrize(
    "code", ["", "x = 1", "def f(:", "def f(): pass\ndef g(): pass", "def f():\n return " + "-" * 9000 + "1"]
)
def test_what_is_no_function_has_no_facts(code: str) -> None:
    assert code_facts_of(code) is None


def test_offline_says_what_the_code_shows() -> None:
    found = describe_offline(tool())
    assert found.summary == (
        "The method `resize` of `p.Tool` takes `image`, `width`, `keep` and further keyword arguments."
    )
    assert found.details == (
        "It returns `scaled` or `self.convert(scaled, mode)`, depending on the case. It sets `self.last` and "
        "`self.count`. It calls `scale` and `options.get`."
    )
    assert found.parameters == (
        (
            "image",
            "Tested for being `Image` or `str`. Stored as `self.last`. Passed on to `errors.BadImage()` and `scale()`.",
        ),
        ("width", "Passed on to `scale()` as `factor`. Compared with `0`."),
        ("keep", "Tested for truth."),
    )
    assert found.returns == "`scaled` or `self.convert(scaled, mode)`."
    assert found.raises == (
        ("ValueError", "Raised if `width <= 0`, with the message “width must be positive”."),
        ("errors.BadImage", "Raised if `not isinstance(image, (Image, str))`."),
    )


@pytest.mark.parametrize(
    ("code", "tags", "summary"),
    [
        (
            "def f(a):\n    return a + 1",
            ("function",),
            "The function `resize` of `p.Tool` takes `a` and returns `a + 1`.",
        ),
        (
            "async def f(a):\n    pass",
            ("function",),
            "The coroutine function `resize` of `p.Tool` takes `a` and returns nothing.",
        ),
        ("def f(a):\n    yield a", ("function",), "The function `resize` of `p.Tool` takes `a` and yields `a`."),
        (
            f"def f(a):\n    yield {{'k': [{'a, ' * 99}]}}",
            ("function",),
            "The function `resize` of `p.Tool` takes `a`.",
        ),
        (
            "def __init__(self, a):\n    self.a = a",
            ("class",),
            "The constructor of `resize` in `p.Tool` takes `a` and stores `a` in attributes of the same name.",
        ),
    ],
)
def test_summaries_of_different_kinds(code: str, tags: tuple[str, ...], summary: str) -> None:
    parameters = '{"type":"object","properties":{"a":{}},"required":["a"]}'
    found = describe_offline(tool(code, parameters=parameters, tags=tags, signature="def f(a)"))
    assert found.summary == summary


def test_a_request_shows_the_code_and_allows_its_parameters_only() -> None:
    request = describe_request(tool(), packaged())
    system, message = request.messages
    assert (request.purpose, request.max_tokens) == ("describe", 400 + 3 * 60)
    assert (system.role, message.role) == ("system", "user")
    assert "raise ValueError" in message.content
    assert "Its parameters: `image`, `width`, `keep`." in message.content
    assert "$" not in message.content
    told = json.loads(request.schema)["properties"]["parameters"]
    assert (told["required"], told["additionalProperties"]) == (["image", "width", "keep"], False)


def test_a_good_answer_is_taken_also_in_a_fence() -> None:
    expected = Description(
        summary="Resizes an image.",
        details="",
        parameters=(("image", "The image."), ("width", "Its new width."), ("keep", "Whether to keep it.")),
        returns="The image.",
        raises=(("ValueError", "If the width is not positive."),),
        writer="model",
    )
    assert read_description(tool(), answer()) == expected
    assert read_description(tool(), f"Here it is:\n```json\n{answer()}\n```\n") == expected


BASE = {"image": "The image.", "width": "Its new width.", "keep": "Whether."}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"parameters": {**BASE, "height": "Its height."}}, "invented_parameter"),
        ({"details": "The parameter `height` is ignored."}, "invented_parameter"),
        ({"parameters": {**BASE, "mode": "Looked up in the options."}}, None),
        ({"details": "The argument `factor` gets the width."}, None),
        ({"parameters": {**BASE, "keep": "Whether. Defaults to `False`."}}, "wrong_default"),
        ({"parameters": {**BASE, "keep": "Whether. Defaults to `True`."}}, None),
        ({"parameters": {**BASE, "width": "Default is `10`."}}, "wrong_default"),
        ({"raises": {"OSError": "If the disk is full."}}, "invented_exception"),
        ({"raises": {"`errors.BadImage`": "If it is none."}}, None),
        ({"parameters": {"image": "The image."}}, "parameter_left_out"),
        ({"summary": " "}, "empty"),
        ({"summary": "x" * 401}, "too_long"),
        ({"parameters": ["image"]}, "not_as_asked"),
    ],
)
def test_answers_are_checked_against_the_signature(changes: dict[str, Any], rule: str | None) -> None:
    found = read_description(tool(), answer(**changes))
    assert (found.rule if isinstance(found, Rejected) else None) == rule


def test_an_answer_that_is_no_json_is_rejected_with_where_it_belongs() -> None:
    found = read_description(tool(), "I cannot do that.")
    assert isinstance(found, Rejected)
    assert (found.stage, found.rule, found.source, found.record) == ("describe", "not_as_asked", "p.py:1", "t")


def test_a_described_tool_keeps_what_it_says_itself() -> None:
    before = tool(result='{"type":"object"}')
    found = read_description(before, answer())
    assert isinstance(found, Description)
    after = with_description(before, found)
    assert after.description == "Resizes an image."
    assert json.loads(after.parameters)["properties"]["width"] == {"type": "integer", "description": "Its new width."}
    assert json.loads(after.result) == {"type": "object", "description": "The image."}
    assert after.errors == (ToolError(code="ValueError", description="If the width is not positive."),)
    assert after.tags == ("method", "described:model")
    assert after.id != before.id
    said = with_description(tool(description="Own words."), found)
    assert said.description == "Own words."


def test_which_tools_need_a_description() -> None:
    assert needs_description(tool())
    assert not needs_description(tool(description="Has one."))
    assert not needs_description(tool(code="", signature=""))
    assert not needs_description(tool(kind="http"))
