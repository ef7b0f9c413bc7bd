# The log of events, in the settings.

settings-logs = Logs
logs-text = What Vestnik did and what went wrong. It is kept for 14 days. Passwords and letters never stand here, addresses only in details.
logs-folder = The files are in { $path }
logs-folder-copy = Copy the path
logs-folder-copied = The path is copied
logs-level = How much is shown
logs-level-error = Errors
logs-level-warn = Warnings
logs-level-info = Events
logs-level-debug = Everything
logs-search = Search the log
logs-refresh = Look again
logs-empty = Nothing has happened yet
logs-empty-text = Imports, mailings and errors will stand here.
logs-empty-level = Nothing of that kind
logs-looking = Looking further back…
logs-end = That is all there is
log-level-error = Error
log-level-warn = Warning
log-level-info = Event
log-level-debug = Detail
log-unreadable = A line that could not be read
log-target = Said by
