"""Names of tools as templates and APIs accept them: 1 to 64 ASCII letters, digits, ``_`` and ``-``.

A name that is allowed stays. Another one becomes the same name in every trajectory, unless that name is taken there:
other characters become ``_``, and a hash of the name follows where letters are lost. It changes in tools, calls, and
where the system message, an output or the description of a tool names the tool as a whole word. A new name never stands
in those texts already, so the way back is exact.
"""

import re

from lemnos.records import Trajectory, content_id
from lemnos.sources.trajectories.carried import renamed

ALLOWED = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_LONGEST = 64
_TRIES = 10


def allowed(trajectory: Trajectory) -> tuple[Trajectory, dict[str, str]]:
    """Return a trajectory with allowed names of tools, and each new name with the one that it stands for."""
    own = {tool.name for tool in trajectory.tools}
    own.update(call.name for message in trajectory.messages for call in message.tool_calls)
    refused = sorted(name for name in own if not ALLOWED.fullmatch(name))
    if not refused:
        return trajectory, {}
    taken = own - set(refused)
    masked, back = trajectory, {}
    for attempt in range(_TRIES):
        new = _new_names(refused, taken, attempt)
        masked, back = renamed(trajectory, new), {name: old for old, name in new.items()}
        if renamed(masked, back) == trajectory:
            break
    return masked, back


def _new_names(refused: list[str], taken: set[str], attempt: int) -> dict[str, str]:
    """Return a new name for each one, different from all that are taken."""
    taken = set(taken)
    new: dict[str, str] = {}
    for name in refused:
        number = attempt
        while (found := _new_name(name, number)) in taken:
            number += 1
        taken.add(found)
        new[name] = found
    return new


def _new_name(name: str, number: int) -> str:
    """Return the ``number``th allowed name for a name.

    >>> _new_name("files.read", 0), _new_name("files.read", 1), _new_name("météo", 0)
    ('files_read', 'files_read_0adb88e4', 'm_t_o_23be8818')
    """
    plain = re.sub(r"[^a-zA-Z0-9_-]+", "_", name).strip("_")
    lost = not plain or len(plain) > _LONGEST or any(letter.isalnum() and not letter.isascii() for letter in name)
    if number == 0 and not lost:
        return plain
    digits = content_id(name, str(number) if number > 1 else "")[:8]
    return f"{plain[: _LONGEST - 9].rstrip('_') or 'tool'}_{digits}"
