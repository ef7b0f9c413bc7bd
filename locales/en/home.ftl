# The Home screen.

home-new-mailing = New mailing
home-totals = Totals
home-total-clients = { $count ->
    [one] client
   *[other] clients
}
home-total-mailings = { $count ->
    [one] mailing
   *[other] mailings
}
home-total-running = running now
home-total-success = sent
home-total-failure = failed
home-running = Running now
home-pace = { $pace } a minute
home-left = { $left } left, done { $at }
home-days = Attempts in the last 30 days
home-failures = Last failures
home-no-failures = No failures. Every letter was accepted.
home-all-attempts = All attempts

chart-success = { $count } sent
chart-failure = { $count } failed

first-steps-title = Your first mailing in four steps
first-steps-text = You can do them in any order. Nothing is sent until you say so.
first-step-done = (done)
first-step-sender = Connect your mailbox
first-step-sender-text = Letters go out through it and come from your own address.
first-step-sender-action = Connect
first-step-clients = Bring in your clients
first-step-clients-text = Drop a CSV file anywhere on this window, or choose it.
first-step-clients-action = Choose a file…
first-step-message = Write a message
first-step-message-text = With each client’s name in it, and a preview beside it.
first-step-message-action = Write
first-step-mailing = Send it
first-step-mailing-text = Choose who gets it and when. You can rehearse it first, without sending.
first-step-mailing-action = New mailing
