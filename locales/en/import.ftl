# Bringing in clients from a file.

import-choose = Choose a list of clients
import-file-kind = Lists of clients (CSV)
import-any-file = Any file
drop-title = Drop it to import clients
drop-text = Nothing changes until you have seen what will happen.

import-title = Import clients
import-title-file = Import clients from { $name }
import-file = File
import-encoding = Encoding
import-delimiter = Between columns
import-comma = Comma
import-semicolon = Semicolon
import-tab = Tab
import-pipe = Vertical bar
import-header = The first line has the names of the columns
import-first-rows = The first lines of the file, as they will be read
import-columns = Columns
import-columns-note = An empty cell never erases what is known.
import-column = Column { $number }
import-role-of = What is in the column { $column }
import-role-email = E-mail
import-role-name = Full name
import-role-first-name = First name
import-role-middle-name = Middle name
import-role-last-name = Last name
import-role-comment = Comment
import-role-tags = Tags
import-role-field = Field “{ $name }”
import-role-skip = Leave out

import-result = Result
import-result-note = Nothing has been changed yet.
import-stopped = Stopped. What was already imported stays; the same file can be imported again, nobody is doubled.
import-count-new = new
import-count-changed = changed
import-count-same = the same
import-count-invalid = { $count ->
    [one] refused
   *[other] refused
}
import-count-repeated = { $count ->
    [one] repeated
   *[other] repeated
}
import-tags = Give all of them tags
import-rejects = Save the refused lines to { $file }
import-rejects-help = With the reason beside each, to correct and import again.
import-rejects-other = Another place…
import-rejects-choose = Where to save the refused lines
import-rejects-suffix = refused
import-start = Import
import-start-count = { $count ->
    [0] Import
    [one] Import { $shown } client
   *[other] Import { $shown } clients
}
import-discard-title = Close without importing?
import-discard-text = The meaning of the columns and the tags that you have chosen will be lost.
import-discard-action = Close without importing
import-hide = Go on in the background

import-finished = { $count ->
    [0] Done in { $time }. There was nothing new.
    [one] { $count } client imported in { $time }.
   *[other] { $count } clients imported in { $time }.
}
import-finished-refused = { $count ->
    [0] Done in { $time }. There was nothing new
    [one] { $count } client imported in { $time }
   *[other] { $count } clients imported in { $time }
}, { $refused ->
    [one] { $refused } line was refused.
   *[other] { $refused } lines were refused.
}
import-show-report = Show the report
import-refused = Refused lines
import-refused-file = They are in { $file }. Correct them there and import that file.
import-refused-more = { $count ->
    [one] And { $count } more.
   *[other] And { $count } more.
}
import-line = Line { $line }
import-show-clients = Show the clients
import-next = { $count ->
    [one] Next file
   *[other] Next file ({ $count } left)
}
import-done = Done
