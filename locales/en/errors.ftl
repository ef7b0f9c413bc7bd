# What went wrong, what it means, what to do: `error-CODE` for every code of the engine.
# The codes of an import are in import_errors.ftl, those of a mail server in smtp_errors.ftl.

## Anything

error-internal = Something went wrong inside Vestnik, and nothing was changed. Try again; if it happens again, the log has the details.
error-bad-input = The program was asked in a way it does not understand ({ $detail }). Nothing was changed.
error-unknown-command = There is no command “{ $name }”. This window and the program inside are perhaps of different versions: start Vestnik anew.
error-not-signed-in = Nobody is signed in. Sign in and try again.
error-not-allowed = You may look at this but not change it. Ask its owner or an administrator.
error-not-found = { $what ->
    [attachment] This attachment is not there any more.
    [client] This client is not there any more.
    [job] This task is not there any more.
    [mailing] This mailing is not there any more.
    [message] This message is not there any more.
    [sender] This sender is not there any more.
    [suppression] This address is not on the stop-list any more.
    [tag] This tag is not there any more.
    [user] There is no such user.
   *[other] This is not there any more.
} Perhaps it was deleted elsewhere.
error-cancelled = Cancelled. What was done before stays done.
error-interrupted = The program was closed before this was finished. Start it again: what is done already will not be done twice.
error-no-home-folder = The system does not say where your files are kept. Name a folder in the variable VESTNIK_DATA.
error-file-write = “{ $path }” cannot be written ({ $detail }). Choose another place, or make room on the disk.
error-file-not-found = “{ $name }” is not there any more. Put it back, or choose another file.
error-file-unreadable = “{ $name }” cannot be read ({ $detail }). Check that you may open it and that no other program holds it.
error-file-empty = “{ $name }” is empty. Choose a file with something in it.
error-file-is-folder = “{ $name }” is a folder. Choose a file.

## What is typed

error-text-too-long = This text is too long. Shorten it.
error-text-control-character = There is a line break or an invisible control character where only plain text may stand. Type it anew.
error-name-empty = Without a name it cannot be told from the others. Type a name.
error-zone-unknown = There is no time zone “{ $zone }”. Choose one from the list, such as Europe/Moscow.
error-address-empty = There is no address. Type an e-mail address, such as name@example.com.
error-address-no-at = An e-mail address has an @ in it, as in name@example.com. Check what was typed.
error-address-local = The part before the @ is not valid. Check it for quotation marks, brackets and dots in wrong places.
error-address-domain = The part behind the @ is not the name of a mail domain. It should look like example.com.
error-address-too-long = This address is longer than any mail server takes. Check it for text that does not belong to it.
error-address-space = There is a space in the address. Take it out; if there are two addresses, keep one.

## People

error-no-owner-yet = There is no account yet. Open Vestnik and make one, or add a user.
error-owner-needed = There are several users. Say whose list is meant.
error-owner-exists = There is an account already. Start Vestnik anew to use it.
error-user-exists = There is an account for { $email } already. Use another address, or sign in to that account.
error-user-unknown = There is no user with the address { $email }. Check it for typing mistakes.
error-last-administrator = { $email } is the only administrator. Make somebody else one first: without any, nobody could give roles.
error-password-short = The password is too short. It needs { NUMBER($least) } characters at least; a few unusual words are easy to remember.
error-password-long = The password is too long: { NUMBER($most) } characters are the most.
error-password-wrong = This is not your present password. Nothing was changed; type it again.

## The database

