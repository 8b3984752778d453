"""The shop of the tests of worlds, with descriptions in which people speak of its things."""

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.world.apis import shop

DESCRIPTIONS = {
    "listOrders": "List the orders of the shop.",
    "getOrder": "Return an order.",
    "listCustomers": "List all customers.",
    "getCustomer": "Return a customer.",
    "quote": "Calculates the shipping costs to a city.",
}


def shop_tools() -> list[Tool]:
    return [
        msgspec.structs.replace(tool, description=DESCRIPTIONS.get(tool.name, "Works on an order of a customer."))
        for tool in shop()
    ]


def shop_api() -> Api:
    tools = shop_tools()
    return Api(world_spec(tools), tools)
