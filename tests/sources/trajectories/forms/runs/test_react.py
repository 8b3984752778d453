"""ReAct text: conversations and texts of steps."""

from typing import Any

import pytest

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.forms.runs.react import FORM
from tests.sources.trajectories.forms.runs.reading import lines, outcomes, trajectory

STEPS = "Thought: I look up Graz.\nAction: search[Graz river]\nObservation: It lies on the Mur.\n"
STEPS += "Thought: The Mur.\nAction: "
RUN = [
    "user: Question: Which river?\nA. Mur\nB. Inn",
    'assistant: (I look up Graz.) search{"input":"Graz river"}',
    "tool: It lies on the Mur.",
    "assistant: (The Mur.) A",
]


def turns(*texts: str, role: str = "role", content: str = "content") -> list[dict[str, str]]:
    return [{role: ("user", "assistant")[number % 2], content: text} for number, text in enumerate(texts)]


GPT = turns(
    "Question: Which river?\nA. Mur\nB. Inn ",
    "Thought: I look up Graz.\nAction: search[Graz river]",
    "Observation: It lies on the Mur.",
    "Thought: The Mur.\nAction: finish[A]",
    "Observation: Episode finished, reward = 1",
)


@pytest.mark.parametrize(
    "value",
    [
        {"messages": GPT},
        {"conversations": turns(*(turn["content"] for turn in GPT), role="from", content="value"), "id": "7"},
        {"prompt": GPT[:2], "completion": GPT[2:]},
        GPT,
        {
            "instruction": "Question: Which river?",
            "input": "",
            "output": "A. Mur\nB. Inn\n" + STEPS + "finish[A]\nObservation: Episode finished, reward = 1\n",
        },
        {"text": "Question: Question: Which river?\nA. Mur\nB. Inn\n" + STEPS + "finish[A]\nObservation: reward 1"},
    ],
)
def test_a_run_is_the_same_conversation_in_each_shape(value: Any) -> None:
    assert lines(trajectory(FORM, value)) == RUN


@pytest.mark.parametrize(
    ("answer", "last"),
    [
        ("Thought:\nBuy it.\n\nAction:\nclick[Buy Now]", 'assistant: (Buy it.) click{"input":"Buy Now"}'),
        ("Thought: C.\nAnswer: C.\nAction: TYPE\nValue: x", 'assistant: (C.) TYPE{"choice":"C","value":"x"}'),
    ],
)
def test_a_last_action_without_an_output_ends_a_run(answer: str, last: str) -> None:
    read = trajectory(FORM, {"conversations": turns("Go.", answer)})
    assert (lines(read)[-1], read.ending) == (last, "call")


@pytest.mark.parametrize(
    ("last", "reward", "success"),
    [
        ("True", 1.0, True),
        ("False", 0.0, False),
        ("0.5", 0.5, None),
        ("1.\nObservation: Episode finished, reward = 0", 0, None),
    ],
)
def test_the_reward_that_the_environment_tells_is_the_outcome(last: str, reward: float, success: bool | None) -> None:
    text = f"Action: finish[A]\nObservation: Episode finished, reward = {last}"
    read = trajectory(FORM, {"question": "Which river?", "trajectory": "Thought: The Mur.\n" + text})
    assert (read.outcome.reward, read.outcome.success) == (reward, success)
    assert lines(read) == ["user: Which river?", "assistant: (The Mur.) A"]


def test_langchain_text_has_inputs_apart_and_a_final_answer() -> None:
    text = "I should add.\nAction: Calculator\nAction Input: 3+4\nObservation: 7\n"
    text += "Thought: I now know.\nFinal Answer: It is 7."
    read = trajectory(FORM, {"prompt": "What is 3 and 4?", "completion": text})
    assert lines(read) == [
        "user: What is 3 and 4?",
        'assistant: I should add. Calculator{"input":"3+4"}',
        "tool: 7",
        "assistant: (I now know.) It is 7.",
    ]
    assert read.outcome == Outcome()


def test_an_observation_of_no_action_is_refused() -> None:
    value = {"instruction": "Go.", "output": "Action: a[b]\nObservation: c\nThought: d\nObservation: e\nThought: f"}
    (refused,) = outcomes(FORM, value)
    assert isinstance(refused, Rejected)
    assert refused.rule == "orphan_output"


def test_tools_that_a_record_states_are_offered() -> None:
    tool = {"type": "function", "function": {"name": "search", "parameters": {"type": "object", "properties": {}}}}
    assert [(tool.name, tool.origin) for tool in trajectory(FORM, {"messages": GPT, "tools": [tool]}).tools] == [
        ("search", "stated")
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"messages": turns("Hello.", "Good day.")},
        {"messages": turns("Help.", "Action: call your bank today.")},
        {"messages": [*GPT, {"role": "assistant", "content": "", "tool_calls": [{"id": "1"}]}]},
        {"messages": GPT, "trajectory_format": "mini-swe-agent-1"},
        {"conversations": [{"from": "human", "loss": None, "value": "x"}]},
        {"messages": [*GPT, {"role": "assistant", "content": "<tool_call>\n{}\n</tool_call>"}]},
        {"instruction": "Write a poem.", "output": "Roses are red."},
        {"text": 3},
        [],
        None,
        "Thought: x\nAction: y[z]",
    ],
)
def test_other_records_are_not_recognised(value: Any) -> None:
    assert not FORM.looks_like(value)
