"""Holds what the fields of one entity share: noun, random choices -> a person, a place, times, sums of money, a name.

``email`` belongs to ``firstName``, ``country`` to ``city``, ``updatedAt`` is not before ``createdAt``, and ``total`` is
the sum of ``subtotal`` and ``tax``, in an entity and in the objects within it. Each part is drawn when a field first
needs it. Places are those of ``lemnos.steps.tools.examples.people_and_places``.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import NamedTuple

from lemnos.steps.tools.examples.people_and_places import PLACES
from lemnos.steps.tools.world.values.labels import kind_of, label_of, noun_of
from lemnos.steps.tools.world.values.labels.names import COMPANIES, FIRST_NAMES, LAST_NAMES, PEOPLE, PLACE_NOUNS
from lemnos.steps.tools.world.values.labels.statuses import status_name
from lemnos.steps.tools.world.values.seeds import pick
from lemnos.steps.tools.world.values.tables import CURRENCIES

ASPECTS = frozenset(
    "about attributes basic content core detail details display general header info information meta metadata online "
    "overview presentation profile properties property seo spec specification summary web attribute".split()
)
"""Last words of the names of objects that tell of what is around them, and whose name and title are that one's."""
_USES = frozenset("billing shipping delivery invoice invoicing mailing".split())
"""First words of what tells where one person is reached for something: the ``billingPerson`` of a customer."""
_FILES = frozenset("file document attachment upload asset media blob artifact image photo picture".split())
"""Kinds of things that are files."""
_BRIEF = frozenset(
    "meeting call appointment session webinar conference job run build execution scan recording visit lesson shift "
    "slot interview deployment crawl sync backup export import reservation broadcast".split()
)
"""Nouns of what is over on the day on which it starts."""
_MEDIA = {
    **dict.fromkeys("recording video movie film clip episode broadcast stream webinar".split(), "mp4"),
    **dict.fromkeys("song track audio podcast voicemail sound voice".split(), "mp3"),
}
"""Noun of what is heard or seen → ending of the name of its file."""
_FILE = re.compile(r"[^/]*\.[A-Za-z][A-Za-z0-9]{1,3}")
_TELEPHONES = {
    "Denver": "+1-303-555-01", "Chicago": "+1-312-555-01", "Toronto": "+1-416-555-01",
    "Melbourne": "+61-3-7010-01", "Berlin": "+49-30-23125-0",
}  # fmt: skip
"""City → the start of telephone numbers in it that are reserved for examples and films; elsewhere there are none."""
FIRST_DAY = datetime(2024, 1, 8, tzinfo=UTC)
_STATES = (("state",), ("status",), ("stage",), ("phase",))
"""Nouns of objects that tell where in its life the one around them is, unless there is an address."""
_PLACES = {"city": 0, "town": 0, "country": 1, "nation": 1}
"""Kind of thing that is itself a place → index of its name in a place."""
DAYS = 600
"""Entities were created within so many days after the first; all worlds start later."""


class Person(NamedTuple):
    """A person who does not exist: addresses and telephone numbers are those reserved for examples."""

    first: str
    last: str
    email: str
    login: str
    telephone: str


_IN_STATES = tuple(place for place in PLACES if place[2] in ("AU", "BR", "CA", "DE", "US"))
"""Places in countries whose states have codes."""


class Draw:
    """What all parts of one value share.

    Args:
        seed: Decides every choice.
        host: Host of the API; empty if it is unknown.
        least: Whether optional properties are left out.
        careful: Whether each required property is checked, and searched for if it does not conform.
        in_states: Whether it tells in which state of a country something is.
        now: The present, if the value is of something that has just been made: nothing happened to it before.
        days: The first and the last day, after that of the world, on which it may have been created.
    """

    def __init__(
        self,
        seed: int,
        host: str = "",
        *,
        least: bool = False,
        careful: bool = False,
        in_states: bool = False,
        now: datetime | None = None,
        days: tuple[int, int] = (0, DAYS),
    ) -> None:
        self.random = Random(seed)
        self.days = days
        self.host = host
        self.least = least
        self.in_states = in_states
        self.careful = careful
        self.places = _IN_STATES if in_states else PLACES
        self.now = now
        self.parts = 0
        """Values made so far."""


