"""Frames of memory turns, by kind and by what the turn may use. Slots: see ``lemnos.steps.talk.memory``.

Frames that need a slot which a turn has not are passed over. ``{Q}`` and ``{Wh}`` are ``{q}`` and ``{wh}`` behind a
full stop. A table of ``NEAR`` is for what was said in one of the last two answers. Frames are short, so that most of a
turn's words are its own.
"""

FAR: dict[str, tuple[str, ...]] = {
    "ask": (
        "Remind me {e}, please.", "{Wh} did you say {rest}?", "Tell me again {e}.", "I've forgotten {e}.",
        "From earlier: {q}", "Again, {q}", "Repeat {e}, please.", "Forgot to write down {e}.", "We had this: {q}",
        "{Q} You told me.", "Before {next} came up, you told me {e}. Again?", "Checking my notes: {q}",
        "{Wh} was it that {rest}?", "I know you've said it: {q}", "Back to {e}, for a second.",
        "Did you tell me {e}?", "Do your sources say {e}?", "Do you know {e}?", "Can you tell me {e}?", "{Q}",
        "Sorry to ask again: {q}", "{Q} My notes are blank there.", "My notes lack {e}.",
        "I should know this by now: {q}", "And {e}, once more?", "Help my memory: {q}", "For my notes: {q}",
    ),
    "ask_within": (
        "On {topic}: {q}", "Remind me, on {topic}: {q}", "{Topic} again: {q}",
        "For {topic}, {wh} did you say {rest}?", "With {topic}, {wh} was it that {rest}?",
        "Tell me again, about {topic}: {q}", "From your {topic} answers: {q}",
        "My notes on {topic} lack one thing: {q}", "Before {next}, you told me {e}. Again?", "{Q} That was {topic}.",
        "{Q} You said it on {topic}.", "Back to {topic} for a moment: {q}", "{Q} I mean with {topic}.",
        "Earlier, on {topic}: {q}", "When we had {topic}, you told me {e}.",
    ),
    "cue": (
        "You mentioned {x}. In what connection?", "What did you say about {x}?", "Where did {x} come in?",
        "What was that about {x}?", "Remind me of {x}.", "{x_cap}, what was that again?", "{x_cap} came up. How?",
        "How did {x} fit in with {topic}?", "What had {x} to do with {topic}?", "And {x}? You mentioned it.",
        "I have {x} in my notes. What was said?", "I lost track of {x}.", "In what sentence did {x} come up?",
        "Once more on {x}, please.", "Go back to {x}.", "{x_cap}: what did you tell me?",
        "Before {next}, you named {x}. How come?", "Where was it that {x} came up?",
        "You named {x} with {topic}. In what way?", "What's {x} doing in my {topic} notes?",
        "{x_cap} rings a bell. What was said?", "Tell me again where {x} comes in.",
        "Didn't you say something about {x}?", "Repeat the bit with {x}.",
    ),
    "cue_year": (
        "What was it with {x}?", "You gave me {x}. What was that year?", "I noted {x}. What was it?",
        "What happened in {x}, did you say?", "{x}, what was that?", "My {topic} notes say {x}. What was that?",
        "What was {x}, with {topic}?", "What did {x} stand for?", "Before {next}, you named {x}. What was that?",
        "{x} and {topic}: what was it?", "Remind me about {x}.", "Which point had {x} in it?",
        "Where did {x} come up?", "And {x}? You mentioned that year.",
        "I've written {x} beside {topic}. What was it?",
    ),
    "cue_phrase": (
        "What did you say about {x}?", "What was that about {x}?", "Remind me about {x}.",
        "{x_cap} came up. How so?", "How did {x} come into {topic}?", "On {topic}, you mentioned {x}. What was it?",
        "Once more on {x}?", "What had {x} to do with it, on {topic}?", "I noted {x}. What was it?",
        "Before {next}, you spoke of {x}. Repeat that?", "{x_cap}: what was said?", "Where did {x} come in?",
        "Back to {x}, please.", "And {x}? You mentioned that.", "My {topic} notes just say: {x}.",
    ),
    "place": (
        "What did you tell me {where}?", "What were you saying {where}?", "{Where}, what was it you said?",
        "Repeat what you said {where}.", "I missed what you said {where}.", "Take me back to what you said {where}.",
        "What was your point {where}?", "What was said {where}?", "{Where}, what did you say?",
        "What had you got to {where}?", "Say again what you said {where}.", "Which point did you make {where}?",
    ),
    "place_first": (
        "How did you begin {where}?", "What came first {where}?", "What was the first thing you said {where}?",
        "{Where}, what did you start with?", "Repeat how you began {where}.", "{Where}, how did you open?",
        "What was your opening sentence {where}?", "Say again how you started {where}.",
    ),
    "place_year": (
        "Which year did you give {where}?", "What was the year you named {where}?",
        "{Where}, you gave a year. What was it?", "You gave a year {where}. Which?",
        "Repeat the year you gave {where}.", "{Where}, which year was it?",
        "What happened in the year you gave {where}?", "There was a year {where}. What was it for?",
    ),
    "place_figure": (
        "Which number did you give {where}?", "What was the figure you gave {where}?",
        "{Where}, you gave a number. What was it?", "You gave a figure {where}. Again?",
        "Repeat the number you gave {where}.", "{Where}, what was the figure?",
        "There was a number {where}. What was it?", "I missed the figure you gave {where}.",
    ),
    "attribute": (
        "Do you know {e}?", "Can you tell me {e}?", "Did you tell me {e}?", "I'd like to know {e}.", "{Q}",
        "So, {q}", "Do your sources say {e}?", "Is it said {e}?", "I was wondering {e}.", "By the way, {q}",
        "Something else: {q}", "Out of curiosity, {q}", "Tell me {e}.", "Have we had {e}?", "Is it known {e}?",
        "Quick one: {q}", "One more on {topic}: {q}", "Does it say anywhere {e}?",
    ),
    "contrast": (
        "You told me {e}. Side by side, please.", "{A} against {b}: repeat {e}.",
        "You told me {e}. What's the difference?", "Set {a} beside {b}: {e}.", "Contrast {a} with {b}. I mean {e}.",
        "Both together, please: {e}.", "Compare {e}.", "Once more, for comparison: {e}.", "I'd like to compare {e}.",
        "Tell me both again: {e}.",
    ),
    "contrast_define": (
        "In a sentence each, what are {a} and {b}?", "How do {a} and {b} differ, as you introduced them?",
        "{A} and {b}: how did you define each?", "Set {a} against {b}, as you introduced them.",
        "What's the difference between {a} and {b}?", "Compare {a} with {b}.", "Side by side: {a} and {b}.",
        "Introduce {a} and {b} again, one after the other.",
    ),
    "contrast_aspect": (
        "How do {a} and {b} compare in {aspect}?", "{Aspect}: what did you say for {a}, and what for {b}?",
        "Compare {a} and {b} on {aspect}.", "{A} and {b}: what was said on the {aspect} of each?",
        "Set the {aspect} of {a} beside that of {b}.", "We had {aspect} with {a} and {b}. Side by side?",
        "In {aspect}, is {a} like {b}?", "{Aspect} with {a}, {aspect} with {b}: what did you say?",
        "Both {a} and {b} got to {aspect}. How do they differ?", "On {aspect}, {a} against {b}.",
    ),
    "synthesis_all": (
        "What have you told me about {x}?", "{x_cap} came up more than once. What was it in all?",
        "Gather what you said about {x}.", "All you've said on {x}, please.", "Where has {x} come up?",
        "What do I know about {x} by now?", "{x_cap} again: all of it?", "Collect the mentions of {x}.",
        "In which connections did {x} come up?", "Everything on {x} so far?", "What did we have on {x}, all told?",
        "Put {x} together for me.", "Each time {x} came up, what was it?", "How often was {x} named, and why?",
        "List what touched on {x}.", "Bring together {x}, please.",
    ),
    "synthesis": (
        "What were some things you said about {x}?", "{x_cap} came up several times. Where, for example?",
        "A few points on {x}, please.", "Some of the places where {x} came up?",
        "Which answers touched on {x}? Some will do.", "You keep naming {x}. Examples?",
        "Pick out some mentions of {x}.", "Some of what you said on {x}?",
    ),
    "synthesis_beside": (
        "Where else did {x} come up?", "{x_cap} was mentioned elsewhere too. Where?",
        "Apart from its own part, where was {x} named?", "In what other connections was {x} mentioned?",
        "Which other subjects brought in {x}?", "Where did {x} come in from outside?",
        "Other mentions of {x}, please.",
    ),
    "correction": (
        "So {premise}, right?", "If I remember, {premise}. Yes?", "You said that {premise}, didn't you?",
        "{Premise}. Correct?", "Just to check: {premise}?", "Wait, did you say that {premise}?",
        "I noted that {premise}. Right?", "Am I right that {premise}?", "I told a friend that {premise}. True?",
        "My notes say that {premise}. Okay?", "As you said, {premise}?", "Earlier you said that {premise}. Right?",
        "Is it true that {premise}?", "I have it that {premise}.", "And {premise}, you said?",
    ),
    "correction_within": (
        "On {topic}, you said that {premise}. Right?", "{Topic} again: {premise}, right?",
        "On {topic}, I noted that {premise}. Yes?", "With {topic}, {premise}. Correct?",
        "Back to {topic}: did you say that {premise}?", "My notes on {topic} say that {premise}. Okay?",
        "Checking {topic}: {premise}?", "For {topic}, I have it that {premise}.",
        "About {topic}: {premise}, didn't you say?", "Was it on {topic} that you said that {premise}?",
    ),
    "correction_year": (
        "The year you gave {where} was {year}, right?", "{Where}, you gave the year {year}, didn't you?",
        "Was it {year}, the year you named {where}?", "You said {year} {where}, correct?",
        "{Where}, the year was {year}?", "I noted {year} for what you said {where}. Right?",
        "Did you say {year} {where}?", "That year {where}: {year}?", "I have {year} as the year {where}. Okay?",
        "{year} was the year {where}, yes?",
    ),
    "summary": (
        "Sum up {topic} so far.", "What are the main points on {topic} by now?", "Let's take stock of {topic}.",
        "A short summary of {topic} so far, please.", "Recap {topic} for me.", "Boil down {topic} so far.",
        "{Topic}, in brief?", "What have I learned about {topic}?", "Summarise what we've had on {topic}.",
        "Go over {topic} again, just the key points.", "What should I take away on {topic}?",
        "{Topic} so far: what matters?", "In a nutshell, what have we had on {topic}?", "Wrap up {topic} for me.",
        "Which points on {topic} should I keep?", "What did we cover on {topic}?",
    ),
    "summary_all": (
        "Sum up our talk so far.", "What have we covered?", "Let's take stock. Main points?",
        "A short recap of everything, please.", "That was a lot. Summarise it?",
        "Before we go on: key points of all this?", "What have I learned today?", "Go over the main things so far.",
        "The high points of our talk, please.", "From {first} to {last}, what were the main points?",
        "We began with {first}. Recap all since.", "{First}, {last}: sum it all up.", "Recap, from {first} on.",
        "How would you sum up all since {first}?",
    ),
    "unanswerable_too": (
        "You told me {before}. And {topic}?", "I know {before}. Also {e}?", "You told me {before}. Do you know {e}?",
        "And for {topic}, do your sources say {e}?", "You told me {before}. What about {topic}?",
        "Same question for {topic}: {e}?", "After {other}, what of {topic}? I mean {e}.",
        "I remember {before}. Is it known {e}?", "Like with {other}, can you say {e}?",
        "You told me {before}. Is {topic} in there as well?",
    ),
}  # fmt: skip
NEAR: dict[str, tuple[str, ...]] = {
    "ask": (
        "I missed that. {Q}", "Once more: {q}", "{Wh} did you just say {rest}?", "Hold on, {wh} did you say {rest}?",
        "Repeat {e}?", "You lost me. {Q}", "Say that again: {q}", "Wait, {wh} did you say {rest}?", "Pardon, {q}",
        "Sorry, {q}", "Too fast. {Q}", "{Q} I blinked.",
    ),
    "ask_within": (
        "I missed that. {Q}", "Once more: {q}", "{Wh} did you just say {rest}?", "Hold on, {wh} did you say {rest}?",
        "Repeat {e}?", "You lost me. {Q}", "Wait, {wh} did you say {rest}?", "Pardon, {q}", "Sorry, {q}",
        "Too fast. {Q}",
    ),
    "cue": (
        "What did you just say about {x}?", "What was that about {x}?", "Repeat the part with {x}?",
        "Wait, where did {x} come in?", "I didn't catch the bit about {x}.", "Sorry, {x}?", "{x_cap}, did you say?",
        "Hold on, {x}?",
    ),
    "cue_year": (
        "What was that about {x}?", "Sorry, what was {x}?", "You just said {x}. What was that?",
        "I didn't catch what {x} was.", "Hold on, {x}?", "{x}, did you say?",
    ),
    "cue_phrase": (
        "What did you just say about {x}?", "Sorry, what was that about {x}?", "Repeat the part about {x}?",
        "I didn't catch the bit about {x}.", "Hold on, {x}?", "Wait, {x}?",
    ),
}  # fmt: skip
"""For what was said a moment ago; kinds that are not here take their wordings from ``FAR``."""
CORRECTION_NEAR = (
    "So {premise}, right?", "Just to check: {premise}?", "Wait, did you say that {premise}?",
    "Hold on. So {premise}?", "Do I have this right: {premise}?", "If I followed you, {premise}. Correct?",
    "Did I hear that right: {premise}?", "Okay, so {premise}. Yes?", "{Premise}?", "You mean {premise}?",
)  # fmt: skip
WHERE: dict[str, tuple[str, ...]] = {
    "last_answer": (
        "just now", "a moment ago", "in your last answer", "one answer ago",
    ),
    "back": (
        "{n} answers ago", "{n} answers back",
    ),
    "begin": (
        "at the very beginning", "in your very first answer", "right at the start of our talk",
    ),
    "first": (
        "when we first got to {topic}", "in your first answer on {topic}", "when I first asked about {topic}",
        "at the start of {topic}",
    ),
    "last": (
        "in your last answer on {topic}", "when we were last on {topic}", "last, on {topic}",
        "at the end of what we had on {topic}",
    ),
    "turned": (
        "right before we turned from {topic} to {next}", "on {topic}, just before {next}",
        "when we left {topic} for {next}", "on {topic}, right before we came to {next}",
    ),
    "arrived": (
        "right after we turned from {before} to {topic}", "when we came from {before} to {topic}",
        "on {topic}, right after {before}",
    ),
    "returned": (
        "when we came back to {topic}", "on our return to {topic}", "when {topic} came up for the second time",
    ),
}  # fmt: skip
"""By kind of place (see ``lemnos.steps.talk.memory.positions``): words for it."""
