"""``lemnos train``: the step; started by ``torch.distributed.run``, the first process runs it and the others follow."""

from typing import Any

import click

from lemnos.cli.step_command import step_command

train: click.Command = step_command("train")
_alone = train.callback


def _together(**given: Any) -> None:
    from lemnos.steps.train import group

    assert _alone is not None
    if group.size() == 1:
        _alone(**given)
        return
    from lemnos.steps.train.run import dismiss, follow

    if group.rank():
        follow()
        return
    try:
        _alone(**given)
    finally:
        dismiss()


train.callback = _together
