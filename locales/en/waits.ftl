# What a running mailing waits for: `error-CODE` says why, `wait-until-KIND` when it goes on.

error-waits-for-start = It starts by itself.
error-waits-for-worker = Nothing is being sent: Vestnik’s window is closed, and no worker is running. Open the window, or start “vestnikctl worker”.
error-waits-owner-blocked = The account of its owner is blocked, so nothing is sent. An administrator can unblock it.
error-waits-for-mailing = It waits for “{ $name }”, which the same sender is busy with: a sender serves one mailing at a time.
error-waits-for-decision = { NUMBER($count) ->
    [one] With { $count } letter the connection broke before the server could answer. It may have arrived. It waits for you to decide.
   *[other] With { $count } letters the connection broke before the server could answer. They may have arrived. They wait for you to decide.
}
error-waits-in-doubt = { NUMBER($count) ->
    [one] With { $count } letter the connection broke before the server could answer. It may have arrived. It is sent again, with the same Message-ID.
   *[other] With { $count } letters the connection broke before the server could answer. They may have arrived. They are sent again, with the same Message-ID.
}
error-letters-greylisted = { NUMBER($count) ->
    [one] { $count } letter is greylisted: its server asks for a second try, as many do of senders they do not know ({ $said }).
   *[other] { $count } letters are greylisted: their servers ask for a second try, as many do of senders they do not know ({ $said }).
}
error-letters-mailbox-full = { NUMBER($count) ->
    [one] { $count } letter waits because the mailbox is full ({ $said }).
   *[other] { $count } letters wait because the mailboxes are full ({ $said }).
}
error-letters-put-off = { NUMBER($count) ->
    [one] { $count } letter was put off by the server ({ $said }).
   *[other] { $count } letters were put off by the server ({ $said }).
}
error-letters-cut-off = { NUMBER($count) ->
    [one] With { $count } letter the connection broke before all of it was handed over. Nobody got it yet.
   *[other] With { $count } letters the connection broke before all of them were handed over. Nobody got them yet.
}
error-letters-more = More letters wait for another try than the { NUMBER($count) } that are due first.

wait-until-start = The start is at { $time }.
wait-until-server = The next try is at { $time }.
wait-until-limit = { $count ->
    [0] Goes on at { $time }.
    [one] { $count } letter goes on at { $time }.
   *[other] { $count } letters go on at { $time }.
}
wait-until-letters = { $count ->
    [one] Again at { $time }.
   *[other] The first of them again at { $time }.
}
wait-until-doubt = { $count ->
    [one] Again at { $time }.
   *[other] The first of them again at { $time }.
}
wait-until-person = { $count ->
    [one] At the end of the mailing, { $time }, it expires.
   *[other] At the end of the mailing, { $time }, they expire.
}
wait-until-mailing = { $count ->
    [one] { $count } letter is due.
   *[other] { $count } letters are due.
}
