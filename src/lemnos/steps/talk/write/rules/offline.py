"""A plan → the user's turns, by rules: no model, no network, the same words for the same seed.

Each step of the plan is read for the questions that its answer answers (``proposals``); the writer takes the best that
is honest, new and clear, and a person (``voice``) says it: with a reaction, behind a bridge where the talk changes its
subject, as an opening or an ending. *Honest* means that no content word of the turn is in the answer to come and
unknown so far (``known``). Costs about 0.5 ms a turn beside reading. **Limitation:** English; where an answer gives no
hint, the user only asks to go on.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import product

from lemnos.records import TurnKind
from lemnos.steps.talk.check.text_checks import normalised, well_formed
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.traces import pronoun, title_words
from lemnos.steps.talk.write.base import Step, Topic, UserTurn
from lemnos.steps.talk.write.memory_turns import MemoryTurns
from lemnos.steps.talk.write.names import Name
from lemnos.steps.talk.write.rules.asked import Asked
from lemnos.steps.talk.write.rules.headings import TECHNICAL
from lemnos.steps.talk.write.rules.known import Known
from lemnos.steps.talk.write.rules.mention import mention_of
from lemnos.steps.talk.write.rules.proposals import Proposal, Scene, is_story, proposals
from lemnos.steps.talk.write.rules.reading import Reading, item_of, read_dialogue
from lemnos.steps.talk.write.rules.settings import QuestionSettings
from lemnos.steps.talk.write.rules.voice import Voice
from lemnos.steps.talk.write.slots import capitalised, lowered, topic_slots

DEFAULT = QuestionSettings()
_NOISE = 0.22
"""Greatest change, up or down, of the weight of a proposal: the best does not always win."""
_AGAIN = 0.15
"""What a request for more loses if the turn before asked in the same way."""
_TRIES = 4
"""Wordings tried of each proposal."""
_INDIRECT = 0.3
"""Share of questions that are asked as a clause ("Could you tell me …"), where they have one."""
_PRESENT = re.compile(
    r"\b(?:is|are|do|does|has|have|can) (?:\w+ )?(?:it|they|he|she|there|people|the|[A-Z]\w+)\b(?! "
    r"(?:tell|explain|say|give|go))|\bWhat's\b|\b(?:like there|looks? like|is the|are the)\b"
)
"""Questions about the present, which a story does not answer."""
_WORDS = re.compile(r"[\w’'-]+")
_DEFINED = {"option": "code", "guide": "thing", "task": "thing"}
_REFERS = re.compile(r"(?:It|They|This|These|Its|Their)\b")
_JOINS = re.compile(r"^(?:And|So|But|Okay|Then|Oh|Hm|Wait|Like|Before|Let|Let's|You|One|Since|Earlier)\b")


class OfflineWriter:
    """Writes user turns by rule. Implements ``Writer``."""

    name = "offline"

    def __init__(self, common: Container[str], settings: QuestionSettings = DEFAULT) -> None:
        """Create a writer.

        Args:
            common: The words that are no names: a ``CommonWords`` of the corpus, or any set.
            settings: How often it asks in each way.
        """
        self._common, self._settings = common, settings
        self._last: tuple[Sequence[Step], Reading] | None = None

    def write(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """Return one user turn for each step. The same arguments give the same turns."""
        talk = _Talk(topics, steps, seed, self._reading(topics, steps), self._common, self._settings)
        return [talk.turn(number) for number in range(len(steps))]

    def rewrite(
        self,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        turns: Sequence[UserTurn],
        faults: Mapping[int, str],
        seed: str,
    ) -> dict[int, UserTurn]:
        """Write the turns that have faults again, each naming outright what it asks about."""
        talk = _Talk(topics, steps, f"{seed}/rewrite", self._reading(topics, steps), self._common, self._settings)
        talk.used.update(normalised(turn.text) for turn in turns)
        again = {}
        for number in range(len(turns)):
            if number in faults:
                again[number] = talk.turn(number, explicit=True)
            else:
                talk.hear(number)
        return again

    def _reading(self, topics: Sequence[Topic], steps: Sequence[Step]) -> Reading:
        """Return what does not depend on the seed; that of the last dialogue is kept, for its turns that fail."""
        if self._last is None or self._last[0] is not steps:
            self._last = steps, read_dialogue(topics, steps, self._common)
        return self._last[1]


class _Talk:
    """One dialogue in the writing."""

    def __init__(
        self,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        seed: str,
        reading: Reading,
        common: Container[str],
        settings: QuestionSettings,
    ) -> None:
        self.topics, self.steps, self.common, self.settings = topics, steps, common, settings
        self.names, self.stems, self.titles = reading.names, reading.stems, reading.titles
        self.shared = reading.shared
        first = steps[0].topic
        lead = topics[first].segments[0].text
        self.voice = Voice(self.names[first].sort, lead, settings.endings, seed)
        self.memory_turns = MemoryTurns(self.voice.draw, self.is_new)
        self.used: set[str] = set()
        """The turns so far, ``normalised``."""
        self.known = Known(reading.vocabulary)
        self.said: list[str] = []
        """The answers so far."""
        self.pronouns: dict[int, str] = {}
        """By topic: "he" or "she", once an answer said so."""
        self.sections: dict[int, tuple[str, ...]] = {}
        """By topic: the section of its last answer."""
        self.asked = Asked()

    def _segment(self, step: Step) -> Segment:
        return self.topics[step.topic].segments[step.segment]

    def is_new(self, text: str) -> bool:
        """Return whether no turn says the same yet, and if so take note of it."""
        said = normalised(text)
        if said in self.used:
            return False
        self.used.add(said)
        return True

    def turn(self, number: int, explicit: bool = False) -> UserTurn:
        """Write one turn, and take note of the answer that follows it.

        Args:
            number: The number of the turn.
            explicit: Whether it names outright what it is about.
        """
        step = self.steps[number]
        if step.memory is not None:
            away = self.steps[number - 1].topic != step.topic
            turn = self.memory_turns.turn(number, step, step.memory, away)
        else:
            turn = self._ask(number, step, explicit)
        self.hear(number)
        return turn

    def hear(self, number: int) -> None:
        """Take note of the answer to a turn."""
        step = self.steps[number]
        if step.memory is None:
            segment = self._segment(step)
            self.said.append(segment.text)
            self.sections[step.topic] = segment.section
            if not self.pronouns.get(step.topic):
                self.pronouns[step.topic] = pronoun(segment.text) or ""
            self.known.add(self.titles[step.topic])
        self.known.add(self.stems[number])

    def _ask(self, number: int, step: Step, explicit: bool) -> UserTurn:
        before = self.steps[number - 1] if number else None
        straight = before is not None and before.memory is None and before.topic == step.topic
        stays = before is not None and before.topic == step.topic
        last = number == len(self.steps) - 1 and self.voice.ends and number > 0
        texts = self._wordings(number, step, straight, stays, explicit, last)
        for kind, text, proposal, question in texts:
            if well_formed(text) is None and not self._clairvoyant(number, text) and self.is_new(text):
                name = self.names[step.topic]
                if proposal is not None:
                    self.asked.note(step.topic, proposal, question, name)
                item = item_of(self._segment(step).section)
                names_it = (
                    (item and item in text)
                    or name.short.casefold() in text.casefold()
                    or name.bare.casefold() in text.casefold()
                )
                return UserTurn(text, kind, not names_it, asks=proposal.source if proposal else "introduction")
        return self._last_resort(step, number, stays)

    def _clairvoyant(self, number: int, text: str) -> bool:
        step = self.steps[number]
        known = text
        for part in (self.names[step.topic].full, step.via):
            known = known.replace(part, "") if part else known
        return self.known.clairvoyant(known, self.stems[number] - self.titles[step.topic])

    def _wordings(
        self, number: int, step: Step, straight: bool, stays: bool, explicit: bool, last: bool
    ) -> Iterator[tuple[TurnKind, str, Proposal | None, str]]:
        """Yield the turn in words, the best first."""
        if step.kind is TurnKind.OPENING:
            yield from ((step.kind, text, None, text) for text in self._openings(step))
            return
        new = step.topic not in self.sections
        if new and step.segment == 0:
            for _ in range(_TRIES):
                yield step.kind, self._introduced(step, number), None, ""
        # After a memory turn, a pronoun would mean what that was about.
        # A bridge names the topic, so that a pronoun can stand for it.
        focused = straight and not explicit and self._in_focus(step.topic)
        scene = self._scene(number, step, straight, not stays or focused)
        for proposal in self._ranked(scene, step):
            if (proposal.leans and (explicit or not straight)) or (last and proposal.table == "more.plain"):
                continue
            for _ in range(_TRIES):
                reacts = stays and not last and self.voice.reacts(self.settings.reactions, proposal.source == "more")
                question = self._worded(proposal, stays and not last and not reacts)
                if scene.past and _PRESENT.search(question):
                    continue
                if self.asked.has_words(step.topic, proposal, question, self.names[step.topic]):
                    continue
                if not stays:
                    text = self._bridged(step, number, question)
                elif last:
                    text = self._led(self.voice.word("ending.last"), question)
                else:
                    text = (
                        f"{self.voice.reaction(self.said[-1])} {question}"
                        if reacts and not _JOINS.match(question)
                        else question
                    )
                yield self._kind(step, proposal), text, proposal, question

    def _kind(self, step: Step, proposal: Proposal) -> TurnKind:
        if step.kind not in (TurnKind.FOLLOW_UP, TurnKind.ELABORATION):
            return step.kind
        if proposal.source == "subject":
            return TurnKind.CLARIFICATION
        return TurnKind.ELABORATION if proposal.source == "more" else TurnKind.FOLLOW_UP

    def _scene(self, number: int, step: Step, straight: bool, stands: bool) -> Scene:
        topic, name = self.topics[step.topic], self.names[step.topic]
        segment = self._segment(step)
        item = item_of(segment.section) if name.sort in TECHNICAL else ""
        item = "" if item in (name.short, name.bare) else item
        return Scene(
            segment=segment,
            title=topic.title,
            sort=name.sort,
            slots=self._slots(step, item, stands),
            past=is_story(segment.text),
            item=item if item != item_of(self.sections.get(step.topic, ())) else "",
            follows=straight and self._follows(number),
            new_section=self.sections.get(step.topic) != segment.section,
            opens_section=not step.segment or topic.segments[step.segment - 1].section != segment.section,
            said="\n".join(self.said[-12:]),
            last=self.said[-1] if straight else "",
            shared=self.shared[number] if straight else 0,
            topic_words=title_words(topic.title) | frozenset(_WORDS.findall(name.full.lower())),
            lead=topic.segments[0].text,
        )

    def _slots(self, step: Step, item: str, stands: bool) -> dict[str, str]:
        """Return the slots of a topic, or in the reference of an interface, those of the function that is explained."""
        name = self.names[step.topic]
        if not item:
            return topic_slots(name, self._pronoun(step.topic, name), stands)
        same = stands and item == item_of(self.sections.get(step.topic, ()))
        return topic_slots(Name(item, item, False, "code", item), "it", same)

    def _in_focus(self, topic: int) -> bool:
        """Return whether the last answer is plainly about a topic, so that a pronoun can only mean it."""
        last, name = self.said[-1], self.names[topic]
        if name.sort == "person":
            return pronoun(last) == self.pronouns.get(topic)
        named = any(form.casefold() in last.casefold() for form in (name.short, name.bare))
        return named or _REFERS.match(last) is not None

    def _follows(self, number: int) -> bool:
        """Return whether the answer is the paragraph after the last answer, in the same section."""
        step, before = self.steps[number], self.steps[number - 1]
        return step.segment == before.segment + 1 and self._segment(step).section == self._segment(before).section

    def _pronoun(self, topic: int, name: Name) -> str:
        if name.sort == "person":
            return self.pronouns.get(topic, "")
        return "they" if name.plural else "it"

    def _ranked(self, scene: Scene, step: Step) -> list[Proposal]:
        """Return what the turn may ask, the best first."""
        asked, rng = self.asked, self.voice.rng
        found = [
            (
                proposal.weight * weight - _AGAIN * asked.just_so(proposal) + rng.uniform(-_NOISE, _NOISE),
                place,
                proposal,
            )
            for place, proposal in enumerate(proposals(scene, self.common, asked.subjects))
            if (weight := getattr(self.settings, proposal.source)) and not asked.has(step.topic, proposal)
        ]
        return [proposal for _, _, proposal in sorted(found, key=lambda entry: (-entry[0], entry[1]))]

    def _worded(self, proposal: Proposal, free: bool) -> str:
        """Return a question in words; ``free`` says whether words may stand before and around it."""
        slots = proposal.slots
        if proposal.forms is None:
            return capitalised(self.voice.word(proposal.table).format_map(slots))
        forms = proposal.forms
        if forms.indirect and free and (not forms.direct or self.voice.chance(_INDIRECT)):
            clause = self.voice.draw(f"clause {proposal.key}", forms.indirect).format_map(slots)
            return self.voice.word("asking.indirect").format_map({"e": clause})
        if not forms.direct:
            return f"Can you tell me {forms.indirect[0].format_map(slots)}?"
        question = self.voice.draw(f"question {proposal.key}", forms.direct).format_map(slots)
        return self._led(self.voice.word("asking.direct"), question) if free else capitalised(question)

    def _led(self, frame: str, question: str) -> str:
        """Return a question in its frame."""
        return capitalised(frame.format_map({"q": lowered(question), "Q": capitalised(question)}))

    def _bridged(self, step: Step, number: int, question: str) -> str:
        """Return a question behind words that lead to its topic."""
        name = self.names[step.topic]
        if step.topic in self.sections:
            return capitalised(self._frame("bridge.back", step, question, name.full))
        mention, table = self._mention(step, number)
        if table == "bridge.change":
            question = f"What about {name.full}? {question}" if name.short not in question else question
        return capitalised(self._frame(table, step, question, mention))

    def _frame(self, table: str, step: Step, question: str, mention: str) -> str:
        slots = {"q": lowered(question), "Q": capitalised(question), "f": self.names[step.topic].full, "x": mention}
        return self.voice.word(table).format_map(slots | {"X": capitalised(mention)})

    def _mention(self, step: Step, number: int) -> tuple[str, str]:
        """Return how a topic was mentioned before, and the table of the bridges that fit."""
        straight = self.said and self.steps[number - 1].memory is None
        mention = mention_of(self.names[step.topic], step.via, self.said, bool(straight))
        return mention.words, f"bridge.{mention.when}"

    def _introduced(self, step: Step, number: int) -> str:
        """Return a question for a new topic whose answer is how its document begins."""
        name = self.names[step.topic]
        sort = _DEFINED.get(name.sort, name.sort)
        slots = topic_slots(name, self._pronoun(step.topic, name), name.sort != "person")
        mention, table = self._mention(step, number)
        if table == "bridge.change":
            sort = sort if sort in ("person", "place", "event", "code", "error") else "thing"
            question = self.voice.word(f"introduce.{sort}").format_map(slots)
        else:
            question = self.voice.word(f"define.{sort}").format_map(slots | {"x": name.short, "t": slots["t"]})
        return capitalised(self._frame(table, step, question, mention))

    def _openings(self, step: Step) -> Iterator[str]:
        name = self.names[step.topic]
        slots = topic_slots(name, "", False)
        if name.sort == "person":
            slots["o"] = "them"
        if self._segment(step).section:
            scene = self._scene(0, step, False, False)
            for proposal in self._ranked(scene, step):
                if proposal.source == "heading":
                    yield self._frame("opening.section", step, self._worded(proposal, False), "")
        for goal in (self.voice.goal, "curious", "overview"):
            for _ in self.voice.table(f"opening.{goal}"):
                yield capitalised(self.voice.word(f"opening.{goal}").format_map(slots))

    def _last_resort(self, step: Step, number: int, stays: bool) -> UserTurn:
        """Return a plain request that was not made yet."""
        name = self.names[step.topic]
        told = step.topic in self.sections
        # A bridge back names the topic, so that a pronoun can stand for it.
        slots = topic_slots(name, self._pronoun(step.topic, name), told and not stays)
        for lead in ("", *self.voice.table("reaction.plain")):
            for table in ("more.topic", "more.plain")[: 1 + stays] if told else ("introduce.thing",):
                for _ in self.voice.table(table):
                    text = self.voice.word(table).format_map(slots)
                    text = f"{lead} {text if stays else self._bridged(step, number, text)}".strip()
                    if well_formed(text) is None and self.is_new(text):
                        return UserTurn(text, step.kind, name.short not in text, asks="more")
        # A name that reads like markup stands in no turn.
        reactions = self.voice.table("reaction.plain")
        for first, second in product(("", *reactions), repeat=2):
            text = f"{first} {second} {self.voice.word('more.plain')}".strip().replace("  ", " ")
            if self.is_new(text):
                return UserTurn(text, step.kind, True, asks="more")
        return UserTurn("Please go on.", step.kind, True, asks="more")
