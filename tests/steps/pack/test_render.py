"""Records become text with spans that say who says what."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.errors import SettingsError
from lemnos.records import Dialogue, Document, ToolCall, Trajectory
from lemnos.steps.pack.base import Recall, Rendered
from lemnos.steps.pack.render.chat import Chat, arguments_of, chat_of, function_of, origin_of
from lemnos.steps.pack.render.chatml import ChatmlRenderer
from lemnos.steps.pack.render.own_templates import Style, own_template
from lemnos.steps.pack.render.plain import PlainRenderer
from lemnos.steps.pack.render.refused import RefusedError
from lemnos.steps.pack.render.renderer import Packable, Renderer
from lemnos.steps.pack.render.template import TemplateRenderer
from lemnos.steps.pack.settings import FillSettings, PackSettings
from lemnos.steps.pack.tokenise.names import TokenNames
from lemnos.text.chat_template import compile_template, render, template_text
from tests.conftest import ROOT
from tests.steps.pack.records import dialogue, document, tool_document, trajectory

TEMPLATES = sorted((ROOT / "tests" / "benchmarks" / "templates").glob("*.jinja"))
FIM = ("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>")
NAMES = TokenNames(bos="<s>", eos="</s>", pad="", special=("<s>", "</s>"), added=("<s>", "</s>", *FIM))


def rendered(record: Packable, style: str = "plain", **settings: object) -> Rendered:
    made, _ = Renderer(PackSettings(template=style, **settings), NAMES, 0)(record, 3)  # type: ignore[arg-type]
    check(made)
    return made


def check(made: Rendered) -> None:
    """Spans cover the text without gap or overlap, and units end where spans end."""
    ends = [span.end for span in made.spans]
    assert [span.start for span in made.spans] == [0, *ends[:-1]]
    assert ends[-1] == len(made.text)
    assert made.units[-1] == len(made.text)
    assert list(made.units) == sorted(set(made.units))
    assert set(made.units) <= set(ends)


def said(made: Rendered, role: str, kind: str = "") -> str:
    return "|".join(
        made.text[span.start : span.end] for span in made.spans if span.role == role and (not kind or span.kind == kind)
    )


def by_template(source: str, record: Dialogue | Trajectory, special: Sequence[str] = ("<end>",)) -> Rendered:
    renderer = TemplateRenderer(compile_template(source, "test"), {"eos_token": "</s>"}, special, "test")
    made = renderer(chat_of(record), origin_of(record, 0))
    check(made)
    return made


def test_plain_dialogues_are_lines_that_begin_with_the_speaker() -> None:
    record = dialogue("a", 2, {1: (0,)})
    made = rendered(record)
    first, second = record.messages[1].content, record.messages[3].content
    assert made.text == (
        f"<s>User: What of number 0?\n\nAssistant: {first}\n\nUser: What of number 1?\n\nAssistant: {second}</s>"
    )
    assert said(made, "user", "words") == "What of number 0?|What of number 1?"
    assert said(made, "assistant") == f" |{first}|\n\n| |{second}|</s>"
    assert made.recalls == (Recall(1, 0),)
    assert made.text[: made.units[0]].endswith(f"{first}\n\n")
    assert (made.record, made.kind, made.input, made.licences) == (record.id, "Dialogue", 3, ("MIT",))


def test_plain_trajectories_have_tools_thoughts_calls_and_outputs() -> None:
    made = rendered(trajectory(7))
    assert made.text == (
        '<s>Tools:\n{"name": "read_tide", "description": "Read the tide at a harbour.", "parameters": '
        '{"type": "object", "properties": {"harbour": {"type": "string"}}}}\n\nSystem: Be brief.\n\n'
        "User: How high is the tide, 7?\n\n"
        'Assistant: Thought: I must look.\nCall: read_tide {"harbour": "Bergen"}\n\nTool read_tide: 2.1 m\n\n'
        "Assistant: It is 2.1 m, 7.</s>"
    )
    assert said(made, "tool") == " |2.1 m"
    assert said(made, "assistant", "thought") == "I must look."
    assert said(made, "assistant", "call") == 'read_tide {"harbour": "Bergen"}'
    assert len(made.units) == 2


def test_chatml_puts_tools_into_the_system_message() -> None:
    made = rendered(trajectory(7), "chatml")
    assert made.text.startswith("<s><|im_start|>system\nBe brief.\n\n# Tools")
    assert made.text.endswith(
        "<|im_start|>assistant\n<think>\nI must look.\n</think>\n\n<tool_call>\n"
        '{"name": "read_tide", "arguments": {"harbour": "Bergen"}}\n</tool_call><|im_end|>\n'
        "<|im_start|>tool\n2.1 m<|im_end|>\n<|im_start|>assistant\nIt is 2.1 m, 7.<|im_end|>\n</s>"
    )
    assert said(made, "assistant").endswith("\n</tool_call>|<|im_end|>|It is 2.1 m, 7.|<|im_end|>|</s>")


def chat_api(chat: Chat) -> list[dict[str, Any]]:
    """Messages in the form of OpenAI's chat API, with arguments as objects."""
    return [
        {
            "role": message.role,
            "content": message.content,
            "reasoning_content": message.reasoning,
            "tool_call_id": message.tool_call_id,
            "tool_calls": [
                {"id": call.id, "function": {"name": call.name, "arguments": arguments_of(call.arguments)}}
                for call in message.tool_calls
            ],
        }
        for message in chat.messages
    ]


