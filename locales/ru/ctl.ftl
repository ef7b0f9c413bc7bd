# vestnikctl: справка, заголовки столбцов, итоги команд.

ctl-about = Вестник без окна: письма вашим клиентам через ваш почтовый сервер
ctl-option-database = База данных, sqlite:ПУТЬ или postgres://…; без неё — база программы с окном
ctl-option-json = Печатать строки JSON вместо таблиц
ctl-option-owner = Чьи; не нужно, пока пользователь один
ctl-option-limit = Не больше стольких строк
ctl-option-password-stdin = Прочитать пароль из первой строки стандартного ввода

ctl-users = Пользователи
ctl-users-add = Добавить учётную запись, не требующую подтверждения
ctl-users-add-role = Что человеку можно
ctl-users-add-name = Как человека зовут
ctl-users-list = Показать учётные записи
ctl-users-invite = Пригласить человека: выводит код для регистрации
ctl-users-invited = Код приглашения для { $email }: { $code }
ctl-users-delete = Удалить учётную запись
ctl-users-delete-to = Кому достанутся клиенты, сообщения, отправители и рассылки
ctl-users-delete-with-data = Удалить и всё, что ей принадлежит
ctl-users-deleted = Учётная запись { $email } удалена.
ctl-users-audit = Что менеджеры и администраторы делали с чужим, сначала новое
ctl-users-set-password = Задать новый пароль
ctl-users-set-role = Дать учётной записи другую роль
ctl-users-block = Заблокировать учётную запись: письма её владельца больше не отправляются
ctl-users-unblock = Разблокировать учётную запись: рассылки её владельца продолжатся
ctl-users-role-set = Роль { $email }: { $role }.
ctl-users-blocked = { $email } — учётная запись заблокирована. Письма в пути дойдут, новые не начнутся.
ctl-users-unblocked = { $email } — учётная запись разблокирована.
ctl-role-user = пользователь
ctl-role-manager = менеджер
ctl-role-administrator = администратор
ctl-users-added = Добавлен { $email }, роль { $role }.
ctl-users-password-set = Новый пароль для { $email } задан.

ctl-senders = Отправители: учётные записи SMTP
ctl-senders-add = Добавить отправителя
ctl-senders-add-name = Как вы его называете
ctl-senders-add-host = Имя сервера
ctl-senders-add-port = Порт сервера: обычно 465 для tls, 587 для starttls, 25 для none
ctl-senders-add-security = Как защищено соединение
ctl-senders-add-from = От кого письма: "Имя <адрес>"
ctl-senders-add-username = Имя для входа; без него входа нет
ctl-senders-add-per-minute = Не больше стольких писем в минуту
ctl-senders-add-per-hour = Не больше стольких писем в час
ctl-senders-add-per-day = Не больше стольких писем в день
ctl-senders-add-connections = Соединений сразу
ctl-senders-add-letters-per-connection = Не больше стольких писем за одно соединение; потом открывается другое
ctl-senders-list = Показать отправителей
ctl-senders-test = Соединиться и войти, шаг за шагом, ничего не отправляя
ctl-senders-added = Добавлен отправитель «{ $name }».

ctl-clients = Клиенты: те, кто получает письма
ctl-clients-import = Загрузить файл CSV
ctl-clients-import-map = Какой столбец (заголовок или номер с 1) что содержит, например email=2,name=Клиент,comment=Заметка; без этого угадывается
ctl-clients-import-encoding = Кодировка файла, например utf-8, windows-1251, koi8-r, cp866; без этого угадывается
ctl-clients-import-delimiter = Что стоит между ячейками: , ; | или tab; без этого угадывается
ctl-clients-import-tag = Метка для всех клиентов списка; можно повторять
ctl-clients-import-dry-run = Сказать, что произойдёт, и ничего не менять
ctl-clients-import-rejects = Записать отклонённые строки в этот файл, чтобы исправить и загрузить снова
ctl-clients-list = Показать клиентов
ctl-clients-count = Сосчитать клиентов
ctl-clients-export = Записать клиентов в файл CSV
ctl-clients-search = Только те, у кого это есть в почте, имени или комментарии
ctl-clients-tag = Только с этой меткой
ctl-exported = { $rows ->
    [one] Записана { $rows } строка.
    [few] Записаны { $rows } строки.
   *[many] Записано { $rows } строк.
}

