"""Addresses of networks, mail and chains of blocks are none of places, and belong to one entity each."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

import pytest

from lemnos.steps.tools.world.values.make import sample

TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}
RESERVED: tuple[Any, ...] = (
    *map(IPv4Network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")),
    IPv6Network("2001:db8::/32"),
)
MAC = re.compile(r"02(:[0-9a-f]{2}){5}")


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties]}


def made(schema: dict[str, Any], seed: str = "seed") -> Any:
    return sample(schema, schema, seed, "device", owner=("device",))


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("ip", 4),
        ("primary_ip", 4),
        ("ipv4", 4),
        ("publicIp4", 4),
        ("network_interface", 4),
        ("ipv6", 6),
        ("primary_ip6", 6),
        ("IPv6Address", 6),
    ],
)
def test_the_address_within_what_is_called_after_ip_is_of_its_version(name: str, version: int) -> None:
    shown = made(of(**{name: of(address=TEXT, family=NUMBER)}))[name]
    address: Any = ip_address(shown["address"])
    assert address.version == version
    assert any(network[0] <= address <= network[-1] for network in RESERVED if network.version == version)
    if name != "network_interface":
        assert shown["family"] == version
        assert made(of(**{name: of(family=TEXT)}))[name]["family"] == str(version)


@pytest.mark.parametrize(("name", "version"), [("ip_address", 4), ("ipv6_address", 6), ("ipv6", 6), ("source_ip", 4)])
def test_a_field_that_is_called_after_ip_holds_an_address(name: str, version: int) -> None:
    assert ip_address(made(of(**{name: TEXT}))[name]).version == version


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("mac", MAC),
        ("hardware", MAC),
        ("email", r"[a-z.]+@example\.\w+"),
        ("sender", r"[a-z.]+@example\.\w+"),
        ("wallet", "0x[0-9a-f]{40}"),
    ],
)
def test_the_address_within_others_is_of_their_kind(name: str, form: re.Pattern[str] | str) -> None:
    assert re.fullmatch(form, made(of(**{name: of(address=TEXT)}))[name]["address"])


@pytest.mark.parametrize("name", ["shipping", "owner", "receipt"])
def test_the_address_within_anything_else_is_that_of_a_place(name: str) -> None:
    assert " " in made(of(**{name: of(address=TEXT, family=TEXT)}))[name]["address"]


@pytest.mark.parametrize("name", ["mac_address", "hardwareAddress", "ipv6Address"])
def test_entities_have_different_addresses(name: str) -> None:
    assert len({made(of(**{name: TEXT}), f"{number}")[name] for number in range(16)}) == 16


def test_addresses_of_version_4_differ_mostly() -> None:
    assert len({made(of(ip=TEXT), f"{number}")["ip"] for number in range(16)}) > 13
