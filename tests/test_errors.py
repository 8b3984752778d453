"""Errors: one line for the user, the same after a journey between processes."""

import pickle

import pytest

from lemnos.errors import ConversationError, InputError, LemnosError, RunError, SettingsError, WorkerError

KINDS = [InputError, SettingsError, RunError, ConversationError]


def test_an_error_is_one_line_of_where_what_and_remedy() -> None:
    assert str(InputError("is damaged", where="a.bz2:120", remedy="fetch it again")) == (
        "a.bz2:120: is damaged; fetch it again"
    )
    assert str(InputError("is damaged", where="a.bz2")) == "a.bz2: is damaged"
    assert str(InputError("is damaged", remedy="fetch it again")) == "is damaged; fetch it again"
    assert str(InputError("is damaged")) == "is damaged"


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_pickling_with_all_its_parts(kind: type[LemnosError]) -> None:
    error = pickle.loads(pickle.dumps(kind("what", where="where", remedy="remedy")))
    assert type(error) is kind
    assert (error.what, error.where, error.remedy) == ("what", "where", "remedy")


@pytest.mark.parametrize("kind", KINDS)
def test_everything_a_user_can_fix_is_a_lemnos_error(kind: type[Exception]) -> None:
    assert issubclass(kind, LemnosError)


def test_a_bug_is_not_something_a_user_can_fix() -> None:
    assert not issubclass(WorkerError, LemnosError)
    assert str(pickle.loads(pickle.dumps(WorkerError("died")))) == "died"
