"""Checks the text of user turns: does one read as a question or request, is it new, does it give the answer away?

Pure functions, ``str`` → verdict. The offline writer calls them as it writes and the review calls them on the turns of
any writer; two of them therefore cache their results. Costs about 6 µs for ``well_formed`` and 4 µs for ``leaks``.
Limitation: paraphrase; a turn that gives the answer away in other words than the answer's own is not detected.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[\w'’-]*\w")
_MARKUP = re.compile(r"[{}<>|\\*^]|\[\[|\]\]|&[a-z]+;|''|``")
_ODD = frozenset('{}<>|\\*^[]()&`"“”«»\t\n\r\u00a0')
_ADDRESS = re.compile(r"https?:|www\.|\w\.(?:md|txt|html?|jpe?g|png|svg|xml)\b")
_PLACEHOLDERS = frozenset("TODO TBD FIXME XXX undefined None null placeholder lorem".split())
_ARTICLES = frozenset("the a an The A An".split())
_DETERMINERS = frozenset("the a an its their his it they".split())
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
_BAD_ENDS = ("??", "..", "?.", ".?", "!?", ",?", ":?", ";?", ",.", ":.", ";.", "-?", " ?", " .", "!.", "?!")
_REPEATABLE = frozenset(("had", "that", "her"))
_NEVER_TELLING = frozenset(
    """
    the a an of in on at to for and or is are was were be been being do does did has have had what who whom
    whose when where why how which that this these those it its they them their he him his she her you your i me
    my we us can could would should will may might must about with by from as if so then not no more most some
    any all other there here into out up over under than also just very much many one two three first second
    exactly used use made make known called name part work play people time way get go come take give like say
    said tell know explain mean happen happened became earlier bit little still else sorry please let let's talk
    moment back something anything interesting i'd thanks makes sense follow clear helps great nice right
    details detail hear learn understand curious wondering what's that's i'm mentioned mention role story
    further think look kind idea help point between against came comes fit fits matter matters actually really
    become began begin end started start good well new old
    """.split()
)
_OWNER_ENDINGS = frozenset(("'s", "’s"))
_NUMBER = re.compile(r"\d")
_OPENING = frozenset("“\"'¿«_/#@")
_LOOSE = (" , ", " ; ", " : ", " . ", " ? ", " ! ", " )", "( ")
_LONGEST, _SHORTEST = 45, 2
TERMINAL = "?.!？。！؟।…"
"""Marks that end a sentence, in any script."""
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LETTERS_A_WORD = 2
"""Letters that count as one word in scripts without spaces."""


@lru_cache(maxsize=1024)
def normalised(text: str) -> str:
    """Return a turn in the form in which turns are compared: lower case, words only."""
    return " ".join(_WORD.findall(text.casefold()))


def repeats(question: str, seen: Collection[str]) -> bool:
    """Return whether a turn equals an earlier one up to case and punctuation; ``seen`` holds normalised turns."""
    return normalised(question) in seen


_SUSPECT = re.compile(
    r"  | [,;:.?!)]|\( |[^\w\s'’,;:.?!/–-]|[\t\n\r\u00a0]|''|[?.!,:;-][?.]$|\?!$|\.[a-z]|:/|\b(\w+) \1\b"
    r"|\b(?:[Tt]he|[Aa]n?) (?:the|an?|its|their|his|it|they)\b"
    r"|\b(?:TODO|TBD|FIXME|XXX|undefined|None|null|placeholder|lorem)\b"
)
"""Signs that need a closer look. A turn without them, of usual length and with an initial capital, is well-formed."""


@lru_cache(maxsize=1024)
def well_formed(question: str) -> str | None:
    """Return why a turn does not read as a question or request, None if it does."""
    if question[-1:] in ("?", ".") and question[0].isupper() and 0 < question.count(" ") < _LONGEST:
        if not _SUSPECT.search(question):
            return None
    elif not question or question[-1] not in TERMINAL:
        return "does not end with a question mark or full stop"
    first = question[0]
    if not (first.isupper() or first.isdigit() or first in _OPENING) and first.lower() != first.upper():
        return "does not start with a capital"
    words = question.split(" ")
    length = len(words) + len(_SPACELESS.findall(question)) // _LETTERS_A_WORD
    if length < _SHORTEST and question not in ("Why?", "How?"):
        return "too short"
    if length > _LONGEST:
        return "too long"
    if question.endswith(_BAD_ENDS):
        return "doubled punctuation"
    for previous, word in pairwise(words):
        if word == previous and word not in _REPEATABLE and word.isalpha():
            return "doubled word"
        if previous in _ARTICLES and word in _DETERMINERS:
            return "doubled article"
    if "" in words or any(mark in question for mark in _LOOSE):
        return "stray white space"
    if not _PLACEHOLDERS.isdisjoint(words):
        return "placeholder"
    if "." in question[:-1] and _ADDRESS.search(question):
        return "markup"
    if not _ODD.isdisjoint(question) or "''" in question:
        return _odd(question)
    return None


def _odd(question: str) -> str | None:
    """Return why a turn with brackets, quotation marks or control characters is not well-formed, None if it is."""
    if _MARKUP.search(question):
        return "markup"
    if any(character in question for character in "\t\n\r\u00a0"):
        return "stray white space"
    german = question.count("„")  # its closing mark is the opening mark of English
    for left, right in _PAIRS:
        if question.count(left) - german * (left == "“") != question.count(right):
            return "unbalanced brackets or quotation marks"
    if question.count('"') % 2 or question.count("`") % 2:
        return "unbalanced brackets or quotation marks"
    return None


def leaks(question: str, answer: str, allowed: Iterable[str]) -> bool:
    """Return whether a turn contains content of its answer that the user could not know.

    Such content is a number, a name, or two consecutive content words that occur in the answer and in none of
    ``allowed``: the title of the topic, the headings of the section, the subject, what was said before.
    """
    known = lower_answer = previous = ""
    for word in _WORD.findall(question.casefold()):
        if word in _NEVER_TELLING:
            previous = ""
            continue
        if not known:
            known, lower_answer = " ".join(allowed).casefold() or " ", answer.casefold()
        bare = word[:-2] if word[-2:] in _OWNER_ENDINGS else word
        if bare in known or bare not in lower_answer:
            previous = ""
            continue
        if _NUMBER.search(bare) or (previous and f"{previous} {bare}" in lower_answer):
            return True
        capital = bare.capitalize()
        if f" {capital}" in answer and f" {capital}" in question:
            return True
        previous = bare
    return False
