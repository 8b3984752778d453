"""Resource names are filled from the template in the prose or the pattern."""

import pytest

from lemnos.steps.tools.examples.resource_names import filled, template_in, template_of_pattern


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("Format: `projects/{project}/locations/{location}`.", "projects/{project}/locations/{location}"),
        ("In the form projects/[PROJECT_ID]/topics/[TOPIC]", "projects/[PROJECT_ID]/topics/[TOPIC]"),
        ("Such as projects/PROJECT_ID/zones/ZONE_NAME.", "projects/PROJECT_ID/zones/ZONE_NAME"),
        ("`organizations/<id>/folders/*`", "organizations/<id>/folders/*"),
        ("A path: //pubsub.example.com/projects/{p}", "//pubsub.example.com/projects/{p}"),
        ("Joined by and/or.", None),
        ("See https://example.com/{page}.", None),
        ("A file such as reports/march.csv", None),
        ("The type is application/json", None),
    ],
)
def test_templates_in_prose(text: str, template: str | None) -> None:
    assert template_in(text) == template


@pytest.mark.parametrize(
    ("pattern", "template"),
    [
        ("^projects/[^/]+/locations/[^/]+$", "projects/*/locations/*"),
        (r"^projects\/[^\/]+$", "projects/*"),
        ("^accounts/\\w+$", "accounts/*"),
        ("^[a-z]+/[a-z]+$", None),
        ("^\\d{3}$", None),
    ],
)
def test_templates_of_patterns(pattern: str, template: str | None) -> None:
    assert template_of_pattern(pattern) == template


def test_a_segment_is_named_by_its_placeholder_or_by_the_one_before_it() -> None:
    asked: list[str] = []

    def value_of(name: str) -> str:
        asked.append(name)
        return "v"

    template = "projects/{project_id}/instanceConfigs/*/policies/{p}/keys/KEY_ID"
    assert filled(template, value_of) == "projects/v/instanceConfigs/v/policies/v/keys/v"
    assert asked == ["project", "instance_config", "policy", "key"]
