"""Places in a conversation that words can name: "two answers ago", "right before we turned to Lisbon".

A place names one turn or none. It is written as a few words ("back 2", "turned 0 3"), and ``resolve`` finds its turn
from the order of turns and topics alone, as a reader would: the same rule chooses a place and checks that it leads
back. Costs about 20 µs for the places of a turn.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

FARTHEST_BACK = 6
"""Answers that people count back at most."""
Turns = Sequence[tuple[int, int]]
"""The ordinary turns so far: the number of each and its topic."""


def resolve(place: str, number: int, turns: Turns) -> int | None:
    """Return the turn that a place names for the user of turn ``number``; None if it names none, or several.

    >>> resolve("turned 0 1", 3, [(0, 0), (1, 0), (2, 1)])
    1
    """
    kind, *named = place.split()
    given = [int(part) for part in named]
    match kind:
        case "back":  # so many answers ago
            found = [turn for turn, _ in turns if turn == number - given[0]]
        case "begin":
            found = [turn for turn, _ in turns[:1]]
        case "first":  # the first answer about a topic
            found = [turn for turn, topic in turns if topic == given[0]][:1]
        case "last":
            found = [turn for turn, topic in turns if topic == given[0]][-1:]
        case "turned":  # the last answer about one topic before the talk went on to another
            found = [one[0] for one, two in pairwise(turns) if [one[1], two[1]] == given]
        case "arrived":  # the first behind that
            found = [two[0] for one, two in pairwise(turns) if [one[1], two[1]] == given]
        case "returned":  # the first answer when the talk came back to a topic
            found = [two[0] for one, two in pairwise(turns) if two[1] == given[0] != one[1]]
            found = found[1:] if turns and turns[0][1] != given[0] else found
        case _:
            raise ValueError(f"{place!r} is no place")
    return found[0] if len(found) == 1 else None


def places(turn: int, number: int, turns: Turns) -> Iterator[str]:
    """Yield the places that name ``turn`` for the user of turn ``number``."""
    at = next(place for place, (told, _) in enumerate(turns) if told == turn)
    topic = turns[at][1]
    before = turns[at - 1][1] if at else topic
    after = turns[at + 1][1] if at + 1 < len(turns) else topic
    options = []
    if number - turn <= FARTHEST_BACK:
        options.append(f"back {number - turn}")
    if not at:
        options.append("begin")
    if before != topic:
        options += [f"arrived {before} {topic}", f"returned {topic}"]
    if after != topic:
        options.append(f"turned {topic} {after}")
    options.append(f"first {topic}")
    if topic != turns[-1][1]:
        options.append(f"last {topic}")
    for option in options:
        if resolve(option, number, turns) == turn:
            yield option
