"""The steps of the pipeline, a package each. A step never imports another; they meet in run folders.

    documents ────────▶ talk  ──▶ dialogues
    API descriptions ─▶ tools ──▶ tool documents
    logs of agents ───▶ trajectories
    runs, crawls ─────▶ retrieve ──▶ documents
    any of these ─────▶ curate ──▶ those worth keeping ──▶ pack ──▶ windows of tokens
    windows of tokens ▶ train ──▶ checkpoints
    checkpoints ──────▶ evaluate ──▶ law

    talk     ``Document`` records to ``Dialogue`` records, after DocTalk (arXiv 2507.05750)
    tools    ``Tool`` records to ``ToolDocument`` records, after Hephaestus-Forge (arXiv 2502.06589)
    trajectories    logs in any form to ``Trajectory`` records, verified
    retrieve    records of runs, and crawls of the web, to ``Document`` records that are like them
    curate    records of all kinds to those worth keeping, each drop with its reason
    pack     records of all kinds to windows of tokens with masks, for trainers
    train    windows of tokens to checkpoints
    evaluate    checkpoints and suites to ``ItemScore`` records
    law    checkpoints and their scores to laws of loss by mixture, and the best mixture

Every step has the same parts: ``settings``, ``step``, ``statistics``, ``card``, and a package for each part of the
flow. ``lemnos.pipeline.steps`` lists them.
"""
