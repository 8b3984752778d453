"""Memory in longer contexts: our own held-out recalls, MT-Eval's recollection, and colours to copy from far back.

``Dialogue`` records, MT-Eval's files, or nothing at all → ``choice`` items with the distance as their stratum.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from lemnos.records import Dialogue, Rejected, Turn, TurnKind, content_id
from lemnos.steps.evaluate.suites.conversations import Said, turns_of
from lemnos.steps.evaluate.suites.files import STAGE, ItemError, Line, field, files_at, read_lines
from lemnos.steps.evaluate.suites.items import Item, Prompt, choice_requests
from lemnos.text.sentences import sentence_ends

_CHOICES = 4
_RECOLLECTION = "cls_ablation"
"""What the names of the files of MT-Eval's recollection begin with."""
_FEWEST_BYTES = 20
"""A shorter sentence is no answer to choose."""


def octave(distance: int) -> str:
    """Return the octave of a distance of at least 1: ``1``, ``2-3``, ``4-7``, ``8-15`` …

    >>> [octave(distance) for distance in (1, 2, 3, 8, 100)]
    ['1', '2-3', '2-3', '8-15', '64-127']
    """
    low = 1 << (distance.bit_length() - 1)
    return "1" if low == 1 else f"{low}-{2 * low - 1}"


def recall_items(dialogue: Dialogue, seed: int) -> Iterator[Item | Rejected]:
    """Yield an item for each turn that recalls one earlier answer verbatim, in the order of the dialogue.

    The choices are what the assistant answers, and a sentence of similar length from each of three other earlier
    answers: all four stand verbatim in the history, so only the question tells them apart.
    """
    said = [Said(message.role, message.content) for message in dialogue.messages]
    answers = [message.content for message in dialogue.messages if message.role == "assistant"]
    for number, turn in enumerate(dialogue.turns):
        if not turn.recalls:
            continue
        name = f"{dialogue.id}:{number}"
        reason = _unusable(turn, number, answers)
        gold = answers[number].strip() if not reason else ""
        others = _others(answers[:number], turn, gold) if gold else []
        if not reason and len(others) < _CHOICES - 1:
            reason = f"fewer than {_CHOICES - 1} other earlier answers hold a sentence to choose"
        if reason:
            yield Rejected(stage=STAGE, rule="not_a_recall", reason=reason, source=dialogue.id, record=name)
            continue
        generator = np.random.default_rng(int(content_id(str(seed), name), 16))
        texts = [gold, *others[: _CHOICES - 1]]
        order = generator.permutation(len(texts)).tolist()
        prompt = Prompt("", turns_of(said[: 2 * number]), f"User: {said[2 * number].content.strip()}\nAssistant:")
        yield Item(
            id=name,
            suite="memory",
            cluster=dialogue.id,
            kind="choice",
            requests=choice_requests(prompt, [f" {texts[index]}" for index in order]),
            gold=order.index(0),
            stratum=octave(turn.distance),
        )


def _unusable(turn: Turn, number: int, answers: Sequence[str]) -> str:
    if turn.kind != TurnKind.RECALL or len(turn.recalls) != 1:
        return f"a turn of the kind {turn.kind.value} does not repeat one earlier answer"
    if answers[number].strip() not in answers[turn.recalls[0]]:
        return "its answer is not verbatim in the turn that it recalls"
    return ""


