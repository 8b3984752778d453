"""Reads what descriptions say about authentication in prose: text -> prefix of a key, credentials, sentences, needs.

Many descriptions define an API key in the header ``Authorization`` and say only in words that ``Bearer`` stands before
it, take keys as ordinary parameters, or tell in the description of the API alone that calls need a key. Only what is
written in a fixed form is taken for a credential; the rest is quoted.
"""

import re
from typing import Literal

import msgspec

from lemnos.records import Credential

_SCHEMES = {
    "bearer": "Bearer",
    "token": "Token",
    "basic": "Basic",
    "jwt": "JWT",
    "apikey": "ApiKey",
    "digest": "Digest",
}
_NO_SCHEME = frozenset(
    "your the a an api my this access auth secret user header use key is with and or in for http https string".split()
)
"""Words after ``Authorization:`` that begin a description of its value."""
_HEADER_VALUE = re.compile(
    r"\bauthorization\b[\"'`*]*\s*(?:[:=]|header\s+(?:is|as|with|of)?)\s*[\"'`*(]*([A-Za-z][\w-]*+)[\"'`*]*\s*"
    r"(?=[<{\[$(\"'`+]|\w)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:(Bearer)\b['\"`]?\s*\w*(?i:token|key|prefix|jwt)\b|"
    r"(Bearer|Token|Basic|JWT|ApiKey)\b['\"`]?\s*(?:[+<{\[$'\"(]|(?i:followed|before|in front)))"
)
_PREFIXED = re.compile(
    r"(?:prefix|preced|begin|start|prepend)\w*\b[^.\n]{0,60}?[\"'`“‘]?\b(bearer|token|basic|jwt|apikey)\b[\"'`”’]?"
    r"(?!\s+(?:is|must))",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\bbearer\b", re.IGNORECASE)
_NAME = r"[\"'`*]+([A-Za-z][\w-]*?)[\"'`*]+"
_KEY_NAME = re.compile(
    r"(?:^|[a-z_-])(?:api|app|auth|access|subscription|secret|session)?[-_]?(?:key|token|secret)$", re.IGNORECASE
)
_IN_HEADER = (
    re.compile(rf"\bheaders?\b[\w\s(:,]{{0,30}}?{_NAME}", re.IGNORECASE),
    re.compile(rf"{_NAME}[\w\s,]{{0,20}}?\bheader", re.IGNORECASE),
    re.compile(r"(?m)(?:^|\s|[\"'`])(X-[\w-]*(?:Key|Token)[\w-]*)\s*:\s*\S", re.IGNORECASE),
)
_IN_QUERY = (
    re.compile(rf"\bquery\b[\w\s(:,-]{{0,30}}?{_NAME}", re.IGNORECASE),
    re.compile(rf"{_NAME}[\w\s,]{{0,20}}?\bquery", re.IGNORECASE),
    re.compile(r"[?&]((?:api_?|access_?|auth_?)?(?:key|token))=", re.IGNORECASE),
)
_KEY_PARAMETER = re.compile(
    r"(?:.*(?:api|app|auth|access|subscription)(?:key|token)|xauth(?:key|token)|authorization|xauthorization)"
)
"""Names, in lower case and without separators, of parameters that carry a key."""
_OTHER_KEY = re.compile(
    r"idempot|continuation|page|sync|next|upload|partition|csrf|xsrf|range|sort|dedup|cache|transaction|request|correlat|"
    r"cursor|customer|public|encrypt|lock|change|concurren|search|resume|trace|tracking|push|amzsecurity"
)
"""Parts of names of header fields with a key or a token that does not authenticate."""
_KEY_ENDINGS = ("key", "token", "secret", "authorization")
_KEY_WORDS = re.compile(
    r"\b(?:(?:api|app|application|developer|licen[cs]e|subscription|account)[ -]?key|"
    r"(?:api|access|auth\w*|bearer|security) token)\b",
    re.IGNORECASE,
)
_AUTHENTICATES = re.compile(r"\b(?:to|for|that|which) authenticat\w+|\bauthentication (?:key|token)\b", re.IGNORECASE)
_NEEDS = re.compile(
    r"\bauthenticated (?:user|account|team|client|caller|member|customer)"
    r"|\b(?:logged|signed)[- ]in (?:user|account|member)"
    r"|\b(?:requires?|needs?|must (?:have|provide|include|send|supply|use)) (?:[\w-]+ ){0,3}"
    r"(?:authenticat\w+|authori[sz]ation|log-?in|access token|api[ -]key|oauth\w*)\b"
    r"(?! (?:name|id|type)\b)"
    r"|\b(?:must|needs? to|have to|has to) be (?:logged|signed|authenticated|authori[sz]ed)\b"
    r"|\b(?:authentication|authorization|access token|api[ -]key|login)(?: is| are)? (?:required|needed|mandatory)\b",
    re.IGNORECASE,
)
_NEEDS_NOT = re.compile(
    r"\b(?:not|n't|no|without|optional\w*)\b[^.\n]{0,30}"
    r"\b(?:authenticat|authori[sz]ation|log-?in|logged|signed|token|api[ -]key)"
    r"|\b(?:authentication|authorization|token|key) (?:is |are )?(?:not (?:required|needed)|optional)"
    r"|\bif (?:[\w-]+ ){0,4}(?:authenticated|logged|signed)",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b(?:no|missing|without(?: an?)?|absent|not (?:provide|send|include|supply)\w*(?: an?| the)?) "
    r"(?:valid |correct |or invalid |/ ?invalid )*"
    r"(?:(?:api|access|auth\w*|bearer|security|session)[ -]?(?:keys?|tokens?)|tokens?|credentials?|authenticat\w+|"
    r"authori[sz]ation)\b"
    r"|\b(?:api[ -]?key|token|credentials?|authentication|authori[sz]ation)(?: header)? (?:is |are |was |were )?"
    r"(?:missing|absent|not (?:provided|given|sent|supplied|present|included|found))"
    r"|\bunauthenticated\b|\bnot (?:been )?(?:authenticated|logged[- ]in|signed[- ]in)\b",
    re.IGNORECASE,
)
"""What the description of a refusal says of a call without a credential."""
_TOPIC = re.compile(
    r"\b(?:api[ _-]?(?:keys?|tokens?)|access[ _-]?tokens?|auth\w*[ _-]tokens?|bearer|"
    r"authenticat\w+|authori[sz]ation|oauth\w*|"
    r"json web token|jwt|[\w-]+-(?:key|token))\b",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:must|requires?|required|needs?|send|sent|pass\w*|includ\w+|provid\w+|contains?|suppl\w+|using|uses?|headers?|add(?:ed)?|"
    r"obtain\w*|gather\w*|set)\b|:",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(?:must|requires?|required|all|every|each|any)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n\s*|(?<!\b(?:the|and))\n(?=\s*(?:[A-Z#*+>|-]|\d+[.)]\s))")
"""The end of a sentence, or of a line after which a new one begins."""
_OF_ALL = re.compile(
    r"\b(?:all|every|each|any)(?: \w+){0,3} (?:calls?|requests?|endpoints?|operations?)\b", re.IGNORECASE
)
_MUST = re.compile(r"\b(?:must|requires?|required|mandatory|needs?|has to|have to)\b", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:some|certain|these|those|following|private|protected|if|when|unless|except|only|most|many|other|marked)\b",
    re.IGNORECASE,
)
"""Words of a sentence that speaks of some operations."""
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]+\)")
_USER_NAME = re.compile(r"\b(?:user[ -]?name|login|user id|account sid)\b", re.IGNORECASE)
_PASSWORD = re.compile(r"\bpass(?:word|phrase)\b", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b(?:only|must|requires?|required|needs?|needed)\b[^.]*\b(?:account|subscription|plan)s?\b"
    r"|\b(?:account|subscription|plan)s?\b[^.]*\b(?:required|needed)\b",
    re.IGNORECASE,
)
_MOST_SENTENCES = 3
_LONGEST_SENTENCE = 300


def prefix_in(text: str) -> str:
    """Return the word that a text says stands before a key in the header ``Authorization``; empty if it says none.

    >>> prefix_in("Send `Authorization: Bearer <key>`."), prefix_in("Prefix the key with 'Token'."), prefix_in("A key.")
    ('Bearer', 'Token', '')
    """
    return stated_prefix(text) or ("Bearer" if _BEARER.search(text) else "")


def stated_prefix(text: str) -> str:
    """Return the word that a text says stands before a key; empty if it only mentions such a word.

    >>> stated_prefix("Send 'authorization: Bearer YOUR_KEY'."), stated_prefix("Revokes bearer credentials.")
    ('Bearer', '')
    """
    if not text:
        return ""
    for match in _HEADER_VALUE.finditer(text):
        word = match[1]
        if word.lower() in _SCHEMES:
            return _SCHEMES[word.lower()]
        if word.lower() not in _NO_SCHEME and text[match.end() : match.end() + 1] in ("<", "{", "[", "$"):
            return word
    before = _PREFIXED.search(text) or _BEFORE.search(text)
    if before is not None:
        return _SCHEMES[(before[1] or before[2]).lower()]
    return ""


def header_credential(name: str, text: str) -> Credential:
    """Return the credential in a header ``Authorization`` of which a text says how its value begins.

    Without such words it is an API key, because only the name of the header is known.
    """
    prefix = prefix_in(text)
    if prefix.lower() in ("bearer", "basic", "digest"):
        return Credential(name, "http", "header", "Authorization", prefix.lower(), description=text)
    return Credential(name, "apiKey", "header", "Authorization", description=text, prefix=prefix)


def key_parameter(name: str, place: str, text: str, example: object, *, required: bool) -> Credential | None:
    """Return the credential that an ordinary parameter carries; None if it carries none, or nothing is said of it."""
    if place not in ("header", "query", "cookie") or not name.lower().endswith(_KEY_ENDINGS):
        return None
    small = re.sub(r"[\W_]", "", name).lower()
    is_key = _KEY_PARAMETER.fullmatch(small) is not None
    is_key = is_key or (small in ("token", "key") and _KEY_WORDS.search(text) is not None)
    is_key = is_key or (_AUTHENTICATES.search(text) is not None and _OTHER_KEY.search(small) is None)
    if place == "header" and required and small.endswith(("key", "token", "secret")):
        is_key = is_key or _OTHER_KEY.search(small) is None
    if not is_key:
        return None
    if small == "authorization" and place == "header":
        if not required and not text and example is None:
            return None  # the source says only that a header may be sent
        said = f"{text}\nAuthorization: {example}" if isinstance(example, str) else text
        found = header_credential(name, said)
        return Credential(found.name, found.type, "header", name, found.scheme, description=text, prefix=found.prefix)
    return Credential(name, "apiKey", _place(place), name, description=text)


def _place(place: str) -> Literal["header", "query", "cookie"]:
    return "header" if place == "header" else "query" if place == "query" else "cookie"


def credential_in(text: str) -> Credential | None:
    """Return the credential that the description of an API names in a fixed form; None if it names none.

    >>> credential_in('Requests must contain a key "API-Key" in the header.').parameter
    'API-Key'
    >>> credential_in("Ask us for a key.")
    """
    if _HEADER_VALUE.search(text) and (prefix := prefix_in(text)) and _TOPIC.search(text):
        return msgspec.structs.replace(
            header_credential("Authorization", f"Authorization: {prefix} <key>"), description=""
        )
    places: tuple[tuple[Literal["header", "query"], tuple[re.Pattern[str], ...]], ...] = (
        ("header", _IN_HEADER),
        ("query", _IN_QUERY),
    )
    for place, patterns in places:
        for pattern in patterns:
            for match in pattern.finditer(text):
                if _KEY_NAME.search(match[1]):
                    return Credential(match[1], "apiKey", place, match[1])
    return None


def needs(text: str) -> bool:
    """Return whether a text says that the caller must be authenticated.

    >>> needs("Lists the repositories of the authenticated user."), needs("Authentication is not required.")
    (True, False)
    """
    return _NEEDS.search(text) is not None and _NEEDS_NOT.search(text) is None


def is_needed_by_all(text: str) -> bool:
    """Return whether the description of an API or a group of operations says that each of them needs authentication.

    >>> is_needed_by_all("You need an API key to access this service."), is_needed_by_all("Some calls need an API key.")
    (True, False)
    """
    sentences = _SENTENCE.split(text)
    if any(_NEEDS_NOT.search(each) for each in sentences):
        return False
    return any(needs(each) and _MUST.search(each) and not _SOME.search(each) for each in sentences)


def basic_in(text: str) -> str:
    """Return the sentences of a text that say what stands for user name and password, and which account is needed.

    >>> basic_in("Films. The username is your e-mail address, the password your key. A gold account is required.")
    'The username is your e-mail address, the password your key. A gold account is required.'
    >>> basic_in("Creates users. A gold account is required.")
    ''
    """
    sentences = [" ".join(_LINK.sub(r"\1", each).split()) for each in _SENTENCE.split(text)]
    sentences = [each for each in sentences if each and len(each) <= _LONGEST_SENTENCE]
    found = [each for each in sentences if _USER_NAME.search(each) and _PASSWORD.search(each)]
    accounts = [each for each in sentences if _ACCOUNT.search(each)] if found else []
    return " ".join(dict.fromkeys((*found[:2], *accounts[:1])))


def tells_of_basic(text: str) -> bool:
    """Return whether the description of a basic scheme says itself what stands for user name or password."""
    return _USER_NAME.search(text) is not None or _PASSWORD.search(text) is not None


def is_missing(text: str) -> bool:
    """Return whether the description of a refusal says that the call carries no credential.

    >>> is_missing("No API key was given."), is_missing("The token is missing"), is_missing("Your plan is too small.")
    (True, True, False)
    """
    return _MISSING.search(text) is not None


def statements(text: str) -> str:
    """Return the first sentences of a text that say how calls authenticate; empty if there are none."""
    if _TOPIC.search(text) is None:
        return ""
    found = []
    for sentence in _SENTENCE.split(text):
        bare = " ".join(re.sub(r"^(?:#+|[-*]|\d+[.)])\s+", "", sentence.strip()).split())
        is_whole = bare.count("(") == bare.count(")") and bare[:1] not in "\"')]}"
        if is_whole and " " in bare and len(bare) <= _LONGEST_SENTENCE and _TOPIC.search(bare) and _MANNER.search(bare):
            found.append(bare if bare[-1] in ".!?" else f"{bare.rstrip(':')}.")
    return " ".join(dict.fromkeys(found[:_MOST_SENTENCES]))


def demands(text: str) -> str:
    """Return the sentences of a text that say what every call must carry to authenticate; empty if there are none.

    >>> demands("Keys are free. The access token is required on all calls. Ask us.")
    'The access token is required on all calls.'
    """
    if _OF_ALL.search(text) is None:
        return ""
    found = (" ".join(sentence.split()) for sentence in _SENTENCE.split(text) if _OF_ALL.search(sentence))
    return " ".join(said for each in found if _MUST.search(each) and (said := statements(each)))


def is_for_every_call(text: str) -> bool:
    """Return whether sentences on authentication speak of all calls."""
    return _EVERY.search(text) is not None
