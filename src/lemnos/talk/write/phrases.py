"""Frames that carry a question: requests, openings, bridges between topics, returns, reactions, continuations.

Slots: ``{e}`` an indirect clause, ``{n}`` a noun phrase, ``{q}`` a direct question, ``{Q}`` the same after a full
stop, ``{v}`` the words that led to a new topic, ``{f}`` the topic's name.
"""

INDIRECT = (
    "Could you tell me {e}?", "I'd like to know {e}.", "Can you explain {e}?", "Tell me {e}.", "Do you know {e}?",
    "I'm wondering {e}.", "Could you explain {e}?", "I'm curious to know {e}.",
    "Please explain {e}.", "I was wondering {e}.", "Do we know {e}?", "Can you tell me {e}?",
    "I'd be interested to hear {e}.", "Help me understand {e}.",

    "Would you mind explaining {e}?",
    "I've always wondered {e}.", "Walk me through {e}.", "Can you say {e}?",
    "Let me ask {e}.",
)  # fmt: skip
NOUN_LIGHT = (
    "What about {n}?", "What can you tell me about {n}?", "Tell me about {n}.", "How about {n}?", "Any details on {n}?",
    "What do we know about {n}?", "What's known about {n}?", "Could you go into {n}?", "What of {n}?",
)  # fmt: skip
"""For a noun phrase that already stands behind a bridge."""
NOUN = (
    "What about {n}?", "Tell me about {n}.", "And {n}?", "How about {n}?", "I'd like to hear about {n}.",
    "What can you tell me about {n}?", "Let's talk about {n}.", "I'm curious about {n}.", "Could you go into {n}?",
    "What do we know about {n}?", "Can we talk about {n}?", "Say something about {n}, please.", "Any details on {n}?",
    "What's known about {n}?", "What's there to know about {n}?", "Next, {n}, please.", "On to {n}.", "What of {n}?",
    "Let's look at {n}.", "Please explain {n}.", "Could we cover {n}?", "Now {n}, if you would.", "More on {n}?",
    "I wanted to ask about {n}.", "Let's take {n} next.",
)  # fmt: skip
OPENINGS_THING = (
    "What {is_} {f}?", "What exactly {is_} {f}?", "Tell me about {f}.", "Can you explain what {f} {is_}?",
    "I keep coming across {f}. What {is_} {t}, exactly?",
    "I'm preparing a short talk on {f}. Where should I begin?",
    "I'd like to learn about {f}. Could you start with the basics?", "Could you introduce me to {f}?",
    "I've been reading around and got curious about {f}. What should I know first?",
    "I'm helping my daughter with a school project on {f}. Can you give us an overview?",
    "Hi! I know next to nothing about {f}. Can you help?", "What's the short version of what {f} {is_}?",
    "How would you describe {f} to someone who has never heard of {o}?", "I need some background on {f}, please.",
    "Someone mentioned {f} at dinner last night and I had no idea. Can you fill me in?",
    "I'm writing an article about {f} and want to get the facts straight. Could you begin with an overview?",
    "Let's talk about {f}. What {is_} {t}?",
    "Good morning. I have to give a presentation on {f}; how would you sum {o} up?",
    "I want to understand {f} properly. Can you start from the beginning?", "What should I know about {f}?",
    "For a quiz I need to brush up on {f}. What are the essentials?", "Hello! Could you tell me what {f} {is_}?",
    "I've always wanted to know more about {f}. Shall we start with what {t} {is_}?",
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
    "You mentioned {v}. {Q}", "You just mentioned {v}. {Q}", "{v_cap} came up just now. {Q}", "About {v}: {q}",
    "You brought up {v}. {Q}", "I noticed you mentioned {v}. {Q}", "That reminds me to ask about {v}. {Q}",
    "Let me pick up on {v}. {Q}", "Since you mentioned {v}: {q}",
    "I'd like to switch to {v}. {Q}", "The mention of {v} made me curious. {Q}", "As for {v}, {q}",
    "Can we talk about {v} for a while? {Q}",
    "Speaking of {v}, {q}", "You spoke of {v} a moment ago. {Q}",
    "Now I'm curious about {v}. {Q}", "You referred to {v}. {Q}",
)  # fmt: skip
BRIDGES = (
    "That brings me to {f}. {Q}", "Could we turn to {f}? {Q}", "There's also {f}. {Q}",
    "I'd also like to ask about {f}. {Q}", "Let's move on to {f}. {Q}", "A new subject: {f}. {Q}",
    "I have {f} on my list, too. {Q}",
    "Next I'd like to look at {f}. {Q}", "On to {f}. {Q}", "How about {f}? {Q}",
    "Now for {f}. {Q}", "Another thing I wanted to ask about is {f}. {Q}", "Let's switch to {f}. {Q}",

)  # fmt: skip
RETURNS = (
    "Going back to {f} for a moment, {q}", "Coming back to {f}: {q}", "Let's return to {f}. {Q}",
    "Back to {f}. {Q}", "Earlier we talked about {f}. {Q}", "I have another question about {f}. {Q}",
    "Can we go back to {f}? {Q}", "To return to {f}, {q}", "One more thing about {f}: {q}",
    "Let me come back to {f} for a minute. {Q}", "About {f} again: {q}",
    "Before I forget, back to {f}: {q}", "I was still thinking about {f}. {Q}", "Returning to {f} now, {q}",
    "Something I meant to ask about {f}: {q}", "If we go back to {f}, {q}", "Picking up {f} again: {q}",
)  # fmt: skip
CLARIFY = (
    "You mentioned {n}. {Q}", "You said something about {n}. {Q}",
    "Just to be clear about {n}: {q}", "{n_cap} came up a moment ago. {Q}", "Wait, {q}",
    "One thing I didn't get: {q}", "You touched on {n}. {Q}",
)  # fmt: skip
TAILS = (
    ", and what about {x}?", ", and where would {x} come in?", ", and what of {x}?", ", and how about {x}?",
    ", and how would {x} fit in?", ", and did {x} play a part?", ", and is there a link to {x}?",
)  # fmt: skip
"""Behind a question, without its question mark."""
LEAVES_OPEN = (
    "What else is there to say about {n}?", "What more can you tell me about {n}?", "Is there more on {n}?",
    "What else should I know about {n}?", "Could you say more about {n}?", "What else is known about {n}?",
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
    "What {does} {n} have to do with {g}, which we discussed earlier?",

)  # fmt: skip
REACTIONS = (
    "Interesting.", "That makes sense.", "I see.", "Got it.", "Fascinating.", "I didn't know that.", "Thanks.",
    "Right.", "Good to know.", "Huh.", "Okay.", "That's clear, thanks.", "Understood.", "Wow.", "Fair enough.",
    "That helps.", "I had no idea.", "All right.", "That's a lot to take in.", "Ah, I see.", "That's new to me.",
    "Very helpful.", "Great, thanks.", "Thanks, that's useful.", "Noted.", "Makes sense so far.", "Ah, okay.",
    "Sounds reasonable.", "That answers my question.", "I follow.", "So far so good.",
    "That's good background.", "Ah.", "I hadn't thought of that.", "Very interesting.", "OK, clear.", "Nice.",
    "That explains a few things.", "Thank you.",
)  # fmt: skip
CONTINUE = (
    "Please go on.", "Can you tell me more?", "What else?", "Go on.", "Could you expand on that?",
    "Is there more to it?", "Keep going, please.", "What else is there to know?", "Can you go into more detail?",
    "And beyond that?", "Could you elaborate?", "Is there anything else worth knowing?", "I'd like to hear more.",
    "Tell me more about that.", "What more can you tell me?", "Please continue.", "Do go on.",
    "Can you take that a bit further?", "How does it continue?", "Give me a few more details.", "Anything else?",
    "I'd love to hear the rest.", "Could you say a little more?", "What's the rest of the picture?", "Carry on.",
    "Is that all there is to it?", "Can you fill in some more detail?",
    "Let's stay on this for a moment. What else?", "More, please.", "Would you go a bit deeper?",
    "There must be more to say about that.", "And what else?",
)  # fmt: skip
CONTINUE_ABOUT = (
    "What else is known about {n}?", "Can you tell me more about {n}?", "What else should I know about {n}?",
    "Is there more to say about {n}?", "Could you go deeper into {n}?", "Anything else about {n}?",
    "I'd like to hear more about {n}.", "What more can you say about {n}?",
    "Let's stay with {n}. What else is there?", "Give me some more detail on {n}.", "Can you expand on {n}?",
    "Please say more about {n}.",
    "More on {n}, please.", "Can you continue with {n}?",
    "Keep going on {n}, please.",
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
    "Regarding {f}: {q}", "About {f}: {q}", "As for {f}, {q}", "On {f}: {q}", "Concerning {f}, {q}",
    "A question on {f}: {q}", "This is about {f}. {Q}", "I mean {f}. {Q}", "Still {f}: {q}",
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
    "Can you give me the basics?", "Where do we start?", "Can you fill me in?", "What's worth knowing?",
    "What comes first?", "Could you give me some background?", "What are the essentials?", "How would you begin?",
)  # fmt: skip
"""For a topic just named for which no pronoun is sure."""
SHIFT_GENERIC = (
    "What should I know about {o}?", "What can you tell me about {o}?", "Can you give me the basics?",
    "Where do we start?", "What's the essential thing to know about {o}?",
    "Could you give me some background on {o}?", "What's interesting there?", "Can you fill me in?",
    "What's worth knowing?", "How would you sum {o} up?",
)  # fmt: skip
ACKNOWLEDGE = (
    "So much for {n}. {Q}", "Apart from {n}, {q}", "Leaving {n} aside, {q}", "Beyond {n}, {q}",
    "That covers {n}. {Q}", "Okay, I get the part about {n}. {Q}", "Thanks for explaining {n}. {Q}",
    "That clears up {n}. {Q}", "Good, now I know about {n}. {Q}",
    "Besides {n}, {q}",
    "What you said about {n} is interesting. {Q}",
    "Following on from {n}, {q}",

    "I'll remember that about {n}. {Q}",
)  # fmt: skip
"""``{n}`` is what the answer before was about."""
CLARIFY_ABOUT = (
    "You mentioned {n}. Can you say more on that?", "What did you mean by {n}?",
    "Could you clarify the part about {n}?", "Let me ask about {n}, which you just mentioned.",
    "You just mentioned {n}. Could you explain?", "Can you unpack what you said about {n}?",
    "I'd like to come back to {n}: what's the story there?",
    "{n_cap} came up just now. What should I know about that?",
    "I'm not sure I understood the bit about {n}. Could you expand?", "You touched on {n}. What's that about?",
    "Hang on, can you explain {n}?", "You brought up {n}. How does that fit in?",
    "Could we go back to {n} for a second?", "Before we go on, could you explain {n}?",
    "I didn't quite get {n}. Can you help?",
)  # fmt: skip
SCOPES = (
    "As for {h}, {q}", "On {h}: {q}", "Staying with {h}, {q}", "When it comes to {h}, {q}",
    "Still on {h}: {q}", "Back to {h}: {q}", "On the subject of {h}, {q}", "Regarding {h}: {q}",
    "Thinking about {h}, {q}", "Another question on {h}: {q}",
    "While we are on {h}: {q}", "About {h}: {q}",
)  # fmt: skip
"""``{h}`` is what the section is about, where the turns before have not just said so."""
ECHOES = (
    "You said that {c}. {Q}", "So {c}. {Q}", "Given that {c}, {q}", "You mentioned that {c}. {Q}",
    "Interesting that {c}. {Q}", "I didn't know that {c}. {Q}", "Okay, so {c}. {Q}",
    "Good to know that {c}. {Q}", "I had no idea that {c}. {Q}",
    "Now that I know that {c}, {q}",
    "You just told me that {c}. {Q}", "I wasn't aware that {c}. {Q}",
    "Did you say that {c}? {Q}", "As you said, {c}. {Q}", "If I understood you, {c}. {Q}",
    "It's news to me that {c}. {Q}",

)  # fmt: skip
"""``{c}`` is a clause of the answer before, in its own words."""
RECALLS = (
    "Earlier you said that {c}. {Q}", "You told me before that {c}. {Q}", "I remember you saying that {c}. {Q}",
    "A while ago you mentioned that {c}. {Q}", "When we talked about {f}, you said that {c}. {Q}",
    "Back when we discussed {f}, I learned that {c}. {Q}", "You explained earlier that {c}. {Q}",
    "On {f} again, you said that {c}. {Q}",
    "We established that {c}. {Q}",
)  # fmt: skip
"""``{c}`` is a clause of the answer that the dialogue goes back to."""
