"""What planners write at first try: each guess says what its plain form beside it says."""

from pathlib import Path

import pytest

import simdesk as sd

GUESSES = Path(__file__).parents[1] / "data" / "guesses"
NAMES = sorted(path.name.removesuffix(".plain.yaml") for path in GUESSES.glob("*.plain.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_guess_is_read_as_it_is_meant(name: str) -> None:
    guess, plain = sd.load(GUESSES / f"{name}.yaml"), sd.load(GUESSES / f"{name}.plain.yaml")
    said = {"name": None, "description": None, "variants": {}, "sweep": None}
    assert guess.model.model_copy(update=said) == plain.model.model_copy(update=said)
    assert guess.lay_out() == plain.lay_out()
    assert guess.variants == plain.variants
    for variant in guess.variants:
        assert guess.variant(variant).lay_out() == plain.variant(variant).lay_out()


def test_every_guess_has_its_plain_form() -> None:
    assert {path.name.removesuffix(".yaml") for path in GUESSES.glob("*.yaml")} == set(NAMES) | {
        f"{name}.plain" for name in NAMES
    }
