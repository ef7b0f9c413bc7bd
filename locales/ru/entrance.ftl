# Кто за окном: вход, регистрация, восстановление, блокировка и меню учётной записи.

entrance-sign-in-title = Вход в Вестник
entrance-email = Почта
entrance-password = Пароль для Вестника
entrance-sign-in = Войти
entrance-stay = Оставаться в учётной записи
entrance-stay-help = На этом компьютере пароль у вас больше не спросят.
entrance-stay-cannot = Ключ хранить негде: хранилища ключей на этом компьютере нет, а файл с паролями заперт. Отоприте его в разделе «Настройки → Отправители» и войдите ещё раз или задайте VESTNIK_PASSPHRASE до запуска Вестника.
entrance-no-wall = Кто пользуется этим компьютером под той же учётной записью системы, доберётся до данных и без Вестника: стены между вами нет.
entrance-accounts = Учётные записи на этом компьютере
entrance-account-stays = Пароль не нужен
entrance-account-forget = Убрать { $email } из этого списка
entrance-slowed = Слишком много неверных паролей. Подождите немного до следующей попытки.
entrance-slowed-over = Можно попробовать ещё раз.

entrance-register-link = Создать учётную запись
entrance-invited-link = У меня есть код приглашения
entrance-letter-link = Получить код по почте
entrance-have-code-link = У меня есть код из письма
entrance-recover-link = Забыли пароль?
entrance-register-title = Новая учётная запись
entrance-register-text = На вашу почту придёт письмо с кодом — так мы убедимся, что она ваша.
entrance-register-invited-text = С кодом от администратора письмо не нужно.
entrance-no-sender = Письма с кодами Вестник слать пока не может: почта для них не выбрана. Попросите у администратора код приглашения и введите его здесь.
entrance-invitation = Код приглашения
entrance-invitation-help = Администратор создаёт его на экране «Пользователи».
entrance-invited-email-help = Та, на которую вас пригласили.
entrance-register = Прислать код
entrance-register-finish = Создать учётную запись

entrance-confirm-title = Введите код из письма
entrance-confirm-text = Пароль — тот, который вы придумали, когда просили код.
entrance-code = Код
entrance-confirm = Подтвердить
entrance-letter-sent = Письмо ушло на { $email }.
entrance-letter-perhaps = Если для { $email } есть учётная запись, письмо с кодом уже идёт на этот адрес.
entrance-letter-valid = Код действует до { $until }.
entrance-letter-sent-help = Письма нет? Загляните в спам. Код срабатывает один раз, и подходит только последний.
entrance-letter-perhaps-help = Через несколько минут письма всё нет? Загляните в спам или спросите администратора. Код срабатывает один раз, и подходит только последний.
entrance-letter-again = Прислать ещё раз
entrance-letter-again-in = Ещё раз через { $left }

entrance-recover-title = Новый пароль
entrance-recover-text = Если учётная запись с этим адресом есть, на него придёт письмо с кодом.
entrance-recover-cannot = Отсюда письмо с кодом не отправить: почта для таких писем не выбрана. Попросите администратора задать вам новый пароль.
entrance-recover-administrator = Администратор — вы? Тогда наберите в терминале этого компьютера:
entrance-recover = Прислать код
entrance-renew-title = Код и новый пароль
entrance-renew = Сохранить и войти

entrance-locked-title = Окно заблокировано
entrance-locked-text = Всё осталось так, как вы оставили.
entrance-unlock = Разблокировать
entrance-other = Войти в другую учётную запись

entrance-worker-idle = Рассылки начинаются и идут, даже когда никто не вошёл. Сейчас отправлять нечего.
entrance-worker-sending = Письма отправляются. Они уходят, даже когда никто не вошёл.
entrance-worker-sending-for = Отправляются письма пользователя { $name }. Они уходят, даже когда никто не вошёл.
entrance-worker-stopped = Отправка остановлена.

account-menu = Учётная запись:
account-switch-to = Перейти: { $name }
account-switch = Другая учётная запись…
account-lock = Заблокировать
account-sign-out = Выйти
role-user = Пользователь
role-manager = Менеджер
role-administrator = Администратор

password-repeat = Пароль ещё раз
password-strength-0 = Очень слабый.
password-strength-1 = Слабый.
password-strength-2 = Так себе.
password-strength-3 = Хороший.
password-strength-4 = Надёжный.
password-not-enough = Сделайте его длиннее: легко запомнить несколько необычных слов подряд.
password-warning-straight-rows = Соседние клавиши подбирают первыми.
password-warning-short-keyboard-pattern = Короткий узор на клавиатуре легко подобрать.
password-warning-repeats-single = Повторы вроде «aaa» легко подобрать.
password-warning-repeats-pattern = Повторы вроде «abcabc» подобрать почти так же легко, как «abc».
password-warning-sequence = Ряды вроде «abc» или «6543» легко подобрать.
password-warning-recent-year = Недавние годы легко подобрать.
password-warning-date = Даты легко подобрать.
password-warning-top-10 = Это один из десяти самых частых паролей.
password-warning-top-100 = Это один из ста самых частых паролей.
password-warning-common = Такой пароль у многих.
password-warning-similar-to-common = Очень похоже на пароль, который есть у многих.
password-warning-word-by-itself = Одно слово легко подобрать.
password-warning-name-by-itself = Одно имя легко подобрать.
password-warning-common-name = Частые имена легко подобрать.
