"""Words turns that go on from earlier ones: what is referred to, what is wanted -> what the user says.

A reference is a noun phrase (*the second one*) or a lead before a sentence that says *it* (*Back to the card Blue: …*).
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple, TypeVar

from lemnos.steps.tools.naming.noun_phrases import is_person
from lemnos.steps.tools.task.base import Refers
from lemnos.steps.tools.task.kinds.session.phrases import (
    AGAIN,
    AND,
    ASK,
    BELOW,
    BYE,
    COUNT,
    DO,
    DO_LED,
    FEWER,
    GONE,
    ITS,
    LEADS,
    LEADS_ONLY,
    LED,
    LEFT,
    MORE,
    OF,
    REMIND,
    REMIND_WHEN,
    SAME,
    THANKS,
    UNDO,
    UNMAKE,
    WHEN,
)
from lemnos.steps.tools.task.requests import plural_field, tidy
from lemnos.steps.tools.task.wording import HAPPENED, RENAMING, capital, happened, listed
from lemnos.steps.tools.world.values.seeds import pick

Phrase = TypeVar("Phrase", str, tuple[str, str])
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_TEXTS = frozenset("description notes note comment message text content memo subject remark remarks summary".split())

DO_TELL = tuple(each for each in DO if not any(part in each for part in ("Let's", "want to", "we should", "for me")))
"""Wishes to be told something."""


class Ref(NamedTuple):
    """How a turn refers back."""

    kind: Refers
    noun: str
    np: str
    """The noun phrase: ``it``, ``the second one``."""
    lead: str = ""
    """What stands before the sentence: ``Back to the card Blue: ``."""
    back: int = 0

    @property
    def its(self) -> str:
        """The possessive of what is spoken of."""
        return "their" if is_person(self.noun) else "its"

    @property
    def is_short(self) -> bool:
        """Whether it is no more than a pronoun."""
        return self.kind == "pronoun" or bool(self.lead)

    def of(self, name: str) -> str:
        """Return the noun phrase for a field of it."""
        return f"{self.its} {name}" if self.is_short else f"the {name} of {self.np}"


class Voice:
    """Picks phrases: none twice in a conversation as long as there are others.

    Args:
        random: Decides.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self._used: set[object] = set()

    def pick(self, phrases: Sequence[Phrase]) -> Phrase:
        """Return one of some phrases."""
        chosen = pick(self.random, [each for each in phrases if each not in self._used] or phrases)
        self._used.add(chosen)
        return chosen


def thanks(voice: Voice, *, last: bool) -> tuple[str, str]:
    """Return a word of thanks, and the reply to it."""
    return voice.pick(BYE if last else THANKS)


def lead_to(thing: str, voice: Voice) -> str:
    """Return what stands before a sentence on something that was spoken of before."""
    return capital(voice.pick(LEADS).format(thing=thing))


def lead_to_only(noun: str, voice: Voice) -> str:
    """Return what stands before a sentence on the only thing of its kind that was spoken of before."""
    return voice.pick(LEADS_ONLY).format(noun=noun)


def question(names: Sequence[str], fields: Sequence[str], ref: Ref, voice: Voice) -> str:
    """Return a question on fields of what a reference names; for its details, if there are none.

    Args:
        names: What the fields are called.
        fields: The fields.
        ref: The reference.
        voice: Decides.
    """
    if not names:
        return _put(voice.pick(_fitting(MORE, ref)), ref)
    if times := happened(names):
        ref = ref._replace(np=f"the new {ref.noun}") if ref.kind == "created" else ref  # not "just created created"
        return _put(voice.pick(_fitting(WHEN, ref)), ref, done=times)
    is_ = "are" if len(names) > 1 or plural_field(fields[0]) else "is"
    frames = LED if ref.lead else ITS if ref.kind == "pronoun" else OF
    if len(names) > 1 or is_ == "are":
        frames = tuple(each for each in frames if "Which" not in each and "which" not in each and "there a" not in each)
    if is_person(ref.noun):
        frames = tuple(each for each in frames if "it have" not in each)
    name = listed([names[0], *(f"{ref.its} {each}" if ref.is_short else f"the {each}" for each in names[1:])])
    return _put(voice.pick(frames), ref, name=name, is_=is_)


def same_question(ref: Ref, voice: Voice) -> str:
    """Return the question of the last turn about another entity."""
    return _put(voice.pick(AND), ref)


def same_change(ref: Ref, voice: Voice) -> str:
    """Return the wish of the last turn for another entity."""
    return _put(voice.pick(SAME), ref)


def order(clause: str, ref: Ref | None, voice: Voice, *, reads: bool = False) -> str:
    """Return a wish from an imperative clause.

    Args:
        clause: The clause.
        ref: The reference in it; None for none.
        voice: Decides.
        reads: Whether the user wants to be told something.
    """
    frames = DO_LED if ref is not None and ref.lead else DO_TELL if reads else DO
    text = voice.pick(frames).format(do=clause, Do=capital(clause))
    return tidy(_led(ref.lead, text) if ref is not None else text)