ctl-messages = Сообщения: письма, готовые к рассылке
ctl-messages-add = Добавить сообщение и напечатать его номер
ctl-messages-add-subject = Тема
ctl-messages-add-html = Текст письма в HTML
ctl-messages-add-markdown = Текст письма в Markdown
ctl-messages-add-text = Текст письма без оформления
ctl-messages-add-attach = Файл, который приложить; можно повторять
ctl-messages-list = Показать сообщения

ctl-mailings = Рассылки: одно сообщение одной аудитории через одного отправителя
ctl-mailings-add = Добавить рассылку и напечатать её номер
ctl-mailings-add-name = Как вы её называете
ctl-mailings-add-message = Сообщение
ctl-mailings-add-sender = Имя отправителя
ctl-mailings-add-audience = Кому: всем (all) или тем, у кого есть метка
ctl-mailings-add-starts-at = Когда начать: 2026-12-01 10:00 по часам этого компьютера или 2026-12-01T10:00:00+03:00; без этого — вручную
ctl-mailings-add-ends-at = Когда закончить, в том же виде
ctl-mailings-add-in-doubt = Что делать с письмами, о которых неизвестно, дошли ли они: resend — отправить ещё раз (лучше дважды, чем никогда), hold — ждать решения «mailings settle»
ctl-mailings-list = Показать рассылки
ctl-mailings-show = Показать рассылку: статус, счёт доставок, ошибки по причинам
ctl-mailings-start = Начать сейчас
ctl-mailings-pause = Приостановить
ctl-mailings-resume = Продолжить
ctl-mailings-disable = Отключить рассылку: её владелец не сможет продолжить
ctl-mailings-disable-reason = Причина; её прочтёт владелец
ctl-mailings-enable = Снова включить отключённую рассылку
ctl-mailings-finish = Завершить: что не отправлено, уже не отправится
ctl-mailings-retry-failed = Отправить снова тем, кому не удалось
ctl-mailings-retry-stage = Только те, кому ответили на этом шаге, например rcpt или dot
ctl-mailings-retry-code = Только те, чей последний ответ был с этим кодом; 0 — без кода
ctl-mailings-retry-enhanced = Только те, чей последний ответ был с этим расширенным кодом, например 5.7.1; пусто — без него
ctl-mailings-settle = Решить о письмах, о которых неизвестно, дошли ли они
ctl-mailings-settle-as = sent — считать отправленными, again — отправить ещё раз

ctl-send = Разослать до конца все рассылки, срок которых настал, или одну названную
ctl-send-id = Рассылка; если она ждёт начала, она начнётся сейчас

ctl-attempts = Попытки передать письмо
ctl-attempts-list = Показать попытки с ответами почтового сервера
ctl-attempts-export = Записать попытки в файл CSV
ctl-attempts-mailing = Только попытки этой рассылки
ctl-attempts-outcome = Только с таким исходом

ctl-statistics = Числа с главного экрана
ctl-worker = Рассылать без окна всё, чему настал срок, до SIGTERM или Ctrl+C
ctl-worker-started = Письма отправляются, когда настаёт их срок. Ctrl+C заканчивает.
ctl-worker-until-idle = Разослать то, чему срок настал, и закончить

ctl-database = База данных целиком
ctl-database-status = Сказать, что это за база и что в ней
ctl-database-check = Доказать, что ни одна строка не противоречит другой
ctl-database-backup = Записать копию местной базы в новый файл
ctl-database-migrate = Обновить строение базы и сказать его версию
ctl-database-restore = Поставить резервную копию на место местной базы; прежняя база останется рядом
ctl-database-migrated = Строение базы обновлено: версия { $version }.
ctl-database-restored = База { $path } восстановлена. Раньше здесь базы не было.
ctl-database-replaced = База { $path } восстановлена. Прежняя база — в файле { $kept }.
ctl-database-sound = Противоречий нет.
ctl-database-saved = Сохранено в { $path }.

ctl-rehearse = Пройти весь путь со списком: загрузить его и написать всем через встроенный репетиционный сервер. Никто не получит письма, и ничего не сохранится
ctl-rehearse-file = Файл CSV
ctl-rehearse-imported = Список загружен:
ctl-rehearse-sent = Письма ушли на репетиционный сервер:
ctl-rehearse-owner = Репетиция
ctl-rehearse-name = Репетиция
ctl-rehearse-subject = Несколько слов нашим клиентам
ctl-rehearse-body =
    Здравствуйте, {"{{"} name | default("дорогой клиент") {"}}"}!

    Это письмо — репетиция. Оно прошло весь путь до почтового сервера, только сервер этот — часть Вестника и никому писем не отдаёт.

