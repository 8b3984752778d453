"""Turn tools into hashes of their distinctive features, by which near-duplicates are found: tools -> feature sets.

The features of a tool are the words of its name, the names of its parameters, and the pairs of adjacent words in its
description. Boilerplate is left out, because it would make unrelated tools look alike: parameters that most tools of
an API have (``api_key``, ``X-Amz-Date``), and sentences that many of their descriptions share.
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
"""A parameter that more than this share of the tools of an API have is boilerplate."""
_COMMON_SENTENCE = 0.2
"""A sentence that more than this share of the descriptions of an API contain is boilerplate."""
_FEWEST_TOOLS = 5
"""In an API with fewer tools, boilerplate cannot be detected."""
_LONGEST_DESCRIPTION = 4000
"""Number of characters of a description that are read."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_PLAIN_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_VERSION = re.compile(r"(?:(?<=[a-z])V|(?<![A-Za-z])[vV])\d+(?:(?:alpha|beta)\d*)?(?![a-z])")


class _Properties(msgspec.Struct):
    properties: dict[str, msgspec.Raw] = {}


_decoder = msgspec.json.Decoder(_Properties)


def name_words(name: str) -> list[str]:
    """Return the words of which a name consists, in lower case.

    >>> name_words("getPetById_v2"), name_words("list-HTTPProxies")
    (['get', 'pet', 'by', 'id', 'v', '2'], ['list', 'http', 'proxies'])
    """
    return [word.lower() for word in _WORD.findall(name)]


def parameter_names(tool: Tool) -> list[str]:
    """Return the names of a tool's parameters."""
    return list(_decoder.decode(tool.parameters).properties)


def features(tools: Sequence[Tool]) -> tuple[list[npt.NDArray[np.uint64]], npt.NDArray[np.uint64]]:
    """Return the sorted distinct features of each tool, and a hash per tool that two tools must share to be compared.

    The hash covers kind, HTTP method and the words of the name in any order, without version numbers:
    ``delete_pet`` is no duplicate of ``get_pet``, however similar the rest is.

    Args:
        tools: The tools of a shard; boilerplate is detected among them.

    Returns:
        The features of each tool, shape (features,); and the hashes, shape (tools,).
    """
    by_api: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, tool in enumerate(tools):
        by_api[tool.provider, tool.api].append(number)
    parameters = [parameter_names(tool) for tool in tools]
    sentences = [_SENTENCE.split(tool.description[:_LONGEST_DESCRIPTION]) for tool in tools]
    strings: list[str] = []
    lengths = np.zeros(len(tools), dtype=np.int64)
    names: list[str] = [""] * len(tools)
    features_of: dict[int, list[str]] = {}
    for members in by_api.values():
        common_parameters = _common([parameters[member] for member in members], _COMMON_PARAMETER)
        common_sentences = _common([sentences[member] for member in members], _COMMON_SENTENCE)
        for member in members:
            tool = tools[member]
            words = name_words(_VERSION.sub(" ", tool.name))
            own_features = [f"n {word}" for word in words]
            own_features += [f"p {name}" for name in parameters[member] if name not in common_parameters]
            description_words: list[str] = []
            for sentence in sentences[member]:
                if sentence not in common_sentences:
                    description_words += _PLAIN_WORD.findall(sentence.lower())
            own_features += [f"d {first} {second}" for first, second in pairwise(["", *description_words])]
            features_of[member] = own_features or ["n"]
            names[member] = " ".join([tool.kind, tool.method, *sorted(words)])
    for number in range(len(tools)):
        strings += features_of[number]
        lengths[number] = len(features_of[number])
    hashes = string_hashes(strings)
    pieces = np.split(hashes, np.cumsum(lengths)[:-1]) if len(tools) else []
    return [np.unique(piece) for piece in pieces], string_hashes(names)


def _common(lists: Sequence[Sequence[Any]], share: float) -> frozenset[Any]:
    """Return the items that occur in more than ``share`` of the lists; none if there are few lists."""
    if len(lists) < _FEWEST_TOOLS:
        return frozenset()
    counts = Counter(item for items in lists for item in dict.fromkeys(items))
    least = max(3.0, share * len(lists))
    return frozenset(item for item, count in counts.items() if count > least)
