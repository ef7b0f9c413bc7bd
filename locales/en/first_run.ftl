# The first run: an account, a sender, a test letter.

product = Vestnik
first-run-language = Language
first-run-steps = Steps
first-run-step-account = You
first-run-step-sender = Your mailbox
first-run-step-test = A test letter

first-run-title = Welcome to Vestnik
first-run-text = Letters to your clients, from your own mailbox. Everything stays on this computer.
first-run-name = Your name
first-run-email = Your e-mail
first-run-password = Password for Vestnik
first-run-password-help = At least 8 characters. It is not the password of your mailbox.
first-run-next = Continue

first-run-sender-title = Connect your mailbox
first-run-sender-text = Letters go out through it and come from your own address. You can do this later, too.
first-run-skip = Skip for now
first-run-connect = Check and continue

first-run-test-title = Send yourself a letter
first-run-test-text = To see that it arrives, and where: in the inbox or in the spam folder.
first-run-test-to = To
first-run-test-send = Send the letter
first-run-test-sent = Sent to { $to }. The mail server answered:
first-run-finish = Start working
test-letter-subject = A letter from Vestnik
test-letter-body =
    Hello!

    This letter came through your own mailbox, so everything works.
    Now bring in your clients and write to them.

    Vestnik
