"""Makes sessions: an operation to begin with -> a conversation whose later turns need what earlier ones said.

    first wish ──▶ Memory (entities, lists, values told) ──▶ move ──▶ Turn, calls ──▶ Memory …

Modules, in the order in which data flows:

    calls          calls that use the id of something known again
    memory         what the conversation holds: entities, lists, values told
    phrases        ways to ask, wish and refer back, as people put them
    words          a reference and what is wanted to what the user says
    conversation   the session in the making, and how the next turn can refer to something
    reading        moves that ask
    lists          moves that ask for lists, again and below, and whether something is gone
    changing       moves that change something
    asides         moves without a call: thanks, a question back, what is not there, what is forbidden
    setbacks       a last wish that fails for good
    make           which moves a session gets
"""
