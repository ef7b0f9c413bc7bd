# The settings, and the form of a sender.

settings-sections = Sections of the settings
settings-profile = Profile
settings-appearance = Look and language
settings-notifications = Notifications
settings-senders = Senders
settings-suppressions = Stop-list
settings-people = People
settings-database = Database
settings-about = About

profile-name = Name
profile-email = E-mail
profile-email-help = You sign in with it.
profile-zone-help = All times are shown in it.
password-title = Password for Vestnik
password-old = Present password
password-new = New password
password-change = Change the password
password-changed = The password is changed
lock-after = Lock after
lock-after-help = When nobody touches the keyboard or the mouse. Mailings go on.
lock-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
lock-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
lock-never = Never

people-text = Who may make an account, and through which mailbox letters with codes go out.
people-open = People can make accounts themselves
people-open-help = They confirm their e-mail with a code from a letter, and begin as users. Otherwise only those get in whom an administrator invites.
people-sender = Mailbox for letters with codes
people-sender-help = Confirmations, invitations and new passwords are mailed through it.
people-sender-none = None
people-sender-own = { $name }, { $email }
people-sender-of = { $name }, { $email } (of { $owner })
people-senders-none = You have no sender yet.
people-no-sender = Without it, codes are handed over by you, and nobody can recover a password by themselves.
people-no-sender-open = Without it nobody can register by themselves, nor recover a password: you hand out codes on the Users screen.

appearance-language = Language
appearance-theme = Colours
appearance-system = As the system
appearance-light = Light
appearance-dark = Dark

notify-failures = Tell me when letters fail
notify-failures-help = Many failures come as one notification that says how many and why.
notify-ends = Tell me when a mailing ends
window-close = When the window is closed
window-close-help = In the tray, mailings go on and start on time.
window-close-ask = Ask
window-close-tray = Stay in the tray
window-close-quit = Quit
start-at-sign-in = Start when I sign in to the computer
start-at-sign-in-help = So that a mailing set for the morning goes out in the morning.

senders-text = The mailboxes that letters go out through.
senders-empty = No sender yet
senders-empty-text = Connect a mailbox, and letters will come from your own address.
sender-add = New sender
sender-new = New sender
sender-edit = Change { $name }
sender-saved = { $name } saved
sender-more = More about { $name }
sender-from = { $name }, { $email }
sender-ready = Ready
sender-problem = Does not work
sender-no-password = No password
sender-locked = Password locked
sender-rehearsal = Rehearsal
sender-rehearsal-help = Tries a mailing on this computer, without sending anything.
sender-delete-title = Delete the sender { $name }?
sender-delete-text = Its password is forgotten. Mailings that were sent through it stay.

sender-preset = Where is the mailbox?
sender-name = Name of the sender
sender-name-help = To find it in a list. Clients do not see it.
sender-from-email = E-mail
sender-from-name = Name in the letters
sender-from-name-help = Clients see it beside the address.
sender-username = User name
sender-username-help = Nearly always the whole e-mail.
sender-password = Password
sender-app-password = Application password
sender-password-kept = Leave it empty to keep the present one.
sender-server = Server and limits
sender-host = Server
sender-port = Port
sender-security = Protection
sender-security-tls = TLS
sender-security-starttls = STARTTLS
sender-security-none = None
sender-limits = Not more letters than
sender-limits-help = Mail services block those who send too fast. The limits of well-known ones are filled in.
sender-per-minute = A minute
sender-per-hour = An hour
sender-per-day = A day
sender-letters-per-connection = Over a connection
sender-connections = Connections
sender-no-limit = any

sender-test = Test the connection
sender-testing = Testing the connection…
sender-test-good = Everything works.
sender-step-name-done = The server was found
sender-step-name-failed = The server was not found
sender-step-port-done = It can be reached
sender-step-port-failed = It cannot be reached
sender-step-greeting-done = It answers
sender-step-greeting-failed = It does not answer as a mail server does
sender-step-tls-done = The connection is protected
sender-step-tls-failed = The connection could not be protected
sender-step-sign-in-done = The user name and the password are right
sender-step-sign-in-failed = The server did not let you in
sender-step-from-done = It takes letters from your address
sender-step-from-failed = It does not take letters from your address

suppressions-text = No letter goes to these addresses, whatever mailing they are in.
suppressions-search = Search by e-mail
suppressions-empty = The stop-list is empty
suppressions-empty-text = Addresses that do not exist come here by themselves. You can add others.
suppression-reason = Why
suppression-note = Note
suppression-since = Since
suppression-add = Add an address
suppression-add-title = Stop letters to an address
suppression-email-help = It gets no letters from the next one on.
suppression-delete-one = Take { $email } off the stop-list
suppression-delete-title = Take { $email } off the stop-list?
suppression-delete-text = Mailings will send letters to it again.
suppression-delete-action = Take it off the list

database-text = Clients, messages, mailings and every attempt are kept here.
database-place = Place
database-passwords = Passwords of senders
database-size = Size
database-backup = Back up…
database-backup-title = Where to save the backup
database-backup-name = vestnik-backup.db
database-backup-done = Backup saved to { $file } ({ $size })
database-check = Check
database-check-good = Everything is in order.
database-check-bad = Something does not add up. Make a backup and report this:
database-broken = { $invariant }: { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
key-store-system = In the key store of the system
key-store-file = In an encrypted file
key-store-locked = Locked
key-store-locked-text = The passwords of your senders are locked. Type the passphrase, so that letters can be sent.
key-store-passphrase = Passphrase
key-store-unlock = Unlock

about-title = Vestnik
about-text = Letters to your clients, from your own mail server.
about-version = Version
about-licence = Licence
about-licence-text = MIT
shortcuts = Keys
shortcut-screens = Go to a screen
shortcut-back = Back
shortcut-search = Search
shortcut-save = Save
shortcut-all = Select all rows
shortcut-range = Select several rows
shortcut-zoom = Larger, smaller, usual size
shortcut-delete = Delete what is selected
shortcut-leave = Close, or deselect
