"""What is looked for in the place of a record: its title and the words that are its own.

A tool document is its text. A trajectory is what the user asked, the tools that were called with their arguments, and
the answer, without the offered schemas, which all trajectories with these tools share. A dialogue is the titles of its
documents, and what was asked and answered.
"""

import re
from typing import NamedTuple

from lemnos.records import Dialogue, Document, Record, ToolDocument, Trajectory

LONGEST = 20_000
"""Characters of a seed that are read."""
_JSON_MARKS = re.compile(r"[{}\[\]\":,]+")


class SeedText(NamedTuple):
    """The text of a seed."""

    id: str
    kind: str
    title: str
    text: str
    group: str
    """Seeds with the same one are one seed: the forms of a tool document."""


def seed_text(record: Record) -> SeedText:
    """Return the text of a record.

    Raises:
        TypeError: Records of its type are no seeds.
    """
    if isinstance(record, ToolDocument):
        return _seed(record.id, record, record.title, record.text, record.tool)
    if isinstance(record, Document):
        return _seed(record.id, record, record.title, record.text, record.id)
    if isinstance(record, Dialogue):
        titles = [document.title for document in record.documents]
        words = [message.content for message in record.messages if message.role != "system"]
        return _seed(record.id, record, titles[0] if titles else "", "\n\n".join([*titles, *words]), record.id)
    if isinstance(record, Trajectory):
        asked = [message.content for message in record.messages if message.role == "user"]
        calls = [
            f"{call.name} {_JSON_MARKS.sub(' ', call.arguments)}"
            for message in record.messages
            for call in message.tool_calls
        ]
        answers = [message.content for message in record.messages if message.role == "assistant"]
        title = " ".join((asked[0] if asked else "").split())[:80]
        return _seed(record.id, record, title, "\n\n".join([*asked, *calls, *answers]), record.id)
    raise TypeError(type(record).__name__)


def _seed(id_: str, record: Record, title: str, text: str, group: str) -> SeedText:
    if not text.startswith(title):
        text = f"{title}\n\n{text}"
    return SeedText(id_, type(record).__name__, title, text[:LONGEST], group)
