"""Which text has a loss: answers and documents up to their ends, in every style and in the templates of the styles."""

import re

import msgspec
import pytest

from lemnos.records import Dialogue, Trajectory
from lemnos.steps.pack.base import Rendered
from lemnos.steps.pack.render.chat import chat_of, function_of, origin_of
from lemnos.steps.pack.render.chatml import ChatmlRenderer
from lemnos.steps.pack.render.own_templates import Style, own_template
from lemnos.steps.pack.render.plain import PlainRenderer
from lemnos.steps.pack.render.renderer import Packable
from lemnos.steps.pack.render.template import TemplateRenderer
from lemnos.steps.pack.settings import Mask
from lemnos.steps.pack.tokenise.tokenizer import is_trained
from lemnos.text.chat_template import compile_template, render
from tests.steps.pack.records import dialogue, document, tool_document, trajectory
from tests.steps.pack.test_render import chat_api, filled, rendered


def trained(made: Rendered, mask: Mask = "assistant") -> str:
    """What has a loss, with a dot for each stretch that has none."""
    pieces = [made.text[each.start : each.end] if is_trained(each, mask) else "\0" for each in made.spans]
    return re.sub("\0+", "·", "".join(pieces))


_CALL = '<tool_call>\n{"name": "read_tide", "arguments": {"harbour": "Bergen"}}\n</tool_call><|im_end|>'
_THOUGHT = "<think>\nI must look.\n</think>\n\n"


@pytest.mark.parametrize(
    ("style", "record", "text"),
    [
        (
            "plain",
            trajectory(answer="Low."),
            '· Thought: I must look.\nCall: read_tide {"harbour": "Bergen"}\n\n· Low.</s>',
        ),
        ("chatml", trajectory(answer="Low."), f"·{_THOUGHT}{_CALL}·Low.<|im_end|>·</s>"),
        ("chatml", trajectory(answer="Low.", train=(True, False)), f"·{_THOUGHT}{_CALL}·"),
        ("chatml", trajectory(answer="Low.", train=(False, True)), "·Low.<|im_end|>·</s>"),
        ("plain", document("Tides", "They ebb."), "·# Tides\n\nThey ebb.</s>"),
        ("chatml", document("Tides", "They ebb."), "·# Tides\n\nThey ebb.</s>"),
        ("chatml", tool_document("tide", "Reads the tide."), "·Reads the tide.</s>"),
    ],
)
def test_answers_and_documents_learn_to_end(style: str, record: Packable, text: str) -> None:
    assert trained(rendered(record, style)) == text


def test_a_conversation_that_ends_with_an_output_does_not_teach_to_end_there() -> None:
    record = trajectory()
    cut = msgspec.structs.replace(record, messages=record.messages[:-1])
    for style, end in (("plain", "2.1 m</s>"), ("chatml", "2.1 m<|im_end|>\n</s>")):
        made = rendered(cut, style)
        assert made.text.endswith(end)
        assert trained(made).endswith("·")


@pytest.mark.parametrize("special", [("</s>", "<|im_end|>", "<|im_start|>"), ("</s>",)])
def test_a_style_and_its_template_take_a_loss_on_the_same(special: tuple[str, ...]) -> None:
    template = compile_template(own_template("chatml", "<s>", "</s>"), "chatml")
    renderer = TemplateRenderer(template, {"eos_token": "</s>"}, special, "chatml")
    style = ChatmlRenderer("<s>", "</s>")
    for record in (trajectory(), trajectory(reasoning=""), trajectory(train=(False, True)), dialogue("a", 3)):
        chat, origin = chat_of(record), origin_of(record, 0)
        assert trained(renderer(chat, origin)) == trained(style(chat, origin))


def test_what_fills_in_the_middle_learns_to_end() -> None:
    assert trained(filled()[1]).endswith("</s>")


@pytest.mark.parametrize("style", ["plain", "chatml"])
def test_a_marked_template_marks_what_has_a_loss(style: Style) -> None:
    marked = own_template(style, "<s>", "</s>", marked=True)
    assert marked.count("{%- generation -%}") == marked.count("{%- endgeneration -%}") > 0
    shown = marked.replace("{%- generation -%}", '{{- "[[" -}}').replace("{%- endgeneration -%}", '{{- "]]" -}}')
    records: list[Dialogue | Trajectory] = [
        dialogue("a", 3),
        trajectory(),
        trajectory(reasoning="", train=(False, True)),
        trajectory(train=(True, False)),
        msgspec.structs.replace(trajectory(), messages=trajectory().messages[:-1]),
    ]
    for record in records:
        chat = chat_of(record)
        made = (PlainRenderer if style == "plain" else ChatmlRenderer)("<s>", "</s>")(chat, origin_of(record, 0))
        messages = [
            {**message, "loss": flag if message["role"] == "assistant" else None}
            for message, flag in zip(chat_api(chat), chat.trained, strict=True)
        ]
        tools = [function_of(tool) for tool in chat.tools]
        text = render(compile_template(shown, style), messages, tools)
        assert re.sub(r"\[\[|\]\]", "", text) == made.text == render(compile_template(marked, style), messages, tools)
        assert "·".join(re.findall(r"\[\[(.*?)\]\]", text, re.DOTALL)) == trained(made).strip("·")
