"""The rule ``filter``: candidates → a finding with a score for each of the kinds that are scored."""

from collections.abc import Sequence

from lemnos.steps.curate.base import Candidate, Finding
from lemnos.steps.curate.filter.model import QualityModel, load_model, read_notes
from lemnos.steps.curate.filter.scores import BELOW, SCORE
from lemnos.steps.curate.filter.settings import FilterSettings
from lemnos.store.run_folder import RunFolder


def load(settings: FilterSettings, run: RunFolder) -> "QualityFilter":
    """Return the rule, with its model."""
    del run
    threshold = read_notes(settings.model).curve.best.threshold if settings.threshold is None else settings.threshold
    return QualityFilter(load_model(settings.model), threshold, frozenset(settings.kinds))


class QualityFilter:
    """Scores records; see ``lemnos.steps.curate.base.Rule``.

    Args:
        model: The model.
        threshold: Score below which a record is dropped.
        kinds: Kinds of records that are scored.
    """

    def __init__(self, model: QualityModel, threshold: float, kinds: frozenset[str]) -> None:
        self._model, self._threshold, self._kinds = model, threshold, kinds

    def judge(self, candidates: Sequence[Candidate], before: Sequence[Finding]) -> list[Finding]:
        """See ``Rule.judge``."""
        del before
        found = []
        for candidate in candidates:
            if candidate.kind not in self._kinds:
                continue
            score = round(self._model.score(candidate.text), 6)
            keep = score >= self._threshold
            reason = "" if keep else f"its score is {score:.4g}, below {self._threshold:.4g}"
            found.append(
                Finding(number=candidate.number, rule=SCORE if keep else BELOW, keep=keep, reason=reason, score=score)
            )
        return found
