"""What all steps share: from a recipe to finished run folders.

    recipe.yaml ──▶ recipe ──▶ run: open inputs, compare fingerprints ──▶ job ──▶ step ──▶ report, manifest
                       │                     │                             │
                    settings          record_source, source          stages on the engine

What a step is:

    step            the protocol: settings, record types, run, statistics, card, command-line options
    steps           the list of steps; adding one adds a line here
    source          the protocol of an opened input
    objects         a writer or a reward of the user's own, in place of a setting
    job             a step with its inputs, about to run; how it runs stages
    expected        what a step expects, from a sample

What is done with steps, in the order of the flow:

    settings        plain content and overrides to a frozen struct, strictly; settings of all steps
    explain         what is wrong with the value of a setting, in a person's words
    recipe_paths    paths in a recipe file, made relative to the file
    recipe          a recipe file to the steps that it asks for, each after those that it reads
    record_source   a finished run as an input
    run             runs the steps that are not done; resumes, starts over, or leaves alone
    statistics      sums and spreads over the figures of shards
    report          figures to ``report.json``, the dataset card and the summary
    outcome         whether a step made anything; if not, why, and what to change
    join            several finished runs as one
    forecast        what a recipe will make, ask a model and cost
"""
