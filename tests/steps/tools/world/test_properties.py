"""Random calls agree with a dictionary; snapshots restore; the same calls give the same bytes."""

from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.world.apis import ORDER, page_of, shop

TOOLS = shop()
COMPILED = CompiledSpec(world_spec(TOOLS), TOOLS)
NAMES = st.text(min_size=1, max_size=12)


class ShopMachine(RuleBasedStateMachine):
    """Calls of a shop beside a dictionary of its orders."""

    orders = Bundle("orders")

    @initialize(seed=st.sampled_from("abc"))
    def start(self, seed: str) -> None:
        self.world = LocalWorld(COMPILED, seed)
        self.twin = LocalWorld(COMPILED, seed)
        self.model: dict[int, Any] = {each["id"]: dict(each) for each in self.world.state()["order"]}
        self.saved: tuple[bytes, dict[int, Any]] | None = None

    def call(self, tool: str, arguments: dict[str, Any]) -> Any:
        observation = self.world.call(tool, arguments)
        assert msgspec.json.encode(self.twin.call(tool, arguments)) == msgspec.json.encode(observation)
        return observation

    @rule(target=orders, name=NAMES)
    def create(self, name: str) -> int:
        observation = self.call("createOrder", {"name": name})
        assert observation.status == 201
        assert conforms(observation.body, ORDER, ORDER)
        key: int = observation.body["id"]
        assert key not in self.model
        self.model[key] = observation.body
        return key

    @rule(key=orders | st.integers(0, 5), name=NAMES)
    def update(self, key: int, name: str) -> None:
        observation = self.call("updateOrder", {"orderId": key, "name": name})
        assert observation.status == (200 if key in self.model else 404)
        if key in self.model:
            self.model[key] |= {"name": name, "updatedAt": observation.body["updatedAt"]}

    @rule(key=orders)
    def cancel(self, key: int) -> None:
        observation = self.call("cancelOrder", {"orderId": key})
        if key not in self.model:
            assert observation.status == 404
        elif self.model[key]["status"] == "cancelled":
            assert observation.status == 409
        else:
            assert observation.status == 200
            self.model[key] |= {"status": "cancelled", "updatedAt": observation.body["updatedAt"]}

    @rule(key=orders | st.integers(0, 5))
    def delete(self, key: int) -> None:
        observation = self.call("deleteOrder", {"orderId": key})
        assert observation.status == (204 if self.model.pop(key, None) is not None else 404)

    @rule(key=orders)
    def get(self, key: int) -> None:
        observation = self.call("getOrder", {"orderId": key})
        assert observation.body == self.model[key] if key in self.model else observation.status == 404

    @rule(limit=st.integers(1, 30))
    def list_some(self, limit: int) -> None:
        body = self.call("listOrders", {"limit": limit}).body
        assert conforms(body, page_of(ORDER), True)
        assert body["items"] == list(self.model.values())[:limit]
        assert body["total"] == len(self.model)

    @rule()
    def save(self) -> None:
        self.saved = self.world.snapshot(), {key: dict(value) for key, value in self.model.items()}

    @rule()
    def restore(self) -> None:
        if self.saved is not None:
            self.world.restore(self.saved[0])
            self.twin = self.world.clone()
            self.model = {key: dict(value) for key, value in self.saved[1].items()}

    @invariant()
    def states_agree(self) -> None:
        assert self.world.state()["order"] == list(self.model.values())
        assert self.world.state_hash() == self.twin.state_hash()


TestShop = ShopMachine.TestCase
TestShop.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
