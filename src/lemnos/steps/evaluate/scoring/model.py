"""A checkpoint → ``LanguageModel``: its tokenizer, its window, and log-likelihoods of packed sequences.

Reads a Hugging Face folder or a GGUF file, with ``transformers``; nothing is downloaded and no code of the checkpoint
is run. On a GPU weights are bfloat16 unless ``dtype`` says otherwise, on a CPU float32. Likelihoods are summed in
float32 whatever the weights are. Memory: the weights, and ``block`` × packed tokens of mask and keys.
"""

import inspect
import io
from contextlib import redirect_stderr
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from lemnos.errors import SettingsError
from lemnos.steps.evaluate.scoring.tree import PrefixTree

_CPU_BLOCK, _GPU_BLOCK = 512, 4_096
"""Tokens of a forward pass."""
_CPU_PACK, _GPU_PACK = 8_192, 32_768
"""Different tokens of the sequences that are packed together, unless one sequence has more."""
_WINDOW = 1_000_000
"""What a model without a stated context is taken to read."""
_CHECK = 24
"""Tokens of the sequences by which sharing is checked against plain passes."""


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
        torch, transformers = _packages(path)
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        if device == "cuda" and not torch.cuda.is_available():
            raise SettingsError("there is no CUDA device", where="evaluate.device", remedy="set it to auto or cpu")
        self._torch = torch
        self.device = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
        chosen = {"auto": "bfloat16" if self.device == "cuda" else "float32"}.get(dtype, dtype)
        self.dtype = chosen
        file = Path(path)
        folder, extra = (str(file.parent), {"gguf_file": file.name}) if file.is_file() else (path, {})
        try:
            with redirect_stderr(io.StringIO()):  # progress bars that no setting turns off
                self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True, **extra)
                model = transformers.AutoModelForCausalLM.from_pretrained(
                    folder, local_files_only=True, dtype=getattr(torch, chosen), **extra
                )
        except Exception as error:  # each format of weights and of tokenizers raises other types
            raise SettingsError(
                f"cannot load a model ({' '.join(str(error).split())[:300] or type(error).__name__})",
                where=path,
                remedy="give a folder with config.json, weights and tokenizer, or a GGUF file of a known architecture",
            ) from None
        if not self.tokenizer.is_fast:
            raise SettingsError(
                "its tokenizer does not say which characters a token stands for",
                where=path,
                remedy="add tokenizer.json",
            )
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
        self.pack = _GPU_PACK if self.device == "cuda" else _CPU_PACK
        """Different tokens that are packed together."""
        self.shares = self._can_share(len(self.tokenizer))
        """Whether prefixes are shared; False for an architecture without attention masks of one's own (Mamba)."""

    @property
    def begin(self) -> list[int]:
        """The token before a text without a prompt: begin of sequence, else end of text."""
        for token in (self.tokenizer.bos_token_id, self.tokenizer.eos_token_id):
            if token is not None:
                return [int(token)]
        return []

    @property
    def begins_always(self) -> bool:
        """Whether the tokenizer itself puts that token before every text."""
        ids = self.tokenizer("a")["input_ids"]
        return bool(ids) and ids[:1] == [self.tokenizer.bos_token_id]

    def log_likelihoods(self, tree: PrefixTree) -> np.ndarray:
        """Return the natural logarithm of the probability of each token of a tree that is scored, in its order.

        Every token of the tree goes through the model once: in blocks, each of which sees the keys and values of its
        own ancestors among those before it.
        """
        if not self.shares:
            return self._plain(tree)
        torch = self._torch
        from transformers import DynamicCache

        cache = DynamicCache()  # without the configuration: a sliding layer would forget what other branches need
        ancestors = tree.ancestors()
        found = np.zeros(len(tree.targets), dtype=np.float64)
        with torch.inference_mode():
            for start in range(0, len(tree.tokens), self._block):
                end = min(start + self._block, len(tree.tokens))
                wanted = tree.scored_in(start, end)
                keep = sorted({int(tree.parents[place]) - start for place, _ in wanted}) or [0]
                output = self._model(
                    input_ids=self._tensor(tree.tokens[start:end])[None],
                    position_ids=self._tensor(tree.depths[start:end])[None],
                    attention_mask=self._mask(ancestors.rows(start, end), tree.depths, start, end),
                    use_cache=True,
                    logits_to_keep=self._tensor(keep),
                    **{self._cache: cache},
                )
                rows = {place: row for row, place in enumerate(keep)}
                if wanted:
                    chosen = [rows[int(tree.parents[place]) - start] for place, _ in wanted]
                    logits = output.logits[0].float()
                    normaliser = torch.logsumexp(logits, dim=-1)
                    ids = self._tensor([int(tree.targets[number]) for _, number in wanted])
                    rows_ = self._tensor(chosen)
                    values = logits[rows_, ids] - normaliser[rows_]
                    found[[number for _, number in wanted]] = values.double().cpu().numpy()
        return found

    def _tensor(self, values: Any) -> Any:
        return self._torch.as_tensor(np.asarray(values, dtype=np.int64), device=self.device)

    def _mask(self, visible: np.ndarray, depths: np.ndarray, start: int, end: int) -> Any:
        """Return the additive mask of a block: what each token may attend to; by kind of layer if they differ."""
        full = self._additive(visible)
        if not self._sliding:
            return full
        near = visible & (depths[start:end, None] - depths[None, :end] < self._sliding)
        if not self._layers:
            return self._additive(near)
        return {"full_attention": full, "sliding_attention": self._additive(near)}

    def _additive(self, visible: np.ndarray) -> Any:
        torch = self._torch
        allowed = torch.as_tensor(visible, device=self.device)
        dtype = getattr(torch, self.dtype)
        mask = torch.zeros(allowed.shape, dtype=dtype, device=self.device)
        return mask.masked_fill_(~allowed, torch.finfo(dtype).min)[None, None]

    def _plain(self, tree: PrefixTree) -> np.ndarray:
        """Return the same without sharing: each path through the tree by itself, padded to the right in batches of
        similar length; what stands to the right of a token cannot change it."""
        torch = self._torch
        found = np.zeros(len(tree.targets), dtype=np.float64)
        paths = sorted(tree.paths(), key=lambda path: len(path.tokens))
        with torch.inference_mode():
            while paths:
                width = len(paths[-1].tokens)
                rows = max(1, min(len(paths), self.pack // max(1, width)))
                batch, paths = paths[-rows:], paths[:-rows]
                padded = np.zeros((len(batch), width), dtype=np.int64)
                for row, path in enumerate(batch):
                    padded[row, : len(path.tokens)] = path.tokens
                logits = self._model(input_ids=self._tensor(padded), use_cache=False).logits
                for row, path in enumerate(batch):
                    places = self._tensor([place - 1 for place in path.places])
                    held = logits[row, places].float()
                    ids = self._tensor([path.tokens[place] for place in path.places])
                    values = held.gather(1, ids[:, None])[:, 0] - torch.logsumexp(held, dim=-1)
                    found[list(path.numbers)] = values.double().cpu().numpy()
        return found

    def _can_share(self, words: int) -> bool:
        """Compare shared with plain passes over two random sequences with a common beginning."""
        generator = np.random.default_rng(0)
        common, *ends = (generator.integers(0, words, _CHECK // 2).tolist() for _ in range(3))
        tree = PrefixTree([(common + end, _CHECK // 2) for end in ends])
        self.shares = True
        try:
            shared = self.log_likelihoods(tree)
        except (ValueError, TypeError, RuntimeError, AttributeError, KeyError, IndexError, NotImplementedError):
            return False
        tolerance = 2e-3 if self.dtype == "float32" else 0.5
        return bool(np.allclose(shared, self._plain(tree), atol=tolerance, rtol=tolerance))


def _packages(path: str) -> tuple[Any, Any]:
    """Return torch and transformers.

    Raises:
        SettingsError: One is missing, or ``gguf`` for a GGUF file.
    """
    try:
        import torch
        import transformers

        if Path(path).is_file():
            import gguf  # noqa: F401
    except ImportError as error:
        raise SettingsError(
            f"evaluate needs the package {error.name}, which is not installed",
            where=path,
            remedy="run: pip install 'lemnos[evaluate]'",
        ) from None
    return torch, transformers


@lru_cache(maxsize=1)
def load(path: str, device: str, dtype: str) -> LanguageModel:
    """Return a checkpoint, kept loaded until another one is asked for; see ``LanguageModel``."""
    return LanguageModel(path, device, dtype)
