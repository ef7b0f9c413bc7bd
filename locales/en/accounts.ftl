# Letters about accounts, and notices about other people's mailings.

account-letter-confirm-subject = { $code } is your code for Vestnik
account-letter-confirm-body =
    Hello { $name },

    you are registering in Vestnik with this address. To confirm it, type this code into the window:

    { $code }

    If the window does not ask for it any more, choose “Create an account” and then “I have a code from a letter”.

    The code works for 24 hours and only once. If it was not you, do nothing: without the code there will be no account.
account-letter-exists-subject = You already have an account in Vestnik
account-letter-exists-body =
    Hello,

    somebody has just tried to register in Vestnik with this address. There is an account with it already, so nothing was changed.

    If it was you, sign in with your password. If you have forgotten it, choose “Forgot the password?” in the window. If it was not you, you need do nothing.
account-letter-recover-subject = { $code } is your code for a new password
account-letter-recover-body =
    Hello { $name },

    somebody has asked for a new password for your account in Vestnik. To choose one, type this code into the window:

    { $code }

    The code works for 20 minutes and only once. If it was not you, do nothing: your password stays as it is.
account-letter-invite-subject = You are invited to Vestnik
account-letter-invite-body =
    Hello,

    { $sender } invites you to Vestnik, the program for letters to clients. Choose “I have an invitation code” in its window, register with the address { $email }, and type this code:

    { $code }

    The code works for 7 days and only once.

notice-anothers = { $name }: a mailing needs attention
notice-anothers-ended = { $name }: a mailing has ended
notice-anothers-body = It is shown when { $name } signs in.
