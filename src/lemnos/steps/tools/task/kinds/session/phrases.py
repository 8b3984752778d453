"""Holds the phrases of sessions: ways to ask, to wish and to refer back, in the words of people.

``{np}`` is the noun phrase that refers, ``{its}`` its possessive, ``{name}`` what a field is called, ``{do}`` an
imperative clause; with a capital at the start of a sentence.
"""

ITS: tuple[str, ...] = (
    "And {its} {name}?", "and {its} {name}?", "What about {its} {name}?", "What {is_} {its} {name}?", "{its} {name}?",
    "And what {is_} {its} {name}?", "Do you also see {its} {name}?", "Can you tell me {its} {name} as well?",
    "Could you also look up {its} {name}?", "I also need {its} {name}.", "{Its} {name} too, please.",
    "And the {name}?", "and the {name}", "Tell me {its} {name} too.", "Also {its} {name}, please.",
    "OK. {Its} {name}?", "Can I have {its} {name} as well?", "Thanks. And {its} {name}?", "OK, and {its} {name}?",
    "what {is_} {its} {name}", "Got it. What {is_} {its} {name}?", "Please check {its} {name} too.",
    "{its} {name} as well please", "Good to know. And {its} {name}?", "Which {name} do you see there?",
    "Now {its} {name}, please.", "Is there a {name}, too? What is it?", "I'd like to know {its} {name} as well.",
    "Does it say what the {name} {is_}?",
)  # fmt: skip
"""Questions on a field of what the last turn was about."""

OF: tuple[str, ...] = (
    "What {is_} the {name} of {np}?", "And the {name} of {np}?", "Can you check the {name} of {np}?",
    "{Np}: what {is_} {its} {name}?", "Tell me the {name} of {np}, please.", "Now the {name} of {np}, please.",
    "Could you look up the {name} of {np}?", "I need the {name} of {np}.", "Do you see the {name} of {np}?",
    "Which {name} does {np} have?", "the {name} of {np}?", "Please give me the {name} of {np}.",
    "Let's look at {np}. What {is_} {its} {name}?", "Take {np}: what {is_} {its} {name}?",
    "For {np}, what {is_} the {name}?", "Look at {np} and tell me {its} {name}.", "what {is_} the {name} of {np}",
)  # fmt: skip
"""Questions on a field of what has to be picked out."""

LED: tuple[str, ...] = (
    "what {is_} {its} {name}?", "can you tell me {its} {name}?", "please give me {its} {name}.",
    "what {is_} the {name}?", "could you check {its} {name}?", "which {name} does it have?", "I need {its} {name}.",
    "{its} {name}, please.",
)  # fmt: skip
"""Questions on a field after a lead."""

WHEN: tuple[str, ...] = (
    "When was {np} {done}?", "And when was {np} {done}?", "Do you see when {np} was {done}?", "when was {np} {done}?",
    "Can you check when {np} was {done}?", "Please tell me when {np} was {done}.", "Any idea when {np} was {done}?",
)  # fmt: skip
"""When something was created or changed."""

MORE: tuple[str, ...] = (
    "Tell me more about {np}.", "Show me the details of {np}.", "Can you show me the details of {np}?",
    "Could you pull up the details of {np}?", "The details of {np}, please.", "What else do you have on {np}?",
    "I'd like to see the details of {np}.", "details of {np} please", "Let me see the details of {np}.",
)  # fmt: skip
"""The details of something."""

AND: tuple[str, ...] = (
    "And {np}?", "What about {np}?", "And for {np}?", "Same question for {np}.", "How about {np}?", "and {np}?",
    "Now {np}, please.", "Can you check {np} as well?", "The same for {np}, please.", "OK, and {np}?", "{Np}, too?",
    "And what about {np}?", "I need that for {np} as well.", "Could you look at {np} too?", "what about {np}",
    "Thanks, and {np}?", "Tell me the same about {np}.", "Got it. And {np}?",
)  # fmt: skip
"""The same question about another entity."""

SAME: tuple[str, ...] = (
    "Do the same for {np}.", "Please do the same for {np}.", "Same for {np}, please.", "The same for {np}, please.",
    "And {np} too, please.", "{Np} as well, please.", "Now do that for {np} too.", "Can you do the same for {np}?",
    "Could you do that for {np} as well?", "same for {np}", "Great. Same thing for {np}.", "And do it for {np}, too.",
    "Once more, for {np} this time.", "Then the same again for {np}.", "Thanks! Now {np}, the same way.",
)  # fmt: skip
"""The same change of another entity."""

