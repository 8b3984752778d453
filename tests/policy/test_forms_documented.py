"""The reference of trajectories is what the code holds."""

import importlib.util

from tests.conftest import ROOT


def test_the_reference_of_forms_is_what_the_generator_gives() -> None:
    spec = importlib.util.spec_from_file_location("forms_reference", ROOT / "scripts" / "forms_reference.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    assert generator.PAGE.read_text(encoding="utf-8") == generator.page(), "run: python scripts/forms_reference.py"
