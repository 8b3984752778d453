"""Fits laws of loss by mixture to proxies that were trained: finished runs of train → the best mixture.

    train runs ───┐
    evaluate run ─┴▶ runs ─▶ fit ──▶ ProxyRun records, runs.csv, fit.json, pictures, a card

The step, like every other:

    settings      all settings of the step
    step          its stages: runs, fit
    card          its part of the card

The flow:

    runs          finished runs to one table: the mixture that each proxy read, and its losses
    fit           the table to laws and the best mixture, or why there is none, in words
"""
