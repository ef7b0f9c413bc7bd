# Who sits at the window: signing in, registering, recovering, locking, and the account menu.

entrance-sign-in-title = Sign in to Vestnik
entrance-email = E-mail
entrance-password = Password for Vestnik
entrance-sign-in = Sign in
entrance-stay = Stay signed in
entrance-stay-help = On this computer nobody will be asked for your password.
entrance-stay-cannot = There is nowhere to keep a key: this computer has no key store, and the file with the passwords is locked. Unlock it in Settings → Senders and sign in once more, or set VESTNIK_PASSPHRASE before Vestnik starts.
entrance-no-wall = Whoever uses this computer under the same account of the system can get at these data without Vestnik: between you there is no wall.
entrance-accounts = Accounts on this computer
entrance-account-stays = No password needed
entrance-account-forget = Take { $email } off this list
entrance-slowed = Too many wrong passwords. Wait a little before the next try.
entrance-slowed-over = You can try again.

entrance-register-link = Create an account
entrance-invited-link = I have an invitation code
entrance-letter-link = Get a code by e-mail
entrance-have-code-link = I have a code from a letter
entrance-recover-link = Forgot the password?
entrance-register-title = Create an account
entrance-register-text = A letter with a code will come to your mailbox, to make sure that it is yours.
entrance-register-invited-text = With the code from your administrator no letter is needed.
entrance-no-sender = Vestnik cannot send letters with codes yet: no mailbox has been chosen for them. Ask an administrator for an invitation code and type it here.
entrance-invitation = Invitation code
entrance-invitation-help = An administrator makes it on the Users screen.
entrance-invited-email-help = The one that you were invited under.
entrance-register = Send me the code
entrance-register-finish = Create the account

entrance-confirm-title = Type the code from the letter
entrance-confirm-text = The password is the one that you chose when you asked for the code.
entrance-code = Code
entrance-confirm = Confirm
entrance-letter-sent = The letter went to { $email }.
entrance-letter-perhaps = If there is an account for { $email }, a letter with a code is on its way to it.
entrance-letter-valid = The code is valid until { $until }.
entrance-letter-sent-help = Nothing there? Look into the spam folder. A code can be used once, and only the latest one counts.
entrance-letter-perhaps-help = Nothing after some minutes? Look into spam, or ask an administrator. A code can be used once, and only the latest one counts.
entrance-letter-again = Send again
entrance-letter-again-in = Send again in { $left }

entrance-recover-title = A new password
entrance-recover-text = If there is an account for this address, a letter with a code will come to it.
entrance-recover-cannot = Letters with codes cannot be sent from here: no mailbox has been chosen for them. Ask an administrator to give you a new password.
entrance-recover-administrator = Are you the administrator? Then type this in a terminal of this computer:
entrance-recover = Send me the code
entrance-renew-title = Code and new password
entrance-renew = Save and sign in

entrance-locked-title = The window is locked
entrance-locked-text = Everything is where you left it.
entrance-unlock = Unlock
entrance-other = Use another account

entrance-worker-idle = Mailings begin and go on even while nobody is signed in. There is nothing to send now.
entrance-worker-sending = Letters are being sent. They go on even while nobody is signed in.
entrance-worker-sending-for = Letters of { $name } are being sent. They go on even while nobody is signed in.
entrance-worker-stopped = Sending is stopped.

account-menu = Account:
account-switch-to = Switch to { $name }
account-switch = Another account…
account-lock = Lock
account-sign-out = Sign out
role-user = User
role-manager = Manager
role-administrator = Administrator

password-repeat = The password once more
password-strength-0 = Very weak.
password-strength-1 = Weak.
password-strength-2 = Fair.
password-strength-3 = Good.
password-strength-4 = Strong.
password-not-enough = Make it longer: a few unusual words in a row are easy to remember.
password-warning-straight-rows = Neighbouring keys are guessed first.
password-warning-short-keyboard-pattern = A short pattern on the keyboard is easy to guess.
password-warning-repeats-single = Repeats like “aaa” are easy to guess.
password-warning-repeats-pattern = Repeats like “abcabc” are hardly harder to guess than “abc”.
password-warning-sequence = Sequences like “abc” or “6543” are easy to guess.
password-warning-recent-year = Recent years are easy to guess.
password-warning-date = Dates are easy to guess.
password-warning-top-10 = This is one of the ten most used passwords.
password-warning-top-100 = This is one of the hundred most used passwords.
password-warning-common = Many people have this password.
password-warning-similar-to-common = This is much like a password that many people have.
password-warning-word-by-itself = A single word is easy to guess.
password-warning-name-by-itself = A single name is easy to guess.
password-warning-common-name = Common names are easy to guess.
