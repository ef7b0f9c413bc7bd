# Люди, которые входят: список, приглашения, удаление, журнал изменений.

users-tabs = Что показать
users-tab-people = Люди
users-tab-audit = Журнал изменений
users-count = { $count ->
    [one] { $count } человек
    [few] { $count } человека
    [many] { $count } человек
   *[other] { $count } человека
}
users-filter = Какие люди
users-search = Поиск по имени или почте
users-any-role = Любая роль
users-any-state = Любое состояние
users-clear = Сбросить фильтр
users-not-found = Под этот фильтр никто не подходит.

user-role = Роль
user-state = Состояние
user-state-active = Доступ есть
user-state-blocked = Доступ закрыт
user-state-no-password = Пароля ещё нет
user-blocked-since = Доступ закрыт с { $since }
user-last-seen = Последний вход
user-never-seen = Ещё не было
user-since = Запись создана
user-you = вы
user-you-long = Это вы.
role-user-help = Ведёт своих клиентов и свои рассылки, чужого не видит.
role-manager-help = Видит клиентов и рассылки всех и может отключить рассылку, но больше ничего не меняет.
role-administrator-help = Может всё, в том числе давать роли и блокировать.
user-role-change = Сменить роль
user-role-changed = { $name }: теперь роль «{ $role }»
user-role-own-title = Сменить собственную роль?
user-role-own-text = Вашей ролью станет «{ $role }». Вернуть вам права сможет только другой администратор.
user-block = Заблокировать
user-block-title = Заблокировать: { $name }?
user-block-text = Все сеансы этого человека сразу закончатся, а рассылки остановятся, пока вы не снимете блокировку. Ничего не удалится.
user-block-own-text = Это вы. Сеанс сразу закончится, ваши рассылки остановятся, а впустить вас снова сможет только другой администратор. Ничего не удалится.
user-blocked = Доступ закрыт: { $name }
user-unblock = Разблокировать
user-unblocked = { $name } снова может войти
user-password = Задать новый пароль
user-password-first = Задать первый пароль
user-password-title = Новый пароль: { $name }
user-password-text = Прежний перестанет подходить, и все сеансы закончатся. Новый сообщите сами.
user-password-set = Пароль задан: { $name }

user-invite = Пригласить
user-invite-title = Приглашение
user-invite-text = Человек получит код и по нему создаст учётную запись сам.
user-invite-language = Язык письма
user-invite-done = Готово
user-invite-code = Код приглашения
user-invite-code-copied = Код скопирован
user-invited-mailed = Письмо с кодом ушло на { $email }.
user-invited-not-mailed = Письмо отправить не удалось. Передайте код сами, он для { $email }.
user-invited-no-sender = Почта для таких писем не выбрана; это делается в настройках, в разделе «Люди».
user-invited-until = Действует до { $until } и только для { $email }.
user-invited-once = Код показан только сейчас. Если он потеряется, пригласите ещё раз.
invitations = Ждут ответа
invitation-facts = { $role }, приглашение от { $by }, до { $until }
invitation-withdraw = Отозвать
invitation-withdraw-one = Отозвать приглашение для { $email }
invitation-withdraw-title = Отозвать приглашение для { $email }?
invitation-withdraw-text = Код перестанет подходить.
invitation-withdrawn = Приглашение для { $email } отозвано

user-delete = Удалить…
user-delete-title = Удалить: { $name }?
user-delete-nothing = У этой учётной записи ничего нет. Вернуть её будет нельзя.
user-holdings = Этому человеку принадлежат:
user-holdings-clients = { $count ->
    [one] { $count } клиент
    [few] { $count } клиента
    [many] { $count } клиентов
   *[other] { $count } клиента
}
user-holdings-messages = { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
    [many] { $count } сообщений
   *[other] { $count } сообщения
}
user-holdings-senders = { $count ->
    [one] { $count } отправитель
    [few] { $count } отправителя
    [many] { $count } отправителей
   *[other] { $count } отправителя
}
user-holdings-mailings = { $count ->
    [one] { $count } рассылка
    [few] { $count } рассылки
    [many] { $count } рассылок
   *[other] { $count } рассылки
}
user-holdings-attempts = { $count ->
    [one] { $count } попытка
    [few] { $count } попытки
    [many] { $count } попыток
   *[other] { $count } попытки
}
user-holdings-running = { $count ->
    [one] ({ $count } из них сейчас идёт)
    [few] ({ $count } из них сейчас идут)
    [many] ({ $count } из них сейчас идут)
   *[other] ({ $count } из них сейчас идут)
}
user-delete-what = Что с этим сделать
user-delete-give = Передать другому
user-delete-all = Тоже удалить
user-heir = Кому передать
user-heir-help = Перейдут клиенты, сообщения, отправители, рассылки и попытки.
user-delete-all-text = Всё это удалится насовсем, а идущие рассылки остановятся. Вернуть будет нельзя.
user-delete-confirm = Чтобы не ошибиться, наберите { $email }
user-delete-and-give = Передать и удалить
user-delete-and-all = Удалить насовсем
user-deleted = { $name }: учётной записи больше нет
error-confirmation-differs = Это не { $email }. Наберите точно так же или выберите, кому всё передать.
error-heir-needed = Никто ещё не выбран. Выберите, кому всё передать.

