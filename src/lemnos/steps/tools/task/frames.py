"""Holds the frames of requests: ways in which people put a wish, by the shape of the task.

``{do}`` is an imperative clause (``delete the order Silver Grove``), ``{Do}`` the same at the start of a sentence;
``{ask}`` a question without its mark, ``{Ask}`` the same at the start. Frames are polite, terse, chatty, formal or in a
hurry; none promises what the clause does not say.
"""

DO: dict[str, tuple[str, ...]] = {
    "single": (
        "{Do}, please.", "{Do}.", "Could you {do}?", "Can you {do}?", "Please {do}.", "{do}", "Would you {do} for me?",
        "Hi, could you {do}?", "Hey, {do} please", "I need you to {do}.", "I'd like you to {do}.", "{do} pls",
        "Quick one: {do}.", "When you get a moment, {do}.", "Next thing on my list: {do}.", "Hello! Can you {do}?",
        "Good morning. Please {do}.", "Do me a favor and {do}.", "Could you please {do}? Thanks!",
        "{Do} for me, would you?", "Would it be possible to {do}?", "I want to {do}.", "Let's {do}.",
        "Before I forget: {do}.", "We need to {do}.", "My manager asked me to {do}.", "{Do}. Thanks in advance.",
        "Can you help me {do}?", "ok next, {do}", "One more thing off my plate: please {do}.",
        "I'm on my phone, so just {do} for me please.", "For the handover tomorrow, please {do}.",
        "I'm in a meeting right now. {Do}, please.", "Kindly {do}.", "Time to {do}.", "Go ahead and {do}.",
        "Hi there, I'm trying to {do}. Can you take care of it?", "{Do} and let me know when that's done.",
    ),
    "sequential": (
        "{Do}, please.", "Can you {do}?", "Could you {do}? I don't have the id at hand.", "Please {do}.", "{do}",
        "Hi! Please {do}.", "I'd like to {do}.", "We agreed to {do}, can you take care of it?", "Hey, can you {do}?",
        "Please look it up and {do}.", "It's time to {do}. Could you?", "{Do}. Let me know when it's done.",
        "I was asked to {do}. Can you handle that?", "As discussed this morning, please {do}.", "{Do} for me.",
        "Can you look it up and {do}?", "Small request: {do}.", "Could you do this for me: {do}?",
        "Sorry to bother you, could you {do}?", "For the record we want to {do}. Please do so.", "pls {do}",
        "On behalf of the team: please {do}.", "One thing before lunch: {do}.", "Okay, {do}.",
        "I keep forgetting to {do}. Could you do it now?", "First thing today: {do}.", "Would you {do}, please?",
        "Good afternoon, I would like you to {do}.", "Let's {do}, please.", "A customer is waiting, so {do} please.",
        "I'm cleaning things up this week. Please {do}.", "Thanks for yesterday! Today, please {do}.",
        "To close this topic, {do}.", "When you find a minute: {do}, please.",
    ),
    "nested": (
        "{Do}, please.", "Please {do}.", "Can you {do}?", "Could you {do}? You'll have to look up the ids.", "{do}",
        "I'd like to {do}.", "Hey, {do} please.", "We need to {do}.", "Would you {do} for me?", "{Do}. Thanks!",
        "Hi, please {do}. Thank you.", "Next up: {do}.", "Let's {do}.",
        "The team decided to {do}. Please do it.", "I promised to {do}, can you help?", "{Do} and confirm, please.",
        "It would be great if you could {do}.", "Please take care of this: {do}.", "One for you: {do}.",
        "Before lunch, please {do}.", "Good evening, could you {do}?", "Just {do}, nothing else.", "pls {do}",
        "As agreed with everyone involved, {do}.", "I'm preparing next week. Please {do}.", "Could you quickly {do}?",
        "I need somebody to {do}. Can you?", "Here is what I need: {do}.", "Please go ahead and {do}.",
        "Do me a favor: {do}.", "{Do}, using the existing entries.", "My request for today: {do}.",
    ),
    "parallel": (
        "{Do}, and {do2}.", "Please {do} and {do2}.", "Two things: {do}, and {do2}.", "Can you {do} and also {do2}?",
        "{Do}. Also {do2}.", "Could you {do}? And please {do2} as well.", "{Do}, then {do2}; the order doesn't matter.",
        "I need two things. First, {do}. Second, {do2}.", "Hi, please {do} and {do2}. Thanks!", "{do} and {do2}",
        "Would you {do}, and while you're at it, {do2}?", "Both of these, please: {do}; {do2}.",
        "Please do two things for me: {do} and {do2}.", "{Do}. And {do2}, please.", "Hey, can you {do}, plus {do2}?",
        "At the same time, please {do} and {do2}.", "{Do} as well as {do2}, please.", "I want to {do} and {do2}.",
        "We have to {do} and {do2}. Can you handle both?", "For today: 1) {do} 2) {do2}", "pls {do} + {do2}",
        "Let's {do} and {do2}.", "Good morning! Please {do}. I'd also like you to {do2}.",
        "Two quick ones: {do}, and {do2}.",
        "Could you help me {do} and {do2}?", "My list: {do}, {do2}. Please take care of it.",
        "{Do}, please. Same time, {do2}.", "I'd like you to {do}. In addition, {do2}.", "Please {do}; also, {do2}.",
        "Can you do this in one go: {do} and {do2}?", "{Do} - and {do2} too, please.", "Okay, {do}, and {do2} too.",
    ),
    "branching": (
        "If {if_}, {do}. Otherwise {else_}.", "Please check: if {if_}, {do}; if not, {else_}.",
        "{Do}, but only if {if_}. Otherwise {else_}.", "Can you {do} if {if_}? If not, {else_}.",
        "Should it turn out that {if_}, please {do}. Else {else_}.", "If {if_}, then {do}, otherwise just {else_}.",
        "I'd like you to {do} provided that {if_}. If that's not so, {else_}.", "Only if {if_}: {do}. If not, {else_}.",
        "Could you look whether {if_}? If yes, {do}; if no, {else_}.", "Hey, if {if_}, {do} please. If not, {else_}.",
        "In case {if_}, {do}. In any other case, {else_}.", "Check first: {do} only when {if_}. Otherwise {else_}.",
        "Please {do} if {if_}; otherwise {else_}.", "{Do} if {if_}, and if it isn't like that, {else_}.",
        "We want to {do}, but only when {if_}. Otherwise please {else_}.", "if {if_} then {do}, else {else_}",
        "Hi! If {if_}, could you {do}? Otherwise {else_}, please.", "Assuming {if_}, {do}. If I'm wrong, {else_}.",
        "I think {if_}. If so, {do}. If I'm mistaken, {else_}.", "When {if_}, {do}. When not, {else_}.",
        "Would you {do}, as long as {if_}? If that isn't the case, {else_}.", "Have a look: in case {if_}, {do}; "
        "else {else_}.",
        "My colleague says that {if_}. If that's right, {do}; if it's not, {else_}.",
        "Before you do anything, check whether {if_}. If it's true, {do}. If it's not, {else_}.",
        "Please verify that {if_}, and {do} in that case. If it doesn't hold, {else_}.",
        "Two options: if {if_}, {do}. If not, {else_}.", "{Do} on one condition: {if_}. Otherwise {else_}.",
        "For the cleanup: if {if_}, {do}, otherwise {else_}.", "If it's true that {if_}, {do}. If not, {else_}. "
        "Thanks!",
        "Good morning. If {if_}, please {do}. Otherwise please {else_}.", "Do check first. If {if_}, {do}. If not, "
        "{else_}.",
    ),
}  # fmt: skip

