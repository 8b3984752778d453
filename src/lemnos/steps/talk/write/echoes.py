"""What a user says over again before asking on: a clause of an earlier answer, or what it spoke of.

Words of earlier answers give nothing away, show what was understood, and need the history to be made sense of. No
clause is said over again twice in a dialogue.
"""

from lemnos.steps.talk.write import phrases
from lemnos.steps.talk.write.base import Step
from lemnos.steps.talk.write.choose import Chooser, capitalised, lacks_article, listing
from lemnos.text.words import FUNCTION_WORDS

_LOWERED = frozenset(FUNCTION_WORDS) - {"i"} | frozenset(
    "anything explain describe tell now next let let's please also could would should might may then could can more "
    "what how why who where when which whom whose is are was were do does did has have had any and carry go continue "
    "further".split()
)
"""Words at the front of a question that lose their capital behind a comma or colon; others may be names."""
_IN_NAMES = frozenset("new old little long great first second last early late three four five six ten all".split())
"""Of these, words that names begin with: "New York", "Great Britain"."""
_CONNECTIVES = frozenset(("And", "Also", "So", "Then", "Next,", "Now"))
_LONGEST_NAMES = 60
_FAR = 5
"""Answers about a topic among which a clause to come back to is looked for, the last first."""
_ARTICLES = ("the", "The")
_BESIDES = 0.25
"""Chance that a turn leaves aside what the last answer spoke of."""
_COMES_BACK = 0.12
"""Chance that something said earlier is taken where the last answer has no clause that can be said over again."""


class Leads(Chooser):
    """Chooses what to say over again."""

    def quote(self, step: Step, free: bool) -> str:
        """Return a clause of the answer of a step, not quoted yet; empty if there is none.

        Args:
            step: The turn that was answered.
            free: Whether it has to be understood far from there.
        """
        choice = [
            clause.text for clause in self.clauses(step) if clause.text not in self.quoted and (clause.free or not free)
        ]
        if len(choice) < 2:
            return choice[0] if choice else ""
        told = [
            (sum(known) / len(known) + self.random(), text) for text in choice for known in [self.information(text)]
        ]
        return max(told)[1]

    def far_quote(self, number: int, topic: int) -> str:
        """Return a clause said about a topic some turns before turn ``number``; empty if there is none."""
        left = _FAR
        for at in range(number - 1, -1, -1):
            step = self.steps[at]
            if step.topic == topic and step.memory is None:
                clause = self.quote(step, True)
                if clause:
                    return clause
                left -= 1
                if not left:
                    break
        return ""

    def named_before(self, before: Step) -> str:
        """Return what the answer before spoke of, as a list; empty if it is not told from its words."""
        items = self.item_memo.get((before.topic, before.segment)) or self.items(before)
        picked = items[: 3 if self.random() < 0.3 else 2]
        if not picked:
            return ""
        picked = sorted(picked, key=lacks_article)
        return listing(picked) if sum(map(len, picked)) < _LONGEST_NAMES else picked[0]

    def lead(self, number: int, before: Step, goes_on: bool) -> str:
        """Return a frame, with ``{q}`` or ``{Q}`` still open, that says something over again; empty if none is found.

        Args:
            number: The turn in work.
            before: The turn before it.
            goes_on: Whether the turn goes on where the answer before stopped.
        """
        clause, self.far = self.quote(before, False), False
        table: tuple[str, ...] = phrases.QUOTES
        key = "quotes"
        if not clause and self.random() < (_COMES_BACK if goes_on else 2 * _COMES_BACK):
            clause, table, key = self.far_quote(number - 1, before.topic), phrases.FAR_QUOTES, "far quotes"
            self.far = True
        if clause:
            self.echo = clause
            return framed(self.draw(key, table), c=clause)
        named = self.named_before(before)
        if named and self.random() < _BESIDES:
            self.echo = named
            return framed(self.draw("besides", phrases.BESIDES), n=named)
        return ""


def framed(frame: str, **slots: str) -> str:
    """Put names and clauses into a frame, and leave the place of the question open."""
    for slot, value in slots.items():
        frame = frame.replace(f"{{{slot}}}", value)
        if "_cap}" in frame:
            frame = frame.replace(f"{{{slot}_cap}}", capitalised(value))
    return frame


def _without_connective(question: str) -> str:
    """Return a question as it can stand behind a comma or a colon: not "as for the harbour, and the quays?"."""
    first, _, rest = question.partition(" ")
    if first in _CONNECTIVES:
        return f"{rest[:-1]}?" if first in ("Next,", "Now") else rest
    return "What else?" if first in ("And?", "Then?") else question


def fill(frame: str, question: str, **slots: str) -> str:
    """Put a whole question, and names, into a frame."""
    frame = framed(frame, **slots)
    if "{Q}" in frame:
        return capitalised(frame.replace("{Q}", capitalised(question)))
    question = _without_connective(question)
    first = question.partition(" ")[0]
    if ", {q}" in frame and (first in _ARTICLES or first.partition("'")[0].lower() not in _LOWERED):
        frame = frame.replace(", {q}", ": {q}")  # "As for Sumer, Akkad and Lagash?" would be read as a list
    if first.partition("'")[0].lower() in _LOWERED and not (
        first.lower() in _IN_NAMES and question[len(first) + 1 : len(first) + 2].isupper()
    ):
        question = question[:1].lower() + question[1:]
    return capitalised(frame.replace("{q}", question))
