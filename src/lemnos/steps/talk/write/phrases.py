"""Frames that carry a question: requests, openings, bridges between topics, returns, reactions, continuations.

Slots: ``{e}`` an indirect clause, ``{n}`` a noun phrase, ``{q}`` a direct question, ``{Q}`` the same after a full
stop, ``{v}`` the words that led to a new topic, ``{f}`` the topic's name.
"""

NOUN_LIGHT = (
    "And {n}?", "What about {n}?", "{n_cap}?", "{n_cap}, then?", "How about {n}?", "{n_cap}, please.", "Explain {n}.",
    "Also {n}?", "{n_cap} next?",
)  # fmt: skip
"""For a noun phrase that already stands behind a bridge."""
OPENINGS_THING = (
    "What {is_} {f}?", "What exactly {is_} {f}?", "Tell me about {f}.", "Can you explain what {f} {is_}?",
    "I keep coming across {f}. What {is_} {t}, exactly?",
    "I'm preparing a short talk on {f}. Where should I begin?",
    "I'd like to learn about {f}. Could you start with the basics?", "Could you introduce me to {f}?",
    "I got curious about {f}. What should I know first?",
    "My daughter has a school project on {f}. Can you help?",
    "Hi! I know next to nothing about {f}. Can you help?", "What's the short version of what {f} {is_}?",
    "How would you describe {f} to a beginner?", "I need some background on {f}, please.",
    "Someone mentioned {f} at dinner. Can you fill me in?",
    "I'm writing an article about {f}. Could you give me the facts?",
    "Let's talk about {f}. What {is_} {t}?",
    "I have to present {f} tomorrow. How would you sum {o} up?",
    "I want to understand {f}. Where do we start?", "What should I know about {f}?",
    "For a quiz I need to brush up on {f}. What are the essentials?", "Hello! Could you tell me what {f} {is_}?",
    "I've always wondered about {f}. What {is_} {t}?",
)  # fmt: skip
OPENINGS_PERSON = (
    "Who {is_} {f}?", "Who exactly {is_} {f}?", "Tell me about {f}.", "Can you tell me who {f} {is_}?",
    "I keep coming across the name {f}. Who is that?", "I'm preparing a short talk on {f}. Where should I begin?",
    "What {is_} {f} known for?", "I'd like to learn about {f}. Could you give me an overview first?",
    "I'm reading a book that mentions {f}. Who {is_} that, exactly?", "Could you introduce me to {f}?",
    "I have to write a portrait of {f} for school. What are the essentials?", "Hi! What should I know about {f}?",
    "Someone brought up {f} yesterday and I only knew the name. Can you fill me in?",
    "I want to know more about {f}. Can we start with the outline of the story?", "What made {f} famous?",
    "How would you introduce {f} to someone who has never heard the name?",
    "I need some background on {f}, please.",
)  # fmt: skip
BRIDGES_VIA = (
    "You mentioned {v}. {Q}", "{v_cap} came up just now. {Q}", "About {v}: {q}", "You brought up {v}. {Q}",
    "Let me pick up on {v}. {Q}", "Since you mentioned {v}: {q}", "As for {v}, {q}", "Speaking of {v}, {q}",
    "Now I'm curious about {v}. {Q}", "You referred to {v}. {Q}", "{v_cap}, you said. {Q}", "Turning to {v}: {q}",
    "{v_cap} sounds interesting. {Q}",
)  # fmt: skip
BRIDGES = (
    "That brings me to {f}. {Q}", "Could we turn to {f}? {Q}", "There's also {f}. {Q}", "Let's move on to {f}. {Q}",
    "A new subject: {f}. {Q}", "On to {f}. {Q}", "Now for {f}. {Q}", "Let's switch to {f}. {Q}", "Next, {f}. {Q}",
    "{f_cap} next. {Q}", "Then {f}. {Q}",
)  # fmt: skip
CLARIFY = (
    "You mentioned {n}. {Q}", "You said something about {n}. {Q}",
    "Just to be clear about {n}: {q}", "{n_cap} came up a moment ago. {Q}", "Wait, {q}",
    "One thing I didn't get: {q}", "You touched on {n}. {Q}",
)  # fmt: skip
LEAVES_OPEN = (
    "What else about {n}?", "What more on {n}?", "Is there more on {n}?", "{n_cap}: anything else?",
    "Could you say more about {n}?", "What else is known about {n}?", "{n_cap} again, please.",
)  # fmt: skip
"""For a return whose segment says nothing that could be named."""
COMPARE = (
    "How {does} {n} compare with {g}?", "What's the difference between {n} and {g}?", "How {does} {n} differ from {g}?",
    "And how {does} {n} compare with {g}?", "Compared with {g}, what stands out about {n}?",
    "How similar {is_} {n} to {g}?",
)  # fmt: skip
RELATE = (
    "How {is_} {n} linked to {g}?", "What's the connection between {n} and {g}?", "What ties {n} to {g}?",

    "How {is_} {n} related to {g}?", "Is there a connection between {n} and {g}?",
    "And how {is_} {n} tied to {g}?",

)  # fmt: skip
CONTINUE_ABOUT = (
    "What else about {n}?", "More on {n}, please.", "Anything else about {n}?", "{n_cap}: what else?",
    "Please say more about {n}.", "Is there more to {n}?", "Let's stay with {n}.",
    "{n_cap} in more detail, please.", "Can you expand on {n}?", "{n_cap}: go on.",
)  # fmt: skip

