# What managers and administrators see of others, and what others hear of it.

owner = Owner
whose = Whose
whose-own = Only mine
whose-everybody = Everybody’s
whose-title = { $title }: { $name }
whose-nothing = { $name } has not added anything yet.
whose-no-messages = No messages yet
person-named = { $name } ({ $email })

owner-is = Belongs to { $name }
owner-will-be = For { $name }: it will belong to them
owner-will-be-you = For yourself: it will be yours
owner-named = { $what } ({ $name })
owner-no-messages = There are no messages to choose from yet.
owner-no-senders = The owner has no sender yet. Add the mail account that their letters go out from.

home-totals-of = Totals: { $name }
home-totals-everybody = Everybody’s totals

## A mailing that somebody else has stopped

mailing-disabled = Disabled
mailing-disable = Disable
mailing-enable = Re-enable
mailing-disable-title = Disable “{ $name }”?
mailing-disable-text = No further letter goes out. The owner cannot resume it; you, another manager or an administrator can re-enable it.
mailing-disable-reason = Reason
mailing-disable-reason-help = { $name } will see it, with your name.
mailing-disable-reason-missing = Write why, so that the owner knows what to put right.
mailing-when-disabled = Disabled { $time }
mailing-when-disabled-by = Disabled { $time }, { $name }: { $reason }
mailing-disabled-by = { $name } disabled this mailing on { $time }.
mailing-disabled-by-somebody = A manager or an administrator disabled this mailing on { $time }.
mailing-disabled-reason = The reason: { $reason }
mailing-disabled-ask = No letters go out, and you cannot resume it yourself. Put right what is asked for, then ask { $name }, another manager or an administrator to re-enable it.
mailing-disabled-ask-somebody = No letters go out, and you cannot resume it yourself. Ask a manager or an administrator to re-enable it.
mailing-disabled-lift = No letters go out until it is re-enabled. The owner cannot do that.
mailing-paused-by-its-owner = The owner paused it at { $time }. No letters go out until they resume it.