def change(said: Sequence[tuple[str, str]], ref: Ref, voice: Voice) -> str:
    """Return the clause that sets fields of what a reference names."""
    verb = pick(voice.random, ("change", "set", "update", "change"))
    parts: list[str] = []
    for name, value in said:
        quoted = (
            f'"{value}"'
            if name.rpartition(" ")[2] in _TEXTS or (len(value.split(" ")) > 4 and not value[:1].isdecimal())
            else value
        )
        if value == "yes":
            parts.append(f"make {ref.np if not parts else 'it'} {name.removeprefix('is ')}")
        elif name in RENAMING and len(said) == 1:
            parts.append(pick(voice.random, (f'rename {ref.np} to "{value}"', f'change {ref.of(name)} to "{value}"')))
        elif not parts:
            parts.append(f"{verb} {ref.of(name)} to {quoted}")
        else:
            parts.append(f"the {name} to {quoted}")
    return listed(parts)


_ONCE_MORE = ("again", "once more", "Once more", "updated")


def again(plural: str, voice: Voice, *, fewer: bool, recent: bool, told: bool) -> str:
    """Return the wish to see a list that has changed since it was called.

    Args:
        plural: What the items are called.
        voice: Decides.
        fewer: Whether something was deleted.
        recent: Whether the last turn was about one of them.
        told: Whether the user was told the list before.
    """
    frames = _of_stale((*AGAIN, *LEFT, *LEFT) if fewer else AGAIN, told)
    frames = tuple(each for each in frames if recent or ("ones" not in each and "what's left" not in each))
    return _capital(voice.pick(frames).format(plural=plural, them="them" if recent else f"the {plural}"))


def count_again(plural: str, voice: Voice, *, fewer: bool, recent: bool, told: bool) -> str:
    """Return the question how many there are by now. See ``again``."""
    frames = _of_stale((*COUNT, *FEWER) if fewer else COUNT, told)
    frames = tuple(each for each in frames if recent or "{plural}" in each)
    return _capital(voice.pick(frames).format(plural=plural))


def _of_stale(frames: tuple[str, ...], told: bool) -> tuple[str, ...]:
    """Return the ways to ask for a list; who was not told it does not ask for it again."""
    return tuple(each for each in frames if told or not any(word in each for word in _ONCE_MORE))


def below(plural: str, way: str, ref: Ref, voice: Voice) -> str:
    """Return the wish to see what lies below what a reference names; ``way`` is the preposition."""
    return _put(voice.pick(_fitting(BELOW, ref)), ref, plural=plural, way=way)


def new_question(ask: str, voice: Voice) -> str:
    """Return a question that the conversation does not lead to."""
    return tidy(voice.pick(ASK).format(ask=ask, Ask=capital(ask)))


def gone(ref: Ref, voice: Voice) -> str:
    """Return the question whether what was deleted is gone."""
    return _put(voice.pick(GONE), ref)


def remind(name: str, ref: Ref, voice: Voice, *, plural: bool) -> str:
    """Return the question for a value that was told before."""
    if name in HAPPENED:
        return _put(voice.pick(REMIND_WHEN), ref, done=HAPPENED[name])
    text = _put(voice.pick(REMIND), ref, name=name)
    return (
        text.replace(f"was the {name}", f"were the {name}").replace(f"{ref.np} was?", f"{ref.np} were?")
        if plural
        else text
    )


def undo(name: str, ref: Ref, voice: Voice, *, plural: bool) -> str:
    """Return the wish to take a change back."""
    text = _put(voice.pick(UNDO), ref, name=name)
    return text.replace(f"{name} was", f"{name} were").replace("what it was", "what they were") if plural else text


def unmake(verb: str, ref: Ref, voice: Voice) -> str:
    """Return the wish to delete what was just created."""
    it = "them" if is_person(ref.noun) else "it"
    return _put(voice.pick(UNMAKE), ref, delete=verb, Delete=capital(verb), it=it)


def ordinal(index: int, count: int, random: Random) -> str:
    """Return the word for a place in a list; empty for one that people do not count."""
    if index == count - 1 and (index >= len(_ORDINALS) or random.random() < 0.5):
        return "last"
    return _ORDINALS[index] if index < min(len(_ORDINALS), count) else ""


def _fitting(frames: tuple[str, ...], ref: Ref) -> tuple[str, ...]:
    """Return the frames that can follow what leads to a sentence, if anything does."""
    return tuple(each for each in frames if not each.startswith(("And ", "Now "))) if ref.lead else frames


def _put(frame: str, ref: Ref, **more: str) -> str:
    own = {"np": ref.np, "Np": capital(ref.np), "its": ref.its, "Its": capital(ref.its)}
    text = frame.format(**own, **more)
    return tidy(_led(ref.lead, text) if ref.lead else text)


def _led(lead: str, text: str) -> str:
    if not lead:
        return text
    if lead.endswith((": ", ", ")):
        return lead + (text if text.startswith(("I ", "I'")) else text[:1].lower() + text[1:])
    return lead + _capital(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text[:1].islower() and text.endswith((".", "?", "!")) else text
