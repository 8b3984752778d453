"""Settings of what is masked."""

from typing import Literal

import msgspec

from lemnos.text.private import Kind


class SecretsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is replaced by fixed placeholders in records that are kept. Nothing is dropped for it."""

    enabled: bool = True
    """Whether personal data and secrets are masked."""
    kinds: tuple[Kind, ...] = ("email", "home_folder", "ip_address", "key", "name")
    """What is masked: `email` addresses of people, `home_folder` with somebody's name, public `ip_address`, `key` of
    any kind and password, `name` before an e-mail address."""
    detector: Literal["betterleaks", "patterns"] = "betterleaks"
    """What finds keys: the rules of `betterleaks` (`pip install 'lemnos[curate]'`) with patterns of our own, or the
    patterns alone, which know some twenty kinds and cost half as much."""
    confidence: Literal["low", "medium", "high"] = "low"
    """Least confidence that a rule of `betterleaks` has in what it finds. `low` also masks values that only their name
    makes suspicious."""
