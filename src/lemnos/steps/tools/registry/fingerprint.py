"""What is specific to a tool, as hashes: what near-duplicates are found on.

Names of parameters that most tools of an API have (``api_key``, ``X-Amz-Date``) and sentences that many of their
descriptions share are boilerplate: they would make strangers look alike, so they are left out. The features of a tool
are the words of its name, the names of its other parameters, and the pairs of words in the rest of its description.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.records import Tool
from lemnos.text.words import string_hashes

_COMMON_PARAMETER = 0.5
"""Share of the tools of an API above which a parameter is boilerplate."""
_COMMON_SENTENCE = 0.2
_FEW = 5
"""APIs with fewer tools have no boilerplate that could be told from the rest."""
_LONGEST = 4000
"""Characters of a description that are looked at."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_PLAIN_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_VERSION = re.compile(r"(?:(?<=[a-z])V|(?<![A-Za-z])[vV])\d+(?:(?:alpha|beta)\d*)?(?![a-z])")


class _Properties(msgspec.Struct):
    properties: dict[str, msgspec.Raw] = {}


_decoder = msgspec.json.Decoder(_Properties)


def name_words(name: str) -> list[str]:
    """Return the words that a name is made of, in small letters.

    >>> name_words("getPetById_v2"), name_words("list-HTTPProxies")
    (['get', 'pet', 'by', 'id', 'v', '2'], ['list', 'http', 'proxies'])
    """
    return [word.lower() for word in _WORD.findall(name)]


def parameter_names(tool: Tool) -> list[str]:
    """Return the names of a tool's parameters."""
    return list(_decoder.decode(tool.parameters).properties)


def features(tools: Sequence[Tool]) -> tuple[list[npt.NDArray[np.uint64]], npt.NDArray[np.uint64]]:
    """Return the sorted distinct features of each tool, and the hash of what two tools must share to be compared.

    The latter stands for the words of the name, whatever their order and without version numbers, and the HTTP method:
    ``delete_pet`` is no duplicate of ``get_pet``, however alike the rest.

    Args:
        tools: The tools of a shard; what is boilerplate is found among them.
    """
    by_api: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, tool in enumerate(tools):
        by_api[tool.provider, tool.api].append(number)
    parameters = [parameter_names(tool) for tool in tools]
    sentences = [_SENTENCE.split(tool.description[:_LONGEST]) for tool in tools]
    strings: list[str] = []
    lengths = np.zeros(len(tools), dtype=np.int64)
    names: list[str] = [""] * len(tools)
    found: dict[int, list[str]] = {}
    for members in by_api.values():
        common_parameters = _common([parameters[member] for member in members], _COMMON_PARAMETER)
        common_sentences = _common([sentences[member] for member in members], _COMMON_SENTENCE)
        for member in members:
            tool = tools[member]
            words = name_words(_VERSION.sub(" ", tool.name))
            own = [f"n {word}" for word in words]
            own += [f"p {name}" for name in parameters[member] if name not in common_parameters]
            told: list[str] = []
            for sentence in sentences[member]:
                if sentence not in common_sentences:
                    told += _PLAIN_WORD.findall(sentence.lower())
            own += [f"d {first} {second}" for first, second in pairwise(["", *told])]
            found[member] = own or ["n"]
            names[member] = " ".join([tool.kind, tool.method, *sorted(words)])
    for number in range(len(tools)):
        strings += found[number]
        lengths[number] = len(found[number])
    hashes = string_hashes(strings)
    pieces = np.split(hashes, np.cumsum(lengths)[:-1]) if len(tools) else []
    return [np.unique(piece) for piece in pieces], string_hashes(names)


def _common(lists: Sequence[Sequence[Any]], share: float) -> frozenset[Any]:
    """Return what stands in more than ``share`` of several lists."""
    if len(lists) < _FEW:
        return frozenset()
    counts = Counter(item for items in lists for item in dict.fromkeys(items))
    least = max(3.0, share * len(lists))
    return frozenset(item for item, count in counts.items() if count > least)
