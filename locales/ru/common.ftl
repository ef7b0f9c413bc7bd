# Рамка окна и слова, общие для многих экранов.

navigation = Экраны
screen-home = Главная
screen-clients = Клиенты
screen-messages = Сообщения
screen-mailings = Рассылки
screen-attempts = Попытки
screen-users = Пользователи
screen-settings = Настройки
sidebar-fold = Показать или скрыть названия экранов
status-bar = Состояние
database-here = Этот компьютер
database-shared = { $name } на { $host }

worker-idle = Сейчас отправлять нечего
worker-sending = Идёт отправка
worker-sending-for = Отправляются письма: { $name }
worker-mailing-of = { $mailing } · { $name }
worker-sending-mailing = Идёт рассылка «{ $mailing }»
worker-sending-count = Идёт рассылка «{ $mailing }», { $done } из { $total }, { $pace } в минуту
worker-sending-until = Идёт рассылка «{ $mailing }», { $done } из { $total }, { $pace } в минуту, закончится: { $at }
worker-stopped = Отправка остановлена

save = Сохранить
cancel = Отмена
close = Закрыть
back = Назад
add = Добавить
edit = Изменить
delete = Удалить
clear = Очистить
try-again = Попробовать ещё раз
more = Ещё
copy = Копировать
yes = Да
no = Нет
optional = Необязательно
overlays = Поверх экрана
saved = Сохранено

loading = Загрузка…
load-failed = Не удалось это показать
nothing-found = Ничего не найдено
error-unknown = Случилось что-то неожиданное ({ $code }). Попробуйте ещё раз; если повторится, подробности есть в журнале.

password-show = Показать пароль
select-all = Выбрать всё
select-row = Выбрать
selected = Выбрано: { $count }
range-cut = { $count ->
    [one] Столько сразу не выбрать: выбрана первая { $count } строка
    [few] Столько сразу не выбрать: выбраны первые { $count } строки
    [many] Столько сразу не выбрать: выбраны первые { $count } строк
   *[other] Столько сразу не выбрать: выбраны первые { $count } строки
}
discard-title = Уйти без сохранения?
discard-text = Всё, что вы здесь изменили, пропадёт.
discard-action = Уйти без сохранения

progress-count = { $done } из { $total }
progress-so-far = уже { $done }
progress-left = осталось { $left }
progress-heard = Готово { $percent } процентов
job-import = Загрузка клиентов
job-import-preview = Просмотр файла
job-client-export = Выгрузка клиентов
job-attempt-export = Выгрузка попыток
job-mailing-report = Составление отчёта
job-user-delete = Удаление пользователя
job-audit-export = Выгрузка журнала изменений
export-done = { $rows ->
    [one] { $rows } строка записана в { $file }
    [few] { $rows } строки записаны в { $file }
    [many] { $rows } строк записано в { $file }
   *[other] { $rows } строки записано в { $file }
}

tag-remove = Убрать метку { $name }
tag-create = Создать метку «{ $name }»
tags-none = Меток пока нет. Введите название, чтобы создать первую.
tags-not-found = Такой метки нет

calendar-open = Выбрать в календаре
calendar-earlier = Предыдущий месяц
calendar-later = Следующий месяц
time-zone = Часовой пояс

language-ru = Русский
language-en = English
