"""What a window in the middle of a trajectory needs to be understood: its record and spans → stretches of its text."""

from lemnos.records import Dialogue, Document, ToolDocument, Trajectory
from lemnos.steps.pack.base import Rendered, Stretch


def heads_of(record: Dialogue | Trajectory | ToolDocument | Document, text: Rendered) -> tuple[Stretch, ...]:
    """Return all that stands before the first answer of a trajectory, and its task: the first message of the user.

    Nothing of other records: what a turn of a dialogue needs are its recalls.
    """
    if not isinstance(record, Trajectory):
        return ()
    roles = [message.role for message in record.messages]
    answer = roles.index("assistant") if "assistant" in roles else len(roles)
    task = roles.index("user") if "user" in roles else answer
    before = next((span.start for span in text.spans if span.message >= answer), 0)
    found = [Stretch(0, before)] if before else []
    spans = [span for span in text.spans if span.message == task]
    if spans and task < answer and (whole := Stretch(spans[0].start, spans[-1].end)) not in found:
        found.append(whole)
    return tuple(found)
