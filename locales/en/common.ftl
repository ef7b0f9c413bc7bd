# The frame of the window, and words used on many screens.

navigation = Screens
screen-home = Home
screen-clients = Clients
screen-messages = Messages
screen-mailings = Mailings
screen-attempts = Attempts
screen-users = Users
screen-settings = Settings
sidebar-fold = Show or hide the names of the screens
status-bar = Status
database-here = This computer
database-shared = { $name } at { $host }

worker-idle = Nothing to send now
worker-sending = Sending
worker-sending-for = Sending letters of { $name }
worker-mailing-of = { $mailing } · { $name }
worker-sending-mailing = Sending “{ $mailing }”
worker-sending-count = Sending “{ $mailing }”, { $done } of { $total }, { $pace } a minute
worker-sending-until = Sending “{ $mailing }”, { $done } of { $total }, { $pace } a minute, done { $at }
worker-stopped = Sending is stopped

save = Save
cancel = Cancel
close = Close
back = Back
add = Add
edit = Edit
delete = Delete
clear = Clear
try-again = Try again
more = More
copy = Copy
yes = Yes
no = No
optional = Optional
overlays = Above the screen
saved = Saved

loading = Loading…
load-failed = This could not be shown
nothing-found = Nothing found
error-unknown = Something unexpected happened ({ $code }). Try again; if it happens again, the log has the details.

password-show = Show the password
select-all = Select all
select-row = Select
selected = { $count } selected
range-cut = { $count ->
    [one] The range is too long: only its first row is selected
   *[other] The range is too long: only its first { $count } rows are selected
}
discard-title = Leave without saving?
discard-text = What you have changed here will be lost.
discard-action = Leave without saving

progress-count = { $done } of { $total }
progress-so-far = { $done } so far
progress-left = { $left } left
progress-heard = { $percent } per cent done
job-import = Importing clients
job-import-preview = Looking through the file
job-client-export = Exporting clients
job-attempt-export = Exporting attempts
job-mailing-report = Writing the report
job-user-delete = Deleting a user
job-audit-export = Exporting the audit trail
export-done = { $rows ->
    [one] { $rows } row written to { $file }
   *[other] { $rows } rows written to { $file }
}

tag-remove = Remove the tag { $name }
tag-create = Create the tag “{ $name }”
tags-none = There are no tags yet. Type a name to make one.
tags-not-found = There is no such tag

calendar-open = Choose in a calendar
calendar-earlier = Earlier month
calendar-later = Later month
time-zone = Time zone

language-ru = Русский
language-en = English
