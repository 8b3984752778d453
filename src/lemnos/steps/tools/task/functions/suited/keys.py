"""Gives ids in the form of the service that gives them: a service, an id of its things -> an id as one copies it.

A form is a string in which ``#`` stands for a digit, ``~`` for a hexadecimal digit, ``*`` for a letter or a digit, and
``^`` for a capital or a digit.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.task.functions.subject import UNDECIDED, Given, Rule
from lemnos.steps.tools.task.functions.vocabulary import BY_LAST_WORD

_IDS = frozenset("id ids gid uid identifier guid uuid key".split())
_LETTERS: Mapping[str, str] = {
    "#": "0123456789",
    "~": "0123456789abcdef",
    "*": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "^": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
}
_GUID = "~~~~~~~~-~~~~-4~~~-a~~~-~~~~~~~~~~~~"
_PLAIN_GUID = "~" * 32
FORMS: tuple[tuple[frozenset[str], Mapping[str, str]], ...] = tuple(
    (frozenset(services.split()), {word: form for words, form in forms for word in words.split()})
    for services, forms in (
        ("azure entra microsoft intune msgraph sharepoint outlook", (
            ("tenant subscription directory application object user group principal client", _GUID),)),
        ("notion", (("page block database parent user comment", _PLAIN_GUID),)),
        ("slack", (
            ("channel", "C0^^^^^^^^^"), ("user member", "U0^^^^^^^^^"), ("team workspace", "T0^^^^^^^^^"),
            ("usergroup", "S0^^^^^^^^^"), ("file", "F0^^^^^^^^^"))),
        ("discord", (
            ("guild server channel user message role member emoji webhook", "1##################"),
            ("thread category forum", "1##################"))),
        ("telegram", (("chat group channel", "-100##########"), ("user", "7########"))),
        ("twitter tweet tweets", (("tweet status", "18#################"), ("user", "1#########"))),
        ("stripe", (
            ("customer", "cus_**************"), ("subscription", "sub_1***********************"),
            ("invoice", "in_1***********************"), ("product", "prod_**************"),
            ("price", "price_1***********************"), ("intent", "pi_3***********************"))),
        ("paystack", (("customer", "CUS_***************"),)),
        ("aws ec2 amazon", (
            ("instance", "i-0~~~~~~~~~~~~~~~~"), ("vpc", "vpc-0~~~~~~~~~~~~~~~~"),
            ("subnet", "subnet-0~~~~~~~~~~~~~~~~"),
            ("volume", "vol-0~~~~~~~~~~~~~~~~"), ("image ami", "ami-0~~~~~~~~~~~~~~~~"), ("account", "############"))),
        ("rds", (("instance", "rm-bp1~~~~~~~~~~~~~~~"),)),
        ("alibaba aliyun ecs alicloud", (("instance", "i-bp1~~~~~~~~~~~~~~~"), ("disk", "d-bp1~~~~~~~~~~~~~~~"))),
        ("spotify", (("track album artist playlist show episode", "**********************"),)),
        ("youtube", (("channel", "UC**********************"), ("playlist", "PL********************************"))),
        ("trello", (
            ("board card list checklist checkitem member", "6~~~~~~~~~~~~~~~~~~~~~~~"),
            ("organization label workspace", "6~~~~~~~~~~~~~~~~~~~~~~~"))),
        ("asana", (("task project workspace team section user portfolio story", "120#############"),)),
        ("airtable", (
            ("base", "app**************"), ("table", "tbl**************"), ("record", "rec**************"),
            ("view", "viw**************"), ("field", "fld**************"))),
        ("drive gdrive docs sheets gsheets slides", (
            ("file folder document spreadsheet presentation", "1********************************"),)),
        ("gmail", (("message thread draft", "19~~~~~~~~~~~~~~"),)),
        ("figma", (("file", "**********************"), ("node", "1#:##"))),
        ("zoom", (("meeting webinar", "8##########"),)),
        ("imdb", (("movie title imdb", "tt0######"),)),
        ("linear", (("issue team project user cycle label state comment", _GUID),)),
        ("monday", (("board item", "18########"),)),
        ("wechat weixin xiaohongshu xhs rednote", (("note", "66~~~~~~~~~~~~~~~~~~~~~~"),)),
    )
)  # fmt: skip
"""Words of services → noun of what an id is of → the form of the id."""
_PAPERS: Mapping[str, tuple[str, ...]] = {
    word: ids
    for words, ids in (
        ("pubmed pmid", ("31452104", "29083423", "33301246")),
        ("biorxiv", ("10.1101/2021.03.04.433932", "10.1101/2020.08.17.254839")),
        ("medrxiv", ("10.1101/2021.01.05.21249255", "10.1101/2020.11.18.20233890")),
        ("arxiv", BY_LAST_WORD["arxiv_id"]),
        ("semantic semanticscholar", ("ARXIV:2101.00001", "ARXIV:1905.12345")),
        ("iacr eprint", ("2023/1204", "2022/0871")),
        ("pmc pmcid", ("PMC7096724", "PMC8371605")),
        ("doi crossref", BY_LAST_WORD["doi"]),
        ("openalex", ("W2741809807", "W2963403868")),
        ("ssrn scopus ieee hal core europepmc google", ()),
    )
    for word in words.split()
}
"""Word of the source of a paper → ids that it gives; none where they are not known."""
_OF_PAPER = frozenset("paper article preprint publication".split())
_PROJECTS = ("WEB", "OPS", "APP")


def of_form(form: str, random: Random) -> str:
    """Return an id of a form.

    >>> of_form("i-0~~", Random(1)), len(of_form("####", Random(1)))
    ('i-02d', 4)
    """
    return "".join(
        _LETTERS[each][int(random.random() * len(_LETTERS[each]))] if each in _LETTERS else each for each in form
    )


def _paper(given: Given) -> Any:
    if given.last not in _IDS or len(given.words) < 2 or given.words[-2] not in _OF_PAPER:
        return UNDECIDED
    told = (*words_of(given.description.lower()), *given.ordered)
    word = next((word for word in told if word in _PAPERS), "")
    if not word:
        return UNDECIDED
    return given.pick(_PAPERS[word]) if _PAPERS[word] else None


def _key_of_project(given: Given) -> Any:
    keyed = given.words in (("project", "key"), ("space", "key")) or (
        given.words == ("project",) and given.speaks_of(frozenset(("jira",))) and "key" in given.description.lower()
    )
    return given.pick(_PROJECTS) if keyed else UNDECIDED


def _id(given: Given) -> Any:
    if given.last not in _IDS or given.value in BY_LAST_WORD.get("_".join(given.words[-2:]), ()):
        return UNDECIDED
    noun = singular(given.words[-2]) if len(given.words) > 1 else given.nouns[-1]
    words = frozenset((*given.about, *given.words))
    form = next((forms[noun] for services, forms in FORMS if noun in forms and not services.isdisjoint(words)), "")
    return of_form(form, given.random) if form else UNDECIDED


KEYS: tuple[Rule, ...] = (_paper, _key_of_project, _id)
"""Rules for ids and keys."""
