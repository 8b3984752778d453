"""Generates text with a causal language model of ``transformers`` loaded from a folder, one batch at a time.

A batch of ``Prompt`` → a list of ``Generated``. Tokens are drawn here and not by ``generate``: the random numbers of a
row depend on its request, the step and the token only, not on the other rows.
Limitation: the logits still depend on the batch in their last bits, because kernels sum in another order at another
batch size. So two runs with different batches can diverge where two tokens are almost equally likely; this was not
seen in 32 answers of 60 tokens in 32 bits, but in some of them in 16 bits (``docs/findings.md``). The same batches give
the same bytes on the same device and version.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

from lemnos.errors import SettingsError
from lemnos.llm.backends.in_process.sampling import Draw, Sampling
from lemnos.records import Utterance

_CPU_ROOM, _GPU_ROOM = 16_384, 262_144
"""Maximum number of tokens in a batch, including padding."""
_OF_FREE = 0.5
"""Share of a GPU's free memory that a batch may take; the rest is for temporary tensors of the forward pass."""
_TURN = "\nUser:"
"""The text with which a model without a chat template begins a user turn of its own; its answer ends before it."""
_TAIL = 8
"""Last tokens in which ``_TURN`` is looked for."""


class Prompt(NamedTuple):
    """The input of one row of a batch."""

    tokens: list[int]
    most: int
    """Maximum number of tokens to generate."""
    key: str
    """Hexadecimal digits that seed the row's random numbers."""

    @property
    def size(self) -> int:
        """The most tokens that its row can have."""
        return len(self.tokens) + self.most


class Generated(NamedTuple):
    """The output of one row of a batch."""

    text: str
    tokens: int
    """Number of generated tokens, including the one that ends the text."""
    cut_off: bool
    """Whether the text ended at its token limit."""


