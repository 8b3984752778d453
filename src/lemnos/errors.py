"""Every exception that Lemnos raises on purpose.

    LemnosError                 one line for the user: what, where, remedy; the command line exits with 2
    ├── InputError              an input cannot be read: damaged, empty, of an unknown kind
    ├── SettingsError           a recipe or an option is wrong
    ├── RunError                a run folder cannot be used: other settings, unwritable, disk full
    ├── ConversationError       a list of messages is not a valid conversation
    ├── ServerError             a model server cannot be used: wrong key, unknown model, nothing there
    └── PausedError             stopped on purpose, at a cap or for a batch; exits with 3, the same command continues
    WorkerError                 a worker process died or a shard met a bug; exits with 1

A record that is merely bad never raises out of a stage: it becomes a ``Rejected`` record with its reason.
"""


class LemnosError(Exception):
    """A condition the user can mend.

    Args:
        what: What is wrong, in one clause.
        where: File, and position in it, or setting; empty where there is none.
        remedy: What to do about it.
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


class SettingsError(LemnosError):
    """A recipe, an override or an option is wrong."""


class RunError(LemnosError):
    """A run folder cannot be used."""


class ConversationError(LemnosError):
    """A list of messages is not a valid conversation."""


class ServerError(LemnosError):
    """A model server cannot be used."""


class PausedError(LemnosError):
    """The run stopped on purpose; the same command continues it."""


class WorkerError(Exception):
    """A worker process died, or a shard met a bug in Lemnos itself."""
