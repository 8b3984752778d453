"""AgentInstruct and AgentTraj."""

from typing import Any

import pytest

from lemnos.sources.trajectories.forms.runs.agent_instruct import FORM
from tests.sources.trajectories.forms.runs.reading import lines, trained, trajectory


def record(*said: tuple[str, bool | None], id: str = "os_1") -> dict[str, Any]:
    speakers = ("human", "gpt")
    turns = [{"from": speakers[n % 2], "loss": loss, "value": text} for n, (text, loss) in enumerate(said)]
    return {"conversations": turns, "id": id}


def test_a_shell_run_with_an_example_is_read_to_its_answer() -> None:
    read = trajectory(
        FORM,
        record(
            ("Act in a shell. Example: list files.", None),
            ("Think: List.\n\nAct: bash\n\n```bash\nls\n```", False),
            ("The output of the OS:\n\na", None),
            ("Think: One.\n\nAct: answer(1)", False),
            ("Now count users.", None),
            ("Think: Count.\n\nAct: bash\n\n```bash\nwho |\n  wc -l\n```", True),
            ("The output of the OS:\n\n2", None),
            ("Think: Two.\n\nAct: answer(2)", True),
        ),
    )
    assert lines(read) == [
        "user: Act in a shell. Example: list files.",
        'assistant: (List.) bash{"command":"ls"}',
        "tool: The output of the OS:\n\na",
        "assistant: (One.) 1",
        "user: Now count users.",
        'assistant: (Count.) bash{"command":"who |\\n  wc -l"}',
        "tool: The output of the OS:\n\n2",
        "assistant: (Two.) 2",
    ]
    assert trained(read) == ['{"command":"who |\\n  wc -l"}', "2"]
    assert (read.origin.record, read.origin.task) == ("os_1", "os")


@pytest.mark.parametrize(
    ("answer", "last", "ending"),
    [
        ("Thought: Buy it.\n\nAction:\nclick[Buy Now]", 'assistant: (Buy it.) click{"input":"Buy Now"}', "call"),
        ("THOUGHT: There.\nACTION: take cup 1", 'assistant: (There.) act{"command":"take cup 1"}', "call"),
        ("Thought: C fits.\nAnswer: C.\nAction: CLICK", 'assistant: (C fits.) CLICK{"choice":"C"}', "call"),
        (
            "Thought: The day.\nAnswer: B.\nAction: SELECT\nValue: Monday",
            'assistant: (The day.) SELECT{"choice":"B","value":"Monday"}',
            "call",
        ),
        ("There are 5.\nAction: Answer\nFinal Answer: [5]", "assistant: There are 5.\n\n[5]", "answer"),
        ("Thought: None fits.\nAnswer: A.", "assistant: (None fits.) Answer: A.", "answer"),
        ("Thought: It is variable 3.\nFinal Answer: #3", "assistant: (It is variable 3.) #3", "answer"),
        ("Think: All done.\n\nAct: finish", "assistant: (All done.) finish({})", "answer"),
    ],
)
def test_the_last_action_is_kept(answer: str, last: str, ending: str) -> None:
    acting = "Thought: See.\nAction: look[]"
    read = trajectory(FORM, record(("Rules.", None), (acting, True), ("A room.", None), (answer, True)))
    assert (lines(read)[-1], read.ending) == (last, ending)


def test_records_without_losses_or_actions_are_not_recognised() -> None:
    assert not FORM.looks_like({"conversations": [{"from": "human", "value": "Hi"}]})
    assert not FORM.looks_like(record(("Hi.", None), ("Hello.", True)))
