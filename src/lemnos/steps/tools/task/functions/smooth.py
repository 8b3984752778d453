"""Takes out of a clause what a description says and a person does not, and tells where it cannot be taken out.

    create a base called "Plants" for a user         ──▶  create a base called "Plants"
    list the files at paths, path: /home/ada         ──▶  list the files at /home/ada
    delete files from the workspace 7, file_ids: 12  ──▶  delete the file with the ID 12 from the workspace 7

Descriptions speak of any call; a person speaks of one. Limitation: English only.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.noun_phrases import plural_of, with_article
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.task.functions.awkward import PREPOSITIONS
from lemnos.steps.tools.task.functions.placing import called, in_words
from lemnos.steps.tools.task.functions.subject import MAKING, READING
from lemnos.steps.tools.task.functions.wishes import Wish

_SOMEONE = re.compile(
    r" (?:for|on behalf of|to|from) (?:an?|the) (?:user|customer|client|person|human|developer|agent|caller|end user)"
    r"s?\b(?=$|,| (?:in|on|from|at|by|for|to|as|and|about)\b)"
)
"""For whom something is, where no argument tells who that is: the one who asks."""
_AT = r" (at|from|in|on|to|for|of|about) (?:an? |the |one or more |multiple )?((?:[\w-]+ )?)"
_BARE = frozenset("path url uri link address location target host hostname domain ip symbol ticker".split())
"""Things that are what is written for them."""
_ANY = frozenset("common specific different various multiple given certain particular individual".split())
_OF_SEVERAL = re.compile(r" (?:for|about|on|of|to|from) (?:[a-z-]+ )?([a-z]+)(?=$| (?:with|for|in) )")
_SEVERAL = re.compile(
    rf"^(\w+(?: me| up)?) (?:the |all )?((?:[\w-]+ )*?)(\w+)((?: (?:{'|'.join(PREPOSITIONS)}|within) .*)?)$"
)
_BY_KEY = re.compile(
    rf"^(\w+) (?:the )?(?!all\b)((?:(?!with\b)[\w-]+ )*?)(\w+)"
    rf"((?: (?:{'|'.join(PREPOSITIONS)}|within) (?:(?! with )[^\"])*?)?) "
    r"with the ((?:[\w-]+ )?)(IDs?|names?|titles?|paths?|emails?) (\"[^\"]*\"|[^\"]+)$"
)
"""Several things of which the keys are said behind all else."""
_WORD = rf"(?!(?:{'|'.join(PREPOSITIONS)})\b)[\w-]+"
_WHOSE = re.compile(rf"(the (?:[\w-]+ )?\w+ with the ID \S+?) ?'s ({_WORD}(?: {_WORD}){{0,2}})")
"""What something has of which the key is said: ``the artist with the ID 7's songs``."""
_BY_WHOM = re.compile(r" (?:on|in|for|from|to) the (author|admin|sender|actor|creator|reviewer) (?=with the ID )")
_QUOTED = re.compile(r'"[^"]*"')
_LISTED = re.compile(r"\b\w+ (?:and|or) \w+ (?:and|or) \w+\b")
"""Three things joined as no person joins them."""
_WRITTEN_WITH = frozenset("description content query title text name details color items tags message".split())
"""Last words of arguments that a description lists behind *with*."""
_BROKEN = re.compile(
    rf"\b(?:the|an?) (?:{'|'.join(PREPOSITIONS)}|and|or)\b(?!-)|(?<=[a-z]), [a-z]+ (?:and|or) [a-z]+$|"
    r" (?:data|information|details) (?:who|that|which) |\b([a-z]+) \1\b(?!-)"
)
"""What is left of a sentence of which a part is gone."""
_UNSAID = re.compile(
    r" (?:for|by|with|of|from|at|using) (?:an? |the )?(?:XPath|URLs?|URI|IP|ISIN|CIK|DOI|SKU|JQL|UUID|tickers?|"
    r"symbols?|path|keywords?|query|pattern|regex|username|hash|slug)(?=$| (?:on|in|from|for|to|and)\b)"
)
"""What an argument would say, of which nothing is said."""
_LISTING = READING | frozenset("browse look discover track monitor pull give display retrieve count see".split())
"""Verbs after which several things need no article."""
_MASSES = frozenset(
    "settings preferences permissions credentials notifications logs stats statistics metrics results details contents "
    "instructions subtitles captions news changes screenshots rewards suggestions".split()
)
"""Plurals that are one thing."""
_SEEKING = ("search", "look", "find", "ask", "query", "check")
"""Verbs whose first noun may stand behind a preposition: ``search for seeds``."""
_TIMED = re.compile(r"\b(?:at|on|for|date|time|day|days|week|from|until|start|cron|every|recurring)\b")
"""Words of when something is to happen."""
_WHOSE_LEFT = re.compile(
    r"^\w+ (?:me )?(?:the )?(?:user|token|address|subreddit|wallet|player|stock|coin|company|customer|ticker|nft|"
    r"contract|repo|artist|album|movie|account holder) [a-z]+(?: (?:and )?[a-z]+)*$"
)
"""A clause on what some one thing has, which no argument tells."""
_DATE = re.compile(r" (?:for|on|from|until) \d{1,2} [A-Z][a-z]+ \d{4}(?: (?:on|to \d{1,2} [A-Z][a-z]+ \d{4}))?$")
"""When something was, at the end of a clause."""
_WITH_ONE = re.compile(r" with an? (?:[a-z-]+ ){0,2}[a-z-]+$")
"""With what something is made, where no argument tells it: ``create an ad with a creative``."""
_PUTTING = frozenset("add move copy post send assign attach link share append insert invite transfer publish".split())
"""Verbs of wishes that say where to something goes."""
_OPEN_SCOPE = re.compile(r"^(.* with the ID \S+) (?:for|in|from|of|on) an? [\w ]+$")
"""A key, and behind it of what that is: the key says it."""
_PRODUCT = re.compile(
    r"^((?:get|show|fetch|give|retrieve|view|read|display)(?: me)?) (?=[A-Z][a-z]+(?: [A-Z][a-z]+)? [a-z]+)"
)
"""A clause on what a product has, without an article."""
_A_LETTER = re.compile(r"^send (email|message|notification|text message)(?= )")
_DETERMINED = frozenset("the a an my all our these those every each both some any two three".split())