ctl-password = Пароль:{" "}
ctl-nothing = Здесь ничего нет.

ctl-column-at = Когда
ctl-column-actor = Кто
ctl-column-action = Что
ctl-column-owner = Чьё
ctl-column-id = Номер
ctl-column-email = Почта
ctl-column-name = Имя
ctl-column-role = Роль
ctl-column-blocked-at = Доступ закрыт
ctl-column-created-at = Добавлено
ctl-column-updated-at = Изменено
ctl-column-from-email = От кого
ctl-column-host = Сервер
ctl-column-port = Порт
ctl-column-security = Защита
ctl-column-username = Имя для входа
ctl-column-connections = Соединений
ctl-column-step = Шаг
ctl-column-ok = Работает
ctl-column-answer = Ответ
ctl-column-tags = Метки
ctl-column-comment = Комментарий
ctl-column-suppressed = В стоп-листе
ctl-column-new = Новых
ctl-column-changed = Изменённых
ctl-column-same = Без изменений
ctl-column-invalid = Отклонено
ctl-column-repeated = Повторов
ctl-column-seconds = Секунд
ctl-column-rejects = Отклонённые строки
ctl-column-line = Строка
ctl-column-reason = Почему
ctl-column-text = Что в ней
ctl-column-subject = Тема
ctl-column-format = Формат
ctl-column-attachments = Вложений
ctl-column-status = Статус
ctl-column-message-subject = Сообщение
ctl-column-sender-name = Отправитель
ctl-column-starts-at = Начало
ctl-column-ends-at = Конец
ctl-column-recipients = Получателей
ctl-column-counts-queued = Ждут
ctl-column-counts-leased = Взяты
ctl-column-counts-sending = В пути
ctl-column-counts-in-doubt = Под вопросом
ctl-column-counts-sent = Отправлено
ctl-column-counts-failed = С ошибкой
ctl-column-counts-expired = Не успели
ctl-column-counts-skipped = Пропущено
ctl-column-perhaps-twice = Возможно, дважды
ctl-column-per-minute = В минуту
ctl-column-next-try-at = Следующая попытка
ctl-column-forecast-at = Готово
ctl-column-forecast-in-time = Успеют
ctl-column-forecast-too-late = Не успеют
ctl-column-in-doubt = При сомнении
ctl-column-failed = Окончательно
ctl-column-count = Сколько
ctl-column-code = Код
ctl-column-enhanced = Расширенный код
ctl-column-started-at = Когда
ctl-column-mailing-name = Рассылка
ctl-column-number = Попытка
ctl-column-outcome = Исход
ctl-column-clients = Клиентов
ctl-column-mailings = Рассылок
ctl-column-mailings-running = Идёт рассылок
ctl-column-attempts-success = Успешных попыток
ctl-column-attempts-failure = Неудачных попыток
ctl-column-database = База данных
ctl-column-version = Версия
ctl-column-size = Размер, байт
ctl-column-users = Пользователей
ctl-column-attempts = Попыток
ctl-column-invariant = Правило
ctl-column-rows = Строк

error-ctl-file = Файл { $path } не читается: { $detail }.
error-ctl-body-missing = Назовите файл с текстом письма: --html, --markdown или --text.
error-ctl-password-missing = На стандартном вводе нет пароля. Он должен стоять в первой строке, вместе с --password-stdin.
error-ctl-owner-needed = Пользователей несколько. Скажите, чьи данные нужны: --owner ПОЧТА. Все пользователи: «vestnikctl users list».
error-ctl-sender-unknown = Отправителя «{ $name }» нет. Все отправители: «vestnikctl senders list».
error-ctl-column-unknown = В файле нет столбца «{ $column }». Назовите заголовок из первой строки или номер с 1.
error-ctl-output-closed = Тот, кто читал вывод, закрыл его.
error-ctl-nothing-to-send = Из рассылки «{ $name }» нечего отправлять: её статус «{ $status }». Приостановленную продолжает «vestnikctl mailings resume», недоставленное отправляет ещё раз «vestnikctl mailings retry-failed».
error-ctl-passphrase-needed = В этой системе нет хранилища паролей, поэтому они лежат в зашифрованном файле. Придумайте парольную фразу и передайте её в переменной VESTNIK_PASSPHRASE.
error-ctl-database-broken = База данных противоречит сама себе. Прежде всего сделайте её копию.
