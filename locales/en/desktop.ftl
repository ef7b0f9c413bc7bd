# The tray, notifications and native dialogs of the desktop program.

tray-open = Open Vestnik
tray-quit = Quit
tray-finishing = Finishing the last letters…

closing-title = Close the window?
closing-question = Vestnik can go on sending your mailings with its window closed. Its icon in the tray opens the window again. You can change your mind in the settings.
closing-keep = Keep sending
closing-quit = Quit
closing-cancel = Cancel

notice-failed = “{ $mailing }”: { $count ->
    [one] { $count } letter was not delivered
   *[other] { $count } letters were not delivered
}
notice-delayed = “{ $mailing }”: { $count ->
    [one] { $count } letter is late and will be tried again
   *[other] { $count } letters are late and will be tried again
}
notice-ended = “{ $mailing }” has ended
notice-ended-body = Sent: { $sent }, failed: { $failed }
notice-paused = “{ $mailing }” is paused
notice-in-doubt = “{ $mailing }” waits for your decision
notice-missed = “{ $mailing }” was not sent
notice-missed-body = { $recipients ->
    [one] Its end passed while Vestnik was not running. { $recipients } client did not get the letter.
   *[other] Its end passed while Vestnik was not running. { $recipients } clients did not get the letter.
}
