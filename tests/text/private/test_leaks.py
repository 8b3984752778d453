"""Keys that are planted in a page are found, with the prefilter as without; examples of documentation stay."""

import pytest

from lemnos.text.private import ALL_KINDS, private_data, replacer
from tests.text.private.planted import planted

betterleaks = pytest.importorskip("betterleaks")

PAGE = "The ferry crosses the strait four times a day, and {} was in the notes of the harbour master.\n\n" * 3
"""A page of prose, with a place in each paragraph."""


def masked(text: str) -> str:
    return replacer(private_data(text, ALL_KINDS, "betterleaks"))(text)[0]


@pytest.mark.parametrize("seed", range(3))
def test_every_planted_key_is_masked(seed: int) -> None:
    missed = []
    for kind, (text, key) in planted(seed).items():
        page = f"# Notes\n\nWhat the harbour master wrote down.\n\n{text}\n\nThe ferry leaves at noon.\n"
        if key.rpartition("\n")[0] in masked(page) if "\n" in key else key in masked(page):
            missed.append(kind)
    assert missed == []


@pytest.mark.parametrize("seed", [3, 4])
def test_the_prefilter_loses_nothing_that_betterleaks_finds_alone(seed: int) -> None:
    lost = []
    for kind, (text, _) in planted(seed).items():
        page = "\n\n".join([PAGE.format("nothing", "nothing", "nothing"), text, PAGE.format("a", "b", "c")])
        out = masked(page)
        lost += [(kind, found.rule_id) for found in betterleaks.scan_string(page) if found.secret in out]
    assert lost == []


EXAMPLES = [
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "api_key = YOUR_API_KEY, or api_key: <your-key-here>",
    "Authorization: Bearer xxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "password = ${DB_PASSWORD}; token = {{ secrets.TOKEN }}",
    "curl -u sk_test_4eC39HqLyjWDarjtT1zdp7dc: https://api.stripe.com/v1/charges",
    "postgres://user:password@localhost/db and mysql://root:secret@db/app",
    "pageToken: 024ggjjea253d79fc",
    "GUID {6F9619FF-8B86-D011-B42D-00CF4FC964FF}, commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "call _mbscpy_s_l or __std_reverse_trivially_swappable_8 of msvcr110_clr0400.dll",
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_of_documentation_stay(text: str) -> None:
    assert masked(text) == text


ADDRESSES = {
    "GET / from 93.184.216.34": "GET / from 192.0.2.1",
    "hosts 93.184.216.34, 151.101.1.140 and 93.184.216.34": "hosts 192.0.2.1, 192.0.2.2 and 192.0.2.1",
    "connected to 2606:2800:220:1:248:1893:25c8:1946": "connected to 2001:db8::1",
}


@pytest.mark.parametrize(("text", "expected"), ADDRESSES.items())
def test_public_addresses_are_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1, 10.1.2.3, 192.168.0.17, 172.16.4.5, 169.254.169.254, 100.64.0.1, 255.255.255.0",
        "192.0.2.44, 198.51.100.7, 203.0.113.9 and 2001:db8::5",
        "version 1.2.3.4, release 121.0.6167.85, Chrome/120.0.6099.109, build 199.22.1.8",
        "section 3.1.2.1, OID 1.3.6.1.4.1.311.20.2, 14.0.25.1 of the toolset",
        "a dotted number such as 151.101.1.140, or the network 151.101.0.0/16",
        "std::vector<int>::iterator, 12:30:45, 00:1b:44:11:3a:b7",
        "write to someone@example.com, ann@example.org, bo@site.test, info@harbour.io",
    ],
)
def test_what_names_no_machine_and_no_person_stays(text: str) -> None:
    assert masked(text) == text