def smoothed(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Return a clause without what is said of any call; arguments that it says now are removed from ``left``."""
    if not any("user" in words_of(name) or "customer" in words_of(name) for name in left):
        clause = _SOMEONE.sub("", clause) if clause.count(" ") > 2 else clause
    if not wish.reads:
        clause = _BY_WHOM.sub(r" as the \1 ", clause)
    return _the_one(_at_one(clause, left), left)


def polished(clause: str, wish: Wish) -> str:
    """Return a clause that holds its values with articles, and with keys behind the things that they are of.

    ``upload files with the paths /a and /b`` becomes ``upload the files /a and /b``.
    """
    if wish.verb in MAKING:
        clause = _WITH_ONE.sub("", clause)
    clause = re.sub(r"(?<!\d )\bby (?=\d+(?:$| ))", "by the author with the ID ", clause)
    clause = (
        _PRODUCT.sub(r"\1 the ", clause)
        if wish.reads
        else _A_LETTER.sub(lambda found: f"send {with_article(found[1])}", clause)
    )
    clause = _OPEN_SCOPE.sub(r"\1", clause) if wish.verb not in _PUTTING else clause
    found = _BY_KEY.match(clause)
    if found is None or wish.verb in _LISTING:
        return clause
    _, adjective, noun, where, whose, key, said = found.groups()
    if where and not whose.strip() and is_plural(noun.lower()):
        return clause  # the key is that of what stands before it: the variables in the site with the ID 7
    if whose.strip() and singular(whose.strip().lower()) not in (singular(noun.lower()), *adjective.lower().split()):
        return clause  # the messages with the user ID 7
    if not is_plural(noun.lower()):
        one = f"the {adjective}{noun}"
        own = where and key == "email" and f" {one} " in clause
        return f"{wish.verb} {one} with the email {said}{where}" if own else clause
    noun = noun if key.endswith("s") else singular(noun.lower())
    with_key = f"with the {key} {said}" if key[:2] == "ID" else said
    return f"{found[1]} the {adjective}{noun} {with_key}{where}"


_SETTLED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r" (from|of|in|on) (current|active) (?=[a-z]+(?: [a-z]+)?$)", r" \1 the \2 "),
        (r"(?<=[A-Za-z] )(?<!the )(?<!a )(?<!new )URL (?=https?://)", ""),
        (r"(https?://\S+) (?:from|at|of|via) (?:an?|the|its) (?:[\w-]+ ){0,2}(?:URL|link)(?=$| )", r"\1"),
        (r"\b(related|relevant|belonging|similar) (?:for|about|matching) ", r"\1 to "),
        (r"\b(related|relevant|similar) to (?:an?|the) [a-z-]+ (?:for|about|matching) (?=\")", r"\1 to "),
        (
            r"\b(for|in|of|at) the (?:city|country|town|airport|company|coin|(?:stock )?ticker|currency) (?=[A-Z])",
            r"\1 ",
        ),
        (r"\b(?:with|for) the (?:chain|network|blockchain) (ethereum|polygon|base|arbitrum)\b", r"on \1"),
        (
            r"^((?:create|add|register|open|start) an? (?:[\w-]+ )?)(\w+)((?: .*)?) with the \2 (\S+|\"[^\"]*\")$",
            r"\1\2 called \4\3",
        ),
        (r"^(\w+) an? ((?:[\w-]+ )?)(\w+)((?: .*)?) with the \3 (\S+|\"[^\"]*\")$", r"\1 the \2\3 \5\4"),
        (r"\b(?:the )?([\w-]+) (?:information|info|data) with the \1 ID ", r"the details of the \1 with the ID "),
        (r"\bthe details of the (\w+) with the ID (?=\1-)", "the details of "),
        (
            r"^(reset .+) to the default with the ([a-z]+) (UID|ID) (\S+)$",
            r"\1 of the \2 with the \3 \4 to the default",
        ),
        (r"^(\w+(?: me| up)? the [a-z][\w -]*?) ((?:from|in|on) [A-Z][\w.]+) (with the IDs? \S+)$", r"\1 \3 \2"),
        (r" with the (IDs?|names?) with the \1 ", r" with the \1 "),
        (r"\b(\w{3,}?)(?: name)?s? (?:for|of|with) the \1(s?) (?!with )(?=\S)", r"\1\2 "),
        (
            r" (by|of|from) an? (?:[\w-]+ )?(?:person|user|member|profile|company|player|page|post) for (?=https?:)",
            r" \1 ",
        ),
        (r"\b(list|set|snapshot|view|batch) (with the ID \S+) of ((?:[a-z-]+ )?[a-z]+)(?=$| )", r"\1 of \3 \2"),
        (r" (?:for|over|in|within|during) (?:an?|the) (?:date|time) (?:range|period|frame)(?= .*\bfrom \d)", ""),
        (r"\b(for|of) the (?:stock|trading|ticker|coin) symbol (?=[A-Z])", r"\1 "),
        (
            r"\b(that|which) an? (?:person|user|member|account|player) (\w+) for the (?:user|account|member) (\S+)$",
            r"\1 \3 \2",
        ),
        (r"\bany ([a-z]+) (?:for|at|with) the (?=[a-z]+ \S*\d)", r"the \1 for the "),
        (r"\b(to|from|in|on|for|of) an account$", r"\1 my account"),
        (
            r"\b(from|on|in) ([A-Z]\w+ (?:platform|website|registry|project|site|dashboard|marketplace|exchange))\b",
            r"\1 the \2",
        ),
        (r"\b((?:[a-z]+ )?[a-z]+)s with the \1 (?!U?U?IDs? )(?=\S)", r"the \1 "),
        (r"\bremote (repository|repo) (?=/)", r"\1 "),
        (
            r"\b(about|of|on) (?:an?|the) ((?:[\w-]+ )?(?:user|player|member|person)) for ([^\s/]+)$",
            r"\1 the \2 \3",
        ),
        (r"\bon the date (?=\d)", "on "),
        (r"\b(for|of|from|at|to|on) the (?:[\w-]+ )?(?:URL|link) (?=https?://)", r"\1 "),
        (r"\b(for|of|from|at|to|on) the [A-Z][A-Za-z]+ (?=https?://)", r"\1 "),
        (r"\b(?:the )?(\w+) (?:details|info|information|data) (?:for|of) the \1 (?=with )", r"the details of the \1 "),
        (r" (?:occurring|made|held|reported|launched) (?=for )", " "),
        (
            r"\b(alternative|similar|related|comparable) (packages|[a-z]+s) (?=(?:[\w.@/-]+(?:, | and )?)+$)",
            r"\1 \2 to ",
        ),
        (r"\bthe (\w+) ((?:[A-Z][\w-]+ )+)\1\b", r"the \2\1"),
        (
            r"\b(in|from|to|on) ((?:[A-Z]\w+ )?)"
            r"(inbox|cart|trash|workspace|database|portfolio|queue|store|library)(?=$| )",
            r"\1 the \2\3",
        ),
    )
)
"""What is said otherwise once the values stand in a clause."""


_DETAILS = re.compile(
    r"(?<=\bthe details of )(?!(?:the|an?|my|all|any|some|every|each) )"
    r"((?:[a-z-]+ ){0,2}[a-z]+)(?=$| (?:with|called|in|for) )"
)
"""What details are of, without an article."""
_UNCOUNTED = frozenset("information data usage content metadata history weather traffic progress music news".split())


def _of_the_one(found: re.Match[str]) -> str:
    noun = found[1].rpartition(" ")[2]
    return found[1] if is_plural(noun) or noun in _UNCOUNTED else f"the {found[1]}"


def settled(clause: str) -> str:
    """Return a clause with its values as people say them: ``for the city Oslo`` becomes ``for Oslo``."""
    clause = _DETAILS.sub(_of_the_one, _WHOSE.sub(r"the \2 of \1", clause))
    for pattern, said in _SETTLED:
        clause = pattern.sub(said, clause)
    return clause


_BY_ID = re.compile(
    rf"(?<![\w.])(?:(an?|the|all|my) )?((?:(?!(?:me|up)\b)(?!\d){_WORD}(?:\.\w+)? )*?)((?!\d|[A-Z][a-z]){_WORD}) "
    r"with the ((?:\w+ ){0,2})(IDs?|UIDs?|UUIDs?) (?=\S)"
)
"""A noun phrase, and the key of what it speaks of."""


def agreed(clause: str, arguments: Mapping[str, Any]) -> str:
    """Return a clause that speaks of as many things as it says keys of: ``the player with the IDs 7 and 9``, of two."""
    found = _BY_ID.search(clause, clause.find(" ") + 1)
    if found is None or clause[: found.start()].endswith(("list of ", "set of ", "snapshot of ")):
        return clause
    article, before, noun, whose, key = found.groups()
    several = any(
        (isinstance(value, list) and len(value) > 1) or (isinstance(value, str) and "," in value)
        for name, value in arguments.items()
        if words_of(name)[-1] in ("id", "ids", "uid", "uids", "uuids")
    )
    own = {singular(word.lower()) for word in (*before.split(" "), noun)}
    if whose and whose.strip().lower() in before.lower().split(" ") and noun in ("details", "info", "information"):
        thing = f"the details of the {before}with the {key} "  # the TV show details with the TV ID
        return f"{clause[: found.start()]}{thing}{clause[found.end() :]}"
    whose = "" if own.issuperset(whose.lower().split()) else whose
    if several and not is_plural(noun.lower()) and key.endswith("s"):
        article, noun = "the", plural_of(noun)
    elif not several and is_plural(noun.lower()) and noun not in _MASSES and not whose:
        article, noun, key = "the", singular(noun), key.removesuffix("s")
    said = f"{article or 'the'} {before}{noun} with the {whose}{key} "
    return f"{clause[: found.start()]}{said}{clause[found.end() :]}"


def _at_one(clause: str, left: dict[str, Any]) -> str:
    """Say at which path, or for which of several things, where a clause leaves it open."""
    for name, value in left.items():
        noun = singular(words_of(name)[-1])
        if not isinstance(value, str) or "," in value:
            continue
        several, bare = plural_of(noun), noun in _BARE
        found = re.search(rf"{_AT}(?:{re.escape(several)}{f'|{re.escape(noun)}' if bare else ''})(?=$| )", clause)
        if found is None:
            continue
        del left[name]
        adjective = "" if found[2].strip() in _ANY else found[2]
        said = in_words(value) if bare else f"the {adjective}{noun} {called(value)}"
        return f"{clause[: found.start()]} {found[1]} {said}{clause[found.end() :]}"
    return clause


def _the_one(clause: str, left: dict[str, Any]) -> str:
    """Say which of several things is meant: those whose keys are given."""
    found = _SEVERAL.match(clause)
    if found is None or not is_plural(found[3]):
        return clause
    one = singular(found[3].lower())
    for name, value in left.items():
        *front, key = words_of(name)
        if front[-1:] not in ([one], [found[3].lower()]) or key not in ("id", "ids") or isinstance(value, bool):
            continue
        keys = value if isinstance(value, list) else [each.strip() for each in str(value).split(",")]
        del left[name]
        noun, word = (one, "ID") if len(keys) == 1 else (found[3], "IDs")
        return (
            f"{found[1]} the {found[2]}{noun} with the {word} {in_words(keys if len(keys) > 1 else keys[0])}{found[4]}"
        )
    return clause


_IN_GENERAL = frozenset("import export enable disable reset apply sync refresh configure load save backup".split())
"""Verbs of what is done with all that something has: ``reset credentials for the database with the ID 7``."""
_LEFT_OPEN = re.compile(
    rf" (?:of|for|from|in|to|on|about) an? ((?:[\w-]+ )??)([a-z]+)(?=$| (?:{'|'.join(PREPOSITIONS)})\b)"
)
_ANY_ONE = frozenset("random new single table list grid row day week month year while time".split())
"""Words of what need not be one that is known."""


_OF_MANY = re.compile(
    r" (?:for|of|on|about) (?:(?:public|publicly traded|listed|multiple|several) )?(?:[a-z]+ )?"
    r"(?:companies|businesses|stocks|players|customers|funds|teams|tokens|cryptocurrencies|commodities)$"
)
"""Of which of many things a wish speaks, where nothing tells it."""
_HEADS = re.compile(rf"(?<![\w./-])([a-z]{{4,}})(?=$| (?:{'|'.join(PREPOSITIONS)}|and|or|within|the)\b)")
"""Last words of noun phrases."""
_LIKE = re.compile(
    r" (?:that|which|who|related|similar|linked|connected|compared|alternative|cited|referenced|belonging) "
)
"""Words between two things of one kind: ``papers that cite the paper``."""


def _says_twice(clause: str) -> bool:
    """Return whether a clause speaks of a thing twice, as no person does: ``the details of files for the file``."""
    words = [singular(word) for word in _HEADS.findall(clause) if word not in (*PREPOSITIONS, "within")]
    return len({*words}) < len(words) and not _LIKE.search(clause)


def is_odd(clause: str, beside: Sequence[tuple[str, str]], wish: Wish) -> bool:
    """Return whether a request reads as the description of a tool: nobody speaks of files in general to delete some.

    Args:
        clause: The wish, with the values that stand in it.
        beside: What an argument is called, and its value, for those that stand in a sentence of their own.
        wish: The wish.
    """
    plain = _QUOTED.sub("", clause)
    if wish.reads and not beside and " all " not in plain and _OF_MANY.search(plain):
        return True
    if _says_twice(plain):
        return True
    if _LISTED.search(plain) or _BROKEN.search(plain) or _UNSAID.search(plain):
        return True
    told = (name.rpartition(" ")[2] for name, _ in beside)
    if any(last in _WRITTEN_WITH and re.search(rf" with [\w ]*\b{last}\b", plain) for last in told):
        return True  # with a description, and what that is
    several = _OF_SEVERAL.search(plain, len(wish.verb) + 1 if wish.verb in _SEEKING else 0)
    if beside and several is not None and is_plural(several[1]) and several[1] not in _MASSES:
        return True  # of those in general, and of one of them
    if beside and any(_is_left_open(found, beside) for found in _LEFT_OPEN.finditer(plain)):
        return True
    if wish.verb not in ("ask", "answer") and any(name.rpartition(" ")[2] == "question" for name, _ in beside):
        return True
    if wish.reads and not beside and _WHOSE_LEFT.match(_DATE.sub("", plain)):
        return True  # of which of them, nothing says
    if wish.verb in _LISTING:
        return False
    if wish.verb == "schedule" and not _TIMED.search(f"{plain} {' '.join(name for name, _ in beside)}"):
        return True
    if wish.verb in _IN_GENERAL and " with the " in plain:
        return False
    words = plain.split(" ")[1:]
    end = next((at for at, word in enumerate(words) if word in PREPOSITIONS or word == "within"), len(words))
    thing = words[:end]
    return bool(thing) and thing[0] not in _DETERMINED and is_plural(thing[-1].lower()) and thing[-1] not in _MASSES


def _is_left_open(found: re.Match[str], beside: Sequence[tuple[str, str]]) -> bool:
    """Return whether nothing beside a clause tells which thing it leaves open: ``of a wallet``, owner: ada."""
    noun = found[2]
    if not _ANY_ONE.isdisjoint((noun, found[1].strip())):
        return False
    words = {singular(word.lower()) for name, _ in beside for word in name.split(" ")}
    return noun not in words and not words & {"id", "url", "path", "name", "username"}