@pytest.mark.parametrize("style", ["plain", "chatml"])
@pytest.mark.parametrize("eos", ["</s>", "<|im_end|>", "", 'a "quoted" end'])
def test_the_template_of_a_style_renders_what_the_style_renders(style: Style, eos: str) -> None:
    template = compile_template(own_template(style, "<s>", eos), style)
    renderer = (PlainRenderer if style == "plain" else ChatmlRenderer)("<s>", eos)
    record = trajectory(7)
    system, user, call, *rest = record.messages
    two = ToolCall("call_2", "read_wind", '{"sea": "Nord \u00f8 <b>", "hours": [1, 2.5]}')
    broken = ToolCall("call_3", "read_tide", "Bergen, please")
    spoken = msgspec.structs.replace(call, content="Let me see.\n", tool_calls=(*call.tool_calls, two, broken))
    records: list[Dialogue | Trajectory] = [
        dialogue("a", 3),
        record,
        msgspec.structs.replace(record, messages=(user, spoken, *rest)),
        msgspec.structs.replace(record, messages=(system, user), tools=()),
    ]
    for each in records:
        chat = chat_of(each)
        tools = [function_of(tool) for tool in chat.tools]
        made = renderer(chat, origin_of(each, 0)).text
        assert render(template, chat_api(chat), tools) == made
        *before, last = chat_api(chat)
        if last["role"] == "assistant":
            asked = render(template, before, tools, generation_prompt=True)
            assert made.startswith(asked)
            assert made[len(asked) :].lstrip().startswith(last["content"])


@pytest.mark.parametrize("style", ["plain", "chatml"])
def test_messages_that_are_not_trained_on_have_no_trained_span(style: str) -> None:
    made = rendered(trajectory(train=(False, True)), style)
    assert {span.trained for span in made.spans if span.message == 2} == {False}
    assert {span.trained for span in made.spans if span.message == 4} == {True}
    shared = rendered(trajectory(shared=3), style)
    assert {span.message for span in shared.spans if not span.trained} == {0, 1, 2}


def test_documents_have_title_headings_and_a_unit_for_each_paragraph() -> None:
    made = rendered(document("Tides", "One.", "Two.", ("code", "```\nx = 1\n```")))
    assert made.text == "<s># Tides\n\nOne.\n\n## Body\n\nTwo.\n\n```\nx = 1\n```</s>"
    assert [made.text[start:end] for start, end in zip((0, *made.units), made.units, strict=False)] == [
        "<s># Tides\n\nOne.",
        "\n\n## Body\n\nTwo.",
        "\n\n```\nx = 1\n```</s>",
    ]
    assert [span.message for span in made.spans if span.message >= 0] == [0, 1, 2]


