"""Words turns that go on from earlier ones: what is referred to, what is wanted -> what the user says.

A reference is a noun phrase (*the second one*) or a lead before a sentence that says *it* (*Back to the card Blue: …*).
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from lemnos.steps.tools.task.base import Refers
from lemnos.steps.tools.task.requests import plural_field, tidy
from lemnos.steps.tools.task.wording import capital, is_person, listed
from lemnos.steps.tools.world.values.seeds import pick

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_TEXTS = frozenset("description notes note comment message text content memo subject remark remarks summary".split())
DATES = {"creation date": "created", "last update": "last updated", "last change": "last changed"}
"""What the time of an event is called → what happened then."""


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


_ITS: tuple[str, ...] = (
    "And {its} {name}?", "and {its} {name}?", "What about {its} {name}?", "What {is_} {its} {name}?", "{its} {name}?",
    "And what {is_} {its} {name}?", "Do you also see {its} {name}?", "Can you tell me {its} {name} as well?",
    "Could you also look up {its} {name}?", "I also need {its} {name}.", "{Its} {name} too, please.",
    "And the {name}?", "and the {name}", "Tell me {its} {name} too.", "Also {its} {name}, please.", "OK. {Its} {name}?",
    "Can I have {its} {name} as well?", "Thanks. And {its} {name}?", "OK, and {its} {name}?", "what {is_} {its} {name}",
    "Got it. What {is_} {its} {name}?", "Please check {its} {name} too.", "{its} {name} as well please",
    "Good to know. And {its} {name}?", "Which {name} do you see there?", "Now {its} {name}, please.",
    "Is there a {name}, too? What is it?", "I'd like to know {its} {name} as well.", "Does it say what the {name} {is_}?",
)  # fmt: skip
"""Questions on a field of what the last turn was about."""
_OF: tuple[str, ...] = (
    "What {is_} the {name} of {np}?", "And the {name} of {np}?", "Can you check the {name} of {np}?", "{Np}: {name}?",
    "{Np}: what {is_} {its} {name}?", "Tell me the {name} of {np}, please.", "Now the {name} of {np}, please.",
    "Could you look up the {name} of {np}?", "I need the {name} of {np}.", "Do you see the {name} of {np}?",
    "Which {name} does {np} have?", "the {name} of {np}?", "Please give me the {name} of {np}.", "OK, now {np}: {name}?",
    "Let's look at {np}. What {is_} {its} {name}?", "Take {np}: what {is_} {its} {name}?",
    "For {np}, what {is_} the {name}?", "Look at {np} and tell me {its} {name}.", "what {is_} the {name} of {np}",
)  # fmt: skip
"""Questions on a field of what has to be picked out."""
_LED: tuple[str, ...] = (
    "what {is_} {its} {name}?", "can you tell me {its} {name}?", "please give me {its} {name}.", "what {is_} the {name}?",
    "could you check {its} {name}?", "which {name} does it have?", "I need {its} {name}.", "{its} {name}, please.",
)  # fmt: skip
"""Questions on a field after a lead."""
_WHEN: tuple[str, ...] = (
    "When was {np} {done}?", "And when was {np} {done}?", "Do you see when {np} was {done}?", "when was {np} {done}?",
    "Can you check when {np} was {done}?", "Please tell me when {np} was {done}.", "Any idea when {np} was {done}?",
)  # fmt: skip
_MORE: tuple[str, ...] = (
    "Tell me more about {np}.", "Show me the details of {np}.", "Can you show me the details of {np}?",
    "Could you pull up the details of {np}?", "The details of {np}, please.", "What else do you have on {np}?",
    "I'd like to see the details of {np}.", "details of {np} please", "Let me see the details of {np}.",
)  # fmt: skip
_AND: tuple[str, ...] = (
    "And {np}?", "What about {np}?", "And for {np}?", "Same question for {np}.", "How about {np}?", "and {np}?",
    "Now {np}, please.", "Can you check {np} as well?", "The same for {np}, please.", "OK, and {np}?", "{Np}, too?",
    "And what about {np}?", "I need that for {np} as well.", "Could you look at {np} too?", "what about {np}",
    "Thanks, and {np}?", "Tell me the same about {np}.", "Got it. And {np}?",
)  # fmt: skip
"""The same question about another entity."""
_SAME: tuple[str, ...] = (
    "Do the same for {np}.", "Please do the same for {np}.", "Same for {np}, please.", "The same for {np}, please.",
    "And {np} too, please.", "{Np} as well, please.", "Now do that for {np} too.", "Can you do the same for {np}?",
    "Could you do that for {np} as well?", "same for {np}", "Great. Same thing for {np}.", "And do it for {np}, too.",
    "Once more, for {np} this time.", "Then the same again for {np}.", "Thanks! Now {np}, the same way.",
)  # fmt: skip
"""The same change of another entity."""
_DO: tuple[str, ...] = (
    "{Do}, please.", "{Do}.", "{do}", "Now {do}.", "Then {do}, please.", "OK, {do}.", "Could you {do}?", "ok {do}",
    "Please {do}.", "please {do}", "Thanks. {Do}.", "Great. Now please {do}.", "And {do}, please.", "{do} pls",
    "Go ahead and {do}.", "Next, {do}.", "Alright, {do}.", "Good. {Do}, please.", "Right, now {do}.", "{do} please",
    "Perfect, then {do}.", "Could you then {do}?", "Can you now {do}?", "I'd like you to {do}.", "Would you {do}?",
    "Thank you. Now {do}.", "Fine, {do} then.", "I want to {do}.", "I need you to {do}.", "Let's {do}.", "now {do}",
    "OK. In that case, {do}.", "Good, thanks. Please {do}.", "Can you {do} for me?", "I think we should {do}.",
    "Cool. Then {do}.", "Nice. Please {do}.", "One more thing: {do}.", "You can {do} now.", "Time to {do}.",
)  # fmt: skip
"""Something to be done, after other turns."""
_DO_LED: tuple[str, ...] = (
    "please {do}.", "{do}.", "can you {do}?", "could you {do}?", "{do}, please.", "I'd like to {do}.", "we need to {do}.",
)  # fmt: skip
_LEADS: tuple[str, ...] = (
    "Back to {thing}: ", "Coming back to {thing}: ", "About {thing} again: ", "One more thing about {thing}: ",
    "Going back to {thing}, ", "Let's go back to {thing}. ", "Regarding {thing} from before: ", "Now for {thing} again. ",
    "Let's return to {thing} for a moment. ", "On {thing}, which we had before: ", "As for {thing} from earlier, ",
)  # fmt: skip
_BELOW: tuple[str, ...] = (
    "Which {plural} are there {way} {np}?", "List the {plural} {way} {np}.", "Show me the {plural} {way} {np}.",
    "Can you list the {plural} {way} {np}?", "What {plural} do we have {way} {np}?", "And the {plural} {way} {np}?",
    "I'd like to see the {plural} {way} {np}.", "Now the {plural} {way} {np}, please.", "{plural} {way} {np} please",
    "Could you show me which {plural} there are {way} {np}?", "Get me the {plural} {way} {np}, please.",
)  # fmt: skip
_ASK: tuple[str, ...] = (
    "{Ask}?", "And {ask}?", "Another question: {ask}?", "Next question: {ask}?", "Okay, and {ask}?", "{ask}", "{ask}?",
    "Thanks. {Ask}?", "Something else: {ask}?", "Good. Now, {ask}?", "Thank you. And {ask}?", "By the way, {ask}?",
)  # fmt: skip
_AGAIN: tuple[str, ...] = (
    "List {them} again, please.", "Show me the list of {plural} again.", "What does the list of {plural} look like now?",
    "Which {plural} are there now?", "Can I see the {plural} again?", "List the {plural} again.", "{plural} again please",
    "So which {plural} do we have now?", "Show me all {plural} once more.", "Can you list the {plural} again?",
    "Let me see the {plural} again.", "Give me the updated list of {plural}.", "Could you show me {them} again?",
    "And what {plural} are there now?", "Run through the {plural} once more, please.", "Now show me the {plural} again.",
    "I'd like to see the {plural} again.", "What {plural} do we have at this point?", "Once more, all the {plural}.",
)  # fmt: skip
_LEFT: tuple[str, ...] = (
    "Which {plural} are left?", "What {plural} are left now?", "So which {plural} remain?", "Which ones are left?",
    "Show me what's left.", "Which {plural} do we still have?", "List the remaining {plural}, please.",
)  # fmt: skip
_COUNT: tuple[str, ...] = (
    "How many are there now?", "How many {plural} does that make?", "How many {plural} are there now?",
    "And how many {plural} do we have now?", "So how many {plural} is that now?", "how many {plural} now?",
    "What's the number of {plural} now?", "Count the {plural} again, please.", "How many {plural} do we have at this point?",
)  # fmt: skip
_FEWER: tuple[str, ...] = (
    "How many {plural} are left?", "How many are left?", "How many {plural} remain?", "And how many does that leave?",
)  # fmt: skip
_GONE: tuple[str, ...] = (
    "Is {np} gone now?", "Is {np} really gone?", "Can you check that {np} is gone?", "Did that work? Is {np} gone?",
    "Just to be sure: is {np} gone?", "Please make sure that {np} is gone.", "Is {np} still there?", "is {np} gone?",
    "Could you verify that {np} is no longer there?", "Check that {np} is really gone, please.",
    "Does {np} still show up anywhere?", "Can you confirm that {np} is gone?",
)  # fmt: skip
_REMIND: tuple[str, ...] = (
    "What was the {name} of {np} again?", "Sorry, what was the {name} of {np} again?", "I forgot: what was the {name} of {np}?",
    "Remind me, what was the {name} of {np}?", "What did you say the {name} of {np} was?", "{np}, what was the {name} again?",
    "Which {name} did {np} have again?", "Hold on, what was the {name} of {np}?", "Can you repeat the {name} of {np}?",
    "Say again, the {name} of {np}?", "Just so I have it right: the {name} of {np} was?", "And once more the {name} of {np}?",
)  # fmt: skip
_UNDO: tuple[str, ...] = (
    "Undo that, please.", "Actually, put the {name} back to what it was.", "Hmm, revert that change, please.",
    "On second thought, set {its} {name} back to how it was.", "Wait, undo that last change.", "Change it back, please.",
    "No, sorry, change that back.", "Please reverse that.", "Can you undo that?", "Sorry, undo that. The old {name} was right.",
    "undo that", "Oh, the {name} was fine before. Please change it back.", "Could you take that change back?",
    "Hmm, no. Restore the old {name}, please.", "I changed my mind: back to the old {name}, please.",
)  # fmt: skip
_UNMAKE: tuple[str, ...] = (
    "Actually, I don't need {np} after all. {Delete} {it} again.", "Wait, {delete} {np} again.",
    "Sorry, that was a mistake. Please {delete} {np} again.", "Hmm, undo that: {delete} {np}.",
    "On second thought, {delete} {np} again.", "Never mind, please {delete} {np} again.",
)  # fmt: skip
_THANKS: tuple[tuple[str, str], ...] = (
    ("Thanks!", "You're welcome!"), ("Great, thanks.", "Happy to help."), ("Perfect.", "Good to hear. What's next?"),
    ("Okay, that helps.", "Glad it does."), ("Thank you.", "You're welcome."), ("Nice, that was quick.", "Thanks!"),
    ("ok thx", "Sure thing."), ("Good, thanks so far.", "You're welcome. Go on whenever you like."),
    ("Alright, give me a second.", "Of course, take your time."), ("Great, exactly what I wanted.", "Glad to hear that."),
)  # fmt: skip
_BYE: tuple[tuple[str, str], ...] = (
    ("Thanks, that's all for today.", "You're welcome! Have a good day."), ("That was it. Thank you!", "My pleasure."),
    ("Great, then we're done. Thanks!", "You're welcome. Until next time!"), ("ok that's everything, thanks", "Anytime!"),
    ("Perfect, that's all I needed.", "Glad I could help."), ("Thank you, I'm done here.", "You're welcome!"),
)  # fmt: skip


def thanks(random: Random, *, last: bool) -> tuple[str, str]:
    """Return a word of thanks, and the reply to it."""
    return pick(random, _BYE if last else _THANKS)


def lead_to(thing: str, random: Random) -> str:
    """Return what stands before a sentence on something that was spoken of before."""
    lead = pick(random, _LEADS).format(thing=thing)
    return capital(lead)


def question(names: Sequence[str], fields: Sequence[str], ref: Ref, random: Random) -> str:
    """Return a question on fields of what a reference names; for its details, if there are none.

    Args:
        names: What the fields are called.
        fields: The fields.
        ref: The reference.
        random: Decides.
    """
    if not names:
        return _put(pick(random, _MORE), ref)
    if len(names) == 1 and names[0] in DATES:
        return _put(pick(random, _WHEN), ref, done=DATES[names[0]])
    is_ = "are" if len(names) > 1 or plural_field(fields[0]) else "is"
    frames = _LED if ref.lead else _ITS if ref.kind == "pronoun" else _OF
    if len(names) > 1 or is_ == "are":
        frames = tuple(each for each in frames if "Which" not in each and "which" not in each and "there a" not in each)
    if is_person(ref.noun):
        frames = tuple(each for each in frames if "it have" not in each)
    name = listed([names[0], *(f"{ref.its} {each}" if ref.is_short else f"the {each}" for each in names[1:])])
    return _put(pick(random, frames), ref, name=name, is_=is_)


def same_question(ref: Ref, random: Random) -> str:
    """Return the question of the last turn about another entity."""
    return _put(pick(random, _AND), ref)


def same_change(ref: Ref, random: Random) -> str:
    """Return the wish of the last turn for another entity."""
    return _put(pick(random, _SAME), ref)


def order(clause: str, ref: Ref | None, random: Random) -> str:
    """Return a wish from an imperative clause."""
    frames = _DO_LED if ref is not None and ref.lead else _DO
    text = pick(random, frames).format(do=clause, Do=capital(clause))
    return tidy(_led(ref.lead, text) if ref is not None else text)


def change(said: Sequence[tuple[str, str]], ref: Ref, random: Random) -> str:
    """Return the clause that sets fields of what a reference names."""
    verb = pick(random, ("change", "set", "update", "change"))
    parts: list[str] = []
    for name, value in said:
        quoted = f'"{value}"' if name.rpartition(" ")[2] in _TEXTS or len(value.split(" ")) > 4 else value
        if value == "yes":
            parts.append(f"make {ref.np if not parts else 'it'} {name.removeprefix('is ')}")
        elif name in ("name", "title") and len(said) == 1:
            parts.append(pick(random, (f'rename {ref.np} to "{value}"', f'change {ref.of(name)} to "{value}"')))
        elif not parts:
            parts.append(f"{verb} {ref.of(name)} to {quoted}")
        else:
            parts.append(f"the {name} to {quoted}")
    return listed(parts)


def again(plural: str, random: Random, *, fewer: bool, recent: bool) -> str:
    """Return the wish to see a list again that has changed since.

    Args:
        plural: What the items are called.
        random: Decides.
        fewer: Whether something was deleted.
        recent: Whether the last turn was about one of them.
    """
    frames = (*_AGAIN, *_LEFT, *_LEFT) if fewer else _AGAIN
    frames = tuple(each for each in frames if recent or ("ones" not in each and "what's left" not in each))
    return _capital(pick(random, frames).format(plural=plural, them="them" if recent else f"the {plural}"))


def count_again(plural: str, random: Random, *, fewer: bool, recent: bool) -> str:
    """Return the question how many there are by now. See ``again``."""
    frames = tuple(each for each in ((*_COUNT, *_FEWER) if fewer else _COUNT) if recent or "{plural}" in each)
    return _capital(pick(random, frames).format(plural=plural))


def below(plural: str, way: str, ref: Ref, random: Random) -> str:
    """Return the wish to see what lies below what a reference names; ``way`` is the preposition."""
    return _put(pick(random, _BELOW), ref, plural=plural, way=way)


def new_question(ask: str, random: Random) -> str:
    """Return a question that the conversation does not lead to."""
    return tidy(pick(random, _ASK).format(ask=ask, Ask=capital(ask)))


def gone(ref: Ref, random: Random) -> str:
    """Return the question whether what was deleted is gone."""
    return _put(pick(random, _GONE), ref)


def remind(name: str, ref: Ref, random: Random, *, plural: bool) -> str:
    """Return the question for a value that was told before."""
    text = _put(pick(random, _REMIND), ref, name=name)
    return text.replace(f"was the {name}", f"were the {name}").replace(f"{ref.np} was?", f"{ref.np} were?") if plural else text


def undo(name: str, ref: Ref, random: Random) -> str:
    """Return the wish to take a change back."""
    return _put(pick(random, _UNDO), ref, name=name)


def unmake(verb: str, ref: Ref, random: Random) -> str:
    """Return the wish to delete what was just created."""
    it = "them" if is_person(ref.noun) else "it"
    return _put(pick(random, _UNMAKE), ref, delete=verb, Delete=capital(verb), it=it)


def ordinal(index: int, count: int, random: Random) -> str:
    """Return the word for a place in a list; empty for one that people do not count."""
    if index == count - 1 and (index >= len(_ORDINALS) or random.random() < 0.5):
        return "last"
    return _ORDINALS[index] if index < min(len(_ORDINALS), count) else ""


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
