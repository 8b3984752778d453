"""Values, names and fields in words."""

import pytest

from lemnos.steps.tools.naming.noun_phrases import named, plural_of, with_article
from lemnos.steps.tools.task.wording import (
    capital,
    field_words,
    forms_of,
    is_asked,
    is_hidden,
    is_shown,
    said,
    stated,
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2025-03-05", "5 March 2025"),
        ("2025-03-05T00:00:00Z", "5 March 2025"),
        ("2025-03-05T07:30:00Z", "5 March 2025 at 07:30 UTC"),
        ("2025-03-05T07:30:00", "5 March 2025 at 07:30"),
        ("2025-13-05", "2025-13-05"),
        ("in_progress", "in progress"),
        ("IN_PROGRESS", "in progress"),
        ("ACTIVE", "active"),
        ("EUR", "EUR"),
        ("billing-worker", "billing-worker"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "yes"),
        (None, ""),
    ],
)
def test_a_value_is_said_as_people_say_it(value: object, words: str) -> None:
    assert said(value) == words


@pytest.mark.parametrize("value", ["2025-03-05T07:30:00Z", "in_progress", 1200, 12.5, True, "Lisbon"])
def test_what_is_said_is_among_the_forms_that_are_looked_for(value: object) -> None:
    assert said(value).lower() in forms_of(value)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("createdAt", "creation date"),
        ("updated_time", "last update"),
        ("expiresAt", "expiry date"),
        ("last_modified_on", "last change"),
        ("customerEmail", "customer email"),
        ("lat", "latitude"),
        ("scheduledAt", "scheduled time"),
        ("callAnsweredAt", "call answered time"),
        ("lastSeenAt", "last activity"),
        ("vat_id", "VAT ID"),
    ],
)
def test_a_field_is_called_as_people_call_it(field: str, words: str) -> None:
    assert field_words(field) == words


@pytest.mark.parametrize("field", ["id", "customerId", "self_url", "etag", "accessToken", "avatar"])
def test_keys_and_addresses_are_hidden(field: str) -> None:
    assert is_hidden(field)
    assert not is_shown(field, "abc")


@pytest.mark.parametrize("value", ["", "a\nb", "https://example.com/a", "{id}", "3f9a0c2277bb11", "primary"])
def test_values_that_say_nothing_are_not_shown(value: str) -> None:
    assert not is_shown("city", value)


@pytest.mark.parametrize(
    ("field", "asked"), [("status", True), ("totalPrice", True), ("isOpen", False), ("foo", False)]
)
def test_people_ask_after_some_fields(field: str, asked: bool) -> None:
    assert is_asked(field) is asked


def test_names_that_read_like_words_of_the_sentence_stand_in_quotes() -> None:
    assert [named(each) for each in ("Silver Grove", "billing-worker", "Update the price list", "from 3 May 2025")] == [
        "Silver Grove",
        "billing-worker",
        '"Update the price list"',
        "from 3 May 2025",
    ]


def test_sentences_stand_in_quotes_in_answers() -> None:
    assert [stated(each) for each in ("Lisbon", "Kept for reference.", "5 March 2025 at 07:30")] == [
        "Lisbon",
        '"Kept for reference."',
        "5 March 2025 at 07:30",
    ]


def test_plurals_and_articles() -> None:
    assert [plural_of(each) for each in ("purchase order", "person", "status", "key")] == [
        "purchase orders",
        "people",
        "statuses",
        "keys",
    ]
    assert [with_article(each) for each in ("order", "user", "hour", "SMS", "one-time code")] == [
        "an order",
        "a user",
        "an hour",
        "an SMS",
        "a one-time code",
    ]


def test_names_keep_their_spelling_at_the_start_of_a_sentence() -> None:
    assert [capital(each) for each in ("the order", "billing-worker is gone", "mKeller", "fcastro2")] == [
        "The order",
        "billing-worker is gone",
        "mKeller",
        "fcastro2",
    ]
