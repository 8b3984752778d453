"""All settings of ``curate`` in one tree."""

import msgspec

from lemnos.steps.curate.decontaminate.settings import DecontaminateSettings
from lemnos.steps.curate.duplicates.settings import DuplicateSettings
from lemnos.steps.curate.filter.settings import FilterSettings
from lemnos.steps.curate.heuristics.settings import HeuristicsSettings
from lemnos.steps.curate.secrets.settings import SecretsSettings


class CurateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which records are kept, and what is masked in them."""

    decontaminate: DecontaminateSettings = DecontaminateSettings()
    """Items of benchmarks, which stay out of the corpus."""
    duplicates: DuplicateSettings = DuplicateSettings()
    """Copies and near copies, within an input and across inputs."""
    filter: FilterSettings = FilterSettings()
    """A learned quality filter; off until a model is named."""
    heuristics: HeuristicsSettings = HeuristicsSettings()
    """Rules that drop damaged and poor text without a model."""
    secrets: SecretsSettings = SecretsSettings()
    """Personal data and secrets, which are masked in the records that are kept."""
