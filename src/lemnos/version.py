"""The release of Lemnos."""

VERSION = "0.2.0"
"""The same as in ``pyproject.toml``; a test compares them."""
