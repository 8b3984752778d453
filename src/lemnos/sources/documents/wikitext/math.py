r"""Converts the LaTeX of ``<math>`` to plain characters: ``x^2 \le \frac{a}{b}`` becomes ``x² ≤ a/b``.

``plain`` takes a formula and returns a line of text, or None. Only formulas that read well on one line are converted:
symbols, fractions, roots, superscripts, subscripts and upright text. All others (matrices, cases, alignments, unknown
commands, more than ``LONGEST`` characters) return None, and the caller decides what to do with a sentence without its
formula. Costs a handful of regex passes.
"""

import re

LONGEST = 300
"""The greatest length of a formula in characters of LaTeX; a longer one does not read as part of a sentence."""

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni'", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ′")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_HAVE_SUPERSCRIPT = frozenset("0123456789+-−=()ni")
_HAVE_SUBSCRIPT = frozenset("0123456789+-−=()")

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
_DONE = str.maketrans(
    "\x0e\x0f\x11\x12", "{}^_"
)  # Stand-ins for signs in the result, until all rules have been applied.
_LOOSE = re.compile(r"[+\-−/*=<>≤≥±·×\s]")


def superscript(text: str) -> str | None:
    """Return ``text`` in superscript characters, or None if Unicode lacks one of them or ``text`` is empty.

    >>> superscript("-3")
    '⁻³'
    """
    return text.translate(_SUPERSCRIPTS) if text and _HAVE_SUPERSCRIPT.issuperset(text) else None


def subscript(text: str) -> str | None:
    """Return ``text`` in subscript characters, or None if Unicode lacks one of them or ``text`` is empty."""
    return text.translate(_SUBSCRIPTS) if text and _HAVE_SUBSCRIPT.issuperset(text) else None


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
        return superscript(inner) or "\x11" + _grouped(inner)
    return subscript(inner) or "\x12" + _grouped(inner)


def plain(latex: str) -> str | None:
    r"""Return the formula as one line of plain text, or None if it does not read well as one.

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
