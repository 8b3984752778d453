r"""LaTeX of ``<math>`` to plain characters: ``x^2 \le \frac{a}{b}`` becomes ``x² ≤ a/b``.

Only what reads well on one line is turned: symbols, fractions, roots, upper and lower indices, upright text.
Everything else (matrices, cases, alignments, unknown commands) gives None, and the caller decides what a
sentence without its formula is worth. Costs a handful of regex passes over a text of at most ``LONGEST``
characters; longer formulas are given up at once.
"""

import re

LONGEST = 300
"""Characters of LaTeX; what is longer does not read as part of a sentence."""

_UPPER = str.maketrans("0123456789+-−=()ni'", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ′")
_LOWER = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_UPPER_SET = frozenset("0123456789+-−=()ni")
_LOWER_SET = frozenset("0123456789+-−=()")

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ "
    "omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω "
)
_SIGNS = (
    "times × cdot · div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ wedge ∧ land ∧ vee ∨ lor ∨ cap ∩ "
    "cup ∪ setminus ∖ neg ¬ lnot ¬ le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ll ≪ gg ≫ ne ≠ neq ≠ approx ≈ equiv ≡ "
    "sim ∼ simeq ≃ cong ≅ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ emptyset ∅ "
    "varnothing ∅ forall ∀ exists ∃ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ oint ∮ to → rightarrow → "
    "leftarrow ← Rightarrow ⇒ Leftarrow ⇐ leftrightarrow ↔ Leftrightarrow ⇔ iff ⇔ implies ⇒ mapsto ↦ "
    "longrightarrow → uparrow ↑ downarrow ↓ ldots … dots … cdots … hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ prime ′ mid | "
    "vert | Vert ‖ parallel ∥ perp ⊥ angle ∠ degree ° langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ models ⊨ "
    "vdash ⊢ top ⊤ bot ⊥ therefore ∴ because ∵ square □ colon : lbrace { rbrace } "
)
_NAMES = "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min sup inf det dim gcd "
_NAMES += "ker deg arg mod Pr"
_WORDS = (_GREEK + _SIGNS).split()
_COMMANDS: dict[str, str] = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True)) | {n: n for n in _NAMES.split()}
_COMMANDS |= dict.fromkeys(("left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle"), "")
_COMMANDS |= dict.fromkeys(("textstyle", "scriptstyle", "limits", "nolimits", "rm", "bf", "it", "quad", "qquad"), " ")
_COMMANDS |= {"lbrace": "\x0e", "rbrace": "\x0f"}
_BLACKBOARD = str.maketrans("CHNPQRZ", "ℂℍℕℙℚℝℤ")

_SPACES = re.compile(r"\\[,;:!> ]|~")
_UPRIGHT = re.compile(
    r"\\(?:text|mathrm|mathbf|mathit|mathsf|mathtt|mathcal|mathfrak|mathscr|textrm|textit|textbf|textsf|mbox|hbox"
    r"|boldsymbol|bm|operatorname|vec|mathop|mathrel|underline)\s*\*?\{([^{}]*)\}"
)
_DOUBLE = re.compile(r"\\mathbb\s*(?:\{([A-Z])\}|([A-Z]))")
_ACCENT = re.compile(r"\\(hat|bar|overline|tilde|dot|ddot)\s*(?:\{(\w)\}|(\w)\b)")
_MARKS = {"hat": "\u0302", "bar": "\u0304", "overline": "\u0305", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308"}
_FRACTION = re.compile(r"\\[dt]?frac\s*(?:\{([^{}]*)\}\s*\{([^{}]*)\}|(\d)\s*(\d))")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_INDEX = re.compile(r"([\^_])\s*(?:\{([^{}]*)\}|([^\s{}\\^_]))")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_BRACED = re.compile(r"\{([^{}]*)\}")
_DONE = str.maketrans("\x0e\x0f\x11\x12", "{}^_")  # written so while rules still look for the plain signs
_LOOSE = re.compile(r"[+\-−/*=<>≤≥±·×\s]")


def upper(text: str) -> str | None:
    """Return ``text`` in superscript characters, or None where Unicode lacks one.

    >>> upper("-3")
    '⁻³'
    """
    return text.translate(_UPPER) if text and _UPPER_SET.issuperset(text) else None


def lower(text: str) -> str | None:
    """Return ``text`` in subscript characters, or None where Unicode lacks one."""
    return text.translate(_LOWER) if text and _LOWER_SET.issuperset(text) else None


def _grouped(text: str) -> str:
    text = text.strip()
    return f"({text})" if _LOOSE.search(text) else text


def _fraction(match: re.Match[str]) -> str:
    over, under = match[1] or match[3] or "", match[2] or match[4] or ""
    return f"{_grouped(over)}/{_grouped(under)}"


def _index(match: re.Match[str]) -> str:
    inner = (match[2] if match[2] is not None else match[3]).strip()
    if not inner:
        return ""
    if match[1] == "^":
        if inner in ("∘", "°"):
            return "°"
        if inner in ("′", "'", "*", "∗"):
            return inner
        return upper(inner) or "\x11" + _grouped(inner)
    return lower(inner) or "\x12" + _grouped(inner)


def plain(latex: str) -> str | None:
    r"""Return the formula as one line of plain text, or None where it does not read as one.

    >>> plain(r"E = mc^2"), plain(r"\begin{matrix}a & b\end{matrix}")
    ('E = mc²', None)
    """
    if len(latex) > LONGEST or r"\begin" in latex or r"\\" in latex or "&" in latex:
        return None
    text = latex.replace(r"\{", "\x0e").replace(r"\}", "\x0f").replace(r"\|", "‖").replace(r"\%", "%")
    text = _SPACES.sub(" ", text)
    text = _DOUBLE.sub(lambda m: (m[1] or m[2]).translate(_BLACKBOARD), text)
    text = _COMMAND.sub(lambda m: _COMMANDS.get(m[1], m[0]), text)
    for _ in range(8):
        before = text
        text = _UPRIGHT.sub(r"\1", text)
        text = _ACCENT.sub(lambda m: (m[2] or m[3]) + _MARKS[m[1]], text)
        text = _ROOT.sub(lambda m: "√" + _grouped(m[1]), text)
        text = _FRACTION.sub(_fraction, text)
        text = _INDEX.sub(_index, text)
        if text == before:
            text = _BRACED.sub(r"\1", text)
            if text == before:
                break
    if "\\" in text or "{" in text or "}" in text or "''" in text or "[[" in text:
        return None
    text = text.translate(_DONE)
    return " ".join(text.split()) or None