DO: tuple[str, ...] = (
    "{Do}, please.", "{Do}.", "{do}", "Now {do}.", "Then {do}, please.", "OK, {do}.", "Could you {do}?", "ok {do}",
    "Please {do}.", "please {do}", "Thanks. {Do}.", "Great. Now please {do}.", "And {do}, please.", "{do} pls",
    "Go ahead and {do}.", "Next, {do}.", "Alright, {do}.", "Good. {Do}, please.", "Right, now {do}.", "{do} please",
    "Perfect, then {do}.", "Could you then {do}?", "Can you now {do}?", "I'd like you to {do}.", "Would you {do}?",
    "Thank you. Now {do}.", "Fine, {do} then.", "I want to {do}.", "I need you to {do}.", "Let's {do}.", "now {do}",
    "OK. In that case, {do}.", "Good, thanks. Please {do}.", "Can you {do} for me?", "I think we should {do}.",
    "Cool. Then {do}.", "Nice. Please {do}.", "One more thing: {do}.",
)  # fmt: skip
"""Something to be done, after other turns."""

DO_LED: tuple[str, ...] = (
    "please {do}.", "{do}.", "can you {do}?", "could you {do}?", "{do}, please.", "I'd like to {do}.",
    "we need to {do}.",
)  # fmt: skip
"""Something to be done, after a lead."""

LEADS: tuple[str, ...] = (
    "Back to {thing}: ", "Coming back to {thing}: ", "About {thing} again: ", "One more thing about {thing}: ",
    "Going back to {thing}, ", "Let's go back to {thing}. ", "Regarding {thing} from before: ",
    "Now for {thing} again. ", "Let's return to {thing} for a moment. ", "As for {thing} from earlier, ",
)  # fmt: skip
"""What leads to a sentence on something that was spoken of before."""

LEADS_ONLY: tuple[str, ...] = (
    "Back to the {noun} from earlier: ", "Going back to that {noun} from before, ", "About that {noun} again: ",
    "Let's go back to the {noun} from before. ", "Coming back to the {noun} from earlier: ",
    "That {noun} from before: ",
)  # fmt: skip
"""The same, for the only thing of its kind."""

BELOW: tuple[str, ...] = (
    "Which {plural} are there {way} {np}?", "List the {plural} {way} {np}.", "Show me the {plural} {way} {np}.",
    "Can you list the {plural} {way} {np}?", "What {plural} do we have {way} {np}?", "And the {plural} {way} {np}?",
    "I'd like to see the {plural} {way} {np}.", "Now the {plural} {way} {np}, please.", "{plural} {way} {np} please",
    "Could you show me which {plural} there are {way} {np}?", "Get me the {plural} {way} {np}, please.",
)  # fmt: skip
"""What lies below something."""

ASK: tuple[str, ...] = (
    "{Ask}?", "And {ask}?", "Another question: {ask}?", "Next question: {ask}?", "Okay, and {ask}?", "{ask}", "{ask}?",
    "Thanks. {Ask}?", "Something else: {ask}?", "Good. Now, {ask}?", "Thank you. And {ask}?", "By the way, {ask}?",
)  # fmt: skip
"""A question that the conversation does not lead to."""

AGAIN: tuple[str, ...] = (
    "List {them} again, please.", "Show me the list of {plural} again.",
    "What does the list of {plural} look like now?", "Which {plural} are there now?", "Can I see the {plural} again?",
    "List the {plural} again.", "{plural} again please", "So which {plural} do we have now?",
    "Show me all {plural} once more.", "Can you list the {plural} again?", "Let me see the {plural} again.",
    "Give me the updated list of {plural}.", "Could you list {them} again?", "And what {plural} are there now?",
    "Run through the {plural} once more, please.", "Now show me the {plural} again.",
    "I'd like to see the {plural} again.", "What {plural} do we have at this point?", "Once more, all the {plural}.",
)  # fmt: skip
"""A list that has changed."""

LEFT: tuple[str, ...] = (
    "Which {plural} are left?", "What {plural} are left now?", "So which {plural} remain?", "Which ones are left?",
    "Show me what's left.", "Which {plural} do we still have?", "List the remaining {plural}, please.",
)  # fmt: skip
"""The same, where something was deleted."""

COUNT: tuple[str, ...] = (
    "How many are there now?", "How many {plural} does that make?", "How many {plural} are there now?",
    "And how many {plural} do we have now?", "So how many {plural} is that now?", "how many {plural} now?",
    "What's the number of {plural} now?", "Count the {plural} again, please.",
    "How many {plural} do we have at this point?",
)  # fmt: skip
"""How many there are by now."""

FEWER: tuple[str, ...] = (
    "How many {plural} are left?", "How many are left?", "How many {plural} remain?", "And how many does that leave?",
)  # fmt: skip
"""The same, where something was deleted."""

GONE: tuple[str, ...] = (
    "Is {np} gone now?", "Is {np} really gone?", "Can you check that {np} is gone?", "Did that work? Is {np} gone?",
    "Just to be sure: is {np} gone?", "Please make sure that {np} is gone.", "Is {np} still there?", "is {np} gone?",
    "Could you verify that {np} is no longer there?", "Check that {np} is really gone, please.",
    "Does {np} still show up anywhere?", "Can you confirm that {np} is gone?",
)  # fmt: skip
"""Whether what was deleted is gone."""

