"""Hold the first words of the names of operations, by what the operations do with a resource."""

READING = frozenset(
    "list get search find query describe read fetch count lookup batchget retrieve show view download export scan ping "
    "start stop cancel refresh restart retry resume pause".split()
)
"""First words of the names of operations whose body may be empty."""
NAMING = READING | frozenset(
    "delete remove cancel archive restore approve reject enable disable close open reset revoke accept decline leave "
    "lock unlock verify confirm deregister publish unpublish activate deactivate complete terminate reboot".split()
)
"""First words of the names of operations that need nothing but the resource."""
SEEKING = frozenset("search find query lookup geocode suggest autocomplete translate convert calculate".split())
"""First words of the names of operations that need something to look for."""
ACTING = frozenset(
    "move copy create delete remove add set send insert append upload update rename cancel approve reject import post "
    "put patch start stop enable disable assign generate merge restore undo lock unlock join leave invite".split()
)
"""First words of the names of operations that need something to act on."""
MAKING = frozenset("create add new make register provision launch deploy init start open build define".split())
"""First words of the names of functions that make something new."""
CHANGING = frozenset("update modify patch edit change set put configure replace".split())
"""First words of the names of operations that need something besides what identifies the resource."""
OF_EXISTING = frozenset("update modify edit delete remove patch replace rename archive restore".split())
"""First words of the names of operations on one resource that exists."""