def _others(answers: Sequence[str], turn: Turn, gold: str) -> list[str]:
    """Return one sentence of each other earlier answer, those closest in length to ``gold`` first."""
    found: list[str] = []
    for number, answer in enumerate(answers):
        if number in turn.recalls or gold in answer:
            continue
        ends = sentence_ends(answer)
        sentences = [answer[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]
        usable = [one for one in sentences if len(one.encode()) >= _FEWEST_BYTES and one not in gold]
        if usable:
            found.append(min(usable, key=lambda one: (abs(len(one) - len(gold)), one)))
    return sorted(dict.fromkeys(found), key=lambda one: (abs(len(one) - len(gold)), one))


def recollection_items(path: str) -> Iterator[Item | Rejected]:
    """Yield the items of MT-Eval's recollection by classification (Kwan et al. 2024): the category of a document, whose
    list stands in the first of several turns. Of the folder of the benchmark, only the files of this task are read.

    Raises:
        InputError: Its files cannot be read.
    """
    files = files_at(path)
    for file in [file for file in files if file.name.startswith(_RECOLLECTION)] or files:
        yield from read_lines(str(file), _recollection)


def _recollection(line: Line) -> Iterator[Item]:
    conversation = field(line, "conv", list)
    if not all(isinstance(turn, dict) and isinstance(turn.get("user"), str) for turn in conversation):
        raise ItemError("bad_field", "a turn of 'conv' has no text under 'user'")
    asked = next((number for number, turn in enumerate(conversation) if turn.get("do_inference")), None)
    if not asked:
        raise ItemError("no_question", "no turn after the first is marked do_inference")
    categories = _categories(conversation[0]["user"])
    gold = str(conversation[asked].get("sys") or "").strip().lower()
    if gold not in categories:
        raise ItemError("bad_gold", f"its answer {gold!r} is none of its {len(categories)} categories")
    history = [
        Said(role, str(turn.get(key) or ""))
        for turn in conversation[:asked]
        for role, key in (("user", "user"), ("assistant", "sys"))
    ]
    first, *later = turns_of(history)
    prompt = Prompt(first, tuple(later), f"User: {conversation[asked]['user'].strip()}\nAssistant:")
    name = str(line.value.get("id") or content_id(line.source))
    yield Item(
        id=f"{line.file}:{name}:{asked}",  # a document is asked for after few turns, and again after many
        suite="mteval",
        cluster=name,
        kind="choice",
        requests=choice_requests(prompt, [f" {category}" for category in categories]),
        gold=categories.index(gold),
        stratum=line.file,
    )


def _categories(instruction: str) -> list[str]:
    """Return the categories of an instruction: its lines of one word after the one that ends with a colon."""
    _, colon, rest = instruction.partition(":")
    words = [line.strip().lower() for line in rest.splitlines() if colon and len(line.split()) == 1]
    return list(dict.fromkeys(words))


_COLOURS = ("red", "green", "blue", "yellow", "black", "white", "brown", "grey")
_THINGS = ("box", "cup", "door", "hat", "lamp", "chair", "boat", "coat", "ball", "book", "car", "bag", "bed", "pen")
_DISTANCES = (1, 2, 4, 8, 16, 32)


def copy_items(count: int, seed: int) -> Iterator[Item]:
    """Yield items made here: people tell the colours of their things, and one of them is asked for, from a known
    distance back; the other choices are colours of the same list, of which some were told of other things.

    Args:
        count: How many items, spread evenly over the distances 1, 2, 4, 8, 16 and 32.
        seed: Of the run.
    """
    for number in range(count):
        distance = _DISTANCES[number % len(_DISTANCES)]
        name = f"{number:05}"
        generator = np.random.default_rng(int(content_id(str(seed), "copy", name), 16))
        owners = [f"{title} {letter}." for letter in "ABCDEFGHJKLMNPRSTW" for title in ("Mr", "Ms")]
        told = [
            (owners[owner], str(generator.choice(_THINGS)), str(generator.choice(_COLOURS)))
            for owner in generator.permutation(len(owners))[: distance + 2].tolist()
        ]
        asked = told[-distance]
        lines = tuple(
            f"User: The {thing} of {owner} is {colour}.\nAssistant: Noted.\n" for owner, thing, colour in told
        )
        yield Item(
            id=name,
            suite="copy",
            cluster=name,
            kind="choice",
            requests=choice_requests(
                Prompt("", lines, f"User: What colour is the {asked[1]} of {asked[0]}?\nAssistant: It is"),
                [f" {colour}" for colour in _COLOURS],
            ),
            gold=_COLOURS.index(asked[2]),
            stratum=octave(distance),
        )
