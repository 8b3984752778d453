"""All settings of ``curate`` in one tree."""

import msgspec

from lemnos.steps.curate.duplicates.settings import DuplicateSettings


class CurateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which records are kept, and what is masked in them."""

    duplicates: DuplicateSettings = DuplicateSettings()
    """Copies and near copies, within an input and across inputs."""