ASK: tuple[str, ...] = (
    "{Ask}?", "{ask}?", "Quick question: {ask}?", "Hi, {ask}?", "Can you tell me: {ask}?", "Do you know: {ask}?",
    "Hey, {ask}?", "I was wondering: {ask}?", "Just checking, {ask}?", "A colleague wants to know: {ask}?",
    "{Ask}? Thanks!", "Good morning! {Ask}?", "For my report: {ask}?", "Could you check this for me: {ask}?",
    "I'm on a call and need this now: {ask}?", "Please help me out, {ask}?", "Before the meeting starts: {ask}?",
    "Sorry if this is obvious, but {ask}?", "One thing I need to know: {ask}?", "{Ask}? I can't find it.",
)  # fmt: skip

AGAIN: tuple[str, ...] = (
    "Thanks. {Do}, please.", "Great, thank you. Now {do}.", "Perfect. Could you also {do}?", "OK. Then please {do}.",
    "Good. One more thing: {do}.", "Thanks! And please {do}.", "Alright, next: {do}.", "Nice. Please {do} too.",
    "Got it. Can you {do} as well?", "Thank you. While we're here, {do}.",
)  # fmt: skip
"""A second wish."""

CHANGED: tuple[str, ...] = (
    "Wait, I meant {other}.", "Actually, make that {other}.", "Sorry, wrong one: I meant {other}.",
    "Hmm, no. I need {other} instead.", "Oh, I mixed that up. I'm after {other}.", "My mistake, it's {other} I want.",
    "On second thought, {other} please.", "Hold on, take {other} instead.",
)  # fmt: skip
"""A change of mind."""

COPIED: tuple[tuple[str, str], ...] = (
    ("I copied the id from the page.", "I copied the ids from the page."),
    ("The id is in the address bar here.", "I have the ids from the address bar."),
    ("That's the id from the confirmation e-mail.", "Those are the ids from the confirmation e-mails."),
    ("The id is from our export.", "The ids are from our export."),
    ("I have the id from the log.", "I have the ids from the log."),
    ("It's the id on my screen.", "They are the ids on my screen."),
    ("A colleague sent me the id.", "A colleague sent me the ids."),
    ("The id is on the printout.", "The ids are on the printout."),
)
"""Where a user has an id from, and where several."""

THANKS: tuple[tuple[str, str], ...] = (
    ("Thanks, that's all for now.", "You're welcome! Just let me know when you need something else."),
    ("Great, thank you!", "Happy to help. Tell me if anything else comes up."),
    ("Perfect, thanks a lot.", "Glad I could help!"),
    ("ok cool, that was it", "Good to hear. I'm here when you need more."),
    ("Thank you, much appreciated.", "You're very welcome."),
)
"""What a user says who needs nothing more, and what to answer."""
