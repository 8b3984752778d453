"""The processes that train one model together: one, or those that ``torch.distributed.run`` has started.

Each takes its part of the windows of a batch. With several, parameters, gradients and optimiser are divided among them
(FSDP2, ``fully_shard``), on GPUs through NCCL, on CPUs through gloo. The first process runs the command; the others
wait for what it tells them (``tell``, ``listen``). All must take the same steps in the same order.
"""

import os
from typing import Any

from lemnos.errors import SettingsError


def rank() -> int:
    """Return the number of this process, from 0."""
    return int(os.environ.get("RANK", "0"))


def size() -> int:
    """Return the number of processes."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def join(device: str) -> None:
    """Meet the other processes, if there are any and they have not met."""
    import torch
    import torch.distributed as dist

    if size() > 1 and not dist.is_initialized():
        cuda = device != "cpu" and torch.cuda.is_available()
        if cuda:
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
        dist.init_process_group("cpu:gloo,cuda:nccl" if cuda else "gloo")


def tell(what: Any) -> None:
    """Send an object from the first process to the others."""
    import torch.distributed as dist

    if size() > 1:
        dist.broadcast_object_list([what], src=0, device=_cpu())


def listen() -> Any:
    """Return what the first process tells."""
    import torch.distributed as dist

    held: list[Any] = [None]
    dist.broadcast_object_list(held, src=0, device=_cpu())
    return held[0]


def leave() -> None:
    """Part from the other processes."""
    import torch.distributed as dist

    if dist.is_available() and dist.is_initialized():
        dist.destroy_process_group()


def _cpu() -> Any:
    import torch

    return torch.device("cpu")


class Group:
    """The processes of a training run, met already.

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
        self.rank, self.size = rank(), size()
        kind = "cuda" if device != "cpu" and there else "cpu"
        self.device = torch.device(kind, int(os.environ.get("LOCAL_RANK", "0"))) if kind == "cuda" else _cpu()

    @property
    def leads(self) -> bool:
        """Whether this process writes files and speaks to the user."""
        return self.rank == 0

    def sum(self, value: Any) -> Any:
        """Return the sum of a tensor over all processes."""
        if self.size > 1:
            import torch.distributed as dist

            dist.all_reduce(value)
        return value

    def agreed(self, value: int) -> int:
        """Return a number of the first process."""
        if self.size == 1:
            return value
        tell(value) if self.leads else None
        return value if self.leads else int(listen())

    def divide(self, module: Any, *, half: bool) -> None:
        """Divide the parameters of a module among the processes, layer by layer, in place."""
        if self.size == 1:
            return
        import torch
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard
        from transformers.modeling_layers import GradientCheckpointingLayer

        mesh = init_device_mesh(self.device.type, (self.size,))
        kind = torch.bfloat16 if half else None
        policy = MixedPrecisionPolicy(param_dtype=kind, reduce_dtype=torch.float32 if half else None)
        for layer in module.modules():
            if isinstance(layer, GradientCheckpointingLayer):
                fully_shard(layer, mesh=mesh, mp_policy=policy)
        fully_shard(module, mesh=mesh, mp_policy=policy)

    def weights(self, module: Any) -> dict[str, Any]:
        """Return the weights of a module by name, whole, on the CPU of the first process; empty elsewhere."""
        if self.size == 1:
            return {name: tensor.detach().cpu() for name, tensor in module.state_dict().items()}
        from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict

        found = get_model_state_dict(module, options=StateDictOptions(full_state_dict=True, cpu_offload=True))
        return found if self.leads else {}

    def optimizer_state(self, module: Any, optimizer: Any) -> dict[str, Any]:
        """Return the state of an optimiser, whole, on the first process."""
        if self.size == 1:
            found: dict[str, Any] = optimizer.state_dict()
            return found
        from torch.distributed.checkpoint.state_dict import StateDictOptions, get_optimizer_state_dict

        options = StateDictOptions(full_state_dict=True, cpu_offload=True)
        state = get_optimizer_state_dict(module, optimizer, options=options)
        return state if self.leads else {}

    def load(self, module: Any, weights: dict[str, Any]) -> None:
        """Put the weights of the first process into a module."""
        if self.size == 1:
            module.load_state_dict(weights)
            return
        from torch.distributed.checkpoint.state_dict import StateDictOptions, set_model_state_dict

        options = StateDictOptions(full_state_dict=True, broadcast_from_rank0=True)
        set_model_state_dict(module, weights if self.leads else {}, options=options)

    def load_optimizer(self, module: Any, optimizer: Any, state: dict[str, Any]) -> None:
        """Put the state of the first process into an optimiser."""
        if self.size == 1:
            optimizer.load_state_dict(state)
            return
        from torch.distributed.checkpoint.state_dict import StateDictOptions, set_optimizer_state_dict

        options = StateDictOptions(full_state_dict=True, broadcast_from_rank0=True)
        set_optimizer_state_dict(module, optimizer, state if self.leads else {}, options=options)
