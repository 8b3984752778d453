"""The processes that train one model together: one, or those that ``torch.distributed.run`` has started.

Each takes its part of the windows of a batch. With several, parameters, gradients and optimiser are divided among them
(FSDP2, ``fully_shard``), on GPUs through NCCL, on CPUs through gloo.
"""

import os

from lemnos.errors import SettingsError


class Group:
    """The processes of a training run.

    Args:
        device: ``auto``, ``cpu`` or ``cuda``.

    Raises:
        SettingsError: There is no such device.
    """

    def __init__(self, device: str) -> None:
        import torch

        there = torch.cuda.is_available()
        if device == "cuda" and not there:
            raise SettingsError("there is no CUDA device", where="train.device", remedy="set it to auto or cpu")
        self.rank = int(os.environ.get("RANK", "0"))
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        kind = "cuda" if device != "cpu" and there else "cpu"
        self.device = (
            torch.device(kind, int(os.environ.get("LOCAL_RANK", "0"))) if kind == "cuda" else torch.device(kind)
        )
        if kind == "cuda":
            torch.cuda.set_device(self.device)

    @property
    def leads(self) -> bool:
        """Whether this process writes files and speaks to the user."""
        return self.rank == 0