error-database-file = The database “{ $path }” cannot be opened ({ $detail }). Check that the folder is there and that you may write into it.
error-journal-unwritable = What was sent cannot be written into the journal: { $detail }. No letter begins until it can. Make room on the disk.
error-journal-unreadable = The journal of what was sent cannot be read: { $detail }. Without it somebody could get a letter twice, so Vestnik does not start. Make the folder “journal” readable.
error-database-in-use = The database “{ $path }” is in use by another Vestnik: the window, or a worker. Close that one first.
error-database-url = “{ $url }” names no database. Write sqlite:PATH for a file, or postgres://… for a shared one.
error-database-unreachable = The database does not answer ({ $detail }). Check the network and whether the server is running.
error-database-lost = The connection to the database is lost. Nothing is lost with it: Vestnik goes on as soon as the database answers.
error-backup-file = The backup cannot be written to “{ $path }” ({ $detail }). Choose another place, and a name that is not taken.
error-restore-file = “{ $path }” cannot be restored ({ $detail }). Nothing was changed. Check that the file is there and that there is room on the disk.
error-restore-damaged = The backup “{ $path }” is damaged or is no database ({ $detail }). Nothing was changed. Take another one.
error-restore-foreign = “{ $path }” is not a backup of Vestnik. Nothing was changed. Choose a file that “database backup” has written.
error-restore-newer = The backup “{ $path }” was written by a newer Vestnik (its version is { $version }, this program knows { $newest }). Nothing was changed. Install the newer Vestnik first.
error-restore-shared = A shared database is not restored from here. Its administrator does that with pg_restore.
error-log-unreadable = The log in “{ $path }” cannot be read ({ $detail }). Check that the folder is yours.
error-backup-shared = A shared database is not copied from here. Its administrator makes the backups.

## Clients

error-client-exists = You have a client with the address { $email } already. Change that one, or type another address.
error-client-field-unnamed = A field of your own has a value but no name. Name it, or empty it.
error-client-field-taken = Every client has “{ $name }” anyway. Choose another name for your own field.
error-client-fields-too-many = A client can have { NUMBER($most) } fields of your own at most. Take some away.
error-client-tags-too-many = A client can have { NUMBER($most) } tags at most. Take some away first.
error-tag-empty = A tag needs a name. Type one.
error-tag-characters = “{ $name }” cannot be a tag. Leave out commas, semicolons, quotation marks and “:::”, which part one tag from the next.
error-tag-exists = There is a tag “{ $name }” already. Choose another name.
error-suppression-exists = { $email } is on the stop-list already. There is nothing more to do.

## Messages

error-message-needed = “{ $subject }” is needed by the mailing “{ $mailing }” and cannot be deleted now. Finish or delete that mailing first.
error-message-too-long = The message is too long for a letter. Shorten it, or move a part of it into an attachment.
error-merge-syntax = In line { NUMBER($line) } of the text a merge field is written wrongly ({ $detail }). It should look like {"{{"} name {"}}"}; the menu of fields writes it for you.
error-merge-missing = There is no value for the field “{ $field }”. Fill it in for the client, or give the field a default in the message.
error-merge-failed = A merge field in line { NUMBER($line) } cannot be filled in ({ $detail }). Choose it anew from the menu of fields.
error-merge-too-much = The merge fields of this message ask for too much work. Make the conditions in it simpler.
error-attachment-name = A file called “{ $name }” cannot be attached. Give it a shorter name without special characters.
error-attachment-too-big = “{ $name }” is too big for a letter. Make it smaller, or put it on the web and write the link.
error-attachments-too-big = With “{ $name }” the attachments are too big for a letter. Take one away, or put it on the web and write the link.

## Senders

error-sender-exists = There is a sender called “{ $name }” already. Choose another name.
error-sender-needed = “{ $name }” is needed by the mailing “{ $mailing }” and cannot be deleted now. Finish or delete that mailing first.
error-sender-host = This is not the name of a server. It should look like smtp.example.com.
error-sender-port = A port is a number from 1 to 65535. Mail servers mostly use 465 or 587.
error-sender-connections = Choose from 1 to { NUMBER($most) } connections. Most servers take a few.
error-sender-limit = A limit is a whole number above zero. Leave the field empty for no limit.
error-sender-username-needed = There is a password but no user name. Type the user name; it is often the whole e-mail address.
error-sender-password-needed = The password of the sender is needed. Type it in the settings of the sender: it is asked for again whenever the server, the port, the security or the user name changes.
error-sender-rehearsal = The rehearsal sender is looked after by Vestnik and cannot be changed. Add a sender of your own.
error-rehearsal-unavailable = The rehearsal could not be set up on this computer ({ $detail }). Start Vestnik anew and try again.
error-sender-refused = The mail server does not take letters from this address, so the mailing is paused. Check the From address and the sign-in of the sender. The server’s words: { $answer }
error-too-many-refusals = The mail server refuses one letter after another, so the mailing is paused to save your good name. Read its words, correct what it complains of, then resume: { $answer }
error-server-busy = The mail server asks for more time. Vestnik waits and goes on by itself. The server’s words: { $answer }
error-limit-per-minute = The limit of the sender is reached: { NUMBER($limit) } letters a minute through { $host }. Vestnik goes on by itself.
error-limit-per-hour = The limit of the sender is reached: { NUMBER($limit) } letters an hour through { $host }. Vestnik goes on by itself.
error-limit-per-day = The limit of the sender is reached: { NUMBER($limit) } letters a day through { $host }. Vestnik goes on by itself as soon as there is room.
error-limit-pace = { $host } found Vestnik too fast: now at most { NUMBER($limit) } { NUMBER($limit) ->
    [one] letter
   *[other] letters
} in ten seconds go through it, more again with time. Vestnik goes on by itself.

