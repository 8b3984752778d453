"""What a turn may ask: a step of the plan → ``Proposal``, one for each question that its answer answers.

Each source reads another trace in the answer: the *heading* of a new section, a *subject* that was mentioned before,
its *relation* to the answer before ("For example, …"), the *next* event of a story. Where none fits, the user asks to
go on (*more*). Nothing here looks at whether the user could know the words; ``offline`` refuses those that are
clairvoyant.
"""

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.traces import cues
from lemnos.steps.talk.write.rules.forms import Forms
from lemnos.steps.talk.write.rules.headings import TECHNICAL, heading_forms
from lemnos.steps.talk.write.rules.subjects import first_sentence, subject_of

Source = Literal["heading", "subject", "relation", "next", "more"]


class Proposal(NamedTuple):
    """One question that a turn may ask."""

    source: Source
    key: str
    """What it asks for; a topic is asked for it once."""
    weight: float
    """How well it fits, about 0 to 1."""
    slots: dict[str, str]
    forms: Forms | None = None
    """Its wordings; their nouns stand in no turn."""
    table: str = ""
    """The table of ``voice.toml`` that has its wordings, if it has no forms."""
    whole: bool = False
    """Whether its wordings are turns in themselves, which get no lead such as "And …"."""
    leans: bool = False
    """Whether it only makes sense right after the last answer."""


class Scene(NamedTuple):
    """Where a turn stands in the conversation."""

    segment: Segment
    title: str
    sort: str
    slots: dict[str, str]
    """The slots of the topic; see ``slots.topic_slots``."""
    past: bool
    """Whether the answer tells a story in the past tense."""
    new_section: bool
    """Whether the topic's last answer was from another section, or there was none."""
    opens_section: bool
    """Whether the answer is the first paragraph of its section."""
    item: str
    """The function or class that a reference turns to with this answer; empty if it stays with one, or has none."""
    follows: bool
    """Whether the answer is the next paragraph of the same section."""
    said: str
    """What was said so far, newest last."""
    last: str
    """The last answer, if the talk goes straight on from it; else empty."""
    shared: int
    """Content words, other than the topic's name, of the answer's first sentence that are in the last answer, too."""
    topic_words: frozenset[str]
    lead: str
    """The beginning of the document."""


_YEAR = re.compile(r"\b(1\d{3}|20[0-2]\d)\b")
_PAST = re.compile(
    r"\b(?:was|were|had|did|\w{3,}ed|became|began|took|made|went|came|led|left|won|lost|fell|gave|wrote)\b"
)
_PRESENT = re.compile(r"\b(?:is|are|has|have|can|may|will|does|do)\b")
_EVENT = re.compile(
    r"\b(?!hundred|indeed|speed|breed|exceed|proceed|succeed|sacred|naked|named\b|called\b)(?:\w{3,}ed|became|began|took|"
    r"made|went|came|led|left|won|lost|fell|gave|wrote|fled|rose|grew|sent|built|brought|met|held|found|saw|ran|fought|"
    r"drew|spoke|chose|drove|broke|bought|caught|taught|told|kept|sank|struck|stood|spent|withdrew|sold|paid|shot|bore|"
    r"died|put|set|cut|hit|got|let|laid|led|had been|was (?:born|given|taken|made|built|sent|held|found|killed|driven)|"
    r"were (?:given|taken|made|built|sent|held|found|killed|driven))\b"
)
"""What somebody did or what happened, unlike what was so."""
_NO_EVENT = re.compile(
    r"\b(?:is|are|has|have|can|may|will|does|do|always|usually|often|generally|typically|never|"
    r"originally)\b|\b(?:was|were) (?:also|one of|the|an?|not|never|still)\b"
)
"""What is so, was so or was so before."""
_MIGHT_BE = re.compile(r"\bwould (?!later|soon|eventually|go on|come|become)")
_SUPPOSED = re.compile(r"\b[Ii]f (?:you|we|the|an?) .{0,80}\b(?:would|could|might)\b|\b(?:[Yy]ou|your)\b")
"""What is only supposed, or said to a reader."""
_LATER = re.compile(
    r"^(?:In (?:the )?(?:[a-z]+ )?(?:\d{4}|[A-Z][a-z]+ \d{4}|[A-Z][a-z]+ of|that|this)|On \w+ \d|By |After |Then|Later|"
    r"Soon|When |Following |Upon |Once |During |At (?:the age|first|this|that)|From \d{4}|Eventually|Finally|Meanwhile|"
    r"(?:The )?(?:next|following) |Shortly|Within |Over the|Between \d|Two |Three |A (?:year|month|few)|Early in|Late "
    r"in)"
)
_PERSONAL = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_CAUSE = re.compile(r"^(?:This (?:is|was) because|The (?:main )?reason|One reason|This is due to|This was due to)")
_STORY = 0.62
_NEXT = 0.62
_RELATION_WEIGHT = {
    "example": 0.85,
    "cause": 0.9,
    "consequence": 0.7,
    "today": 0.7,
    "opinion": 0.62,
    "contrast": 0.5,
    "compare": 0.5,
}
_REFERRING = frozenset(("example", "cause", "consequence"))
"""Relations whose words refer to the text before; the others may open another matter."""


def proposals(scene: Scene, common: Container[str], used: Container[str]) -> Iterator[Proposal]:
    """Yield what a turn may ask, in no order.

    Args:
        scene: Where the turn stands.
        common: The words that are no names.
        used: The subjects that were asked about, in lower case.
    """
    yield from _by_heading(scene, common)
    yield from _by_subject(scene, common, used)
    if scene.last:
        yield from _by_relation(scene)
        yield from _by_story(scene)
    yield from _more(scene, common)


