"""Finds people in text: home folders, e-mail addresses, and the names before them.

``str`` → ``Private`` in the order of the first occurrence: ``user1``, ``person1@example.com``, ``Person 1``. Cost: a
substring test; patterns only around what it finds. Addresses of roles that nobody is behind (``noreply``), of reserved
domains (RFC 2606, RFC 6761) and file names with an ``@`` are no addresses of people. Not found: names and addresses of
people without an e-mail address, telephone numbers.
"""

import re
from collections.abc import Iterator

from lemnos.text.private.kinds import START, Private, numbered

_SLASH = r"(?:/|\\\\|\\)"
_HOME = re.compile(
    r"(?<![\w.])/(?:home|Users)/(?P<unix>\w[\w.@+-]*)"
    rf"|{START}[A-Za-z]:{_SLASH}Users{_SLASH}(?P<windows>\w[\w.@+-]*(?: [\w.@+-]+)*(?=[/\\])|\w[\w.@+-]*)"
)
_NOT_PEOPLE = frozenset(
    """
    user users username root admin administrator ubuntu debian runner node app shared public default guest vscode
    ec2-user circleci jovyan work worker you me name your-name yourname youruser docker coder codespace openhands agent
    sandbox gitpod builder build dev developer test tester service www www-data postgres git jenkins nobody linuxbrew
    project xxx localuser
    """.split()
)
"""Home folders that belong to a role, not to a person."""

_WORD_LENGTH = 5
"""Letters from which the name of a home folder is replaced wherever it stands."""
_EMAIL = re.compile(
    rf"{START}(?P<local>[A-Za-z0-9][\w.+%-]*)@(?P<domain>(?:[A-Za-z][A-Za-z0-9-]*\.)+[A-Za-z]{{2,24}})(?![\w-]|\.\w)"
)
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 256
"""Characters before and after the ``@`` (RFC 5321, section 4.5.3.1)."""
_CREDENTIALS = re.compile(r"://[^/\s@]*(?=@)")
"""What stands before the host in an address, which looks like an e-mail address with it."""
_NAMED = re.compile(r"(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}) \\?<$")
_NO_DOMAIN = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|edu)|(?:test|domain|company|yourdomain|mydomain|email)\.com|example|test|invalid|localhost|local)$",
    re.IGNORECASE,
)
_NO_TOP = frozenset(
    "png jpg jpeg gif svg webp ico js ts tsx jsx py md json html css txt rs go java rb sh yml yaml toml".split()
)
_NO_LOCAL = frozenset(
    """
    git noreply no-reply donotreply do-not-reply hg svn you your your-name yourname youremail name user username email
    someone somebody john.doe johndoe jane.doe janedoe john jane joe.bloggs foo bar test me nobody
    """.split()
)
"""Names that stand for nobody, or for anybody."""
_ROLES = re.compile(
    r"(?:^|[._-])(?:support|info|contact|contactus|sales|hello|help|helpdesk|admin|webmaster|postmaster|hostmaster|"
    r"security|abuse|privacy|press|media|office|team|feedback|services?|customer|billing|developers?|devrel|api|apis|"
    r"apiteam|legal|licensing|partners?|enquiries|inquiries|newsletter|subscribe|marketing|jobs|careers|dpo|compute)"
    r"(?:$|[._-])",
    re.IGNORECASE,
)
"""Mailboxes of organisations (RFC 2142 and their like), which belong to no person."""
_MACHINES = re.compile(
    r"(?:^|\.)(?:gserviceaccount\.com|googlegroups\.com|users\.noreply\.github\.com)$", re.IGNORECASE
)


def homes(text: str) -> Iterator[Private]:
    """Yield the names of people in home folders, which stand for them elsewhere too."""
    if "/home/" not in text and "Users" not in text:
        return
    found = dict.fromkeys(match["unix"] or match["windows"] for match in _HOME.finditer(text))
    names = [name for name in found if name.casefold() not in _NOT_PEOPLE and not re.fullmatch(r"user\d+", name)]
    placeholders = numbered(text, "user{}")
    for name in names:
        word = re.escape(name)
        pattern = rf"(?:{START}|(?<=\\)){word}(?![A-Za-z0-9])"
        if len(name) < _WORD_LENGTH:  # may be a word too: only as a folder, or as the owner in a listing
            pattern = rf"(?:(?<=/home/)|(?<=/Users/)|(?<=Users\\)|(?<=Users\\\\)|(?<=\d )){word}(?=[/\\\s:\"']|$)"
        yield Private("home_folder", pattern, next(placeholders))


def people(text: str) -> Iterator[Private]:
    """Yield e-mail addresses and the names that stand before them."""
    if "@" not in text:
        return
    placeholders = numbered(text, "person{}@example.com")
    seen: set[str] = set()
    with_password = {match.end() for match in _CREDENTIALS.finditer(text)} if "://" in text else set()
    for match in _addresses(text):
        if match.end("local") in with_password:
            continue
        address, domain = match[0], match["domain"]
        if address.casefold() in seen or match["local"].casefold() in _NO_LOCAL:
            continue
        if _ROLES.search(match["local"]) or _MACHINES.search(domain):
            continue
        if _NO_DOMAIN.search(domain) or domain.rpartition(".")[2].lower() in _NO_TOP:
            continue
        seen.add(address.casefold())
        placeholder = next(placeholders)
        yield Private("email", rf"{START}(?i:{re.escape(address)})(?![\w-])", placeholder)
        named = _NAMED.search(text, max(0, match.start() - 80), match.start())
        if named and named["name"] not in seen:
            seen.add(named["name"])
            number = placeholder[len("person") : placeholder.index("@")]
            yield Private("name", rf"(?<!\w){re.escape(named['name'])}(?!\w)", f"Person {number}")


def _addresses(text: str) -> Iterator[re.Match[str]]:
    """Yield the e-mail addresses; the pattern is tried around each ``@`` only."""
    at = text.find("@")
    while at >= 0:
        around = _EMAIL.finditer(text, max(0, at - _LONGEST_LOCAL), at + _LONGEST_DOMAIN)
        yield from (match for match in around if match.end("local") == at)
        at = text.find("@", at + 1)