## Passwords of senders

error-key-store-locked = The passwords of your senders are locked. Type the passphrase to go on.
error-key-store-new = This system has no key store, so Vestnik keeps passwords in an encrypted file. Choose a passphrase for it.
error-key-store-passphrase-wrong = This is not the passphrase of the passwords. Type it again; mind capitals and the keyboard’s language.
error-key-store-failed = Passwords can neither be kept nor read ({ $detail }). Check the key store of the system and the folder of Vestnik.
error-key-store-silent = The key store of the system does not answer. Perhaps it asks for its password behind another window: look for it and try again.
error-passphrase-short = The passphrase is too short. It needs { NUMBER($least) } characters at least; a few unusual words are easy to remember.

## Mailings

error-audience-too-many = { NUMBER($most) } clients at most can be picked one by one. Give them a tag and choose the tag.
error-mailing-started = “{ $name }” has started already and cannot be changed like this. Duplicate it to change the copy.
error-mailing-not-running = “{ $name }” is not running. Look at its status anew.
error-mailing-not-paused = “{ $name }” is not paused. Look at its status anew.
error-mailing-not-sent = “{ $name }” has not been sent yet. Wait until every letter has its result.
error-mailing-none-failed = In “{ $name }” no letter has failed. There is nothing to send again.
error-mailing-none-to-retry = { NUMBER($count) ->
    [one] The letter of “{ $name }” that failed is not sent again: its address is on the stop-list, or no longer a client’s. Take it off the stop-list first.
   *[other] The { $count } letters of “{ $name }” that failed are not sent again: their addresses are on the stop-list, or no longer clients’. Take them off the stop-list first.
}
error-mailing-disabled = “{ $name }” was disabled by a manager or administrator. Only they can lift it: ask them.
error-mailing-end-before-start = The end lies before the start, so nothing could be sent. Choose a later end.
error-mailing-end-passed = The end of the mailing has passed. Choose a later one.
error-mailing-no-start = There is no start yet. Choose when the mailing may begin.
error-mailing-no-message = There is no message yet. Choose what shall be sent.
error-mailing-no-sender = There is no sender yet. Choose through whom it shall be sent.
error-mailing-nobody = “{ $name }” has nobody to write to. Choose clients or tags that have clients.
error-mailing-suppressed = { NUMBER($count) ->
    [one] { $count } address is on the stop-list and will be left out.
   *[other] { $count } addresses are on the stop-list and will be left out.
}
error-mailing-too-slow = { $window ->
    [limit-per-minute] With { NUMBER($limit) } letters a minute, { NUMBER($late) } of { NUMBER($recipients) } will not make it before the end. Choose a later end, or a sender that allows more.
    [limit-per-hour] With { NUMBER($limit) } letters an hour, { NUMBER($late) } of { NUMBER($recipients) } will not make it before the end. Choose a later end, or a sender that allows more.
    [limit-per-day] With { NUMBER($limit) } letters a day, { NUMBER($late) } of { NUMBER($recipients) } will not make it before the end. Choose a later end, or a sender that allows more.
   *[other] At the speed that can be expected, { NUMBER($late) } of { NUMBER($recipients) } letters will not make it before the end. Choose a later end.
}
error-mailing-values-missing = { NUMBER($count) ->
    [one] { $count } client has no “{ $field }”, and its letter cannot be made. Fill it in, or give the field a default in the message.
   *[other] { $count } clients have no “{ $field }”, and their letters cannot be made. Fill it in, or give the field a default in the message.
}
