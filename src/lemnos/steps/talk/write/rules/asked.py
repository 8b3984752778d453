"""What the user of a dialogue asked for so far: ``Proposal``, its question in words → whether it was asked before."""

import re

from lemnos.steps.talk.write.names import Name
from lemnos.steps.talk.write.rules.proposals import Proposal

_WORD = re.compile(r"[\w’'-]+")
_FRAME = frozenset(
    "a an the and so okay oh hm wait just wondering could would can you tell me please explain i'd i like to know be "
    "interested in was huh do any idea is it its they them their he him his she her mind telling one last question "
    "before go back going about again for moment thanks cool s".split()
)
"""Words around a question that do not change what it asks."""


class Asked:
    """What was asked for, by topic."""

    def __init__(self) -> None:
        self.subjects: set[str] = set()
        """What was asked about because it had been mentioned, in lower case."""
        self._keys: dict[int, set[str]] = {}
        self._table = ""

    def note(self, topic: int, proposal: Proposal, question: str, name: Name) -> None:
        """Take note of a question about a topic, called ``name``."""
        asked = self._keys.setdefault(topic, set())
        self._table = proposal.table
        if proposal.key:
            asked.add(proposal.key)
        if proposal.source == "subject":
            self.subjects.add(proposal.key)
        elif proposal.source == "heading":
            asked.add(_gist(question, name))

    def has(self, topic: int, proposal: Proposal) -> bool:
        """Return whether a topic was asked for the same thing."""
        return proposal.key in self._keys.get(topic, ())

    def has_words(self, topic: int, proposal: Proposal, question: str, name: Name) -> bool:
        """Return whether a topic was asked this question by another heading, in whatever frame."""
        return proposal.source == "heading" and _gist(question, name) in self._keys.get(topic, ())

    def just_so(self, proposal: Proposal) -> bool:
        """Return whether the turn before asked for more in the same way."""
        return proposal.source == "more" and proposal.table == self._table


def _gist(question: str, name: Name) -> str:
    """Return the words of a question that are not its frame and not its topic's name."""
    words = _WORD.findall(question.replace(name.full, "").replace(name.short, "").lower())
    return " ".join(word for word in words if word not in _FRAME)
