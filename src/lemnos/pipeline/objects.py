"""Objects that a library user passes in place of settings: a writer or a reward of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Objects:
    """Objects that a library user gave in place of settings: a writer, a reward. Equal if they are identified alike.

    Picklable if the objects are.
    """

    key: str
    """Fingerprint of what identifies them."""
    by_setting: Mapping[str, Any] = field(compare=False)

    def get(self, setting: str) -> Any:
        """Return the object in place of a setting; None if there is none."""
        return self.by_setting.get(setting)


NO_OBJECTS = Objects("", {})
