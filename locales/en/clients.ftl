# The Clients screen and a client's own page.

client-name = Name
client-email = E-mail
client-tags = Tags
client-comment = Comment
client-state = State
client-created = Added
client-nameless = no name

clients-add = New client
clients-import = Import…
clients-export = Export all…
clients-export-found = Export those found…
clients-export-title = Where to save the clients
clients-export-name = clients.csv
clients-more-than = { $count }+
clients-listed = Only { $count } of those found are listed. Type more to see the others. “Select all found” takes everybody found.
clients-tags = Tags…
clients-search = Find a client
clients-any-tag = Any tag
clients-tag-filter = Show clients with the tag

clients-empty = No clients yet
clients-empty-text = Drop a CSV file anywhere on this window: an export of your shop, of Google Contacts or of Outlook will do.
clients-choose-file = Choose a file…
clients-add-one = Add one by hand
clients-not-found = No such client
clients-not-found-text = Nobody’s name, e-mail or comment contains this.
clients-show-all = Show all clients

selected-found = All found are selected
clients-picked = What to do with the selected clients
clients-pick-all = Select all { $count }
clients-pick-found = Select all found
clients-pick-none = Deselect
clients-pick-one-owner = Choose one person to select clients.
clients-tag = Tags…
clients-tag-found-title = Tags of all clients found
clients-tag-title = { $count ->
    [one] Tags of { $count } client
   *[other] Tags of { $count } clients
}
clients-tag-add = Add these tags
clients-tag-remove = Remove these tags
clients-tagged = { $count ->
    [one] Tags changed on { $count } client
   *[other] Tags changed on { $count } clients
}
clients-delete-found-title = Delete all clients found?
clients-delete-title = { $count ->
    [one] Delete { $count } client?
   *[other] Delete { $count } clients?
}
clients-delete-text = { $count ->
    [one] Their tags and fields go with them. Letters already sent stay in the list of attempts.
   *[other] Their tags and fields go with them. Letters already sent stay in the list of attempts.
}
clients-delete-action = { $count ->
    [one] Delete
   *[other] Delete { $count }
}
clients-deleted = { $count ->
    [one] { $count } client deleted
   *[other] { $count } clients deleted
}

tag-placeholder = Type the name of a tag
tag-name = Name of the tag
tag-clients = { $count ->
    [one] { $count } client
   *[other] { $count } clients
}
tag-owners = { $count ->
    [one] { $count } owner
   *[other] { $count } owners
}
tag-rename-one = Rename the tag { $name }
tag-delete-one = Delete the tag { $name }
tag-delete-title = Delete the tag “{ $name }”?
tag-delete-text = { $count ->
    [0] No client has it.
    [one] It is taken off { $count } client. The client stays.
   *[other] It is taken off { $count } clients. The clients stay.
}
tags-title = Tags
tags-shared = To rename or delete a tag that several people have, first choose one of them above the list of clients.
tags-empty = No tags yet
tags-empty-text = Give clients tags, such as “regulars” or “wholesale”, and send to exactly those.

client-new = New client
client-edit = Change client
client-added = { $email } added
client-comment-help = Clients never see it. It can be searched.
client-fields = Own fields
client-fields-help = Can be put into a letter, such as the city or the date of birth.
client-field-add = Add a field
client-field-name = Name of the field
client-field-remove = Remove the field { $name }

client-attempts = What was sent
client-no-attempts = Nothing has been sent to this client yet.
client-suppressed-refused = This client gets no letters: the mail server said that there is no such address. Correct the address, or take it off the stop-list in the settings.
client-suppressed-unsubscribed = This client gets no letters, because they unsubscribed.
client-suppressed-by-hand = This client gets no letters: the address was put on the stop-list by hand.

suppression-refused = No address
suppression-unsubscribed = Unsubscribed
suppression-by-hand = Stopped
