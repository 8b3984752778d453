"""Requests say of one call what a description says of any."""

from typing import Any

import pytest

from lemnos.steps.tools.task.functions.smooth import is_odd, polished, settled, smoothed
from lemnos.steps.tools.task.functions.wishes import Wish


def wish_for(clause: str, *, reads: bool = False) -> Wish:
    return Wish(clause.partition(" ")[0], clause, reads)


@pytest.mark.parametrize(
    ("clause", "left", "expected"),
    [
        ('create a garden bed called "Herbs" for a user', {}, 'create a garden bed called "Herbs"'),
        ("send a note to a user", {"user_id": 3}, "send a note to a user"),
        ("delete pots from the bed 7", {"pot_ids": "12"}, "delete the pot with the ID 12 from the bed 7"),
        ("water pots", {"pot_ids": [12, 13]}, "water the pots with the IDs 12 and 13"),
        ("list the seeds at paths within the shed", {"path": "/a"}, "list the seeds at /a within the shed"),
        ("run a check on targets", {"target": "east-wall"}, "run a check on east-wall"),
        ("get the advice for common crops", {"crop": "rye"}, "get the advice for the crop rye"),
        (
            'add the remark "Dry" to the bed with the ID 7 on the author with the ID 9',
            {},
            'add the remark "Dry" to the bed with the ID 7 as the author with the ID 9',
        ),
    ],
)  # fmt: skip
def test_a_clause_speaks_of_one_call(clause: str, left: dict[str, Any], expected: str) -> None:
    said = dict(left)
    assert smoothed(clause, said, wish_for(clause)) == expected
    assert len(said) == len(left) - (expected != clause and bool(left))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("archive seed records with the seed IDs S-1 and S-2", "archive the seed records with the IDs S-1 and S-2"),
        ("upload photos with the paths /a and /b", "upload the photos /a and /b"),
        ('delete beds from the plan with the bed name "East wall"', 'delete the bed "East wall" from the plan'),
        ("list beds with the name East", "list beds with the name East"),
        (
            "get the grower with the ID 7 's best crops in Leith",
            "get the best crops of the grower with the ID 7 in Leith",
        ),
        ("reset locks for the shed with the ID 7", "reset locks for the shed with the ID 7"),
        ("list seeds by 7", "list seeds by the author with the ID 7"),
        (
            "remove the pot from the bed East with the email a@b.org",
            "remove the pot with the email a@b.org from the bed East",
        ),
        ("delete the pot with the ID 7 for a garden bed", "delete the pot with the ID 7"),
        ("add the pot with the ID 7 to a bed", "add the pot with the ID 7 to a bed"),
        (
            "move the pot with the ID 7 in the bed with the name X",
            "move the pot with the ID 7 in the bed with the name X",
        ),
        ("send message to Ada", "send a message to Ada"),
        ("delete all notes with the user ID 7", "delete all notes with the user ID 7"),
        ("delete notes with the user ID 7", "delete notes with the user ID 7"),
    ],
)
def test_keys_stand_behind_what_they_are_of(clause: str, expected: str) -> None:
    assert settled(polished(clause, wish_for(clause))) == expected


@pytest.mark.parametrize(
    ("clause", "beside", "odd"),
    [
        ("delete pots from the shed", (), True),
        ("delete the pots from the shed", (), False),
        ("list pots", (), False),
        ("update settings", (), False),
        ("get the date and time and year", (), True),
        ("get the notes for papers", (("arXiv ID", "2401.01234"),), True),
        ("search for gardens", (("city", "Oslo"),), False),
        ("water the bed", (("question", "How?"),), True),
        ("ask the gardener", (("question", "How?"),), False),
        ("schedule a watering", (), True),
        ("get token holders", (), True),
        ("get my token holders", (), False),
        ("reset locks for the shed with the ID 7", (), False),
        ("get the token holder and total supply", (), True),
        ("get the latest sales of a grower", (("owner", "ada"),), True),
        ("get the latest sales of a grower", (("grower", "ada"),), False),
        ("water the to bed", (), True),
        ("get all seeds on the shelf, pots and tools", (), True),
        ("plant a bed with a description and tools", (("bed description", "sunny"),), True),
        ("get sales data who bought seeds", (), True),
        ("send seeds to growers", (("recipients", "a@b.org"),), True),
        ("schedule a watering", (("start date", "2 May 2026"),), False),
    ],
)
def test_a_request_that_reads_like_a_description_is_odd(
    clause: str, beside: tuple[tuple[str, str], ...], *, odd: bool
) -> None:
    assert is_odd(clause, beside, wish_for(clause, reads=clause.startswith("get "))) is odd


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("get weather for the city Oslo", "get weather for Oslo"),
        ("get seeds from the garden shop URL https://a.org", "get seeds from the garden shop https://a.org"),
        ("go to the URL https://a.org", "go to https://a.org"),
        ("upload https://a.org/x from a public URL to the shed", "upload https://a.org/x to the shed"),
        ('get examples related for "tides"', 'get examples related to "tides"'),
        ("create a wallet with the network polygon", "create a wallet on polygon"),
        ("add a bed in the garden with the bed herbs", "add a bed called herbs in the garden"),
        ("make a move on the board with the move e4", "make the move e4 on the board"),
        ("get CVE information with the CVE ID CVE-2021-44228", "get the details of CVE-2021-44228"),
    ],
)
def test_values_are_said_as_people_say_them(clause: str, said: str) -> None:
    assert settled(clause) == said
