"""Converts between names of properties and parts of JSON pointers (RFC 6901): ``a/b`` ↔ ``a~1b``."""


def escaped(name: str) -> str:
    """Return the name of a property as a part of a JSON pointer.

    >>> escaped("and/or ~5")
    'and~1or ~05'
    """
    return name.replace("~", "~0").replace("/", "~1")


def unescaped(part: str) -> str:
    """Return a part of a JSON pointer as the name of a property.

    >>> unescaped("and~1or ~05"), unescaped("~01")
    ('and/or ~5', '~1')
    """
    return part.replace("~1", "/").replace("~0", "~")
