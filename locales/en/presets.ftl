# Mail providers: their names, and how to get a password for a program. One step on each line.

preset-yandex-name = Yandex
preset-yandex-help =
    1. Open id.yandex.ru, then “Security”, then “App passwords”.
    2. Make a password of the kind “Mail” and give it any name, such as Vestnik.
    3. In Yandex Mail open “All settings”, then “Email clients”, and allow access by app passwords.
    4. Copy the password here. It is not the one you sign in to Yandex with. The user name is your whole address.

preset-mailru-name = Mail.ru
preset-mailru-help =
    1. Open id.mail.ru, then “Security”, then “Passwords for external applications”.
    2. Press “Create”, give it any name, such as Vestnik, and allow sending (SMTP).
    3. Copy the password here. It is not the one you sign in to Mail.ru with. The user name is your whole address.

preset-gmail-name = Gmail
preset-gmail-help =
    1. Turn on 2-Step Verification: myaccount.google.com, “Security”. Without it Google gives out no app passwords.
    2. Open myaccount.google.com/apppasswords, type any name, such as Vestnik, and press “Create”.
    3. Copy the 16 letters here. The user name is your whole address.

preset-outlook-name = Outlook, Microsoft 365
preset-outlook-help =
    For a mailbox of a company in Microsoft 365: the administrator allows “Authenticated SMTP” for it (Microsoft 365 admin center, “Active users”, the user, “Mail”, “Manage email apps”). Then sign in with the whole address and its password, or with an app password where two-step sign-in is on.
    For a personal address at outlook.com, hotmail.com, live.com or msn.com: Microsoft has switched off signing in with passwords for programs (since September 16, 2024), so letters cannot be sent through it. Choose another provider.

preset-icloud-name = iCloud
preset-icloud-help =
    1. Open account.apple.com, then “Sign-In and Security”, then “App-Specific Passwords”.
    2. Make a password, and give it any name, such as Vestnik.
    3. Copy it here. The user name is your whole iCloud address.

preset-rambler-name = Rambler
preset-rambler-help =
    1. In Rambler Mail open “Settings”, then “Email clients”, and turn access on.
    2. Type the password of your mailbox here. The user name is your whole address.

preset-own-name = Own server
preset-own-help =
    Ask whoever looks after your mail server for its name, its port and kind of protection (usually 587 with STARTTLS or 465 with TLS), a user name and a password, and how many letters it takes in an hour and in a day.
