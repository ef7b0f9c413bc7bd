# Mailings: the list, the form, and the page of each.

mailing-new = New mailing
mailing-status = Status
mailing-status-created = Created
mailing-status-running = Running
mailing-status-paused = Paused
mailing-status-sent = Sent
mailing-status-finished = Finished
mailing-name = Name
mailing-name-help = Clients never see it.
mailing-progress = Progress
mailing-when = When
mailing-sender = Sender
mailing-rehearsal = Rehearsal
mailing-rehearsal-sender = Rehearsal server
mailing-default-name = Mailing of { $date }

mailings-all = { $count ->
    [0] All
   *[other] All { $count }
}
mailings-created = Created
mailings-running = { $count ->
    [0] Running
   *[other] Running { $count }
}
mailings-paused = Paused
mailings-sent = Sent
mailings-finished = Finished
mailings-none = No mailings yet
mailings-none-text = A mailing sends one message to many clients, in the time you choose. You can rehearse it first without sending anything.
mailings-none-such = No mailing has the status “{ $status }”
mailings-show-all = Show all

mailing-when-draft = Still being written
mailing-when-starts = Starts { $time }
mailing-when-started = Started { $time }
mailing-when-finished = Finished { $time }

mailing-part-sent = sent
mailing-part-failed = failed
mailing-part-doubt = not certain
mailing-part-sending = sending
mailing-part-queued = waiting
mailing-part-expired = too late
mailing-part-skipped = skipped
mailing-recipients = { $count ->
    [one] { $count } recipient in all
   *[other] { $count } recipients in all
}

mailing-step-message = Message
mailing-step-audience = Audience
mailing-step-sender = Sender
mailing-step-time = Start and end

mailing-choose-message = Choose a message
mailing-open-message = Open it
mailing-write-message = Write a message
mailing-no-messages = There is nothing to send yet. Write the message first.
mailing-no-senders = There is no sender yet. Add the mail account that letters go out from.

audience-all = Everyone
audience-tags = By tags
audience-picked = Picked clients
audience-tags-choose = Choose tags
audience-tags-any = Has any of these tags
audience-tags-all = Has all of these tags
audience-tags-none = Has none of these tags
audience-no-tags = No tags chosen
audience-fact-any = Any of { $tags }
audience-fact-all = All of { $tags }
audience-fact-none = None of { $tags }
audience-add-client = Find a client and add them
audience-drop-client = Take out { $name }
audience-unknown-client = Client
audience-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
audience-count = { $count ->
    [one] { $count } client
   *[other] { $count } clients
}
audience-suppressed = { $count ->
    [one] { $count } of them is on the stop-list and gets nothing
   *[other] { $count } of them are on the stop-list and get nothing
}

sender-limit-minute = { $count } a minute
sender-limit-hour = { $count } an hour
sender-limit-day = { $count } a day
sender-limit-none = No limits

mailing-start-when = Start
mailing-end-when = End
mailing-start-now = Now
mailing-at = At a time
mailing-end-never = No end
mailing-end-help = After the end no more letters go out. Letters that a server puts off are tried again until then.

review-title = Review
review-before = Choose what to send, to whom and through whom. What is missing will be named here.
review-recipients = Recipients
review-takes = Takes
review-done = Done
review-in-time = Sent before the end
review-too-late = Too late
review-about = about { $time }
review-under-minute = less than a minute
review-ready = Everything is ready.
mend-message = Choose a message
mend-letter = Open the message
mend-audience = Change the audience
mend-sender = Choose a sender
mend-sender-settings = Open the senders
mend-time = Change the time

mailing-start = Start now
mailing-start-title = Start “{ $name }” now?
mailing-start-text = { $count ->
    [one] { $count } letter goes out at once. What was sent cannot be taken back.
   *[other] { $count } letters go out, the first at once. What was sent cannot be taken back.
}
mailing-start-problems = { $count ->
    [one] The review names a problem, and the letters it concerns will not go out.
   *[other] The review names { $count } problems, and the letters they concern will not go out.
}
mailing-schedule = Schedule
mailing-rehearse = Try it without sending
mailing-rehearse-help = The same letters go to a mail server inside Vestnik. Nobody gets anything.
mailing-unscheduled = You are changing a scheduled mailing. It will not start until you schedule it again.
mailing-leave-title = Leave it unscheduled?
mailing-leave-text = The mailing was scheduled before you changed it. Now it will not start by itself.
mailing-leave-action = Leave

