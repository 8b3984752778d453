"""Holds the worlds that clients act in, by their handles: ``shop-1.0``, ``shop-1.0~7``, ``shop-1.0~7~alice``.

A handle is the name of an API, a seed and a name for one of several worlds with that seed; seed and name may be left
out. It is all that a client needs to know: a world is made when its handle is first used. Of more than ``most`` worlds,
those that were used longest ago are put aside as snapshots, and come back when they are called.
"""

from collections import OrderedDict
from urllib.parse import unquote

from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.serving.catalogue import Api, Catalogue

SEPARATOR = "~"
_LONGEST = 200


class Worlds:
    """The worlds of all APIs.

    Args:
        catalogue: The APIs.
        seed: The seed of handles that name none.
        most: How many worlds are held ready; further ones are kept as snapshots.
    """

    def __init__(self, catalogue: Catalogue, seed: str = "0", most: int = 1000) -> None:
        self.catalogue = catalogue
        self.seed = seed
        self._most = most
        self._ready: OrderedDict[str, tuple[Api, LocalWorld]] = OrderedDict()
        self._aside: dict[str, bytes] = {}

    def find(self, handle: str) -> tuple[Api, LocalWorld] | None:
        """Return a world and its API; None if no API has the name in the handle, which may be percent-encoded."""
        handle = unquote(handle) if "%" in handle else handle
        held = self._ready.get(handle)
        if held is not None:
            self._ready.move_to_end(handle)
            return held
        parts = handle.split(SEPARATOR)
        api = self.catalogue.apis.get(parts[0])
        if api is None or len(parts) > 3 or len(handle) > _LONGEST:
            return None
        world = LocalWorld(api.compiled, parts[1] if len(parts) > 1 and parts[1] else self.seed)
        if (snapshot := self._aside.pop(handle, None)) is not None:
            world.restore(snapshot)
        self._ready[handle] = (api, world)
        if len(self._ready) > self._most:
            old, (_, other) = self._ready.popitem(last=False)
            self._aside[old] = other.snapshot()
        return api, world

    def forget(self, handle: str) -> bool:
        """Drop a world, which starts anew when it is called again; return whether there was one."""
        return any([self._ready.pop(handle, None) is not None, self._aside.pop(handle, None) is not None])

    def handles(self) -> list[str]:
        """Return the handles of the worlds that were used, the last one used last."""
        return [*self._aside, *self._ready]
