"""Every exception that Lemnos raises on purpose.

    LemnosError                 the user can fix it: one line with what, where and remedy; exit code 2
    ├── InputError              an input cannot be read: damaged, empty or of an unknown kind
    │   └── EmptyError          a step found or made nothing: what left out how much, and what to change
    ├── SettingsError           a recipe or an option is invalid
    ├── RunError                a run folder cannot be used: different settings, unwritable, disk full
    ├── ConversationError       a list of messages is not a valid conversation
    ├── ServerError             a model server cannot be used: wrong key, unknown model, no server at the URL
    └── PausedError             stopped on purpose, at a cap or to wait for a batch; exit code 3, rerun to resume
    WorkerError                 a worker process died, or a shard hit a bug; exit code 1

A malformed record never raises out of a stage: it becomes a ``Rejected`` record with the reason.
"""


class LemnosError(Exception):
    """A problem that the user can fix. Formats itself as ``where: what; remedy``.

    Args:
        what: What is wrong, in one clause.
        where: The setting, or the file and the position in it; empty if neither applies.
        remedy: What the user should do.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.remedy)

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}; {self.remedy}" if self.remedy else line


def _rebuild(kind: type[LemnosError], what: str, where: str, remedy: str) -> LemnosError:
    return kind(what, where=where, remedy=remedy)


class InputError(LemnosError):
    """An input cannot be read."""


class EmptyError(InputError):
    """A step found or made nothing."""


class SettingsError(LemnosError):
    """A recipe, an override or an option is invalid."""


class RunError(LemnosError):
    """A run folder cannot be used."""


class ConversationError(LemnosError):
    """A list of messages is not a valid conversation."""


class ServerError(LemnosError):
    """A model server cannot be used."""


class PausedError(LemnosError):
    """The run stopped on purpose; rerunning the same command resumes it."""


class WorkerError(Exception):
    """A worker process died, or a shard hit a bug in Lemnos itself."""
