"""What people ask of a town, a person or a function: ``attributes.toml`` → ``Attribute``, and whether a text states it.

A document is taken not to answer a question on an attribute if it has no trigger of it, nor any other document beside
the topic's name: a test that errs on the side of not asking. A sentence states an attribute if it matches its pattern
and names the topic near its beginning. Costs 1 ms a process, about 10 µs a turn. **Limitation:** what is stated in
other words is not recognised.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lemnos.steps.talk.write.names import Name
from lemnos.steps.talk.write.slots import topic_slots

_IS = r"\b(?:is|are) (?:(?! of | in )[^.;]){0,45}?"
_KIND = r"\b(?:is|are|was|were) (?:(?! in | from | by | on )[^.;]){0,60}?"
_TOWN = _IS + r"\b(?:city|town|village|municipality|borough|capital)\b"
_LAND = _IS + r"\b(?:country|nation|republic|kingdom)\b"
_LEADS = {
    "TOWN": _TOWN,
    "LAND": _LAND,
    "SETTLED": f"{_TOWN}|{_LAND}",
    "PLACE": rf"{_TOWN}|{_LAND}|\bisland\b",
    "ANIMAL": _KIND
    + r"\b(?:birds?|mammals?|reptiles?|fish|snakes?|rodents?|primates?|whales?|sharks?|dogs?|cats?|seals?|bears?)\b",
    "DEADLY": _KIND + r"\b(?:battle|war|hurricane|storm|earthquake|siege|attack|cyclone|disaster|eruption|fire)\b",
    "BUILT": _KIND + r"\b(?:building|bridge|castle|palace|tower|cathedral|skyscraper|stadium|temple)\b",
    "KIND": _KIND,
}


_EXTINCT = re.compile(r"\b(?:extinct|dinosaurs?|prehistoric|fossil|mythical|legendary|fictional)\b")
"""What nobody asks such things of."""


class Attribute(NamedTuple):
    """Something that may be asked of a topic; see ``attributes.toml``."""

    noun: str
    clause: str
    question: str
    triggers: tuple[str, ...]
    lead: re.Pattern[str] | None
    stated: re.Pattern[str] | None
    keys: tuple[str, ...]

    def stated_at(self, text: str) -> int:
        """Return where a text states it; -1 if it does not."""
        match = self.stated.search(text) if self.stated and any(key in text for key in self.keys) else None
        return match.start() if match else -1

    def asked(self, name: Name) -> dict[str, str]:
        """Return the question about a topic: ``e`` as a clause, ``q`` directly, and ``noun``, what it asks for."""
        slots = topic_slots(name, "", False) | {"f": name.full, "s": "" if name.plural else "s"}
        question = self.question.format_map(slots).rstrip("?")
        return {
            "e": self.clause.format_map(slots),
            "q": question[0].lower() + question[1:],
            "noun": self.noun.format_map(slots),
        }


@cache
def _table() -> Mapping[str, tuple[Attribute, ...]]:
    text = files("lemnos.steps.talk.memory").joinpath("attributes.toml").read_text(encoding="utf-8")
    by_sort: dict[str, list[Attribute]] = {}
    for row in tomllib.loads(text)["attribute"]:
        lead, stated = row.get("lead", ""), row.get("stated")
        for name, pattern in _LEADS.items():
            lead = lead.replace(name, pattern)
        attribute = Attribute(
            row["noun"],
            row["clause"],
            row["question"],
            tuple(row["triggers"].split("|")),
            re.compile(lead) if lead else None,
            re.compile(stated) if stated else None,
            tuple(row.get("keys", "").split("|")),
        )
        for sort in row["sorts"].split():
            by_sort.setdefault(sort, []).append(attribute)
    return {sort: tuple(attributes) for sort, attributes in by_sort.items()}


def attributes(sort: str, lead: str) -> list[Attribute]:
    """Return what may be asked of a topic of this sort whose document begins with ``lead``."""
    if _EXTINCT.search(lead):
        return []
    return [one for one in _table().get(sort, ()) if one.lead is None or one.lead.search(lead)]
