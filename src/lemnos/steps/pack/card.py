"""The part of the dataset card that is about packed tokens."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card
from lemnos.steps.pack.settings import PackSettings

_MASKS = {
    "all": "every token",
    "assistant": "what the assistant says, and documents",
    "no_observations": "every token but those that tools return",
    "no_user": "every token but those that the user says",
}
_FAITH = {
    "exact": "decoding gives the text back exactly",
    "normalised": "decoding gives the text as the tokenizer normalises it",
    "spaces": "decoding loses white space beside special tokens",
}


def card(settings: PackSettings, statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        settings: How records were packed.
        statistics: Of the run, see ``lemnos.steps.pack.statistics``.
    """
    waste, recalls = statistics["waste"], statistics["recalls"]
    splits = [(name, each["windows"], each["tokens"], each["trained"]) for name, each in statistics["splits"].items()]
    formats = [(name, each["files"], each["bytes"]) for name, each in statistics["formats"].items()]
    faith = [(_FAITH[name], count) for name, count in statistics["faith"].items()]
    style = settings.template if settings.template in ("plain", "chatml", "model") else Path(settings.template).name
    own = " and was trained on these records" if statistics["trained_on"] else ""
    body = f"""
{statistics["windows"]:,} windows of at most {settings.window:,} tokens, of {statistics["packed_records"]:,} records.
Conversations are written in the style `{style}`. A loss is taken on {_MASKS[settings.mask]}; `trained`
counts these tokens.

{table(("split", "windows", "tokens", "trained"), splits)}

{table(("record type", "tokens"), statistics["kinds"].items())}

## Windows

Padding is {waste["padding"]:,} tokens and {waste["lost"]:,} tokens are lost, together {100 * waste["share"]:.2f}%.
{statistics["whole"]:,} records are whole in one window, {statistics["cut"]:,} longer ones are cut between their
units; {statistics["cut_that_fit"]:,} are cut although they fit. {statistics["long_units"]:,} units are longer than a
window. {waste["untrained_pieces"]:,} pieces ({waste["untrained_tokens"]:,} tokens) without a token to train on are
left out.
{_heads(statistics["heads"])}
Of {recalls["all"]:,} turns that refer to an earlier one, {recalls["kept"]:,} have it in their window, where cuts at
every {settings.window:,} tokens would part {recalls["apart_in_blind_cuts"]:,}. For this,
{waste["repeated"]:,} tokens ({100 * waste["repeated_share"]:.2f}%) are repeated at the beginning of windows, without a
loss. {recalls["orphaned"]:,} do not have it: `pack.orphans={settings.orphans}`.

## Tokens

The tokenizer has {statistics["vocabulary"]:,} tokens{own}; it is in `tokenizer.json`.
{statistics["forged"]:,} texts of special tokens stand in what is said, as ordinary text.

{table(("check", "records"), faith)}

## Files

{table(("format", "files", "bytes"), formats)}

`windows/` lists the parts of each window; `rendered/` holds the text of each record with its spans.
"""
    return Card(
        title="Packed tokens",
        tags=("packed", "tokens"),
        records=statistics["windows"],
        licences=statistics["licences"],
        licensed="tokens",
        body=body,
        note="Tokens of a record under several licences are counted under all of them, joined with AND.",
    )


def _heads(heads: Mapping[str, int]) -> str:
    """Return what there is to say of trajectories that are cut; nothing if there are none."""
    if not any(heads.values()):
        return ""
    return f"""
Of {sum(heads.values()):,} windows that begin in the middle of a trajectory, {heads["repeated"]:,} begin with its task
again, without a loss.
"""
