"""AgentBench."""

from lemnos.sources.trajectories.forms.runs.agent_bench import FORM
from tests.sources.trajectories.forms.runs.reading import lines, trajectory


def test_a_run_of_agent_bench_is_read_with_its_outcome() -> None:
    history = [
        {"role": "user", "content": "How many rows?"},
        {"role": "agent", "content": "I count.\nAction: Operation\n```sql\nSELECT COUNT(*) FROM t\n```"},
        {"role": "user", "content": "[(5,)]"},
        {"role": "agent", "content": "Action: Answer\nFinal Answer: [5]"},
    ]
    output = {"index": 3, "status": "completed", "result": {"result": True, "type": "count"}, "history": history}
    read = trajectory(FORM, {"index": 3, "error": None, "output": output, "time": {}})
    assert lines(read) == [
        "user: How many rows?",
        'assistant: I count. Operation{"query":"SELECT COUNT(*) FROM t"}',
        "tool: [(5,)]",
        "assistant: [5]",
    ]
    assert (read.outcome.success, read.origin.record) == (True, "3")
