"""A causal language model of ``transformers``, loaded from a folder: prompts in, texts out, one batch at a time.

Tokens are drawn here and not by ``generate``: each row of a batch has random numbers of its own, which only what was
asked, the place and the token decide. So what a request draws does not depend on which others lie in its batch. Its
logits still do, in their last bits, for kernels add up in another order at another batch size: two runs whose batches
differ can part at a token where two are as good as equally likely. In 32 bits that was not seen in 32 answers of 60
tokens, in 16 bits in some of them (``docs/findings.md``). The same batches give the same bytes on the same device and
version.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

from lemnos.errors import SettingsError
from lemnos.llm.in_process.sampling import Draw, Sampling
from lemnos.records import Utterance

_CPU_ROOM, _GPU_ROOM = 16_384, 262_144
"""Tokens of one batch, padding included, at the most."""
_OF_FREE = 0.5
"""Share of a GPU's free memory that a batch may take; the rest is for what a forward pass needs for a moment."""
_TURN = "\nUser:"
"""Where a model without a chat template begins to speak for the user."""
_TAIL = 8
"""Tokens looked at for it."""


class Prompt(NamedTuple):
    """What a row of a batch begins with."""

    tokens: list[int]
    most: int
    """Tokens that may be generated."""
    key: str
    """Hexadecimal digits that seed its random numbers."""

    @property
    def size(self) -> int:
        """Tokens that its row can come to."""
        return len(self.tokens) + self.most


class Generated(NamedTuple):
    """What a row came to."""

    text: str
    tokens: int
    """How many were generated, the one that ends the text included."""
    cut_off: bool


