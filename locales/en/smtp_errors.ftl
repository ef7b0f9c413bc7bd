# Why a mail server could not be used: what happened, and what to do.

error-smtp-name-not-found = There is no server called { $host }. Check how the name is spelled, and whether this computer is on the Internet.
error-smtp-connection-refused = { $host } is there, but nothing answers at port { $port }. Check the port: usually 465 with TLS or 587 with STARTTLS.
error-smtp-unreachable = There is no way to { $host }. Check the connection to the Internet, and whether a firewall blocks port { $port }.
error-smtp-timed-out = { $host } did not answer in time at port { $port }. Check the port, and whether a firewall or your Internet provider blocks it.
error-smtp-connection-closed = { $host } closed the connection without a word. Often the kind of protection does not fit the port: 465 wants TLS, 587 wants STARTTLS.
error-smtp-not-smtp = What answers at port { $port } of { $host } is not a mail server, or it expects TLS. Check the port and the kind of protection: 465 wants TLS, 587 wants STARTTLS.
error-smtp-server-busy = { $host } has no time now: “{ $answer }”. Try again later.
error-smtp-server-refused = { $host } does not want to talk to us: “{ $answer }”.
error-smtp-starttls-missing = { $host } offers no STARTTLS at port { $port }, so nothing was sent. Check the port, or choose TLS with port 465.
error-smtp-starttls-refused = { $host } refused STARTTLS: “{ $answer }”. Nothing was sent. Try TLS with port 465.
error-smtp-bytes-after-starttls = Somebody between this computer and { $host } tampers with the connection, so it was closed and nothing was sent. Try from another network.
error-smtp-not-tls = Port { $port } of { $host } does not speak TLS from the start. Try STARTTLS, or port 465.
error-smtp-tls-failed = No protected connection to { $host } came about. Its protection may be out of date: ask whoever looks after the server.
error-smtp-certificate-expired = The certificate of { $host } has expired, so nothing was sent. Check the date of this computer; if it is right, ask whoever looks after the server.
error-smtp-certificate-not-yet-valid = The certificate of { $host } is not valid yet, so nothing was sent. Check the date of this computer; if it is right, ask whoever looks after the server.
error-smtp-certificate-wrong-host = The server shows a certificate for another name than { $host }, so nothing was sent. Check how the name is spelled.
error-smtp-certificate-unknown-issuer = The certificate of { $host } comes from an authority that this computer does not trust, so nothing was sent. Ask whoever looks after the server.
error-smtp-certificate-invalid = The certificate of { $host } is not valid, so nothing was sent. Ask whoever looks after the server.
error-smtp-sign-in-missing = { $host } offers no sign-in with a password here. Check the port and the kind of protection, or leave the user name empty if the server wants none.
error-smtp-sign-in-refused = { $host } did not accept the user name and password: “{ $answer }”. Many providers want an application password instead of the usual one.
error-smtp-sign-in-busy = { $host } cannot check the sign-in now: “{ $answer }”. Try again later.
error-smtp-from-refused = { $host } takes no letters from { $from }: “{ $answer }”. Use the address that belongs to the user name.
error-smtp-smtputf8-missing = { $host } takes no addresses with such letters before the @. Write to the client at another address.
error-smtp-letter-too-big = { $host } takes no letters of this size. Make the attachments smaller, or put them on the web and write the link.

error-test-letter-deferred = The server does not take the letter now: “{ $answer }”. Try again later.
error-test-letter-recipient-refused = The server does not know this address, or takes nothing for it: “{ $answer }”.
error-test-letter-refused = The server refused the letter for what it is or where it comes from: “{ $answer }”.
error-test-letter-sender-refused = The server takes no letters from this sender: “{ $answer }”. Check its sign-in and its From address.
error-test-letter-cut = The connection broke before the letter was handed over. Try again.
error-test-letter-in-doubt = The connection broke before the server answered: the letter may have arrived. Look into the mailbox before you try again.
