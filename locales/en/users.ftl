# The people who sign in: the list, invitations, deleting somebody, the audit trail.

users-tabs = What is shown
users-tab-people = People
users-tab-audit = Audit trail
users-count = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
users-filter = Which people
users-search = Search by name or e-mail
users-any-role = Any role
users-any-state = Any state
users-clear = Clear the filter
users-not-found = Nobody fits this filter.

user-role = Role
user-state = State
user-state-active = Active
user-state-blocked = Blocked
user-state-no-password = No password yet
user-blocked-since = Blocked since { $since }
user-last-seen = Last here
user-never-seen = Never
user-since = Account made
user-you = you
user-you-long = This is you.
role-user-help = Manages their own clients and mailings and sees nothing of others.
role-manager-help = Sees everybody’s clients and mailings and can disable a mailing, but changes nothing else.
role-administrator-help = May do everything, also give roles and block.
user-role-change = Change the role
user-role-changed = { $name }: the role is now “{ $role }”
user-role-own-title = Change your own role?
user-role-own-text = Your role will be “{ $role }”. Only another administrator can give you your rights back.
user-block = Block
user-block-title = Block { $name }?
user-block-text = They are signed out at once, and their mailings stop until you unblock them. Nothing is deleted.
user-block-own-text = This is you. You are signed out at once, your mailings stop, and only another administrator can let you in again. Nothing is deleted.
user-blocked = { $name } is blocked
user-unblock = Unblock
user-unblocked = { $name } can sign in again
user-password = Set a new password
user-password-first = Set the first password
user-password-title = A new password for { $name }
user-password-text = The present one stops working, and they are signed out everywhere. Tell them the new one yourself.
user-password-set = The password of { $name } is set

user-invite = Invite
user-invite-title = Invite somebody
user-invite-text = They get a code, with which they make an account themselves.
user-invite-language = Language of the letter
user-invite-done = Done
user-invite-code = Invitation code
user-invite-code-copied = The code is copied
user-invited-mailed = The letter with the code went to { $email }.
user-invited-not-mailed = The letter could not be sent. Give the code to { $email } yourself.
user-invited-no-sender = No mailbox has been chosen for such letters; that is done in Settings, under People.
user-invited-until = Valid until { $until }, only for { $email }.
user-invited-once = The code is shown only now. If it is lost, invite them again.
invitations = Open invitations
invitation-facts = { $role }, invitation from { $by }, until { $until }
invitation-withdraw = Withdraw
invitation-withdraw-one = Withdraw the invitation for { $email }
invitation-withdraw-title = Withdraw the invitation for { $email }?
invitation-withdraw-text = Their code stops working.
invitation-withdrawn = The invitation for { $email } is withdrawn

user-delete = Delete…
user-delete-title = Delete { $name }?
user-delete-nothing = Nothing belongs to this account. It cannot be brought back.
user-holdings = To this person belong:
user-holdings-clients = { $count ->
    [one] { $count } client
   *[other] { $count } clients
}
user-holdings-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
user-holdings-senders = { $count ->
    [one] { $count } sender
   *[other] { $count } senders
}
user-holdings-mailings = { $count ->
    [one] { $count } mailing
   *[other] { $count } mailings
}
user-holdings-attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}
user-holdings-running = { $count ->
    [one] ({ $count } of them is running now)
   *[other] ({ $count } of them are running now)
}
user-delete-what = What becomes of it
user-delete-give = Give it to somebody
user-delete-all = Delete it too
user-heir = Who gets it
user-heir-help = Clients, messages, senders, mailings and attempts move to them.
user-delete-all-text = All of this is deleted for good, and mailings that are running stop. It cannot be brought back.
user-delete-confirm = To be sure, type { $email }
user-delete-and-give = Give and delete
user-delete-and-all = Delete for good
user-deleted = { $name } is deleted
error-confirmation-differs = This is not { $email }. Type it exactly, or choose somebody who gets everything.
error-heir-needed = Nobody is chosen yet. Choose who gets everything.