_OPENINGS_ERROR = (
    "What causes {f}?", "I'm getting {f}. What does it mean?", "My build stops with {f}. What's wrong?",
    "Why am I seeing {f}?", "Can you explain {f} to me?", "I ran into {f} today. What is it about?",
    "What is {f} trying to tell me?", "The compiler reports {f}. Where should I look?", "What triggers {f}?",
    "How should I read {f}?", "I'm stuck on {f}. Can you help?", "A colleague keeps hitting {f}. What's behind it?",
)  # fmt: skip
_OPENINGS_CODE = (
    "What {do} {f} do?", "What {is_} {f} for?", "Can you explain {f}?", "How would I use {f}?",
    "I came across {f} in some old code. What {do} {t} do?",
    "I'm thinking of using {f}. Can you give me an overview?", "What should I know before I use {f}?",
    "In which situations would I use {f}?", "Could you introduce me to {f}?",
    "I'm reviewing a change that uses {f}. What {is_} {t} for?", "Tell me about {f}.", "What's {f} good for?",
)  # fmt: skip
_OPENINGS_TASK = (
    "How do I {b}?", "I need to {b}. How do I go about it?", "Can you show me how to {b}?",
    "What's the way to {b}?", "I'm trying to {b}. Where do I start?", "What do I have to do to {b}?",
    "Could you explain how to {b}?", "How would I {b}?", "I'd like to {b}, but I'm not sure how. Can you help?",
    "Is there an easy way to {b}?",
)  # fmt: skip
_OPENINGS_GUIDE = (
    "Can you walk me through {f}?", "What should I know about {f}?",
    "I'd like to learn about {f}. Where do I start?", "Could you give me an overview of {f}?",
    "I need some guidance on {f}.", "What's involved in {f}?", "Tell me about {f}.",
    "How do I get started with {f}?", "Can you introduce me to {f}?", "I have to deal with {f}. Any advice?",
)  # fmt: skip
OPENINGS = {
    "person": OPENINGS_PERSON, "error": _OPENINGS_ERROR, "code": _OPENINGS_CODE, "option": _OPENINGS_CODE,
    "task": _OPENINGS_TASK, "guide": _OPENINGS_GUIDE,
}  # fmt: skip
"""By the topic's sort; ``OPENINGS_THING`` for the others."""
OUTRIGHT = (
    "Regarding {f}: {q}", "About {f}: {q}", "As for {f}, {q}", "On {f}: {q}", "Concerning {f}, {q}", "{f_cap}: {q}",
    "{f_cap}. {Q}",
)  # fmt: skip
"""Around a question that has to name its topic and does not."""
OPENINGS_QUESTION = (
    "I have a question about {f}. {Q}", "I'm reading about {f}. {Q}", "I'd like to talk about {f}. {Q}",
    "Can you help me with {f}? {Q}", "This is about {f}: {q}", "I'm interested in {f}. {Q}",
    "Hello! I'm looking into {f}. {Q}", "For a course I need to know about {f}. {Q}",
)  # fmt: skip
SHIFT_PERSON = (
    "Who {is_} that?", "Who {is_} that, exactly?", "Who exactly {is_} that?", "Who {is_} this person?",
    "Could you tell me who that {is_}?", "Can you introduce this person?", "Remind me, who {is_} that?",
)  # fmt: skip
INDIRECT_LIGHT = (
    "Could you tell me {e}?", "Can you explain {e}?", "Do you know {e}?", "Tell me {e}.", "I'd like to know {e}.",
    "Could you explain {e}?", "I was wondering {e}.", "Can you tell me {e}?",
)  # fmt: skip
"""For a question that already stands behind a bridge."""
SHIFT_BARE = (
    "The basics, please.", "Where do we start?", "Can you fill me in?", "What's worth knowing?", "What comes first?",
    "Some background, please.", "What are the essentials?", "How would you begin?", "An overview, please.",
)  # fmt: skip
"""For a topic just named for which no pronoun is sure."""
SHIFT_GENERIC = (
    "What should I know?", "What can you tell me?", "The basics, please.", "Where do we start?",
    "The essential facts, please.", "Some background on {o}, please.", "Can you fill me in?", "What's worth knowing?",
    "How would you sum {o} up?", "An overview, please.",
)  # fmt: skip
QUOTES = (
    "So {c}. {Q}", "{c_cap}? {Q}", "Okay, {c}. {Q}", "{c_cap}, then. {Q}", "Right, {c}. {Q}", "So, {c}? {Q}",
    "Ah, {c}. {Q}", "{c_cap}, okay. {Q}", "{c_cap}, right. {Q}", "Hm, {c}. {Q}",
    "{c_cap}, you said. {Q}", "You said {c}. {Q}", "{c_cap}. {Q}", "{c_cap}, really? {Q}", "Oh, {c}. {Q}",
    "Interesting, {c}. {Q}", "{c_cap}, I see. {Q}", "Understood, {c}. {Q}", "{c_cap}, fine. {Q}", "Well, {c}. {Q}",
    "{c_cap}, hm. {Q}", "Noted, {c}. {Q}", "{c_cap}, good. {Q}",
)  # fmt: skip
"""``{c}`` is a clause of the answer before, in its own words."""
FAR_QUOTES = (
    "Earlier you said {c}. {Q}", "You said {c}. {Q}", "You mentioned that {c}. {Q}", "As you said, {c}. {Q}",
    "{c_cap}, you said earlier. {Q}", "{c_cap}, as you said. {Q}", "{c_cap}, you told me. {Q}", "I remember {c}. {Q}",
)  # fmt: skip
"""``{c}`` is a clause of an answer some turns back."""
BESIDES = (
    "Apart from {n}, {q}", "Besides {n}, {q}", "Beyond {n}, {q}", "{n_cap} aside, {q}", "Other than {n}, {q}",
)  # fmt: skip
"""``{n}`` is what the answer before spoke of."""
ECHOES = (
    "So {c}.", "Oh, {c}.", "{c_cap}, then.", "Okay, {c}.", "Ah, {c}.", "{c_cap}, I see.", "Right, {c}.", "I see: {c}.",
    "{c_cap}. Go on.",
)  # fmt: skip
"""``{c}`` is a clause of the answer before; saying it over again asks to go on."""
GO_ON = (
    "And?", "What else?", "More?", "Go on.", "Continue.", "Anything else?", "And then?", "What more?", "Next?",
    "Then what?", "Carry on.", "Further?", "What next?", "And so?",
)  # fmt: skip
"""Asks for the next paragraph, behind something said over again."""
ELSE = (
    "And beyond {n}?", "Anything besides {n}?", "Besides {n}?", "Beyond {n}?", "{n_cap}, and what else?",
    "{n_cap}. More?", "Apart from {n}?", "What else, apart from {n}?", "Other than {n}?",
)  # fmt: skip
"""The same where ``{n}`` is what the answer before spoke of."""
CONTINUE = (
    "Please go on.", "Can you tell me more?", "What else?", "Go on.", "Is there more to it?", "Keep going, please.",
    "In more detail?", "And beyond that?", "I'd like to hear more.", "Please continue.", "Do go on.",
    "A bit further, please.", "How does it continue?", "A few more details, please.", "Anything else?",
    "The rest, please.", "A little more?", "Carry on.", "Is that all?", "More, please.", "And what else?",
    "What more is there?",
)  # fmt: skip
REACTIONS = (
    "Interesting.", "That makes sense.", "I see.", "Got it.", "Fascinating.", "Thanks.", "Right.", "Good to know.",
    "Okay.", "Understood.", "Fair enough.", "That helps.", "All right.", "Ah, I see.", "That's new to me.", "Noted.",
    "I follow.", "So far so good.", "Very interesting.",
)  # fmt: skip
"""Before a plain continuation that would otherwise be said a second time."""
INDIRECT = (
    "Could you tell me {e}?", "Can you explain {e}?", "Do you know {e}?", "I'm wondering {e}.", "Please explain {e}.",
    "I was wondering {e}.", "Do we know {e}?", "I'd like to know {e}.",
)  # fmt: skip
NOUN = (
    "What about {n}?", "And {n}?", "How about {n}?", "On to {n}.", "Now {n}.", "{n_cap}?", "{n_cap}, please.",
    "{n_cap}, then?", "{n_cap} next?", "Next, {n}.", "Any details on {n}?", "Also {n}?", "Then {n}?",
    "What of {n}?", "So {n}?",
)  # fmt: skip
RETURNS = (
    "Back to {f}: {q}", "{f_cap} again: {q}", "{f_cap}: {q}", "{f_cap} again. {Q}", "As for {f}, {q}",
    "{f_cap}, again: {q}", "On {f}: {q}", "Returning to {f}, {q}", "{f_cap}, once more: {q}",
)  # fmt: skip
RECALLS = (
    "Back to {f}. You said {c}. {Q}", "On {f} again: {c}. {Q}", "{f_cap} again: {c}. {Q}",
    "{f_cap}, once more: {c}. {Q}", "{f_cap}: {c}, you said. {Q}", "{f_cap}: you said {c}. {Q}",
    "About {f}, you said {c}. {Q}",
)  # fmt: skip
"""``{c}`` is a clause of the answer that the dialogue goes back to."""
RECALLS_NAMED = (
    "Earlier you said {c}. {Q}", "You told me {c}. {Q}", "Earlier, {c}. {Q}", "{c_cap}, you said earlier. {Q}",
    "{c_cap}, you told me. {Q}", "{c_cap}, you said. {Q}", "Again: {c}. {Q}",
)  # fmt: skip
"""For a clause or question that names the topic."""
SCOPES = (
    "As for {h}, {q}", "On {h}: {q}", "{h_cap}: {q}", "Regarding {h}, {q}", "About {h}: {q}",
)  # fmt: skip
"""``{h}`` is what the section is about, where the turns before have not just said so."""
CLARIFY_ABOUT = (
    "You mentioned {n}. Can you say more on that?", "Could you clarify the part about {n}?",
    "You just mentioned {n}. Could you explain?", "Can you unpack what you said about {n}?",
    "You mentioned {n} just now. What should I know about that?", "Hang on, can you explain {n}?",
    "I'm not sure I understood the bit about {n}. Could you expand?", "You touched on {n}. What's that about?",
    "Before we go on, could you explain {n}?", "I didn't quite get {n}. Can you help?",
)  # fmt: skip
SHIFT_SHORT = (
    "What about {f}?", "And {f}?", "Now {f}.", "How about {f}?", "{f_cap}, then?", "{f_cap}, please.",
    "Let's turn to {f}.", "Next, {f}, please.", "On to {f}.", "{f_cap} next?", "Next, {f}.", "Tell me about {f}.",
)  # fmt: skip
"""For a new topic whose beginning tells what it is."""
