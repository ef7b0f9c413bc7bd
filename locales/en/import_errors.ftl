# The file of a list, and the plan of an import

error-import-is-a-folder = “{ $name }” is a folder. Choose the file with the list.
error-import-not-found = “{ $name }” is not there any more. Put it back, or choose another file.
error-import-unreadable = “{ $name }” cannot be read ({ $detail }). Check that you may open it and that no other program holds it.
error-import-not-a-file = “{ $name }” is not a file. Choose the file with the list.
error-import-empty = “{ $name }” is empty. Choose a file with a row for each client.
error-import-not-text = “{ $name }” is not a list of text. Save the list as CSV and choose that file.
error-import-spreadsheet = “{ $name }” is a spreadsheet. Open it, choose “Save as”, then “CSV”, and drop the new file here.
error-import-encoding = There is no encoding called “{ $name }”. Choose UTF-8, UTF-16LE, UTF-16BE, windows-1251, KOI8-R or cp866.
error-import-delimiter = “{ $name }” cannot part columns. Choose a comma, a semicolon, a tab or a vertical bar.
error-import-role = A column cannot hold “{ $role }”. Choose from email, name, first_name, middle_name, last_name, comment, tags, skip and field:NAME.
error-import-no-email-column = No column holds the addresses. Say which one does.
error-import-too-many-fields = A client can have { $limit } fields of your own at most. Skip some columns.
error-import-rejects-unwritable = The refused rows cannot be written to “{ $path }” ({ $detail }). Choose another place.

# Why one row was refused

error-row-no-address = There is no address in this row. Add it, or delete the row.
error-row-address = “{ $text }” is not an e-mail address. Correct it; it should look like name@example.com.
error-row-control-character = “{ $column }” holds a line break or another control character. Write it in one line.
error-row-too-long = “{ $column }” has { NUMBER($length) ->
    [one] { $length } character
   *[other] { $length } characters
}; { NUMBER($limit) ->
    [one] { $limit } fits
   *[other] { $limit } fit
}. Shorten it.
error-row-endless = The row is longer than a megabyte. Look for a missing line break or quotation mark.
error-row-cells = The row has { NUMBER($found) ->
    [one] { $found } cell
   *[other] { $found } cells
} and not { $expected }. Look for a missing or superfluous delimiter, and put quotation marks around text that contains one.
error-row-undecodable = Some bytes of this row (shown as �\x…) are no letters in the encoding of the list. Type them anew, or choose another encoding.
error-row-unclosed-quote = A quotation mark is opened in this row and never closed. Close it or delete it.
error-row-tag = “{ $text }” cannot be a tag. Write it without quotation marks and shorter than 100 characters.
error-row-tags-too-many = A client can have { $limit } tags at most, those of the other rows and those it has already included. Leave some out.
error-row-fields-too-many = With the fields of its own that it has already, this client would have more than { $limit }. Leave some out, or empty some of the client’s first.
error-import-raced = Somebody else is adding the same clients at this moment. Import the list again when they have finished.
error-import-disk = There is no room to sort the list ({ $detail }). Free some space on the disk and import again.
