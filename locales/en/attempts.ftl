# Attempts: every try to hand a letter to the mail server.

attempts-filter = Which attempts
attempts-any-mailing = Any mailing
attempts-any-outcome = Any outcome
attempts-period = Period
attempts-period-any = Any time
attempts-period-today = Today
attempts-period-week = Last 7 days
attempts-period-month = Last 30 days
attempts-period-chosen = From… to…
attempts-from = From
attempts-to = To
attempts-domain = Domain
attempts-clear = Clear the filter
attempts-not-found = No attempt fits this filter.
attempts-none = No letters have been sent yet
attempts-none-text = Every try to deliver a letter will be here, with the mail server’s own words.
attempts-none-action = New mailing
attempts-export = Export CSV
attempts-export-title = Where to write the attempts
attempts-export-name = attempts.csv

attempt-time = Time
attempt-email = Recipient
attempt-mailing = Mailing
attempt-outcome = Outcome
attempt-code = Code
attempt-answer = Server’s answer
attempt-number = Attempt number
attempt-stage = How far it came
attempt-client = Client
attempt-client-open = Open the client’s page
attempt-took = ({ $time })
attempt-again-at = The next try is at { $time }.
attempt-copied = The answer is copied

attempt-outcome-success = Sent
attempt-outcome-failure = Failed
attempt-outcome-again = Will be repeated
attempt-outcome-in-doubt = Not certain
attempt-outcome-pending = Sending

attempt-stage-build = The letter was being made
attempt-stage-connect = Connecting to the server
attempt-stage-mail-from = The server was told the sender
attempt-stage-rcpt = The server was told the recipient
attempt-stage-data = The server was asked to take the letter
attempt-stage-body = The letter was being handed over
attempt-stage-dot = The letter was handed over
attempt-stage-interrupted = The program ended meanwhile

attempt-answer-none = No answer
attempt-answer-name-not-found = The name of the server could not be found
attempt-answer-connection-refused = Nothing answered at the server’s port
attempt-answer-unreachable = There was no way to the server
attempt-answer-timed-out = The server did not answer in time
attempt-answer-connection-closed = The server closed the connection without a word
attempt-answer-not-smtp = What came was not an answer of a mail server
attempt-answer-smtputf8-missing = The server takes no addresses with such letters before the @
attempt-answer-letter-too-big = The letter is larger than the server takes

attempt-advice-unknown = There is no such mailbox. After a real mailing such an address is on the stop-list; ask the client for a new one.
attempt-advice-full = The mailbox is full. Try again in a few days, or write to the client another way.
attempt-advice-big = The letter is too big for this server. Make the attachments smaller, or put them on the web and write the link.
attempt-advice-later = The server asks to come back later. Vestnik does so by itself.
attempt-advice-policy = The server takes the letter for unwanted mail. Send a test letter to yourself, write more plainly with fewer links, and ask your mail provider about SPF and DKIM.
attempt-advice-sender = The server does not let this sender write. Look at the From address and the sign-in in the sender’s settings.
attempt-advice-cut = The connection broke before the letter was handed over, so nothing was delivered.
attempt-advice-doubt = The connection broke before the server could answer: the letter may have arrived.
attempt-advice-build = The letter could not be made for this client. Fill in what is missing, then send again.
attempt-advice-other = The server refused this recipient. Its answer says why; check the address with the client.
