# What goes wrong with signing in, codes, invitations and accounts: `error-CODE`.

error-sign-in-wrong = The e-mail or the password is wrong. Type both again; mind capitals and the keyboard’s language.
error-sign-in-slowed = { NUMBER($seconds) ->
    [one] Too many wrong passwords. You can try again in { $seconds } second.
   *[other] Too many wrong passwords. You can try again in { $seconds } seconds.
}
error-unlock-wrong = This is not the password of this account. Type it again; mind capitals and the keyboard’s language.
error-account-blocked = This account is blocked, so nobody can sign in to it. Ask an administrator why.
error-session-not-kept = This account does not stay signed in on this computer any more. Type its password.
error-session-locked = The window is locked. Type your password to go on; nothing is lost.
error-registration-off = New accounts are not made here. Ask an administrator to invite you.
error-registration-anothers = Somebody has begun to register with this address again, with another password. If it was you, use that password; otherwise go back and register once more.
error-confirm-password-wrong = This is not the password that was chosen together with this code. Type it again, minding capitals and the keyboard’s language; or go back and register once more.
error-registration-no-sender = No mailbox has been chosen for letters with codes, so none can be sent. Ask an administrator for an invitation code.
error-recovery-no-sender = No mailbox has been chosen for letters with codes, so none can be sent. Ask an administrator for a new password.
error-letter-too-soon = { NUMBER($seconds) ->
    [one] A letter has gone out just now. You can ask for another one in { $seconds } second.
   *[other] A letter has gone out just now. You can ask for another one in { $seconds } seconds.
}
error-password-weak = This password is too easy to guess. Make it longer: a few unusual words in a row are easy to remember.
error-password-differs = The two passwords are not the same. Type the second one again.

error-code-wrong = { NUMBER($left) ->
    [0] This is not the code, and there are no more tries. Have another letter sent.
    [one] This is not the code. Compare it with the latest letter; { $left } try is left.
   *[other] This is not the code. Compare it with the latest letter; { $left } tries are left.
}
error-code-expired = This code is too old. Have another letter sent, or ask for another invitation.
error-code-used-up = This code does not work any more: it was used already, or guessed wrongly too often. Have another letter sent, or ask for another invitation.
error-code-malformed = A code has ten letters and digits, as in XXXXX-XXXXX. Check what was typed.
error-code-unknown = No code is waiting for this address. Check the address, or have another letter sent.

error-heir-blocked = { $email } is blocked and cannot get anything. Unblock them, or choose somebody else.
error-heir-self = Whoever is deleted cannot get their own things. Choose somebody else.

error-disabled-by = This mailing was disabled by { $name }, who says: “{ $reason }”. Only a manager or an administrator can lift that; talk to them.
error-mailing-disabled-already = “{ $name }” is disabled already. There is nothing more to do.
error-mailing-not-disabled = “{ $name }” is not disabled. Look at its status anew.
error-address-lookalike = { $email } is written with letters of another alphabet that look like Latin ones. Type the address in Latin letters.
error-text-invisible = There are invisible characters in it. Type it by hand instead of pasting it.
error-text-mixed-scripts = “{ $word }” mixes letters of different alphabets that look alike. Type the word again in one alphabet.
error-no-system-sender = No sender is named for letters about accounts. An administrator names one in Settings → People.
error-sender-rehearsal-sends-nothing = The rehearsal sends nothing to anybody. Choose a sender with a real mail server.
error-system-sender-not-administrators = Letters with codes go only through a sender of an administrator who is not blocked: whoever reads a code gets into the account. Choose another sender.
error-user-only = { $email } is the only account that can be used. Add another one first.
error-user-self = You cannot delete the account that you are signed in with. Ask another administrator.
error-user-still-sending = Letters of this person are still on their way. The account is blocked, nothing further is sent; try to delete it again in a few minutes.
error-reason-empty = Write why: the owner of the mailing will read it.
error-mailing-own = “{ $name }” is your own mailing. Pause it instead.
error-mailing-over = “{ $name }” has sent everything or has ended: there is nothing to disable.
