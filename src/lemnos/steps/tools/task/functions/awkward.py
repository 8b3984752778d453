"""Tells what no person says: signs and words of programs, and phrases of nothing but vague words."""

import re

PREPOSITIONS = (
    "for of from to in on with at by into about within against between across under over near around as up out off"
).split(" ")
ARTICLES = ("a", "an", "the", "some", "any", "one", "all", "my", "your", "our", "every", "two")
_AWKWARD = re.compile(
    r"[{}<>_\\\[\]*#|=@$%^~/:]|\b(tool|tools|mcp|endpoint|endpoints|agent|agents|llm|model|step|caller|you|your|"
    r"assistant|"
    r"function|method|api|apis|sdk|cli|parameter|parameters|argument|arguments|input|inputs|output|response|"
    r"request|json|"
    r"plugin|wrapper|schema|metadata|boolean|string|object|objects|array|null|true|false|deprecated|internal|"
    r"natural language|raw|etc|various|certain|support|supports|server|payload|callback|ai|instance|instances|returned|"
    r"resource|"
    r"resources|kwargs|operation|operations|command|current user|their|its|it|this|these|those|they|them|being|"
    r"must|should|can|will|may|not|only|and/or|either|both|each|per|respectively|below|above|following|is|are|was|"
    r"were|be|has|same|uuid|integer|optionally|eg|ie|client|stdin|stdout|regex|example|helper|dict|enum|"
    r"specified|given|"
    r"provided|rpcs?|e\.g|i\.e|http|crud|id|ids|identifier|identifiers)\b",
    re.IGNORECASE,
)
REQUESTS = re.compile(
    r"\b(?:an?|the|all|support|sales) agents?\b|\b(?:canned|form|survey|quiz) responses?\b|"
    r"\b(?:web|game|database|mail|DNS|Discord|virtual|dedicated|FTP|remote|Minecraft|bare metal) servers?\b|"
    r"\b(?:museum|lost|3D) objects?\b|"
    r"\b(?:pull|merge|feature|change|support|service|leave|friend) requests?\b|"
    r"\b(?!(?:an?|the|all|any|this|new|each|my|of|single|specific|current)\b)[a-z][a-z0-9-]* instances?\b|"
    r"\b(?:EC2|RDS|VM|[A-Z][A-Za-z0-9]+) instances?\b|\b(?:AI|data|machine learning) models?\b",
    re.IGNORECASE,
)
"""Requests and instances that are things, rather than calls."""
_VAGUE = frozenset(
    "info data item items content details detail result results value values something anything entity entities record "
    "records action list query text element everything information stuff thing things property properties types type "
    "modes mode fields options option variables children batch objects component components parts part "
    "attributes attribute definitions definition key keys names name actions elements contents status stats "
    "state".split()
)
_BRANDS = frozenset(
    "arXiv iOS macOS eBay iCloud bioRxiv medRxiv iPhone iPad iMessage npm pH mRNA iTunes iNaturalist".split()
)
"""Words with a capital inside that people write."""


def is_awkward(text: str) -> bool:
    """Return whether a phrase holds what no person says: signs and words of programs, or nothing but vague words."""
    plain = re.sub(r"with the [\w ]{1,24} \{[^{}]*\}|\{[^{}]*\}", "", text)
    words = [word.lower() for word in plain.split(" ") if word and word.lower() not in ARTICLES]
    if not words or _AWKWARD.search(REQUESTS.sub("", plain)) or not plain.isascii():
        return True
    telling = [word for word in words if word not in PREPOSITIONS]
    if all(word in _VAGUE for word in telling) or any(
        re.search(r"^[a-z]+[A-Z]|\d{3,}", word) for word in plain.split(" ") if word not in _BRANDS
    ):
        return True
    return any(word.isupper() and len(word) > 6 for word in plain.split(" "))
