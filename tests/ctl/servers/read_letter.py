"""Reads a letter from standard input, and writes what is in it as JSON."""

import email
import email.policy
import json
import sys

letter = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
assert not letter.defects, letter.defects
(attachment,) = letter.iter_attachments()
sender, recipient = letter["From"].addresses[0], letter["To"].addresses[0]
json.dump({
    "headers": list(letter.keys()),
    "subject": letter["Subject"],
    "from": [sender.display_name, sender.addr_spec],
    "to": [recipient.display_name, recipient.addr_spec],
    "unsubscribe": letter["List-Unsubscribe"],
    "text": letter.get_body(("plain",)).get_content().replace("\r\n", "\n"),
    "html": letter.get_body(("html",)).get_content().replace("\r\n", "\n"),
    "attachment": [attachment.get_filename(), attachment.get_content().hex()],
}, sys.stdout)
