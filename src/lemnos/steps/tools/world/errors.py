"""Defines ``CallError``: a call that the state does not allow, or whose arguments name nothing."""


class CallError(Exception):
    """A call that the state does not allow, or whose arguments name nothing; the state is as before."""

    def __init__(self, status: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.field = field
