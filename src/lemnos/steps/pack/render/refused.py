"""The reason why a record is not packed."""


class RefusedError(Exception):
    """A record cannot be rendered or tokenised; it is rejected and counted."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule, self.reason = rule, reason