REMIND: tuple[str, ...] = (
    "What was the {name} of {np} again?", "Sorry, what was the {name} of {np} again?",
    "I forgot: what was the {name} of {np}?", "Remind me, what was the {name} of {np}?",
    "What did you say the {name} of {np} was?", "{np}, what was the {name} again?",
    "Which {name} did {np} have again?", "Hold on, what was the {name} of {np}?", "Can you repeat the {name} of {np}?",
    "Say again, the {name} of {np}?", "Just so I have it right: the {name} of {np} was?",
    "And once more the {name} of {np}?",
)  # fmt: skip
"""A value that was told before."""

REMIND_WHEN: tuple[str, ...] = (
    "When was {np} {done} again?", "Sorry, when was {np} {done} again?", "Remind me, when was {np} {done}?",
    "I forgot: when was {np} {done}?", "Once more: when was {np} {done}?", "Say again, when was {np} {done}?",
)  # fmt: skip
"""The same, for the time of an event."""

UNDO: tuple[str, ...] = (
    "Actually, put the {name} back to what it was.", "On second thought, set {its} {name} back to how it was.",
    "Sorry, undo that. The old {name} was right.", "Oh, the {name} was fine before. Please change it back.",
    "Hmm, no. Restore the old {name}, please.", "I changed my mind: back to the old {name}, please.",
    "Wait, that was a mistake. Please put the old {name} back.", "Sorry, wrong one. Change the {name} back, please.",
    "oh no, I mixed something up. change the {name} back please", "I was too quick there: the old {name}, please.",
)  # fmt: skip
"""A change to be taken back, with the reason: the user was wrong, or thinks better of it."""

UNMAKE: tuple[str, ...] = (
    "Actually, I don't need {np} after all. {Delete} {it} again.", "Sorry, I got the name wrong. Please {delete} {np}.",
    "Sorry, that was a mistake. Please {delete} {np}.", "Oh, I made a typo there. {Delete} {np}, please.",
    "Hmm, I was too quick. I don't need {np}, so please {delete} {it}.", "sorry, my mistake, {delete} {np} please",
)  # fmt: skip
"""Something that was created by mistake."""

THANKS: tuple[tuple[str, str], ...] = (
    ("Thanks!", "You're welcome!"), ("Great, thanks.", "Happy to help."), ("Perfect.", "Good to hear. What's next?"),
    ("Okay, that helps.", "Glad it does."), ("Thank you.", "You're welcome."), ("Nice, that was quick.", "Thanks!"),
    ("ok thx", "Sure thing."), ("Good, thanks so far.", "You're welcome. Go on whenever you like."),
    ("Alright, give me a second.", "Of course, take your time."),
    ("Great, exactly what I wanted.", "Glad to hear that."),
)  # fmt: skip
"""What a user says between wishes, and the reply."""

BYE: tuple[tuple[str, str], ...] = (
    ("Thanks, that's all for today.", "You're welcome! Have a good day."), ("That was it. Thank you!", "My pleasure."),
    ("Great, then we're done. Thanks!", "You're welcome. Until next time!"),
    ("ok that's everything, thanks", "Anytime!"), ("Perfect, that's all I needed.", "Glad I could help."),
    ("Thank you, I'm done here.", "You're welcome!"),
)  # fmt: skip
"""What a user says at the end, and the reply."""

STILL_THERE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("So {np} is still there?", ("Yes, {thing} is still there.", "Yes: {thing} has not been deleted.")),
    ("Is {np} still there, then?", ("Yes, {thing} is still there.", "Yes: {thing} has not been deleted.")),
    ("so {np} hasn't been deleted?", ("Right, {thing} is still there.", "No, {thing} is still there.")),
)
"""Questions after something could not be deleted, with answers."""

UNCHANGED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("So nothing about {np} has changed?", ("Right, {thing} is as it was before.", "No, {thing} is as before.")),
    ("Has anything about {np} changed now?", ("No, {thing} is as it was before.", "No, nothing about {thing} has.")),
    ("Then nothing has changed, right?", ("Right, {thing} is as it was before.", "Right, nothing about {thing} has.")),
)
"""Questions after something could not be changed, with answers."""

LEAVING: tuple[tuple[str, str], ...] = (
    ("Okay, leave it for now.", "All right, I'll leave it."),
    ("Then let's leave it.", "Okay. Tell me if I should try again."),
    ("Hm, all right. I'll come back to that later.", "Okay, I can try again then."),
    ("Never mind, I'll try again tomorrow.", "All right."),
    ("OK, skip that.", "Okay, I'll leave it at that."),
    ("ok, then not", "All right. Tell me if I should try it again."),
    ("Alright, no problem.", "Sorry about that. I can try again whenever you like."),
)
"""What is said when something could not be done, with replies."""
