"""A checkpoint → ``LanguageModel``: its tokenizer, its window, and log-likelihoods of packed sequences.

Reads a Hugging Face folder or a GGUF file, with ``transformers``; nothing is downloaded and no code of the checkpoint
is run. Weights are bfloat16 on a GPU and on a CPU that multiplies bfloat16 itself, else float32, unless ``dtype`` says
otherwise. Likelihoods are summed in float32 whatever the weights are. Memory: the weights, and keys and values of one
path through the tree and one block.
"""

import inspect
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from lemnos.checkpoints.document_token import begins_always, document_token
from lemnos.checkpoints.load import native_dtype, packages, read_checkpoint
from lemnos.errors import SettingsError
from lemnos.steps.evaluate.scoring import branches
from lemnos.steps.evaluate.scoring.tree import PrefixTree

_CPU_BLOCK, _GPU_BLOCK = 512, 4_096
"""Tokens of a forward pass."""
_PACK = 65_536
"""Tokens of a tree, unless one sequence has more."""
_CPU_BATCH, _GPU_BATCH = 8_192, 32_768
"""Tokens of a plain pass over several sequences."""
_CPU_ROWS = 8
"""Rows of logits that are normalised at once: as many as a core's own cache holds of a usual vocabulary."""
_WINDOW = 1_000_000
"""What a model without a stated context is taken to read."""
_CHECK = 24
"""Tokens of the sequences by which sharing is checked against plain passes."""


class Likelihoods(NamedTuple):
    """What a model says of the scored tokens of a tree, in the order of its targets."""

    logs: np.ndarray
    """Natural logarithm of the probability of each."""
    likeliest: np.ndarray
    """Whether it is the likeliest of all tokens there: whether greedy decoding writes it."""