class Generator:
    """A model with its tokenizer. For one thread at a time, except ``encode``, which any thread may call."""

    def __init__(self, folder: str) -> None:
        """Load the model and the tokenizer from ``folder``; nothing is downloaded.

        Raises:
            SettingsError: ``transformers`` is not installed, or ``folder`` is not a folder with a model.
        """
        path = Path(folder)
        if not path.is_dir():
            raise SettingsError(
                "not a folder",
                where=folder or "llm.model",
                remedy="give the folder of a model, with config.json, weights and tokenizer; nothing is downloaded",
            )
        try:
            import torch
            import transformers
        except ImportError as error:
            raise SettingsError(
                f"transformers needs the package {error.name}, which is not installed",
                where="llm.backend",
                remedy="run: pip install 'lemnos[transformers]'",
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
        except Exception as error:  # each format of weights and of tokenizers raises other types
            raise SettingsError(
                f"cannot load a model ({' '.join(str(error).split())[:300] or type(error).__name__})",
                where=folder,
                remedy="give a folder with config.json, weights and tokenizer, as save_pretrained writes it",
            ) from None
        self._model = model.to(self.device).eval()
        self._ends = sorted(_ids(model.generation_config.eos_token_id) | _ids(self._tokenizer.eos_token_id))
        pad = self._tokenizer.pad_token_id
        self._pad = pad if pad is not None else next(iter(self._ends), 0)
        # Drops the sampling parameters that come with the model: only the settings count.
        model.generation_config = transformers.GenerationConfig()
        config = model.config.get_text_config()
        most = getattr(config, "max_position_embeddings", None) or self._tokenizer.model_max_length
        self.context = int(min(most, self._tokenizer.model_max_length))
        """The model's context: maximum number of tokens of prompt and answer together."""
        self.room = self._room(config, dtype.itemsize)
        """Tokens of a batch, including padding, that fit into memory; an estimate on a GPU."""
        self._templated = bool(self._tokenizer.chat_template)
        self._takes_system = self._templated and self._try_system()

    def _room(self, config: Any, bytes_each: int) -> int:
        """Return how many tokens a batch may have, from the size of the KV cache and of one layer's activations."""
        if self.device == "cpu":
            return _CPU_ROOM
        heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
        width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        cache = 2 * config.num_hidden_layers * heads * width
        activations = 4 * (getattr(config, "intermediate_size", None) or 4 * config.hidden_size)
        free = int(self._torch.cuda.mem_get_info()[0] * _OF_FREE)
        return min(_GPU_ROOM, free // int((cache + activations) * bytes_each))

    def _try_system(self) -> bool:
        """Return whether the chat template accepts a system message; some raise an error."""
        import jinja2

        try:
            self._render([Utterance("system", "s"), Utterance("user", "u")], {})
        except jinja2.TemplateError:
            return False
        return True

    def encode(self, messages: Sequence[Utterance], options: dict[str, Any]) -> list[int]:
        """Return the tokens of a prompt.

        They are formatted by the model's chat template, or as plain ``User:`` and ``Assistant:`` lines if it has none.

        Args:
            messages: The conversation so far; the answer follows it.
            options: Keyword arguments of the chat template.
        """
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
        # After an end token that the tokenizer appends, the model would have nothing to say.
        return tokens[:-1] if tokens[-1:] and tokens[-1] in self._ends else tokens

    def _render(self, messages: Sequence[Utterance], options: dict[str, Any]) -> str:
        shapes = [{"role": message.role, "content": message.content} for message in messages]
        text: str = self._tokenizer.apply_chat_template(shapes, tokenize=False, add_generation_prompt=True, **options)
        return text

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling, stop: Callable[[], bool]) -> list[Generated]:
        """Return a continuation of each prompt, generated in one batch that is padded on the left.

        Args:
            prompts: At least one prompt.
            sampling: How tokens are drawn.
            stop: Called after every token; if it returns True, all texts end there.

        Raises:
            MemoryError: The batch does not fit into memory.
        """
        import transformers

        torch, longest = self._torch, max(len(prompt.tokens) for prompt in prompts)
        padded = [[self._pad] * (longest - len(prompt.tokens)) + prompt.tokens for prompt in prompts]
        seen = [[0] * (longest - len(prompt.tokens)) + [1] * len(prompt.tokens) for prompt in prompts]
        ends = _Ends(self, prompts, stop)
        config = transformers.GenerationConfig(
            do_sample=False,  # takes the highest score, which ``Draw`` has made the drawn token
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
        # Outside the handler, where the exception no longer keeps the batch in memory.
        if self.device == "cuda":
            torch.cuda.empty_cache()
        raise MemoryError(short)

    def _attention(self) -> AbstractContextManager[None]:
        """Exclude cuDNN attention, which spends 50 ms on planning for every new length, and so for every token."""
        kernels = self._torch.nn.attention.SDPBackend
        allowed: AbstractContextManager[None] = self._torch.nn.attention.sdpa_kernel(
            [kernels.FLASH_ATTENTION, kernels.EFFICIENT_ATTENTION, kernels.MATH]
        )
        return allowed

    def _read(self, tokens: list[int]) -> Generated:
        ended = bool(tokens) and tokens[-1] in self._ends
        text: str = self._tokenizer.decode(tokens[:-1] if ended else tokens, skip_special_tokens=True)
        if not self._templated and _TURN in text:
            return Generated(text.partition(_TURN)[0], len(tokens), cut_off=False)
        return Generated(text, len(tokens), cut_off=not ended)


class _Ends:
    """A stopping criterion with a token limit for each row; it also counts the tokens of each row."""

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


def _ids(tokens: int | list[int] | None) -> set[int]:
    """Return the token ids that a configuration gives as a number, a list or None."""
    return set(tokens) if isinstance(tokens, list) else set() if tokens is None else {tokens}


def _is_memory(error: RuntimeError) -> bool:
    """Return whether PyTorch ran out of memory; on a CPU, only the message says so."""
    return type(error).__name__ == "OutOfMemoryError" or "not enough memory" in str(error)
