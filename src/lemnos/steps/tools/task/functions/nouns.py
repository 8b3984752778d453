"""Says what arguments are called: a name -> its words; a thing and its key -> ``the page with the ID``."""

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.task.wording import field_words

_UPPER = {
    "id": "ID", "ids": "IDs", "url": "URL", "uri": "URI", "api": "API", "css": "CSS", "pdf": "PDF", "ip": "IP",
    "dns": "DNS", "csv": "CSV", "html": "HTML", "json": "JSON", "nft": "NFT", "isbn": "ISBN", "doi": "DOI",
    "uuid": "UUID", "uid": "UID", "uids": "UIDs", "cve": "CVE", "smiles": "SMILES", "pid": "PID", "sku": "SKU",
    "pr": "pull request",
    "repo": "repository", "repos": "repositories", "db": "database", "dir": "folder", "directory": "folder",
    "num": "number", "temp": "temperature", "lang": "language", "urls": "URLs", "vpc": "VPC", "vpcs": "VPCs",
    "vms": "VMs", "cv": "CV", "cvs": "CVs", "dca": "DCA", "ohlcv": "OHLCV", "dao": "DAO", "vlan": "VLAN",
    "rds": "RDS", "ecs": "ECS", "ec2": "EC2",
    "vlans": "VLANs", "nfts": "NFTs", "sms": "SMS", "seo": "SEO", "rss": "RSS", "ssl": "SSL", "ssh": "SSH",
    "faq": "FAQ",
    "sip": "SIP", "etf": "ETF", "gdp": "GDP", "ipo": "IPO", "http": "HTTP", "llm": "LLM", "crm": "CRM", "gpu": "GPU",
    "tx": "transaction", "txid": "transaction ID", "src": "source", "dest": "destination", "msg": "message",
    "org": "organization", "env": "environment", "cat": "category", "param": "parameter", "params": "parameters",
    "img": "image",
    "q": "query", "lat": "latitude", "lon": "longitude", "lng": "longitude", "addr": "address", "desc": "description",
    "vm": "VM", "gid": "ID", "appid": "app ID", "filepath": "file path", "filename": "file name",
    "hostname": "host name", "guid": "ID",
    "identifier": "ID", "cid": "CID", "sha": "SHA", "nct": "NCT", "pubmed": "PubMed", "github": "GitHub",
    "youtube": "YouTube", "linkedin": "LinkedIn",
    "aws": "AWS", "sql": "SQL", "utxo": "UTXO", "cik": "CIK", "iata": "IATA", "pmid": "PMID", "docs": "documents",
    "doc": "document", "prs": "pull requests", "dev": "developer", "config": "configuration", "info": "information",
    "stats": "statistics", "nodeid": "node ID", "userid": "user ID", "orgs": "organizations", "auth": "authentication",
}  # fmt: skip
KEY_WORDS = frozenset(
    "id ids name number key code address uuid guid slug hash gid uid symbol title identifier sha cid pmid cik isbn doi "
    "sku cve pid".split()
)
"""Last words of arguments that tell which thing is meant."""
_DOERS = {
    "assigned": "assignee", "created": "creator", "owned": "owner", "sent": "sender", "requested": "requester",
    "reported": "reporter", "approved": "approver", "reviewed": "reviewer", "uploaded": "uploader", "written": "author",
}  # fmt: skip
"""Participle before ``to`` or ``by`` → who that is."""
_FORMS = frozenset("san uci str string b64 val decimal float int integer iso".split())
"""Last words of arguments that say in which form a value is written."""
_READ_OUT = frozenset("name number symbol code title address slug".split())
"""Those of them that stand behind their noun alone: ``issue 7``, ``the channel general``."""


def argument_words(name: str) -> str:
    """Return what an argument is called in a sentence.

    >>> [argument_words(name) for name in ("gameId", "file_path", "repo", "startDate", "url", "targetUserId")]
    ['game ID', 'file path', 'repository', 'start date', 'URL', 'user ID']
    """
    own = list(words_of(name))
    if "or" in own[1:]:
        own = own[: own.index("or", 1)]  # an ID or URL
    if len(own) == 2 and own[0] in ("to", "from") and own[1] not in ("date", "time", "day"):
        own[0] = {"to": "target", "from": "source"}[own[0]]
    if len(own) > 2 and own[0] in ("target", "selected", "current"):
        own = own[1:]  # the target user ID
    if len(own) == 2 and own[0] == "user" and own[1] in ("query", "question", "prompt", "input", "message"):
        own = own[1:]
    if len(own) > 1 and own[0] in ("input", "given", "specified"):
        own = own[1:]  # the input word
    if len(own) > 1 and own[-1] in _FORMS:
        own = own[:-1]  # the move, in SAN
    if own == ["pull", "number"]:
        own = ["pull", "request", "number"]
    if len(own) == 2 and own[1] in ("to", "by") and own[0] in _DOERS:
        own = [_DOERS[own[0]]]
    if len(own) == 2 and own[0] in ("full", "display") and own[1] == "name":
        own = own[1:]
    words = [_UPPER.get(word, word) for word in own]
    return " ".join(words) if words else field_words(name)


def spelled(word: str) -> str:
    """Return a word of a name as people write it.

    >>> [spelled(word) for word in ("vpc", "repos", "order")]
    ['VPC', 'repositories', 'order']
    """
    return _UPPER.get(word, word)


def said_of(noun: str, key: str = "", name: str = "") -> str:
    """Return what a key is called, or, with the name of its argument, the thing that it tells and the place of the key.

    >>> said_of("id"), said_of("Hex project", "id", "project_id"), said_of("issue", "number", "issue_number")
    ('ID', 'the Hex project with the ID {project_id}', 'issue {issue_number}')
    >>> said_of("harbour", "harbour", "harbour"), said_of("channel", "name", "channel_name")
    ('the harbour {harbour}', 'the channel {channel_name}')
    """
    words = " ".join(_UPPER.get(word, word) for word in noun.split(" "))
    if not name:
        return words
    if key == "number":
        return f"{words} {{{name}}}"
    if key in KEY_WORDS and key not in _READ_OUT and key != noun:
        plural = "IDs" if key == "ids" else _UPPER.get(key, key)
        return f"the {words} with the {plural} {{{name}}}"
    return f"the {words} {{{name}}}"