class LanguageModel:
    """A checkpoint that is loaded. For one thread at a time."""

    def __init__(self, path: str, device: str, dtype: str) -> None:
        """Load it.

        Args:
            path: A folder as ``save_pretrained`` writes it, or a GGUF file.
            device: ``auto``, ``cpu`` or ``cuda``.
            dtype: ``auto``, ``float32``, ``bfloat16`` or ``float16``.

        Raises:
            SettingsError: A package is missing, there is no such device, or the checkpoint cannot be loaded.
        """
        torch, transformers = packages(path, "evaluate")
        if device == "cuda" and not torch.cuda.is_available():
            raise SettingsError("there is no CUDA device", where="evaluate.device", remedy="set it to auto or cpu")
        self._torch = torch
        self.device = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
        self.dtype = native_dtype(torch, self.device) if dtype == "auto" else dtype
        self.tokenizer, model = read_checkpoint(torch, transformers, path, self.dtype)
        self._model = model.to(self.device).eval()
        config = model.config.get_text_config()
        self._cache = "cache" if "cache" in inspect.signature(model.forward).parameters else "past_key_values"
        self._sliding = getattr(config, "sliding_window", None)
        self._layers = set(getattr(config, "layer_types", None) or ())
        stated = getattr(config, "max_position_embeddings", None) or getattr(config, "n_positions", None)
        self.window = int(stated or _WINDOW)
        """Tokens that it can read."""
        self.parameters = int(sum(parameter.numel() for parameter in model.parameters()))
        self._block = _GPU_BLOCK if self.device == "cuda" else _CPU_BLOCK
        self._batch = _GPU_BATCH if self.device == "cuda" else _CPU_BATCH
        self.pack = _PACK
        """Tokens of a tree of sequences."""
        self._branches = self._attends_by_branches()
        self.shares = self._can_share(path)
        """Whether prefixes are shared; False for an architecture without attention masks of one's own (Mamba)."""

    @property
    def begin(self) -> list[int]:
        """The token before a text without a prompt; empty if there is none."""
        token = document_token(self.tokenizer)
        return [] if token is None else [token]

    @property
    def begins_always(self) -> bool:
        """Whether the tokenizer itself puts that token before every text."""
        return begins_always(self.tokenizer)

    def log_likelihoods(self, tree: PrefixTree) -> Likelihoods:
        """Return the likelihood of each token of a tree that is scored.

        Every token of the tree goes through the model once: in blocks, before each of which the keys and values of all
        but its own ancestors are dropped.
        """
        if not self.shares:
            return self._plain(tree)
        torch = self._torch
        from transformers import DynamicCache

        cache = DynamicCache()  # without the configuration: a sliding layer would forget what other branches need
        ancestors = tree.ancestors()
        found = _nothing(tree)
        held = np.zeros(0, dtype=np.int64)
        with torch.inference_mode():
            for start in range(0, len(tree.tokens), self._block):
                end = min(start + self._block, len(tree.tokens))
                before, visible = ancestors.block(start, end)
                if len(before) < len(held):
                    kept = self._tensor(np.searchsorted(held, before))
                    for layer in cache.layers:
                        layer.keys = layer.keys.index_select(-2, kept)
                        layer.values = layer.values.index_select(-2, kept)
                held = np.concatenate([before, np.arange(start, end)])
                wanted = tree.scored_in(start, end)
                keep = sorted({place - start for place, _ in wanted}) or [0]
                output = self._model(
                    input_ids=self._tensor(tree.tokens[start:end])[None],
                    position_ids=self._tensor(tree.depths[start:end])[None],
                    use_cache=True,
                    logits_to_keep=self._tensor(keep),
                    **self._attention(tree, start, end, visible, held),
                    **{self._cache: cache},
                )
                rows = {place: row for row, place in enumerate(keep)}
                if wanted:
                    chosen = [rows[place - start] for place, _ in wanted]
                    numbers = [number for _, number in wanted]
                    self._note(found, numbers, output.logits[0], chosen, tree.targets[numbers])
        return found

    def _note(self, found: Likelihoods, numbers: Sequence[int], logits: Any, rows: Sequence[int], ids: Any) -> None:
        """Write into ``found``, at ``numbers``, the likelihoods of tokens: the ``ids``, each by a row of the logits."""
        torch = self._torch
        at_once = len(logits) if self.device == "cuda" else _CPU_ROWS
        parts = [_normalisers(torch, logits[start : start + at_once]) for start in range(0, len(logits), at_once)]
        normaliser, most = (torch.cat(each) for each in zip(*parts, strict=True))
        rows_, ids_ = self._tensor(rows), self._tensor(ids)
        said = logits[rows_, ids_].float()
        likeliest = said == most[rows_]
        for place in likeliest.nonzero()[:, 0].tolist():  # of several equals, greedy decoding takes the first
            likeliest[place] = not bool((logits[rows[place], : int(ids[place])] == said[place]).any())
        places = list(numbers)
        found.logs[places] = (said - normaliser[rows_]).double().cpu().numpy()
        found.likeliest[places] = likeliest.cpu().numpy()

    def _tensor(self, values: Any) -> Any:
        return self._torch.as_tensor(np.asarray(values, dtype=np.int64), device=self.device)

    def _attends_by_branches(self) -> bool:
        """Make the model attend branch by branch, if it can; return whether it does."""
        config = self._model.config.get_text_config()
        if self.device == "cuda" or self._sliding or not self._layers <= {"full_attention"}:
            return False
        if config._attn_implementation != "sdpa":
            return False
        branches.register()
        self._model.set_attn_implementation(branches.NAME)
        return bool(config._attn_implementation == branches.NAME)

    def _attention(self, tree: PrefixTree, start: int, end: int, visible: np.ndarray, held: np.ndarray) -> Any:
        """Return the arguments that tell the model which of the held keys the tokens of a block attend to."""
        if not self._branches:
            return {"attention_mask": self._mask(visible, tree.depths[start:end], tree.depths[held])}
        found = branches.spans(tree.parents[start:end] - start, visible)
        return {
            "pieces": [
                branches.Piece(start, end, self._tensor(keys), self._additive(visible[start:end, keys]))
                for start, end, keys in found
            ]
        }

    def _mask(self, visible: np.ndarray, depths: np.ndarray, seen: np.ndarray) -> Any:
        """Return the additive mask of a block: what each token may attend to; by kind of layer if they differ.

        Args:
            visible: Tokens of the block × tokens whose keys are held.
            depths: Positions of the first in their sequences.
            seen: Positions of the second.
        """
        full = self._additive(visible)
        if not self._sliding:
            return full
        near = visible & (depths[:, None] - seen[None, :] < self._sliding)
        if not self._layers:
            return self._additive(near)
        return {"full_attention": full, "sliding_attention": self._additive(near)}

    def _additive(self, visible: np.ndarray) -> Any:
        torch = self._torch
        allowed = torch.as_tensor(visible, device=self.device)
        dtype = getattr(torch, self.dtype)
        mask = torch.zeros(allowed.shape, dtype=dtype, device=self.device)
        return mask.masked_fill_(~allowed, torch.finfo(dtype).min)[None, None]

    def _plain(self, tree: PrefixTree) -> Likelihoods:
        """Return the same without sharing: each path through the tree by itself, padded to the right in batches of
        similar length; what stands to the right of a token cannot change it."""
        torch = self._torch
        found = _nothing(tree)
        paths = sorted(tree.paths(), key=lambda path: len(path.tokens))
        with torch.inference_mode():
            while paths:
                width = len(paths[-1].tokens)
                rows = max(1, min(len(paths), self._batch // max(1, width)))
                batch, paths = paths[-rows:], paths[:-rows]
                padded = np.zeros((len(batch), width), dtype=np.int64)
                for row, path in enumerate(batch):
                    padded[row, : len(path.tokens)] = path.tokens
                logits = self._model(input_ids=self._tensor(padded), use_cache=False).logits
                for row, path in enumerate(batch):
                    held = logits[row, self._tensor([place - 1 for place in path.places])]
                    ids = [path.tokens[place] for place in path.places]
                    self._note(found, path.numbers, held, range(len(ids)), ids)
        return found

    def _can_share(self, path: str) -> bool:
        """Compare shared with plain passes over two random sequences with a common beginning.

        Raises:
            SettingsError: What the model says is no probability: its weights are damaged.
        """
        words = len(self.tokenizer)
        generator = np.random.default_rng(0)
        common, *ends = (generator.integers(0, words, _CHECK // 2).tolist() for _ in range(3))
        tree = PrefixTree([(common + end, _CHECK // 2) for end in ends])
        plain = self._plain(tree).logs
        if not np.isfinite(plain).all():
            raise SettingsError(
                "gives likelihoods that are no numbers",
                where=path,
                remedy="its weights are damaged or overflow: save it again, or set evaluate.dtype to float32",
            )
        self.shares = True
        if self._branches and self._is_like(plain, tree):
            return True
        if self._branches:
            self._branches = False
            self._model.set_attn_implementation("sdpa")
        return self._is_like(plain, tree)

    def _is_like(self, plain: np.ndarray, tree: PrefixTree) -> bool:
        """Return whether a tree has the likelihoods of plain passes."""
        block, self._block = self._block, _CHECK // 4 + 1  # several blocks, so that keys are dropped between them
        try:
            shared = self.log_likelihoods(tree).logs
        except (ValueError, TypeError, RuntimeError, AttributeError, KeyError, IndexError, NotImplementedError):
            return False
        finally:
            self._block = block
        tolerance = 2e-3 if self.dtype == "float32" else 0.5
        return bool(np.allclose(shared, plain, atol=tolerance, rtol=tolerance))


def _normalisers(torch: Any, logits: Any) -> tuple[Any, Any]:
    """Return for each row of logits the logarithm of the sum of their exponentials, and the greatest of them."""
    logits = logits.float()
    most = logits.amax(dim=-1, keepdim=True)
    return torch.exp(logits - most).sum(dim=-1).log() + most[:, 0], most[:, 0]


def _nothing(tree: PrefixTree) -> Likelihoods:
    count = len(tree.targets)
    return Likelihoods(np.zeros(count, dtype=np.float64), np.zeros(count, dtype=bool))


@lru_cache(maxsize=1)
def load(path: str, device: str, dtype: str) -> LanguageModel:
    """Return a checkpoint, kept loaded until another one is asked for; see ``LanguageModel``."""
    return LanguageModel(path, device, dtype)
