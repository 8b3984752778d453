"""The rule ``heuristics``: candidates → findings, at most one that drops for each.

Every record: its language, damage by a wrong encoding, copy loops. Documents also: Gopher, C4 and FineWeb (``web``),
unless the quality filter has given them a high score. Conversations and descriptions of tools repeat themselves by
their nature (a recall quotes what was said, an API has many operations of one form), so those rules are not for them.
"""

from collections.abc import Iterator, Sequence

from lemnos.steps.curate.base import Candidate, Finding, PartName
from lemnos.steps.curate.candidates import words_of
from lemnos.steps.curate.filter.scores import scores_of
from lemnos.steps.curate.heuristics.encoding import damage
from lemnos.steps.curate.heuristics.measures import prose
from lemnos.steps.curate.heuristics.repetition import longest_loop
from lemnos.steps.curate.heuristics.settings import HeuristicsSettings
from lemnos.steps.curate.heuristics.web import Broken, broken
from lemnos.store.run_folder import RunFolder
from lemnos.text.language import guess

_WRITTEN: tuple[PartName, ...] = ("prose", "item", "assistant", "thought")
"""Parts that a copy loop is looked for in: what a person or a model wrote. What tools return may well repeat."""


def load(settings: HeuristicsSettings, run: RunFolder) -> "Heuristics":
    """Return the rule."""
    del run
    return Heuristics(settings)


class Heuristics:
    """Finds poor text; see ``lemnos.steps.curate.base.Rule``."""

    def __init__(self, settings: HeuristicsSettings) -> None:
        self._settings = settings
        self._languages = {language.casefold() for language in settings.languages}

    def judge(self, candidates: Sequence[Candidate], before: Sequence[Finding]) -> list[Finding]:
        """See ``Rule.judge``."""
        scores = scores_of(before)
        found = []
        for candidate in candidates:
            is_good = scores.get(candidate.number, -1.0) >= self._settings.skip_above and self._settings.skip_above < 1
            first = next(self._broken(candidate, is_good), None)
            if first is not None:
                found.append(
                    Finding(
                        number=candidate.number,
                        rule=first.rule,
                        keep=False,
                        reason=first.reason,
                        score=round(first.score, 6),
                    )
                )
        return found

    def _broken(self, candidate: Candidate, is_good: bool) -> Iterator[Broken]:
        settings = self._settings
        if self._languages:
            yield from self._language(candidate)
        shares = damage(candidate.text)
        for rule, share, most in (
            ("replaced_characters", shares.replaced, settings.encoding.replaced),
            ("mojibake", shares.mojibake, settings.encoding.mojibake),
            ("wrong_code_page", shares.wrong_code_page, settings.encoding.wrong_code_page),
        ):
            if share > most:
                yield Broken(rule, f"{share:.2%} of its characters are damaged by a wrong encoding", share)
        own = prose(words_of(candidate, _WRITTEN))
        if settings.repetition.loop_words:
            words, period = longest_loop(own.hashes, settings.repetition.loop_words)
            if words:
                yield Broken("loop", f"a stretch of {words:,} words repeats the same {period}", words)
        if candidate.kind == "document" and not is_good:
            found = broken(candidate, own, settings)
            if found is not None:
                yield found

    def _language(self, candidate: Candidate) -> Iterator[Broken]:
        language = candidate.language.casefold()
        if language == "und":
            language = guess(candidate.text)
        if language not in self._languages and language.partition("-")[0] not in self._languages:
            yield Broken("language", f"its language is {language}", 0.0)
