"""The order of API versions."""

import random

from lemnos.steps.tools.registry.versions import version_key

ORDERED = [
    ["alpha", "beta", "v1alpha1", "v1beta1", "v1beta2", "v1p1beta1", "v2-preview", "v1", "v2", "v10"],
    ["1.0.0-rc1", "1.0.0", "1.0.1", "1.9.3", "1.10.0"],
    ["2014-10-31", "2019-02-11-preview", "2019-02-10", "2019-02-11"],
    ["", "1"],
]


def test_versions_sort_from_old_to_new() -> None:
    for versions in ORDERED[:2] + ORDERED[3:]:
        shuffled = random.Random(3).sample(versions, len(versions))
        assert sorted(shuffled, key=version_key) == versions
    assert max(ORDERED[2], key=version_key) == "2019-02-11"