class Scene:
    """What the fields of one object share.

    Args:
        draw: What all parts of the value share.
        noun: Words of what the object is.
        label: Its name; drawn by the noun if it is empty.
        outer: The scene of the object around it.
        number: Place among the items of a list.
    """

    def __init__(
        self, draw: Draw, noun: tuple[str, ...], label: str = "", outer: "Scene | None" = None, number: int = 0
    ) -> None:
        self.draw = draw
        self.random = draw.random
        self.noun = noun
        self.outer = outer
        self.number = number
        self._label = label

    def inner(self, noun: tuple[str, ...], number: int = -1) -> "Scene":
        """Return the scene of an object within this one: a property, or an item of a list if it has a number."""
        return Scene(self.draw, noun, outer=self, number=max(number, 0))

    @property
    def is_person(self) -> bool:
        """Whether the object is a person, or whom an act is told to be by: ``created: {by: {…}}``."""
        if self.noun[:1] and self.noun[0] in _USES and self.outer is not None:
            return False
        return kind_of(self.noun) == "person" or self.noun[-1:] == ("by",)

    @cached_property
    def is_aspect(self) -> bool:
        """Whether the object tells more of the one around it: the ``attributes`` of a customer."""
        outer = self.outer
        return outer is not None and not self.number and bool(self.noun) and self.noun == outer.noun

    @cached_property
    def label(self) -> str:
        """The name of what the object is."""
        if self._label:
            return self._label
        if self.outer is not None and self.is_aspect:
            return self.outer.label
        if self.is_person:
            return f"{self.person.first} {self.person.last}"
        if kind_of(self.noun) == "currency":
            return CURRENCIES[self.currency][0]
        if self.outer is not None and self.noun[-1:] in _STATES and not self.draw.in_states:
            return status_name(self.outer.noun, self.random)
        if self.outer is not None and not self.number and kind_of(self.noun) in _PLACES:
            return str(self.outer.place[_PLACES[kind_of(self.noun)]])  # where that is to which it belongs
        return label_of(self.noun, f"{self.random.getrandbits(32)}", self.number)

    @cached_property
    def file(self) -> str:
        """The name of the file that the object is or has: its own name, if that is one of a file."""
        if self._label and _FILE.fullmatch(self._label):
            return self._label
        if self.outer is not None and not self.number and kind_of(self.noun) not in _FILES:
            return self.outer.file
        if self.noun and self.noun[-1] in _MEDIA:
            return f"{slug(self.label)}.{_MEDIA[self.noun[-1]]}"
        named = self.label if kind_of(self.noun) in _FILES else ""
        return named if _FILE.fullmatch(named) else label_of(("file",), f"{self.random.getrandbits(32)}", self.number)

    @cached_property
    def person(self) -> Person:
        """The person whom the object is, or is about."""
        outer = self.outer
        is_theirs = self.is_aspect or (bool(self.noun) and self.noun[0] in _USES)
        if outer is not None and (is_theirs or (not self.number and not self.is_person)):
            return outer.person
        if self._label and self.is_person and " " in self._label:
            first, _, last = self._label.partition(" ")
        else:
            first, last = pick(self.random, FIRST_NAMES), pick(self.random, LAST_NAMES)
        mail = f"{plain(first)}.{plain(last)}@example.{pick(self.random, ('com', 'org', 'net'))}"
        line = f"{int(self.random.random() * 100):02}"
        telephone = f"{_TELEPHONES.get(str(self.place[0]), '+1-202-555-01')}{line}"
        return Person(first, last, mail, f"{plain(first)[:1]}{plain(last)}", telephone)

    def other_person(self, noun: tuple[str, ...]) -> Person:
        """Return the person whom a field names beside the object itself: the assignee of a task; always the same."""
        key = " ".join(noun)
        if key not in self._others:
            self._others[key] = self.inner((*noun, "person")).person
        return self._others[key]

    @cached_property
    def _others(self) -> dict[str, Person]:
        return {}

    @cached_property
    def place(self) -> tuple[str | float, ...]:
        """The place where the object is: see ``PLACES``."""
        own = not self.is_aspect and (self.is_person or (self.noun and self.noun[-1] in COMPANIES))
        if self.outer is not None and not own and (not self.number or set(self.noun) & PLACE_NOUNS):
            return self.outer.place
        if kind_of(self.noun) in _PLACES:
            index = _PLACES[kind_of(self.noun)]
            found = [place for place in PLACES if place[index] == self.label]
            if found:
                return found[0]
        return pick(self.random, self.draw.places)

    @cached_property
    def currency(self) -> str:
        """The code of the currency that the object is, or in which it counts: that of its place."""
        if kind_of(self.noun) == "currency":
            return next((code for code, (name, _) in CURRENCIES.items() if name == self._label), str(self.place[8]))
        return str(self.place[8])

    @cached_property
    def created(self) -> datetime:
        """The time at which the object was created."""
        if self.draw.now is not None:
            return self.draw.now
        if self.outer is not None:
            return self.outer.created + timedelta(minutes=7 * self.number)
        first, last = self.draw.days
        return FIRST_DAY + timedelta(days=first + int(self.random.random() * (last - first)), minutes=self._minute())

    @cached_property
    def updated(self) -> datetime:
        """The time at which it was last changed, up to two months after."""
        if self.draw.now is not None:
            return self.draw.now
        if self.outer is not None and not self.number:
            return self.outer.updated
        return self.created + timedelta(days=int(self.random.random() * 60), minutes=self._minute())

    @cached_property
    def started(self) -> datetime:
        """The time at which it starts, up to three weeks after its creation."""
        if self.outer is not None and not self.number:
            return self.outer.started
        return self.created + timedelta(days=1 + int(self.random.random() * 20), minutes=self._minute())

    @cached_property
    def ended(self) -> datetime:
        """The time at which it ends."""
        if self.outer is not None and not self.number:
            return self.outer.ended
        days = 0 if self.noun[-1:] and self.noun[-1] in _BRIEF else int(self.random.random() * 14)
        minutes = 30 + self._minute() if days else 15 * (1 + int(self.random.random() * 8))
        return self.started + timedelta(days=days, minutes=minutes)

    @property
    def begun(self) -> datetime:
        """The time at which it started, which is not ahead."""
        return self.started if self.draw.now is None else self.draw.now

    @property
    def over(self) -> datetime:
        """The time at which it ended, which is not ahead."""
        return self.ended if self.draw.now is None else self.draw.now

    @cached_property
    def due(self) -> datetime:
        """A time after all others."""
        if self.outer is not None and not self.number:
            return self.outer.due
        return self.created + timedelta(days=90 + int(self.random.random() * 300))

    @cached_property
    def born(self) -> datetime:
        """The day of birth of the person."""
        return datetime(1956 + int(self.random.random() * 48), 1, 1, tzinfo=UTC) + timedelta(
            days=int(self.random.random() * 364)
        )

    def _minute(self) -> int:
        return int(self.random.random() * 48) * 15 + 5

    @cached_property
    def money(self) -> dict[str, float]:
        """Sums of money, in the currency of the place, by what they are: ``total`` = subtotal + tax + shipping."""
        is_within = not self.number and not kind_of(self.noun) and "item" not in self.noun
        if self.outer is not None and (is_within or self.is_aspect):
            return self.outer.money
        price = round(4 + self.random.random() ** 2 * 180, 2)
        subtotal = round(price * (1 + int(self.random.random() * 4)), 2)
        tax, shipping = round(subtotal * 0.2, 2), pick(self.random, (0.0, 4.9, 6.5))
        return {
            "price": price,
            "subtotal": subtotal,
            "tax": tax,
            "shipping": shipping,
            "discount": 0.0,
            "total": round(subtotal + tax + shipping, 2),
            "balance": round(self.random.random() * 900, 2),
        }


def plain(text: str) -> str:
    """Return a text in lower-case ASCII letters.

    >>> plain("Lucía")
    'lucia'
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(letter for letter in folded.lower() if letter.isalnum())


def slug(text: str) -> str:
    """Return a text as a part of an address.

    >>> slug("A Map of Small Rivers")
    'a-map-of-small-rivers'
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in folded).split())


def noun_within(name: str, owner: tuple[str, ...]) -> tuple[str, ...]:
    """Return words of what a property of an object holds: those of the object, if it tells more of that.

    >>> noun_within("attributes", ("customer",)), noun_within("lineItems", ("order",))
    (('customer',), ('line', 'item'))
    """
    noun = noun_of(name) or owner
    return owner if owner and noun[-1] in ASPECTS else noun


def is_own_person(noun: tuple[str, ...]) -> bool:
    """Return whether a noun names a person."""
    return bool(noun) and noun[-1] in PEOPLE
