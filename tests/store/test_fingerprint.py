"""Fingerprints: equal for equal settings, other for any change, refused for what has no stable form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.steps.talk.plan.outline import PlanSettings
from lemnos.steps.talk.settings import TalkSettings
from lemnos.store.changes import changes
from lemnos.store.fingerprint import fingerprint, plain

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=6,
)


def test_a_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": [2, 3]}) == fingerprint({"b": (2, 3), "a": 1})
    assert fingerprint({"a": 1}) == "1f8c00645b7df6ce"


@given(PLAIN, PLAIN)
def test_a_fingerprint_tells_settings_apart_exactly_when_their_plain_forms_differ(left: Any, right: Any) -> None:
    same = repr(plain(left)) == repr(plain(right))  # repr, because True == 1
    assert (fingerprint(left) == fingerprint(right)) == same


def test_any_setting_in_the_tree_changes_the_fingerprint() -> None:
    other = TalkSettings(plan=PlanSettings(turns_mean=82.3))
    assert fingerprint(TalkSettings()) == fingerprint(TalkSettings(plan=PlanSettings()))
    assert fingerprint(TalkSettings()) != fingerprint(other)
    assert changes(plain(TalkSettings()), plain(other)) == ["plan.turns_mean changed from 82.2 to 82.3"]


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", {1: "x"}, print, [object()], float("nan"), float("inf")])
def test_what_has_no_stable_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        fingerprint(value)
