"""What a process gives back after a shard."""

from lemnos.engine import memory


class Ring:
    """Refers to itself, and holds much."""

    def __init__(self) -> None:
        self.me = self
        self.held = [bytes(1000) for _ in range(120_000)]


def test_what_a_shard_leaves_is_given_back_once_the_process_has_grown() -> None:
    memory.give_back()
    before = memory.resident()
    if not before or memory._trim() is None:
        return
    Ring()
    grown = memory.resident()
    assert grown > before + 100_000_000
    memory.give_back()
    assert memory.resident() < before + 30_000_000
    few = [bytes(1000) for _ in range(10_000)]
    kept = memory._kept
    memory.give_back()
    assert memory._kept == kept
    assert len(few) == 10_000
