"""The evidence of an answer: words of any script and spelling count whole, and what nothing holds is found."""

import pytest

from lemnos.steps.tools.ladder.evidence import Evidence, unsupported

SEEN = (
    '{"state":"InProgress","region":"Skåne","name":"Élan Vital","author":"Clockmaker\'s Daughter","items":[7,8],'
    '"owner":{"firstName":"Rosa","lastName":"Jansen"},"editor":{"firstName":"Sami","lastName":"Bauer"}}'
)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("The state is InProgress.", ""),
        ("The state is in progress.", ""),
        ("The region is Skåne.", ""),
        ("The name is Élan Vital.", ""),
        ("It is by the Clockmaker's Daughter.", ""),
        ("There are 2.", ""),
        ('It belongs to "Rosa Jansen".', ""),
        ('It belongs to "Rosa Bauer".', "Rosa Bauer"),
        ("The state is InReview.", "InReview"),
        ("The state is In.", "In"),
        ("The region is Sk.", "Sk"),
        ("The region is Ålesund.", "Ålesund"),
        ("The name is Élan Noir.", "Noir"),
        ("The size is 9.", "9"),
    ],
)
def test_a_value_that_nothing_holds_is_found(answer: str, found: str) -> None:
    evidence = Evidence()
    evidence.add_json(SEEN)
    assert unsupported(answer, evidence) == found
