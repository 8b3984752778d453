"""Plans dialogues: decides which segment answers each turn, before any user turn is written.

    PlanSettings ──▶ outline ──▶ Outline ──┐
                                           ▼
    Cluster, reward (Scorer) ────────▶ beam_search ──▶ BestPath ──▶ plan ──▶ Plan

Modules, in the order in which data flows:

    window         a preset for a context window to the settings that it stands for
    outline        settings to the number of turns and the moves between documents, at random
    beam_search    an outline, a cluster and a reward to the best path over the segments
    plan           the path to the steps of a dialogue, with the kind of each turn
    budget         a number of tokens to the number of turns to plan, and to where a dialogue ends
"""
