"""Loads rewards: a name or a path → ``Reward`` for clusters, ``TextReward`` for cases."""

from importlib.util import find_spec
from pathlib import Path

from lemnos.steps.talk.reward.base import PREFIXES, Reward
from lemnos.steps.talk.reward.embedding.encoders import missing, pairs
from lemnos.steps.talk.reward.embedding.reward import EmbeddingReward
from lemnos.steps.talk.reward.learned import LearnedReward
from lemnos.steps.talk.reward.lexical import LexicalReward
from lemnos.steps.talk.reward.model import read_model

DEFAULT = "default"


def load(name: str) -> LearnedReward | EmbeddingReward:
    """Return the reward of a name, for cases and clusters.

    The shipped reward for ``DEFAULT``; the one in an ``.npz`` file that ``train`` wrote; and for ``st:NAME``,
    ``hf:PATH`` and ``ce:PATH``, the shipped one combined with an embedding or a cross-encoder.

    Raises:
        InputError: There is no such file or model, or this version cannot read it.
        SettingsError: The packages that a model needs are not installed.
    """
    if name.startswith(PREFIXES):
        return EmbeddingReward(pairs(name), LearnedReward())
    return LearnedReward() if name == DEFAULT else LearnedReward.load(Path(name))


def load_reward(name: str) -> Reward:
    """Return the reward that the setting ``talk.reward`` selects.

    Raises:
        InputError: See ``load``.
        SettingsError: See ``load``.
    """
    if name == "lexical":
        return LexicalReward()
    return LearnedReward() if name == "learned" else load(name)


def check_reward(name: str) -> None:
    """Check the setting ``talk.reward`` early; the files of an embedding are not checked.

    Raises:
        InputError: It is not a model that this version can read.
        SettingsError: The required package is not installed.
    """
    if name.startswith(PREFIXES):
        package = "sentence_transformers" if name.startswith("st:") else "transformers"
        if find_spec(package) is None:
            raise missing(package.replace("_", "-"))
    elif name.endswith(".npz"):
        read_model(Path(name))
