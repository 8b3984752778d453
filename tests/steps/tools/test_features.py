"""Features for near-duplicates contain no boilerplate."""

import numpy as np

from lemnos.steps.tools.registry.features import features, name_words
from lemnos.text.near_duplicates import jaccard
from tests.steps.tools.builders import make_tool

SHARED = "Requires the scope admin. See the guide on quotas. "


def test_the_words_of_a_name() -> None:
    assert name_words("getPetById_v2") == ["get", "pet", "by", "id", "v", "2"]
    assert name_words("X-Amz-HTTPDate") == ["x", "amz", "http", "date"]
    assert name_words("Größe") == ["gr", "öß", "e"]


def test_strangers_with_the_same_boilerplate_are_far_apart() -> None:
    tools = [make_tool(f"do_{word}", SHARED + f"Does {word} now.", "key", "zone", "alt", word) for word in "abcdef"]
    found, names = features(tools)
    assert max(jaccard(found[0], other) for other in found[1:]) < 0.3
    assert len(set(names.tolist())) == 6
    alone, _ = features(tools[:2])  # too few to tell what is boilerplate
    assert jaccard(alone[0], alone[1]) > 0.4


def test_order_of_words_and_versions_in_names_do_not_count_but_methods_do() -> None:
    tools = [
        make_tool("pet_get_v2", kind="http", method="GET"),
        make_tool("getPet", kind="http", method="GET"),
        make_tool("getPet", kind="http", method="POST"),
    ]
    _, names = features(tools)
    assert names[0] != names[2]
    assert names[1] != names[2]


def test_a_tool_without_anything_specific_has_a_feature_still() -> None:
    (piece,), names = features([make_tool("1")])
    assert len(piece) == 1
    assert piece.dtype == np.uint64
    assert len(names) == 1
    assert features([])[0] == []
