"""Names: how a link finds its document.

A document goes by several names (its title, its path, its id), a link or a row of a link table uses one of
them. ``normalise`` brings both to one form; the graph compares 64-bit hashes of that form, so resolving needs
12 bytes a name however large the corpus is.
"""

import hashlib
import unicodedata
from urllib.parse import unquote


def normalise(name: str) -> str:
    """Return ``name`` decoded, in NFC, without fragment, with ``_`` and runs of white space as one space.

    >>> normalise("C%C3%A6sar_Augustus#Early_life")
    'Cæsar Augustus'
    """
    if "%" in name:
        name = unquote(name, errors="replace")
    name = name.split("#", 1)[0] if not name.startswith("#") else ""
    name = " ".join(name.replace("_", " ").split())
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def name_hash(name: str) -> int:
    """Return the 64-bit hash of a normalised name. Two of 10 million names collide with odds of 1 in 400,000."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
