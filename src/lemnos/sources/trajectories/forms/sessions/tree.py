"""Branches of a session whose lines name their parents.

A session branches where the user goes back and asks again. Each branch in which the assistant does something is one
trajectory; of the branches that share a beginning, the first one has it for its own and the others tell its length.
Cost: linear in the nodes, and for each branch in its length.
"""

from collections.abc import Iterator, Sequence

import msgspec

from lemnos.sources.trajectories.draft import Draft, Event
from lemnos.sources.trajectories.forms.sessions.blocks import without_interrupted


class Node(msgspec.Struct, eq=False):
    """A message of a session."""

    parent: "Node | None" = None
    events: list[Event] = []
    source: str = ""
    """Position of its first line."""
    model: str = ""
    record: str = ""
    """Id of the session that its first line names."""
    seen: bool = False
    """Whether an earlier branch holds it."""

    @property
    def acts(self) -> bool:
        """Whether the assistant says or does something in it."""
        return any(event.speaker == "assistant" for event in self.events)


class Branch(msgspec.Struct):
    """One way through a session."""

    nodes: list[Node]
    shared: int
    """Number of first events that an earlier branch has too."""

    @property
    def events(self) -> list[Event]:
        """All events, in order."""
        return [event for node in self.nodes for event in node.events]

    @property
    def model(self) -> str:
        """The model of the last message that names one."""
        return next((node.model for node in reversed(self.nodes) if node.model), "")


def drafts(form: str, nodes: Sequence[Node], repaired: set[str], leaf: int = 0) -> Iterator[Draft]:
    """Yield the draft of each branch of a session.

    Calls that were interrupted are left out, and so is what stands before the user's first words if the session begins
    in the middle of the assistant's work.

    Args:
        form: Name of the form.
        nodes: The messages in the order of the file.
        repaired: Names of the reader's repairs of the whole session.
        leaf: Number of the first branch.
    """
    for number, branch in enumerate(branches(nodes), leaf):
        own = set(repaired)
        events = branch.events
        cut = _opening(events)
        if cut:
            own.add("cut_opening")
        yield Draft(
            form=form,
            events=without_interrupted(events[cut:], own),
            source=branch.nodes[0].source,
            record=branch.nodes[0].record,
            model=branch.model,
            leaf=number,
            shared=max(0, branch.shared - cut),
            repaired=sorted(own),
        )


def _opening(events: Sequence[Event]) -> int:
    """Return how many first events are the end of work whose request is not there; 0 if nothing follows them."""
    working = False
    for number, event in enumerate(events):
        if event.speaker == "user":
            return number if working else 0
        working = working or event.speaker == "tool" or bool(event.calls)
        if event.speaker == "system" and not working:
            return 0
    return 0


def branches(nodes: Sequence[Node]) -> Iterator[Branch]:
    """Yield the branches in the order of their ends.

    A branch ends with the last thing that the assistant does, and what follows it. If the assistant does nothing at
    all, the longest way is the only branch, which the normal form refuses.

    Args:
        nodes: The messages in the order of the file; parents may come later, and may form a cycle, which is cut.
    """
    _cut_cycles(nodes)
    children: dict[int, list[Node]] = {}
    for node in nodes:
        children.setdefault(id(node.parent), []).append(node)
    leads: set[int] = set()
    """Nodes after which the assistant still does something."""
    for node in nodes:
        if node.acts:
            above = node.parent
            while above is not None and id(above) not in leads:
                leads.add(id(above))
                above = above.parent
    ends = [node for node in nodes if node.acts and id(node) not in leads]
    for end in ends or list(nodes[-1:]):
        path = [end]
        while (above := path[-1].parent) is not None:
            path.append(above)
        path.reverse()
        while following := children.get(id(path[-1]), []):
            path.append(following[-1])
        shared = 0
        for node in path:
            if not node.seen:
                break
            shared += len(node.events)
        for node in path:
            node.seen = True
        yield Branch(path, shared)


def _cut_cycles(nodes: Sequence[Node]) -> None:
    rooted: set[int] = set()
    for node in nodes:
        walked: set[int] = set()
        at: Node | None = node
        while at is not None and id(at) not in rooted:
            walked.add(id(at))
            if at.parent is not None and id(at.parent) in walked:
                at.parent.parent = None
            at = at.parent
        rooted |= walked
