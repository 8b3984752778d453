"""Reads what a description promises: text -> the fields that a result must have, or that nobody can make it up.

    "Returns: Dict with upload status and mediaObjectId"     ──▶  {"mediaObjectId": "med_4f1c…"}
    "Returns the move in UCI format and the new board FEN"   ──▶  nothing: it follows from the arguments

A function that changes something confirms it, which promises such as ``a confirmation message`` ask for and no more. An
id, an address or a path of what was made can be made up; a text, a figure or a new state that is promised cannot. The
same holds of verbs that leave something behind: a screenshot is a file. Not handled: languages other than English.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.world.results.known_fields import DATED, QUANTITIES, WORDY
from lemnos.steps.tools.world.values.seeds import seed_of
from lemnos.steps.tools.world.values.tables import PROSE

_LISTED = re.compile(
    r"\b(?:including|includes?|such as|containing|contains?|returns?|with)[:\s]+((?:[\w' -]{3,30},\s*){1,6}"
    r"(?:and |or )?[\w' -]{3,30})",
    re.IGNORECASE,
)
_MOST_FIELDS = 5
_PROMISE = re.compile(
    r"\b(?:returns?|returning|outputs?|yields|produces|responds? with|gives back|and (?:see|view|stream))\b:?\s+"
    r"([^\n]{3,260}?)(?=\.\s|\.$|\n|$|\b(?:Raises|Examples?|Notes?|Args|Parameters)\b)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"([^.\n]{3,120}?)\s+(?:will be|is|are) returned\b", re.IGNORECASE)
_CONFIRMING = frozenset(
    "confirmation confirm confirming message messages success successful successfully status result results error "
    "errors failure fail failed indicating indicate indicates boolean bool true false dict dictionary json string str "
    "object text type any list tuple information info details detail data metadata operation response responses reply "
    "whether if the a an of or and with as in on for to from containing contains including includes that which was "
    "were is are "
    "be been has have had this its it new newly key keys value values state updated created deleted added removed "
    "modified completed none null nothing void ok otherwise else when upon about id ids identifier name title any "
    "format formatted structured optional request requested action task promise code api server following fields "
    "field basic also one all each full entire record entry item raised exception describing description note "
    "outcome acknowledgment acknowledgement summary process processed execution future reference use used using by "
    "user users you your url link path file not found exists existing at".split()
) | frozenset(
    "creation registration unregistration cancellation assignment deployment contribution approval minting transfer "
    "setting deletion tagging untagging connection complete changes unique absolute same resulting local preview "
    "previews their after upon when issues arise newly copy above resource ids successfully".split()
)
"""Words of promises that a confirmation keeps."""
_ID = re.compile(r"\b([a-z]+(?:[A-Z][a-z]+)*I[dD]|[a-z]+(?:_[a-z]+)*_(?:id|uuid))\b")
_ID_OF = re.compile(
    r"\b(?:ID|id|identifier)\s+of\s+(?:the|a|an)\s+(?:new(?:ly)?\s+|created\s+)*([a-z]+)|\b([a-z]+) IDs?\b"
)
_PLACE = re.compile(r"\b(url|link|uri|path)\b", re.IGNORECASE)
_FILES: dict[str, str] = {
    "screenshot": "png", "capture": "png", "snapshot": "png", "export": "", "download": "", "record": "mp4",
    "remove_background": "png", "resize": "", "crop": "", "upscale": "", "compress": "", "merge": "", "watermark": "",
    "colorize": "", "vectorize": "svg", "rotate": "", "inpaint": "", "replace_background": "", "annotate": "",
    "split": "", "plot": "png", "visualize": "png", "image": "png", "video": "mp4", "audio": "mp3", "gif": "gif",
}  # fmt: skip
"""Verbs that leave a file behind → its extension; empty for that of what they are given."""
_ANYWHERE = ("screenshot", "upscale", "vectorize", "colorize")
"""Words that tell a file wherever they stand in the name of a function."""
_OF_MEDIA = frozenset("resize crop rotate merge split compress record annotate capture snapshot plot".split())
"""Verbs that leave a file behind where they are done to one."""
_GRAPHIC = re.compile(r"\b(?:image|photo|picture|video|audio|pdf|file|gif|screen|page|plot|chart)s?\b", re.IGNORECASE)
_MEDIA = {"image": "image", "picture": "image", "video": "video", "audio": "audio", "speech": "audio", "gif": "gif"}
"""Words of what is made from a text → its kind."""
_PROMPTS = frozenset("prompt scene description text script".split())
"""Words of arguments that tell what a picture shows."""
_ENDING = re.compile(r"\.([a-z0-9]{2,4})$")
_KINDS_OF_FILES = re.compile(r"\b(pdf|csv|xlsx|json|png|jpe?g|svg|docx|mp4|mp3|html|zip)\b", re.IGNORECASE)
_TARGETS = frozenset("output destination dest target save to outfile filename".split())
"""Words of arguments that say where a file is put."""
_ASKING = frozenset("ask chat prompt consult converse interview discuss brainstorm".split())
"""Verbs of what is done for an answer."""
_ANSWERING = frozenset("agent agents model models llm llms assistant ai gpt claude gemini chatbot".split())
_RUNNING = frozenset("run execute eval exec play call invoke".split())
_RUN = frozenset("cell notebook code script query sql command prompt expression function tool snippet model".split())
"""What is run for what comes out of it."""
_GIVEN_BACK = frozenset("format text clean simplify".split())


@lru_cache(maxsize=4096)
def listed_fields(description: str) -> tuple[str, ...]:
    """Return the fields that a description lists, of which the meaning is plain; empty if there are fewer than two.

    >>> listed_fields("Get the weather of a city, including temperature, wind and humidity.")
    ('temperature', 'wind', 'humidity')
    """
    for listed in _LISTED.findall(description[:800]):
        names = []
        for part in re.split(r",\s*(?:and |or )?|\s+and\s+", listed):
            words = [
                word
                for word in words_of(part.strip())
                if word not in ("the", "a", "an", "its", "their", "and", "or", "including")
            ]
            plain = 1 <= len(words) <= 3 and all(word.isalpha() for word in words)
            if plain and words[-1] in QUANTITIES | DATED | WORDY and words[-1] not in PROSE | {"content"}:
                names.append("_".join(words))
        if len(names) > 1:
            return tuple(dict.fromkeys(names))[:_MOST_FIELDS]
    return ()


def promised(name: str, description: str, arguments: Mapping[str, Any], seed: str) -> dict[str, Any] | None:
    """Return what the result of a change has beside a confirmation; None if it holds what nobody can make up.

    Args:
        name: Name of the function.
        description: Its text.
        arguments: The arguments of the call.
        seed: Decides all that is made up.

    >>> promised("upload_media", "Returns: Dict with upload status and mediaObjectId.", {}, "s")
    {'mediaObjectId': 'med_636c3955'}
    >>> promised("make_move", "Returns the move in UCI format and the new board FEN", {}, "s") is None
    True
    """
    words = [word.lower() for word in words_of(name)]
    if _is_answered(words, description):
        return None
    own = {*words, *map(singular, words), *(word for each in arguments for word in words_of(each))}
    own |= set(words_of(_PROMISE.split(description[:160])[0].partition(". ")[0]))
    verb = _leaves_file(words, own, description, arguments)
    made: dict[str, Any] = {}
    for text in [*_PROMISE.findall(description[:1200]), *_PASSIVE.findall(description[:1200])]:
        made |= _ids(text, arguments, seed)
        told = {word for word in words_of(_ID.sub(" ", text)) if word.isalpha() and len(word) > 1}
        if {"transaction", "hash"} <= told and "solana" not in own:
            made["transaction_hash"] = f"0x{Random(seed_of(seed, 'hash')).getrandbits(256):064x}"
            told -= {"transaction", "hash"}
        if _PLACE.search(text) and (media := next((_MEDIA[word] for word in _MEDIA if word in told), "")):
            verb = verb or media
            told -= _MEDIA.keys()
        if any(
            each not in _CONFIRMING | own and singular(each) not in own and not each.endswith("ed") for each in told
        ):
            return None
    file = _file(verb, description, arguments, seed) if verb else {}
    return None if file is None else made | file


def _leaves_file(words: list[str], own: set[str], description: str, arguments: Mapping[str, Any]) -> str:
    """Return the verb or the kind of what leaves a file behind; empty if nothing does."""
    told = words[:1] == ["create"] and not _PROMPTS.isdisjoint(word for each in arguments for word in words_of(each))
    if told and (kind := next((_MEDIA[word] for word in _MEDIA if word in own), "")):
        return kind
    verb = next((each for each in _FILES if words[: each.count("_") + 1] == each.split("_")), "")
    if verb in _OF_MEDIA and not _GRAPHIC.search(f"{' '.join(words)} {description[:120]}"):
        return ""
    return verb or next((each for each in _ANYWHERE if each in words), "")


def _is_answered(words: list[str], description: str) -> bool:
    """Return whether something is done for the answer that it gets, or for what comes out of it."""
    first, rest = words[0] if words else "", set(words[1:])
    if first in _ASKING or (first in _GIVEN_BACK and "text" in description[:60].lower()):
        return True
    if first in _RUNNING and rest & _RUN:
        return True
    opening = {word.lower() for word in words_of(description[:100])}
    return first in ("send", "query", "submit") and bool((rest | opening) & _ANSWERING) and "message" in rest | opening


def _ids(text: str, arguments: Mapping[str, Any], seed: str) -> dict[str, Any]:
    """Return the ids that a promise names, but for those that were sent."""
    names = [each for each in _ID.findall(text) if each not in arguments]
    if not names:
        of = [one or other for one, other in _ID_OF.findall(text)]
        names = [f"{each}_id" for each in of if each not in _CONFIRMING and f"{each}_id" not in arguments]
    return {name: f"{name[:3].lower()}_{seed_of(seed, name) % 16**8:08x}" for name in names[:1]}


def _file(verb: str, description: str, arguments: Mapping[str, Any], seed: str) -> dict[str, Any] | None:
    """Return where the file is that a verb leaves behind; None if nothing tells of which kind it is."""
    if any(not _TARGETS.isdisjoint(words_of(name)) for name in arguments):
        return {}
    given = next((value for value in arguments.values() if isinstance(value, str) and "/" in value), "")
    kind = _KINDS_OF_FILES.search(description[:300])
    ending = _ENDING.search(given)
    extension = _FILES[verb] or (ending[1] if ending else "") or (kind[1].lower() if kind else "")
    extension = extension or ("png" if re.search(r"\bimages?\b", f"{verb} {description[:160]}", re.IGNORECASE) else "")
    if not extension:
        return None
    stem = _ENDING.sub("", given.rstrip("/").rpartition("/")[2]) or "result"
    stem = stem if re.fullmatch(r"[\w-]{1,40}", stem) else "result"
    file = f"{stem}-{verb.replace('_', '-')}-{seed_of(seed, verb) % 16**4:04x}.{extension}"
    if given and "://" not in given:
        return {"path": f"{given.rpartition('/')[0]}/{file}"}
    return {"url": f"https://files.example.com/{file}"}
