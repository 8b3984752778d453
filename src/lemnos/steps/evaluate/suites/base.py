"""Base ability: BLiMP, LAMBADA, PIQA, ARC and copycolors, in the forms in which they are published or passed on.

A record → a ``choice`` item, or a ``word`` item where there is one continuation only (LAMBADA).
"""

from collections.abc import Callable, Iterator

from lemnos.records import Rejected, content_id
from lemnos.steps.evaluate.suites.files import ItemError, Line, field, read_lines
from lemnos.steps.evaluate.suites.items import Item, Prompt, Request, choice_requests


def base_items(suite: str, path: str) -> Iterator[Item | Rejected]:
    """Yield the items of a suite of base ability.

    Raises:
        InputError: Its files cannot be read.
    """
    yield from read_lines(path, READERS[suite])


def blimp(line: Line) -> Iterator[Item]:
    """BLiMP (Warstadt et al. 2020): two sentences that differ in one point of grammar; the good one is first."""
    good, bad = field(line, "sentence_good", str), field(line, "sentence_bad", str)
    paradigm = str(line.value.get("UID") or line.file)
    number = line.value.get("pairID", content_id(good, bad))
    requests = choice_requests(Prompt(), (good, bad))
    term = str(line.value.get("linguistics_term") or paradigm)
    yield Item(
        id=f"{paradigm}:{number}", suite="blimp", cluster=paradigm, kind="choice", requests=requests, stratum=term
    )


def lambada(line: Line) -> Iterator[Item]:
    """LAMBADA (Paperno et al. 2016): the last word of a passage; ``context`` and ``continuation``, or ``text``."""
    if isinstance(line.value.get("text"), str):
        context, _, word = line.value["text"].rstrip().rpartition(" ")
    else:
        context, word = field(line, "context", str), field(line, "continuation", str).strip()
    if not context or not word:
        raise ItemError("no_context", "it has no word before the last one")
    request = Request("0", Prompt(tail=context.rstrip()), f" {word}")
    name = content_id(context, word)
    yield Item(id=name, suite="lambada", cluster=name, kind="word", requests=(request,))


def piqa(line: Line) -> Iterator[Item]:
    """PIQA (Bisk et al. 2020): a goal and two solutions."""
    if isinstance(line.value.get("goal"), str):
        goal = line.value["goal"]
        choices = [str(line.value.get(key) or "") for key in ("sol1", "sol2")]
        gold = _gold(line, "label", 2)
    else:
        goal, choices, gold = _query(line)
    yield _asked("piqa", f"Question: {goal.strip()}\nAnswer:", choices, gold)


def arc(line: Line) -> Iterator[Item]:
    """ARC (Clark et al. 2018): a question with three to five answers."""
    question = line.value.get("question")
    if isinstance(question, dict):  # as published
        options = [option for option in question.get("choices") or () if isinstance(option, dict)]
        labels = [option.get("label") for option in options]
        if line.value.get("answerKey") not in labels:
            raise ItemError("bad_gold", f"answerKey {line.value.get('answerKey')!r} names none of its choices")
        stem = str(question.get("stem") or "")
        choices, gold = [str(option.get("text") or "") for option in options], labels.index(line.value["answerKey"])
    else:
        stem, choices, gold = _query(line)
    yield _asked("arc", f"Question: {stem.strip()}\nAnswer:", choices, gold)


def copycolors(line: Line) -> Iterator[Item]:
    """copycolors (AI2): the letter of a colour that the question itself states, after three worked questions."""
    choices = [str(choice) for choice in field(line, "choices", list)]
    gold = _gold(line, "gold", len(choices))
    name = str(field(line, "id", (str, int)))
    prompt = Prompt(tail=field(line, "context", str))
    yield Item(
        id=name,
        suite="copycolors",
        cluster=name.partition("_")[0],
        kind="choice",
        requests=choice_requests(prompt, choices),
        gold=gold,
    )


def _query(line: Line) -> tuple[str, list[str], int]:
    """Return question, choices and gold of ``{"query", "choices", "gold"}``."""
    query = field(line, "query", str).removeprefix("Question:").strip()
    choices = [str(choice) for choice in field(line, "choices", list)]
    return query, choices, _gold(line, "gold", len(choices))


def _gold(line: Line, key: str, count: int) -> int:
    value = line.value.get(key)
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < count:
        raise ItemError("bad_gold", f"the field {key!r} ({value!r}) names none of its {count} choices")
    return value


def _asked(suite: str, asked: str, choices: list[str], gold: int) -> Item:
    if len(choices) < 2 or not all(choice.strip() for choice in choices):
        raise ItemError("bad_choices", "it has fewer than two choices, or an empty one")
    name = content_id(asked, *choices)
    requests = choice_requests(Prompt(tail=asked), [f" {choice.strip()}" for choice in choices])
    return Item(id=name, suite=suite, cluster=name, kind="choice", requests=requests, gold=gold)


READERS: dict[str, Callable[[Line], Iterator[Item]]] = {
    "blimp": blimp,
    "lambada": lambada,
    "piqa": piqa,
    "arc": arc,
    "copycolors": copycolors,
}
"""Suite → reader of a record."""
