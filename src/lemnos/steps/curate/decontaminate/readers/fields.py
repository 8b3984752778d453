"""Benchmarks that are told by the names of their fields: multiple choice, mathematics, code, reading, and any JSONL.

``Row`` → ``Item``s. One table says which fields hold what; the first that is present counts. It covers MMLU, ARC, PIQA,
OpenBookQA, CommonsenseQA, TruthfulQA, GSM8K, MATH, HumanEval, MBPP, SQuAD, BoolQ, DROP, TriviaQA, Natural Questions,
HellaSwag, WinoGrande, LAMBADA, GPQA, SWE-bench, ToolBench and files of one's own with such names. Field names of a
setting come first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.readers.base import (
    Row,
    UnknownItemError,
    field_name,
    item,
    signatures_of,
    text_of,
    texts_of,
)

QUESTION = (
    "question question_stem query prompt problem problem_statement ctx goal instruction question_text input text stem "
    "sentence utterance description context_question task_instruction task claim premise turns user request"
).split()
ANSWERS = (
    "answers answer gold_answer gold_answers correct_answers best_answer answer_text label_text targets target output "
    "outputs expected_output completion continuation solution canonical_solution ground_truth reference references "
    "response final_answer code sys patch relevant_apis answers_spans gold label correct_answer answerKey "
    "answer_key answer_index"
).split()
CHOICES = "choices options endings candidates mc1_targets mc2_targets answer_choices alternatives".split()
NUMBERED = (
    ("sol1", "sol2"),
    ("option1", "option2"),
    ("choice1", "choice2"),
    ("A", "B", "C", "D", "E"),
    ("opa", "opb", "opc", "opd"),
    ("ending0", "ending1", "ending2", "ending3"),
    ("correct_answer", "distractor1", "distractor2", "distractor3"),
    ("correct_answer", "incorrect_answer_1", "incorrect_answer_2", "incorrect_answer_3"),
)
PASSAGES = "passage story document article contexts paragraph paragraphs support context fact1 background".split()
TITLES = "title url source_url wikipedia_title document_title".split()
HISTORY = "history dialog dialogue conversation context_turns previous_turns".split()
TOOLS = "tools functions function apis api_list".split()
_PROMPT = re.compile(r"^\s*(?:Question|Q|Problem|Prompt|Instruction)\s*:\s*", re.IGNORECASE)
_ASKED = re.compile(r"\s*\b(?:Answer|A)\s*:\s*$")
_FINAL = re.compile(r"####\s*(\S.*?)\s*$")
_LETTER = re.compile(r"^[A-Ja-j]$")


def fields(row: Row, benchmark: str, names: Mapping[str, Sequence[str]]) -> Iterator[Item]:
    """Yield the item of a row of any benchmark.

    Args:
        row: The row.
        benchmark: Name of the benchmark.
        names: Fields of a setting, by ``question``, ``answers``, ``choices``, ``passages``, ``history``, ``tools``.

    Raises:
        UnknownItemError: No known field holds a question.
    """
    value = row.value
    if isinstance(value, list):
        yield _cells(row, benchmark, value)
        return
    if not isinstance(value, dict):
        raise UnknownItemError("no_object", "the record is no JSON object")
    value = _inner({**{field_name(key): given for key, given in value.items()}, **value})
    key, question = _question(value, names.get("question", ()))
    choices = _choices(value, key, names.get("choices", ()))
    passages = _texts(value, names.get("passages", PASSAGES), {key})
    if not question and passages and ("continuation" in value or "completion" in value):
        question, passages = passages[0], passages[1:]  # the text to go on from
    elif not question and passages and choices:
        question, passages = passages[0], passages[1:]  # a prompt that is called context
    answers = _answers(value, choices, names.get("answers", ()), {key})
    yield item(
        row,
        benchmark,
        question=_bare(question),
        answers=answers,
        choices=choices,
        passages=passages,
        titles=_texts(value, TITLES, {key}),
        history=_texts(value, names.get("history", HISTORY), {key}),
        tools=tuple(tool for name in names.get("tools", TOOLS) for tool in signatures_of(value.get(name))),
        secret=bool(answers or choices),
    )


def _inner(value: dict[str, Any]) -> dict[str, Any]:
    """Return a record with what it holds one level deeper: ``{"question": {"stem": …, "choices": …}}``, as in ARC."""
    inner = value.get("question")
    if isinstance(inner, dict) and ("stem" in inner or "choices" in inner):
        return {**value, "question": inner.get("stem") or inner.get("text") or "", "choices": inner.get("choices")}
    return value


def _question(value: dict[str, Any], names: Sequence[str]) -> tuple[str, str]:
    """Return the field that holds the question, and the question."""
    for key in names or QUESTION:
        text = text_of(value.get(key)).strip()
        if text:
            if key == "instruction" and (more := text_of(value.get("input")).strip()):
                return key, f"{text}\n{more}"
            return key, text
    return "", ""


def _bare(question: str) -> str:
    return _ASKED.sub("", _PROMPT.sub("", question)).strip()


def _texts(value: dict[str, Any], names: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    found = [text for key in names if key not in taken and key in value for text in texts_of(value[key])]
    return tuple(dict.fromkeys(found))


def _choices(value: dict[str, Any], taken: str, names: Sequence[str]) -> tuple[str, ...]:
    for key in names or CHOICES:
        if key != taken and isinstance(value.get(key), list | dict):
            given = value[key]
            if isinstance(given, dict) and isinstance(given.get("choices"), list):
                given = given["choices"]
            found = texts_of(given)
            if found:
                return found
    for group in NUMBERED:
        found = tuple(text for key in group if key in value and (text := text_of(value[key]).strip()))
        if len(found) > 1 and group[1] in value:
            return found
    return ()


def _answers(value: dict[str, Any], choices: tuple[str, ...], names: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    for key in names or ANSWERS:
        if key in taken or key not in value or value[key] is None:
            continue
        chosen = _chosen(value[key], value, choices)
        if chosen:
            return (chosen,)
        if choices and not names:
            continue
        given = value[key]
        if isinstance(given, dict):
            parts = [
                given.get("value"),
                *(given.get("aliases") or ()),
                *texts_of(given.get("spans") or given.get("text")),
            ]
            texts = tuple(dict.fromkeys(text for part in parts if (text := text_of(part).strip())))
        else:
            texts = texts_of(given)
        final = [match[1] for text in texts if (match := _FINAL.search(text))]
        if texts:
            return tuple(dict.fromkeys((*texts, *final)))
    return ()


def _chosen(given: Any, value: dict[str, Any], choices: tuple[str, ...]) -> str:
    """Return the choice that a number, a letter or a label means; the text itself if it is one of the choices."""
    if not choices or isinstance(given, bool):
        return ""
    number = given if isinstance(given, int) else int(given) if isinstance(given, str) and given.isdigit() else None
    labels = _labels(value)
    if isinstance(given, str) and given in labels:
        number = labels.index(given)
    elif isinstance(given, str) and _LETTER.match(given):
        number = ord(given.upper()) - ord("A")
    elif isinstance(given, str) and given.strip() in choices:
        return given.strip()
    elif "option1" in value and number:
        number -= 1  # WinoGrande counts from 1
    return choices[number] if number is not None and 0 <= number < len(choices) else ""


def _labels(value: dict[str, Any]) -> list[str]:
    given = value.get("choices")
    if isinstance(given, dict) and isinstance(given.get("label"), list):
        return [str(label) for label in given["label"]]
    if isinstance(given, list):
        return [str(one.get("label")) for one in given if isinstance(one, dict)]
    return []


def _cells(row: Row, benchmark: str, cells: list[Any]) -> Item:
    """Return the item of a row of MMLU's tables: question, choices, letter."""
    texts = [text_of(cell).strip() for cell in cells]
    if len(texts) < 2:
        raise UnknownItemError("no_question", "the row has one cell")
    if len(texts) > 3 and _LETTER.match(texts[-1]):
        choices = tuple(texts[1:-1])
        place = ord(texts[-1].upper()) - ord("A")
        right = (choices[place],) if place < len(choices) else ()
        return item(row, benchmark, question=texts[0], choices=choices, answers=right)
    if " " not in texts[0]:
        texts = texts[1:]  # an id, as in the tables of CAsT
    return item(row, benchmark, question=texts[0], answers=tuple(texts[1:2]))