def test_tool_documents_are_their_text() -> None:
    made = rendered(tool_document("tide", "tide(harbour)\n\nReads the tide."))
    assert made.text == "<s>tide(harbour)\n\nReads the tide.</s>"
    assert len(made.units) == 2


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_kind_of_template_gives_spans_or_refuses_the_record(path: Path) -> None:
    template = compile_template(template_text(path), str(path))
    renderer = TemplateRenderer(template, {"bos_token": "<s>", "eos_token": "</s>"}, ("</s>", "<|im_end|>"), str(path))
    record = dialogue("a", 4)
    made = renderer(chat_of(record), origin_of(record, 0))
    check(made)
    answers = [message.content for message in record.messages if message.role == "assistant"]
    assert said(made, "assistant", "words") == "|".join(answers)
    assert said(made, "user", "words") == "|".join(f"What of number {number}?" for number in range(4))
    calls = renderer(chat_of(trajectory(7)), origin_of(trajectory(7), 0))
    check(calls)
    assert "It is 2.1 m, 7." in said(calls, "assistant", "words")
    assert "Bergen" in said(calls, "assistant")
    assert "2.1 m" in said(calls, "tool")
    assert "2.1 m" not in said(calls, "assistant").replace("It is 2.1 m", "")


CHAT = "{% for m in messages %}<{{ m.role }}>{{ m.content }}<end>\n{% endfor %}"
OFFERS = "{% for t in tools or [] %}({{ t.function.name }}){% endfor %}"
CALLS = "{% for c in m.tool_calls or [] %}[{{ c.function.name }}]{% endfor %}"


def test_the_header_of_an_answer_is_what_the_template_writes_to_ask_for_one() -> None:
    made = by_template(CHAT + "{% if add_generation_prompt %}<assistant>{% endif %}", dialogue("a", 1))
    answer = dialogue("a", 1).messages[1].content
    assert said(made, "assistant") == f"{answer}|<end>"
    assert said(made, "template") == "<user>|<end>\n|<assistant>|\n"


def test_trimmed_words_are_found() -> None:
    record = trajectory(answer="  It ebbs. \n")
    source = OFFERS + "{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}" + CALLS + "<end>{% endfor %}"
    assert said(by_template(source, record), "assistant", "words") == "It ebbs."


def test_a_mark_after_the_last_message_alone_is_no_part_of_it() -> None:
    record = dialogue("a", 3)
    made = by_template(CHAT + "{{ eos_token }}", record)
    assert said(made, "assistant", "words").count("|") == 2
    assert made.text.count("</s>") == 1


