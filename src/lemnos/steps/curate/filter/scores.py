"""The scores that the quality filter gave, among findings."""

from collections.abc import Iterable

from lemnos.steps.curate.base import Finding

SCORE = "score"
"""Name of the finding of a record that the filter keeps."""
BELOW = "below_threshold"
"""Name of the finding of one that it drops."""


def scores_of(findings: Iterable[Finding]) -> dict[int, float]:
    """Return the scores among findings by ``Candidate.number``; empty if no filter ran."""
    return {finding.number: finding.score for finding in findings if finding.rule in (SCORE, BELOW)}