class Generator:
    """A model and its tokenizer. Used by one thread at a time, but for ``encode``, which any may call."""

    def __init__(self, folder: str) -> None:
        """Load from a folder; nothing is fetched from anywhere.

        Raises:
            SettingsError: ``transformers`` is missing, there is no such folder, or no model in it.
        """
        path = Path(folder)
        if not path.is_dir():
            raise SettingsError(
                "is no folder",
                where=folder or "llm.model",
                remedy="give the folder of a model: config.json, weights and tokenizer; none is downloaded",
            )
        try:
            import torch
            import transformers
        except ImportError as error:
            raise SettingsError(
                f"needs a package that is missing ({error.name})",
                where="llm.backend",
                remedy="pip install 'lemnos[transformers]'",
            ) from None
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        self._torch = torch
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        half = torch.bfloat16 if self.device == "cuda" and torch.cuda.is_bf16_supported() else torch.float16
        dtype = half if self.device == "cuda" else torch.float32
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(path, local_files_only=True)
            model = transformers.AutoModelForCausalLM.from_pretrained(path, local_files_only=True, dtype=dtype)
        except Exception as error:  # each format of weights and of tokenizers raises its own
            raise SettingsError(
                f"no model can be loaded ({' '.join(str(error).split())[:300] or type(error).__name__})",
                where=folder,
                remedy="give a folder that save_pretrained wrote, or a snapshot of a hub: config, weights, tokenizer",
            ) from None
        self._model = model.to(self.device).eval()
        self._ends = sorted(_ids(model.generation_config.eos_token_id) | _ids(self._tokenizer.eos_token_id))
        pad = self._tokenizer.pad_token_id
        self._pad = pad if pad is not None else next(iter(self._ends), 0)
        # What the model's makers recommend for sampling does not count, only what the settings say.
        model.generation_config = transformers.GenerationConfig()
        config = model.config.get_text_config()
        most = getattr(config, "max_position_embeddings", None) or self._tokenizer.model_max_length
        self.context = int(min(most, self._tokenizer.model_max_length))
        """Tokens of prompt and answer that the model can see."""
        self.room = self._room(config, dtype.itemsize)
        """Tokens of a batch, padding included, that memory holds; a guess on a GPU."""
        self._templated = bool(self._tokenizer.chat_template)
        self._takes_system = self._templated and self._try_system()

    def _room(self, config: Any, bytes_each: int) -> int:
        """Return how many tokens a batch may have: the cache of keys and values, and one layer's activations."""
        if self.device == "cpu":
            return _CPU_ROOM
        heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
        width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        cache = 2 * config.num_hidden_layers * heads * width
        activations = 4 * (getattr(config, "intermediate_size", None) or 4 * config.hidden_size)
        free = int(self._torch.cuda.mem_get_info()[0] * _OF_FREE)
        return min(_GPU_ROOM, free // int((cache + activations) * bytes_each))

    def _try_system(self) -> bool:
        """Return whether the chat template takes a system message; some raise."""
        import jinja2

        try:
            self._render([Utterance("system", "s"), Utterance("user", "u")], {})
        except jinja2.TemplateError:
            return False
        return True

    def encode(self, messages: Sequence[Utterance], options: dict[str, Any]) -> list[int]:
        """Return the tokens of a prompt, in the model's chat form; in plain ``User:``/``Assistant:`` if it has none."""
        if self._templated:
            if not self._takes_system and messages[0].role == "system" and len(messages) > 1:
                first = Utterance(messages[1].role, f"{messages[0].content}\n\n{messages[1].content}")
                messages = [first, *messages[2:]]
            text = self._render(messages, options)
            tokens: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
            return tokens
        names = {"system": "", "user": "User: ", "assistant": "Assistant: "}
        text = "\n".join([*(names[message.role] + message.content for message in messages), "Assistant:"])
        tokens = self._tokenizer(text)["input_ids"]
        # A tokenizer that closes what it reads would make the model think that all is said.
        return tokens[:-1] if tokens[-1:] and tokens[-1] in self._ends else tokens

    def _render(self, messages: Sequence[Utterance], options: dict[str, Any]) -> str:
        shapes = [{"role": message.role, "content": message.content} for message in messages]
        text: str = self._tokenizer.apply_chat_template(shapes, tokenize=False, add_generation_prompt=True, **options)
        return text

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling, stop: Callable[[], bool]) -> list[Generated]:
        """Continue every prompt, in one batch, padded on the left.

        Args:
            prompts: At least one.
            sampling: How tokens are drawn.
            stop: Asked before every token; the texts end there if it says so.

        Raises:
            MemoryError: The batch does not fit into memory.
        """
        import transformers

        torch, longest = self._torch, max(len(prompt.tokens) for prompt in prompts)
        padded = [[self._pad] * (longest - len(prompt.tokens)) + prompt.tokens for prompt in prompts]
        seen = [[0] * (longest - len(prompt.tokens)) + [1] * len(prompt.tokens) for prompt in prompts]
        ends = _Ends(self, prompts, stop)
        config = transformers.GenerationConfig(
            do_sample=False,  # the likeliest of what ``_Draw`` leaves: one
            max_new_tokens=max(prompt.most for prompt in prompts),
            eos_token_id=self._ends or None,
            pad_token_id=self._pad,
        )
        try:
            with torch.inference_mode(), self._attention():
                rows = self._model.generate(
                    input_ids=torch.tensor(padded, device=self.device),
                    attention_mask=torch.tensor(seen, device=self.device),
                    generation_config=config,
                    logits_processor=[Draw(torch, self.device, [prompt.key for prompt in prompts], sampling)]
                    if sampling.temperature
                    else [],
                    stopping_criteria=[ends],
                )
                new = rows[:, longest:].tolist()
                lengths: list[int] = ends.lengths.tolist()
        except (MemoryError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and not _is_memory(error):
                raise
            short = str(error)
        else:
            return [self._read(row[:length]) for row, length in zip(new, lengths, strict=True)]
        # Outside the handler, where nothing holds on to the batch any more.
        if self.device == "cuda":
            torch.cuda.empty_cache()
        raise MemoryError(short)

    def _attention(self) -> AbstractContextManager[None]:
        """Keep to attention without cuDNN, which plans for 50 ms at every new length: each token is one."""
        kernels = self._torch.nn.attention.SDPBackend
        found: AbstractContextManager[None] = self._torch.nn.attention.sdpa_kernel(
            [kernels.FLASH_ATTENTION, kernels.EFFICIENT_ATTENTION, kernels.MATH]
        )
        return found

    def _read(self, tokens: list[int]) -> Generated:
        ended = bool(tokens) and tokens[-1] in self._ends
        text: str = self._tokenizer.decode(tokens[:-1] if ended else tokens, skip_special_tokens=True)
        if not self._templated and _TURN in text:
            return Generated(text.partition(_TURN)[0], len(tokens), cut_off=False)
        return Generated(text, len(tokens), cut_off=not ended)


class _Ends:
    """A stopping criterion that knows each row's own limit, and notes how long each row became."""

    def __init__(self, generator: Generator, prompts: Sequence[Prompt], stop: Callable[[], bool]) -> None:
        torch = generator._torch
        self._torch, self._generator, self._stop, self._step = torch, generator, stop, 0
        self._ends = torch.tensor(generator._ends, device=generator.device, dtype=torch.long)
        self._limits = torch.tensor([prompt.most for prompt in prompts], device=generator.device)
        self.lengths = torch.zeros_like(self._limits)
        self._open = self._limits > 0

    def __call__(self, ids: Any, scores: Any, **_: Any) -> Any:  # noqa: ARG002, the signature of a criterion
        torch = self._torch
        self._step += 1
        self.lengths += self._open
        over = torch.isin(ids[:, -1], self._ends) | (self.lengths >= self._limits)
        if not self._generator._templated:
            new = ids[:, -min(self._step, _TAIL) :].tolist()
            texts = self._generator._tokenizer.batch_decode(new)
            over |= torch.tensor([_TURN in text for text in texts], device=over.device)
        self._open &= ~over
        return torch.ones_like(self._open) if self._stop() else ~self._open


def _ids(found: int | list[int] | None) -> set[int]:
    """Return token ids that a configuration gives as one, several or none."""
    return set(found) if isinstance(found, list) else set() if found is None else {found}


def _is_memory(error: RuntimeError) -> bool:
    """Return whether PyTorch ran out of memory; on a CPU it says so in words only."""
    return type(error).__name__ == "OutOfMemoryError" or "not enough memory" in str(error)