def _by_heading(scene: Scene, common: Container[str]) -> Iterator[Proposal]:
    section = scene.segment.section
    if not section or not scene.new_section:
        return
    heading = section[-1]
    if scene.sort in TECHNICAL and not scene.opens_section:
        return  # what stands under "Return value" after its first paragraph may be a note on anything
    forms = heading_forms(heading, scene.sort, scene.title, common, f"{scene.lead}\n\n{scene.segment.text}")
    if forms is None:
        return
    slots = scene.slots | {"h": heading.lower(), "hd": heading.lower()}
    # Headings with the same questions ("Politics", "Government") are asked for once.
    gist = next(form for group in (forms.noun, forms.direct, forms.indirect) for form in group)
    key = f"heading {gist.replace('{hd}', heading).replace('{h}', heading).lower()}"
    if scene.opens_section and (forms.direct or forms.indirect):
        # The first wordings of a heading are the widest.
        yield Proposal("heading", key, 1.0, slots, Forms(forms.direct[:2], forms.indirect[:1]))
    for noun in forms.noun[:1]:
        spelt = noun.format_map(slots)
        if forms.direct:
            yield Proposal("heading", key, 0.84, slots | {"n": spelt}, table="section.noun", whole=True)
        elif spelt.removeprefix("the ") in scene.said or " " not in spelt.removeprefix("the "):
            slots = slots | {"n": spelt}
            yield Proposal("heading", key, 0.6, slots, table="section.noun", whole=True)


def _by_subject(scene: Scene, common: Container[str], used: Container[str]) -> Iterator[Proposal]:
    if scene.sort in TECHNICAL:
        return  # names in code come up everywhere
    subject = subject_of(scene.segment.text, scene.said, scene.last, scene.topic_words, common, used)
    if subject is not None:
        table = f"pickup.{subject.sort}" if subject.just else f"pickup.{subject.sort}_again"
        slots = scene.slots | {"x": subject.text, "X": subject.text[0].upper() + subject.text[1:]}
        weight = 0.85 + 0.1 * subject.just
        yield Proposal("subject", subject.text.lower(), weight, slots, table=table, whole=True)


def _by_relation(scene: Scene) -> Iterator[Proposal]:
    text = scene.segment.text
    for cue in ("cause",) if _CAUSE.match(text) else cues(text):
        if cue not in _RELATION_WEIGHT or not (scene.shared or cue in _REFERRING):
            continue
        yield Proposal("relation", cue, _RELATION_WEIGHT[cue], scene.slots, table=f"relation.{cue}", leans=True)


def _by_story(scene: Scene) -> Iterator[Proposal]:
    """Ask what happened next, where one story goes on from answer to answer."""
    text = scene.segment.text
    if scene.sort in TECHNICAL or not (is_story(text) and is_story(scene.last)):
        return
    years, before = list(map(int, _YEAR.findall(text))), list(map(int, _YEAR.findall(scene.last)))
    if years and before and min(years) < max(before) - 1:
        return
    dated = bool(years and before)
    later = dated or bool(_LATER.match(text))
    first = first_sentence(text)
    if not tells_event(first):
        return
    own = _PERSONAL.search(first) is not None
    if not (dated or own or scene.shared):
        return  # it may tell another story
    personal = scene.sort == "person" and scene.slots["t"] in ("he", "she")
    if personal and (own or scene.slots["T"] in first) and (later or scene.follows):
        yield Proposal("next", "", _NEXT + 0.1, scene.slots, table="relation.next_person", leans=True)
    if later or scene.follows:
        yield Proposal("next", "", _NEXT if later else _NEXT - 0.14, scene.slots, table="relation.next", leans=True)


@lru_cache(maxsize=8)
def is_story(text: str) -> bool:
    """Return whether a text tells what happened, by the tenses of its verbs."""
    past = len(_PAST.findall(text))
    if past < 2 or past <= _STORY * (past + len(_PRESENT.findall(text))):
        return False
    return _SUPPOSED.search(text) is None


def tells_event(sentence: str) -> bool:
    """Return whether a sentence tells first of all what happened, not what is or was so.

    >>> tells_event("He moved to Delft in 1650."), tells_event("It was the longest bridge and remained so.")
    (True, False)
    """
    event = _EVENT.search(sentence)
    state = _NO_EVENT.search(sentence)
    if event is None or _MIGHT_BE.search(sentence) is not None:
        return False
    return state is None or event.start() < state.start()


def _more(scene: Scene, common: Container[str]) -> Iterator[Proposal]:
    """Ask to go on: best with what the section is about, or with the topic's name."""
    section = scene.segment.section
    if scene.item:
        yield Proposal("heading", scene.item, 0.6, scene.slots | {"n": scene.item}, table="section.noun", whole=True)
        return
    if section and not scene.new_section:
        forms = heading_forms(section[-1], scene.sort, scene.title, common, scene.lead)
        slots = scene.slots | {"h": section[-1].lower(), "hd": section[-1].lower()}
        spelt = forms.noun[0].format_map(slots) if forms is not None and forms.noun else ""
        plain = not spelt.startswith(("an ", "a ", "some "))  # "more about an overview" is nothing anybody says
        if forms is not None and spelt and plain and (forms.direct or spelt.removeprefix("the ") in scene.said):
            yield Proposal("more", "", 0.42, slots | {"n": spelt}, table="more.section", whole=True)
    if scene.last:
        yield Proposal("more", "", 0.38, scene.slots, table="more.plain", whole=True, leans=True)
    yield Proposal("more", "", 0.26, scene.slots, table="more.topic", whole=True)
