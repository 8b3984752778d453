"""Says what an argument is called in a sentence: its name -> the head of the phrase, and whether it names content."""

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.task.wording import field_words

_UPPER = {
    "id": "ID", "ids": "IDs", "url": "URL", "uri": "URI", "api": "API", "css": "CSS", "pdf": "PDF", "ip": "IP",
    "dns": "DNS", "csv": "CSV", "html": "HTML", "json": "JSON", "nft": "NFT", "isbn": "ISBN", "doi": "DOI",
    "uuid": "UUID", "cve": "CVE", "smiles": "SMILES", "pid": "PID", "sku": "SKU", "pr": "pull request",
    "repo": "repository", "db": "database", "dir": "folder", "directory": "folder", "num": "number", "lang": "language",
    "tx": "transaction", "txid": "transaction ID", "src": "source", "dest": "destination", "msg": "message",
    "org": "organization", "env": "environment", "param": "parameter", "params": "parameters", "img": "image",
    "q": "query", "lat": "latitude", "lon": "longitude", "lng": "longitude", "addr": "address", "desc": "description",
    "vm": "VM", "gid": "ID", "appid": "app ID", "filepath": "file path", "filename": "file name", "guid": "GUID",
}  # fmt: skip


def argument_words(name: str) -> str:
    """Return what an argument is called in a sentence.

    >>> [argument_words(name) for name in ("gameId", "file_path", "repo", "startDate", "url")]
    ['game ID', 'file path', 'repository', 'start date', 'URL']
    """
    words = [_UPPER.get(word, word) for word in words_of(name)]
    return " ".join(words) if words else field_words(name)
