# Messages: the list, the editor, the preview and the ready-made letters.

message-new = New message
message-search = Search messages
message-search-else = Try another word from the subject.
message-none = Write the first letter
message-none-text = A message is a letter you can send again and again, with each client’s own name in it. Start with a ready-made one or with an empty page.
message-no-subject = No subject
message-subject = Subject
message-subject-hint = What the letter is about
message-body = Text of the letter
message-format = Format
message-attachments = Attachments
message-changed = Changed
message-not-saved = Not saved
message-side = What is shown
message-write = Write
message-look = Preview
message-delete-one = Delete “{ $subject }”?
message-delete-many = { $count ->
    [one] Delete { $count } message?
   *[other] Delete { $count } messages?
}
message-delete-text = { $count ->
    [one] Its attachments go with it. Mailings that were sent keep their numbers and attempts.
   *[other] Their attachments go with them. Mailings that were sent keep their numbers and attempts.
}
message-kept = There is a version of this message from { $time } that was not saved.
message-unsaved = “{ $subject }” from { $time } was not saved.
message-restore = Bring it back
message-continue = Go on writing
message-discard = Throw away

format-html = HTML
format-markdown = Markdown
format-text = Plain text

writing-rich = Formatted
writing-markdown = Markdown
writing-html = HTML
writing-text = Plain text
writing-markdown-hint = # Title, **bold**, [link](https://example.org), and { "{" } for merge fields
writing-html-hint = <p>The letter’s HTML. Type { "{" } for merge fields.</p>
writing-text-hint = The letter. Type { "{" } for merge fields.
writing-change = Change the format
writing-loses = Lose the formatting?
writing-loses-text = The words stay. Headings, lists, links and pictures become plain text.
writing-drops-text = Lose the plain text that you wrote?
writing-drops-text-text = A letter in plain text is made from the letter itself, without its formatting. The plain text that you wrote by hand goes.
writing-rich-loses = Lose a part of the letter?
writing-rich-loses-text = The formatted editor cannot keep { $lost }. Stay with HTML to keep the letter as it is.

editor-toolbar = Formatting
editor-block = Kind of paragraph
editor-block-paragraph = Text
editor-block-1 = Title
editor-block-2 = Heading
editor-block-3 = Subheading
editor-bold = Bold
editor-italic = Italic
editor-underline = Underline
editor-link = Link
editor-bullets = List
editor-numbers = Numbered list
editor-quote = Quotation
editor-centre = Centred
editor-image = Picture from the web
editor-line = Line across
editor-undo = Undo
editor-redo = Redo
editor-link-address = Address
editor-link-change = Change
editor-image-address = Address of the picture
editor-image-words = What it shows
editor-insert = Insert
editor-remove = Remove

merge-insert = Merge field
merge-fields = Merge fields
merge-default = If it is empty, write
merge-default-example = friend
merge-default-help = Leave this empty and the review before the mailing names every client without a value.
merge-with-default = with a default
merge-field-name = Name
merge-field-email = E-mail
merge-field-comment = Comment

preview-client = As this client will see it
preview-part = Part of the letter
preview-letter = Letter
preview-text = Plain text
preview-phone = On a phone
preview-desktop = On a desktop
preview-light = Light mail program
preview-dark = Dark mail program
preview-frame = The letter
preview-to = To { $name }
preview-size = { $attached ->
    [0] { $size }
    [one] { $size } and { $attached } attachment
   *[other] { $size } and { $attached } attachments
}
client-picker-named = { $name } ({ $email })

text-part-automatic = Made from the letter, for mail programs that show no formatting.
text-part-by-hand = Written by hand. It no longer follows the letter.
text-part-edit = Edit by hand
text-part-reset = Make it from the letter

attachment-add = Attach a file
attachment-choose = Choose files to attach
attachment-remove = Remove { $name }
attachment-all = { $size } in all

message-test = Test letter
message-test-text = One letter, to you, exactly as the client chosen in the preview would get it.
message-test-sender = From
message-test-sender-named = { $name } ({ $email })
message-test-to = To
message-test-send = Send the test letter
message-test-sent = The server took the letter for { $to }. Look into your inbox.
message-test-refused = The server did not take the letter.
message-test-no-sender = There is no sender yet. Add the mail account that letters go out from.
message-test-add-sender = Add a sender

letters = Ready-made letters
letter-news = News
letter-news-about = What is new, in a few lines
letter-news-nobody = friend
letter-news-subject = { $name }, we have news for you
letter-news-body =
    <h1>What is new with us</h1>
    <p>Hello { $name },</p>
    <p>A lot has happened since our last letter. Here is the most important part, in one minute:</p>
    <ul><li><p><strong>First.</strong> Tell it in one sentence.</p></li><li><p><strong>Second.</strong> Say why it matters to the reader.</p></li><li><p><strong>Third.</strong> Name a date or a place.</p></li></ul>
    <p>Have a question? Just answer this letter.</p>
    <p>Yours,<br>the team</p>
letter-discount = Discount
letter-discount-about = An offer with a code and an end
letter-discount-nobody = friend
letter-discount-subject = { $name }, 10% off until Sunday
letter-discount-body =
    <p>Hello { $name },</p>
    <p>This week everything costs you <strong>10% less</strong>. Say this code when you order:</p>
    <p style="text-align: center"><strong>HELLO10</strong></p>
    <p>The code works until Sunday evening, as many times as you like.</p>
    <p>See you soon!</p>
letter-thanks = Thank you
letter-thanks-about = A warm word after an order
letter-thanks-nobody = friend
letter-thanks-subject = Thank you, { $name }!
letter-thanks-body =
    <p>Hello { $name },</p>
    <p>Thank you for choosing us. We hope everything is just as you wished.</p>
    <p>If something is not right, answer this letter and we will put it right. And if all is well, a word from you would make our day.</p>
    <p>Warmly,<br>the team</p>