def test_an_end_that_differs_in_the_last_message_is_found() -> None:
    source = (
        "{% for m in messages %}<{{ m.role }}>{{ m.content }}"
        "{% if m.role == 'assistant' and loop.last %}<return>{% else %}<end>{% endif %}{% endfor %}"
        "{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    made = by_template(source, dialogue("a", 3), ("<end>", "<return>"))
    first, second, third = (message.content for message in dialogue("a", 3).messages[1::2])
    assert said(made, "assistant") == f"{first}|<end>|{second}|<end>|{third}|<return>"


def test_thoughts_that_a_template_leaves_out_of_earlier_messages_are_left_out() -> None:
    source = (
        OFFERS + "{% for m in messages %}<{{ m.role }}>"
        "{% if m.reasoning_content and loop.last %}<think>{{ m.reasoning_content }}</think>{% endif %}"
        "{{ m.content }}" + CALLS + "<end>{% endfor %}"
        "{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    made = by_template(source, trajectory())
    assert "I must look." not in made.text
    assert "[read_tide]" in said(made, "assistant", "call")


def test_words_that_change_what_the_template_writes_still_tell_the_messages_apart() -> None:
    source = (
        OFFERS + "{% for m in messages %}<{{ m.role }}>{% if '!' in m.content %}<loud>{% endif %}{{ m.content }}"
        "" + CALLS + "<end>{% endfor %}"
        "{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    made = by_template(source, trajectory(answer="High!"))
    assert said(made, "assistant").endswith("<loud>High!|<end>")
    assert "High!" not in said(made, "user") + said(made, "template") + said(made, "tool")


def test_a_template_that_hides_where_messages_end_is_refused() -> None:
    number = "{% if '!' in messages[-1].content %}{{ loop.revindex }}{% endif %}"
    source = "{% for m in messages %}{{ m.content }}" + number + "{% endfor %}"
    with pytest.raises(RefusedError, match="in another way") as caught:
        by_template(source, trajectory(answer="High!"))
    assert caught.value.rule == "template_spans"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ raise_exception('never') }}", "does not render a conversation .never."),
        ("nothing", "leaves out what is said"),
        ("{% for %}", "not a Jinja template"),
        ("{{ ''.__class__.__mro__ }}", "does not render|leaves out"),
    ],
)
def test_a_template_that_cannot_be_used_is_one_line(source: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        TemplateRenderer(compile_template(source, "chat.jinja"), {}, (), "chat.jinja")


def test_a_record_that_the_template_refuses_is_refused_with_its_reason() -> None:
    refuses = "{% if m.role == 'tool' %}{{ raise_exception('no tools') }}{% endif %}"
    source = "{% for m in messages %}" + refuses + "{{ m.content }}{% endfor %}"
    with pytest.raises(RefusedError, match="no tools"):
        by_template(source, trajectory())


@pytest.mark.parametrize(
    ("source", "rule"),
    [(CHAT, "template_calls"), (OFFERS + CHAT, "template_calls"), (CHAT.replace("<end>", CALLS), "template_tools")],
)
def test_a_template_that_leaves_out_calls_or_tools_is_refused(source: str, rule: str) -> None:
    with pytest.raises(RefusedError, match="leaves out") as caught:
        by_template(source, trajectory())
    assert caught.value.rule == rule
    assert by_template(source, dialogue("a", 1)).text  # which offers none


CODE = "```\n" + "\n".join(f"value_{number} = {number}" for number in range(20)) + "\n```"


def filled(order: str = "psm") -> tuple[Document, Rendered]:
    record = document("Code", "Some code follows.", ("code", CODE), "That was it.")
    return record, rendered(record, fill=FillSettings(share=1.0, order=order), window=1000)  # type: ignore[arg-type]


def test_fill_in_the_middle_moves_a_piece_of_code_to_the_end() -> None:
    record, made = filled()
    prefix, rest = made.text.removeprefix("<s><|fim_prefix|>").removesuffix("</s>").split("<|fim_suffix|>")
    suffix, middle = rest.split("<|fim_middle|>")
    assert f"<s>{prefix}{middle}{suffix}</s>" == rendered(record).text
    assert middle
    assert middle in CODE
    assert len(made.units) == 1


def test_suffix_first_order_gives_the_same_text_back() -> None:
    record, made = filled("spm")
    suffix, rest = (
        made.text.removeprefix("<s><|fim_prefix|><|fim_suffix|>").removesuffix("</s>").split("<|fim_middle|>")
    )
    assert f"<s>{rest}{suffix}</s>" == rendered(record).text


def test_documents_that_do_not_fit_a_window_or_have_no_code_stay_as_they_are() -> None:
    settings = FillSettings(share=1.0)
    assert "fim" not in rendered(document("Prose", "One.", "Two."), fill=settings).text
    assert "fim" not in rendered(document("Code", "a", ("code", CODE)), fill=settings, window=16).text


def test_fill_in_the_middle_needs_its_tokens() -> None:
    bare = TokenNames(bos="", eos="", pad="", special=(), added=("<s>",))
    with pytest.raises(SettingsError, match="no tokens for fill-in-the-middle"):
        Renderer(PackSettings(fill=FillSettings(share=0.5)), bare, 0)
    with pytest.raises(SettingsError, match="'<PRE>' is no token"):
        Renderer(PackSettings(fill=FillSettings(share=0.5, prefix="<PRE>", suffix="<s>", middle="<s>")), bare, 0)