audit-filter = Which entries
audit-search = Search
audit-anybody = Anybody
audit-anything = Any action
audit-not-found = Nothing in the trail fits this filter.
audit-empty = Nothing has been changed yet
audit-empty-text = Here stands what managers and administrators change in other people’s things: who, what and when.
audit-export-title = Where to write the audit trail
audit-export-name = audit.csv
audit-operator = Command line
audit-at = When
audit-actor = Who
audit-action = What
audit-owner = Whose
audit-subject = About
audit-changes = What changed
audit-no-changes = No field changed.
audit-before = Before:
audit-after = After:
audit-nothing = nothing

audit-users-add = Added a user
audit-users-invite = Invited somebody
audit-users-withdraw = Withdrew an invitation
audit-users-set-role = Gave a role
audit-users-block = Blocked a user
audit-users-unblock = Unblocked a user
audit-users-set-password = Set a user’s password
audit-users-delete = Deleted a user
audit-registration-change = Changed the registration
audit-clients-add = Added a client
audit-clients-change = Changed a client
audit-clients-delete = Deleted clients
audit-clients-tag = Tagged clients
audit-imports-start = Imported clients
audit-tags-rename = Renamed a tag
audit-tags-delete = Deleted a tag
audit-suppressions-add = Put an address on the stop-list
audit-suppressions-delete = Took an address off the stop-list
audit-messages-add = Added a message
audit-messages-change = Changed a message
audit-messages-delete = Deleted messages
audit-messages-attach = Attached a file
audit-messages-detach = Took an attachment away
audit-senders-add = Added a sender
audit-senders-change = Changed a sender
audit-senders-delete = Deleted a sender
audit-mailings-add = Added a mailing
audit-mailings-change = Changed a mailing
audit-mailings-delete = Deleted a mailing
audit-mailings-start = Started a mailing
audit-mailings-pause = Paused a mailing
audit-mailings-resume = Resumed a mailing
audit-mailings-finish = Finished a mailing
audit-mailings-duplicate = Duplicated a mailing
audit-mailings-retry-failed = Sent failed letters again
audit-mailings-rehearse = Rehearsed a mailing
audit-mailings-settle = Decided about doubtful letters
audit-mailings-disable = Disabled a mailing
audit-mailings-enable = Lifted the disabling of a mailing
audit-jobs-cancel = Stopped a job

audit-field-name = Name
audit-field-email = E-mail
audit-field-role = Role
audit-field-language = Language
audit-field-zone = Time zone
audit-field-blocked-at = Blocked since
audit-field-created-at = Made
audit-field-updated-at = Changed
audit-field-expires-at = Valid until
audit-field-comment = Comment
audit-field-tags = Tags
audit-field-subject = Subject
audit-field-body = Text
audit-field-text-body = Plain-text part
audit-field-format = Format
audit-field-host = Server
audit-field-port = Port
audit-field-security = Protection
audit-field-username = User name
audit-field-from-name = Name in the letters
audit-field-from-email = From address
audit-field-per-minute = Letters a minute
audit-field-per-hour = Letters an hour
audit-field-per-day = Letters a day
audit-field-letters-per-connection = Letters over a connection
audit-field-connections = Connections
audit-field-status = Status
audit-field-starts-at = Start
audit-field-ends-at = End
audit-field-scheduled = On the schedule
audit-field-reason = Reason
audit-field-note = Note
audit-field-open = Registration open
audit-field-system-sender-id = System sender
audit-field-count = How many
audit-field-deliveries = Letters
audit-field-left-out = Left out
audit-field-in-doubt = When in doubt
audit-field-as = Decided
audit-field-stage = Stage of the answer
audit-field-code = Code
audit-field-enhanced = Enhanced code
audit-field-heir = Who got everything
audit-field-password = Password
