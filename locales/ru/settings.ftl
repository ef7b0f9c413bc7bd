# Настройки и форма отправителя.

settings-sections = Разделы настроек
settings-profile = Профиль
settings-appearance = Вид и язык
settings-notifications = Уведомления
settings-senders = Отправители
settings-suppressions = Стоп-лист
settings-people = Люди
settings-database = База данных
settings-about = О программе

profile-name = Имя
profile-email = Почта
profile-email-help = С ней вы входите.
profile-zone-help = По нему показывается всё время.
password-title = Пароль для Вестника
password-old = Нынешний пароль
password-new = Новый пароль
password-change = Сменить пароль
password-changed = Пароль сменён
lock-after = Блокировать окно через
lock-after-help = Когда никто не трогает клавиатуру и мышь. Рассылки при этом идут.
lock-minutes = { $count ->
    [one] { $count } минуту
    [few] { $count } минуты
    [many] { $count } минут
   *[other] { $count } минуты
}
lock-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
    [many] { $count } часов
   *[other] { $count } часа
}
lock-never = Никогда

people-text = Кто может завести учётную запись и через какую почту уходят письма с кодами.
people-open = Люди могут регистрироваться сами
people-open-help = Они подтверждают почту кодом из письма и начинают с роли пользователя. Иначе войдут только те, кого пригласит администратор.
people-sender = Почта для писем с кодами
people-sender-help = Через неё уходят подтверждения, приглашения и письма о новом пароле.
people-sender-none = Не выбрана
people-sender-own = { $name }, { $email }
people-sender-of = { $name }, { $email } (владелец: { $owner })
people-senders-none = Отправителей у вас пока нет.
people-no-sender = Без неё коды передаёте вы сами, а восстановить пароль без администратора никто не сможет.
people-no-sender-open = Без неё никто не сможет ни зарегистрироваться сам, ни восстановить пароль: коды вы раздаёте на экране «Пользователи».

appearance-language = Язык
appearance-theme = Цвета
appearance-system = Как в системе
appearance-light = Светлые
appearance-dark = Тёмные

notify-failures = Сообщать о недоставленных письмах
notify-failures-help = О многих придёт одно уведомление: сколько и почему.
notify-ends = Сообщать об окончании рассылки
window-close = Когда окно закрывают
window-close-help = В области уведомлений рассылки идут и начинаются вовремя.
window-close-ask = Спросить
window-close-tray = Свернуть
window-close-quit = Выйти
start-at-sign-in = Запускать при входе в систему
start-at-sign-in-help = Чтобы рассылка, назначенная на утро, ушла утром.

senders-text = Почтовые ящики, через которые уходят письма.
senders-empty = Отправителей пока нет
senders-empty-text = Подключите почту, и письма будут приходить с вашего собственного адреса.
sender-add = Новый отправитель
sender-new = Новый отправитель
sender-edit = Изменить: { $name }
sender-saved = Отправитель { $name } сохранён
sender-more = Ещё: { $name }
sender-from = { $name }, { $email }
sender-ready = Готов
sender-problem = Не работает
sender-locked = Пароль заперт
sender-no-password = Нет пароля
sender-rehearsal = Репетиция
sender-rehearsal-help = Проверяет рассылку на этом компьютере, ничего не отправляя.
sender-delete-title = Удалить отправителя { $name }?
sender-delete-text = Его пароль забудется. Рассылки, которые через него ушли, останутся.

sender-preset = Где заведена почта?
sender-name = Название отправителя
sender-name-help = Чтобы найти его в списке. Клиенты его не видят.
sender-from-email = Почта
sender-from-name = Имя в письмах
sender-from-name-help = Его клиенты видят рядом с адресом.
sender-username = Имя пользователя
sender-username-help = Почти всегда это адрес целиком.
sender-password = Пароль
sender-app-password = Пароль приложения
sender-password-kept = Оставьте пустым, чтобы не менять.
sender-server = Сервер и ограничения
sender-host = Сервер
sender-port = Порт
sender-security = Защита
sender-security-tls = TLS
sender-security-starttls = STARTTLS
sender-security-none = Без защиты
sender-limits = Писем не больше
sender-limits-help = Почтовые службы блокируют тех, кто шлёт слишком быстро. Для известных служб числа уже стоят.
sender-per-minute = В минуту
sender-per-hour = В час
sender-per-day = В день
sender-letters-per-connection = За соединение
sender-connections = Соединений
sender-no-limit = любое

sender-test = Проверить связь
sender-testing = Проверяем связь…
sender-test-good = Всё работает.
sender-step-name-done = Сервер найден
sender-step-name-failed = Сервер не найден
sender-step-port-done = До него можно достучаться
sender-step-port-failed = До него не достучаться
sender-step-greeting-done = Он отвечает
sender-step-greeting-failed = Он отвечает не как почтовый сервер
sender-step-tls-done = Соединение защищено
sender-step-tls-failed = Соединение не удалось защитить
sender-step-sign-in-done = Имя пользователя и пароль подходят
sender-step-sign-in-failed = Сервер вас не впустил
sender-step-from-done = Он принимает письма с вашего адреса
sender-step-from-failed = Он не принимает письма с вашего адреса

suppressions-text = На эти адреса письма не уходят, в какой бы рассылке они ни были.
suppressions-search = Поиск по почте
suppressions-empty = Стоп-лист пуст
suppressions-empty-text = Несуществующие адреса попадают сюда сами. Можно добавить и другие.
suppression-reason = Почему
suppression-note = Заметка
suppression-since = С какого дня
suppression-add = Добавить адрес
suppression-add-title = Не писать на адрес
suppression-email-help = Письма не пойдут на него, начиная со следующего.
suppression-delete-one = Убрать { $email } из стоп-листа
suppression-delete-title = Убрать { $email } из стоп-листа?
suppression-delete-text = Рассылки снова будут слать на него письма.
suppression-delete-action = Убрать из списка

database-text = Здесь хранятся клиенты, сообщения, рассылки и каждая попытка.
database-place = Место
database-passwords = Пароли отправителей
database-size = Размер
database-backup = Сделать копию…
database-backup-title = Куда сохранить копию
database-backup-name = вестник-копия.db
database-backup-done = Копия сохранена в { $file } ({ $size })
database-check = Проверить
database-check-good = Всё в порядке.
database-check-bad = Что-то не сходится. Сделайте копию и сообщите об этом:
database-broken = { $invariant }: { $count ->
    [one] { $count } строка
    [few] { $count } строки
    [many] { $count } строк
   *[other] { $count } строки
}
key-store-system = В хранилище ключей системы
key-store-file = В зашифрованном файле
key-store-locked = Заперты
key-store-locked-text = Пароли отправителей заперты. Введите парольную фразу, чтобы письма могли уходить.
key-store-passphrase = Парольная фраза
key-store-unlock = Отпереть

about-title = Вестник
about-text = Письма вашим клиентам через ваш собственный почтовый сервер.
about-version = Версия
about-licence = Лицензия
about-licence-text = MIT
shortcuts = Клавиши
shortcut-screens = Перейти к экрану
shortcut-back = Назад
shortcut-search = Поиск
shortcut-save = Сохранить
shortcut-all = Выбрать все строки
shortcut-range = Выбрать несколько строк
shortcut-zoom = Крупнее, мельче, обычный размер
shortcut-delete = Удалить выбранное
shortcut-leave = Закрыть или снять выбор