audit-filter = Какие записи
audit-search = Поиск
audit-anybody = Кто угодно
audit-anything = Любое действие
audit-not-found = Под этот фильтр в журнале ничего не подходит.
audit-empty = Пока ничего не меняли
audit-empty-text = Здесь видно, что менеджеры и администраторы меняют у других: кто, что и когда.
audit-export-title = Куда записать журнал изменений
audit-export-name = журнал-изменений.csv
audit-operator = Командная строка
audit-at = Когда
audit-actor = Кто
audit-action = Что
audit-owner = У кого
audit-subject = О чём
audit-changes = Что изменилось
audit-no-changes = Ни одно поле не изменилось.
audit-before = Было:
audit-after = Стало:
audit-nothing = ничего

audit-users-add = Добавление пользователя
audit-users-invite = Приглашение
audit-users-withdraw = Отзыв приглашения
audit-users-set-role = Смена роли
audit-users-block = Блокировка
audit-users-unblock = Разблокировка
audit-users-set-password = Новый пароль для пользователя
audit-users-delete = Удаление пользователя
audit-registration-change = Изменение правил регистрации
audit-clients-add = Добавление клиента
audit-clients-change = Изменение клиента
audit-clients-delete = Удаление клиентов
audit-clients-tag = Метки у клиентов
audit-imports-start = Загрузка клиентов
audit-tags-rename = Переименование метки
audit-tags-delete = Удаление метки
audit-suppressions-add = Адрес внесён в стоп-лист
audit-suppressions-delete = Адрес убран из стоп-листа
audit-messages-add = Добавление сообщения
audit-messages-change = Изменение сообщения
audit-messages-delete = Удаление сообщений
audit-messages-attach = Файл вложен
audit-messages-detach = Вложение убрано
audit-senders-add = Добавление отправителя
audit-senders-change = Изменение отправителя
audit-senders-delete = Удаление отправителя
audit-mailings-add = Добавление рассылки
audit-mailings-change = Изменение рассылки
audit-mailings-delete = Удаление рассылки
audit-mailings-start = Запуск рассылки
audit-mailings-pause = Приостановка рассылки
audit-mailings-resume = Продолжение рассылки
audit-mailings-finish = Завершение рассылки
audit-mailings-duplicate = Копия рассылки
audit-mailings-retry-failed = Повтор неудачных писем
audit-mailings-rehearse = Репетиция рассылки
audit-mailings-settle = Решение о неясных письмах
audit-mailings-disable = Отключение рассылки
audit-mailings-enable = Возвращение рассылки
audit-jobs-cancel = Остановка задания

audit-field-name = Имя или название
audit-field-email = Почта
audit-field-role = Роль
audit-field-language = Язык
audit-field-zone = Часовой пояс
audit-field-blocked-at = Доступ закрыт с
audit-field-created-at = Создано
audit-field-updated-at = Изменено
audit-field-expires-at = Действует до
audit-field-comment = Комментарий
audit-field-tags = Метки
audit-field-subject = Тема
audit-field-body = Текст
audit-field-text-body = Текстовая часть
audit-field-format = Формат
audit-field-host = Сервер
audit-field-port = Порт
audit-field-security = Защита
audit-field-username = Имя пользователя
audit-field-from-name = Имя в письмах
audit-field-from-email = Адрес отправителя
audit-field-per-minute = Писем в минуту
audit-field-per-hour = Писем в час
audit-field-per-day = Писем в день
audit-field-letters-per-connection = Писем за соединение
audit-field-connections = Соединений
audit-field-status = Статус
audit-field-starts-at = Начало
audit-field-ends-at = Окончание
audit-field-scheduled = В расписании
audit-field-reason = Причина
audit-field-note = Заметка
audit-field-open = Регистрация открыта
audit-field-system-sender-id = Системный отправитель
audit-field-count = Сколько
audit-field-deliveries = Писем
audit-field-left-out = Оставлено в стороне
audit-field-in-doubt = При сомнении
audit-field-as = Решение
audit-field-stage = Шаг, на котором ответили
audit-field-code = Код
audit-field-enhanced = Расширенный код
audit-field-heir = Кому всё передано
audit-field-password = Пароль