mailing-pause = Pause
mailing-resume = Resume
mailing-finish = Finish
mailing-finish-title = Finish “{ $name }”?
mailing-finish-text = { $count ->
    [0] Nothing can be sent in it any more.
    [one] { $count } letter that has not been sent will not go out.
   *[other] { $count } letters that have not been sent will not go out.
}
mailing-duplicate = Duplicate
mailing-delete = Delete
mailing-delete-title = Delete “{ $name }”?
mailing-delete-text = Nothing of it has been sent.
mailing-retry = Send again to the failed
mailing-retry-title = { $count ->
    [one] Send again to { $count } recipient?
   *[other] Send again to { $count } recipients?
}
mailing-retry-text = Those on the stop-list get nothing. Ask the others’ servers only if the reason has gone.
mailing-retried = { $again ->
    [one] { $again } letter is sent again.
   *[other] { $again } letters are sent again.
} { $left_out ->
    [0] {""}
    [one] { $left_out } is left out: on the stop-list, or no longer a client.
   *[other] { $left_out } are left out: on the stop-list, or no longer clients.
}
mailing-retry-action = Send to them again
mailing-retry-group = Send again to { $count }
mailing-retry-group-label = { $count ->
    [one] Send again to { $count } recipient whose last answer was { $said }
   *[other] Send again to { $count } recipients whose last answer was { $said }
}
mailing-export = Export the report
mailing-export-title = Where to write the report
mailing-export-name = { $name }.csv

mailing-print = Print the report
mailing-report = Report
report-print = Print
report-title = Report of a mailing
report-status = Status
report-begun = Begun
report-ended = Ended
report-took = Time taken
report-subject = Subject
report-from = From
report-from-words = { $name } <{ $email }>
report-sender = Sent through
report-delivered = Share delivered
report-counts = Recipients by what became of their letters
report-state = State
report-letters = Letters
report-share = Share
report-all = All recipients
report-reason = Reason
report-addresses = Addresses that got nothing
report-more = { $count ->
    [one] and { $count } more, which the exported report has.
   *[other] and { $count } more, which the exported report has.
}
report-written = Written by Vestnik, { $time }

mailing-parts = Parts of the page
mailing-overview = Overview
mailing-pace = { $pace } a minute
mailing-left = { $left } left, done { $at }
mailing-done-at = done { $at }
mailing-too-late = { $count ->
    [one] { $count } letter will not make it before the end
   *[other] { $count } letters will not make it before the end
}
mailing-series = Sent and failed over time
mailing-failures = Why letters failed
mailing-failed-attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}
mailing-facts = About this mailing
mailing-fact-start = Start
mailing-fact-end = End
mailing-fact-finish = Finished
mailing-fact-sent = Sent
mailing-no-attempts = No attempts yet
mailing-no-attempts-text = They appear here as the letters go out.

mailing-rehearsal-note = This is a rehearsal. The letters went to the mail server inside Vestnik; nobody got anything.
mailing-paused-by-owner = You paused it at { $time }. No letters go out until you resume it.
mailing-paused-by-program = Vestnik paused it at { $time }:
mailing-unlock = The passphrase is needed once after each start of Vestnik.
mailing-unlocked = The passwords of your senders are unlocked now. Resume the mailing, and its letters go out.
mailing-more-settings = More
mailing-in-doubt-policy = When it is not certain that a letter arrived
mailing-in-doubt-policy-resend = Send it again
mailing-in-doubt-policy-hold = Ask me
mailing-in-doubt-policy-help = Now and then a connection breaks before the server has answered. Sent again, such a letter may arrive twice; while you decide, it waits.
mailing-settle-sent = Count as sent
mailing-settle-again = Send again
mailing-settle-title = { $count ->
    [one] Send { $count } letter again?
   *[other] Send { $count } letters again?
}
mailing-settle-text = Whoever has got it already gets it twice.
mailing-perhaps-twice = { $count ->
    [one] Perhaps delivered twice: { $count } letter.
   *[other] Perhaps delivered twice: { $count } letters.
}
