# Журнал событий в настройках.

settings-logs = Журнал
logs-text = Что Вестник делал и что не получилось. Хранится 14 дней. Паролей и писем здесь не бывает, адреса — только в подробностях.
logs-folder = Файлы лежат в { $path }
logs-folder-copy = Скопировать путь
logs-folder-copied = Путь скопирован
logs-level = Что показывать
logs-level-error = Ошибки
logs-level-warn = Предупреждения
logs-level-info = События
logs-level-debug = Всё
logs-search = Поиск в журнале
logs-refresh = Обновить
logs-empty = Пока ничего не было
logs-empty-text = Здесь появятся загрузки, рассылки и ошибки.
logs-empty-level = Такого не было
logs-looking = Смотрим дальше в прошлое…
logs-end = Это всё
log-level-error = Ошибка
log-level-warn = Внимание
log-level-info = Событие
log-level-debug = Подробность
log-unreadable = Строка, которую не удалось прочитать
log-target = Кто сообщил
