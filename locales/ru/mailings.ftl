# Рассылки: список, составление и страница каждой.

mailing-new = Новая рассылка
mailing-status = Статус
mailing-status-created = Создана
mailing-status-running = Запущена
mailing-status-paused = Приостановлена
mailing-status-sent = Отправлена
mailing-status-finished = Завершена
mailing-name = Название
mailing-name-help = Клиенты его не увидят.
mailing-progress = Ход
mailing-when = Когда
mailing-sender = Отправитель
mailing-rehearsal = Репетиция
mailing-rehearsal-sender = Репетиционный сервер
mailing-default-name = Рассылка { $date }

mailings-all = { $count ->
    [0] Все
   *[other] Все { $count }
}
mailings-created = Созданы
mailings-running = { $count ->
    [0] Запущены
   *[other] Запущены { $count }
}
mailings-paused = Приостановлены
mailings-sent = Отправлены
mailings-finished = Завершены
mailings-none = Рассылок пока нет
mailings-none-text = Рассылка отправляет одно сообщение многим клиентам в выбранное вами время. Сначала её можно попробовать, ничего не отправляя.
mailings-none-such = Рассылок со статусом «{ $status }» нет
mailings-show-all = Показать все

mailing-when-draft = Составляется
mailing-when-starts = Начнётся { $time }
mailing-when-started = Началась { $time }
mailing-when-finished = Завершена { $time }

mailing-part-sent = отправлено
mailing-part-failed = не доставлено
mailing-part-doubt = неизвестно
mailing-part-sending = отправляется
mailing-part-queued = ждут
mailing-part-expired = опоздали
mailing-part-skipped = пропущено
mailing-recipients = { $count ->
    [one] Всего { $count } получатель
    [few] Всего { $count } получателя
    [many] Всего { $count } получателей
   *[other] Всего { $count } получателя
}

mailing-step-message = Сообщение
mailing-step-audience = Аудитория
mailing-step-sender = Отправитель
mailing-step-time = Начало и конец

mailing-choose-message = Выберите сообщение
mailing-open-message = Открыть
mailing-write-message = Написать сообщение
mailing-no-messages = Отправлять пока нечего. Сначала напишите сообщение.
mailing-no-senders = Отправителей пока нет. Добавьте почту, с которой уходят письма.

audience-all = Все
audience-tags = По меткам
audience-picked = Выбранные
audience-tags-choose = Выберите метки
audience-tags-any = Есть любая из меток
audience-tags-all = Есть все эти метки
audience-tags-none = Нет ни одной из меток
audience-no-tags = Метки не выбраны
audience-fact-any = Любая из меток: { $tags }
audience-fact-all = Все метки: { $tags }
audience-fact-none = Без меток: { $tags }
audience-add-client = Найти клиента и добавить
audience-drop-client = Убрать: { $name }
audience-unknown-client = Клиент
audience-more = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
    [many] и ещё { $count }
   *[other] и ещё { $count }
}
audience-count = { $count ->
    [one] { $count } клиент
    [few] { $count } клиента
    [many] { $count } клиентов
   *[other] { $count } клиента
}
audience-suppressed = { $count ->
    [one] { $count } из них в стоп-листе и письма не получит
    [few] { $count } из них в стоп-листе и письма не получат
    [many] { $count } из них в стоп-листе и письма не получат
   *[other] { $count } из них в стоп-листе и письма не получат
}

sender-limit-minute = { $count } в минуту
sender-limit-hour = { $count } в час
sender-limit-day = { $count } в сутки
sender-limit-none = Без ограничений

mailing-start-when = Начало
mailing-end-when = Конец
mailing-start-now = Сразу
mailing-at = Указать время
mailing-end-never = Без срока
mailing-end-help = После конца письма больше не уходят. Отложенные серверами письма до этого времени пробуются снова.

review-title = Проверка
review-before = Выберите, что отправить, кому и от кого. Чего не хватает, будет названо здесь.
review-recipients = Получателей
review-takes = Займёт
review-done = Готово
review-in-time = Уйдёт до конца
review-too-late = Не успеет
review-about = около { $time }
review-under-minute = меньше минуты
review-ready = Всё готово.
mend-message = Выбрать сообщение
mend-letter = Открыть сообщение
mend-audience = Изменить аудиторию
mend-sender = Выбрать отправителя
mend-sender-settings = Открыть отправителей
mend-time = Изменить время

mailing-start = Запустить сейчас
mailing-start-title = Запустить «{ $name }» сейчас?
mailing-start-text = { $count ->
    [one] Уйдёт { $count } письмо, сразу же. Отправленное вернуть нельзя.
    [few] Уйдут { $count } письма, первые — сразу. Отправленное вернуть нельзя.
    [many] Уйдут { $count } писем, первые — сразу. Отправленное вернуть нельзя.
   *[other] Уйдут { $count } письма, первые — сразу. Отправленное вернуть нельзя.
}
mailing-start-problems = { $count ->
    [one] Проверка нашла { $count } помеху: письма, которых она касается, не уйдут.
    [few] Проверка нашла { $count } помехи: письма, которых они касаются, не уйдут.
    [many] Проверка нашла { $count } помех: письма, которых они касаются, не уйдут.
   *[other] Проверка нашла { $count } помехи: письма, которых они касаются, не уйдут.
}
mailing-schedule = Запланировать
mailing-rehearse = Попробовать без отправки
mailing-rehearse-help = Те же письма уйдут почтовому серверу внутри «Вестника». Никто ничего не получит.
mailing-unscheduled = Вы меняете запланированную рассылку. Она не начнётся, пока вы не запланируете её снова.
mailing-leave-title = Оставить незапланированной?
mailing-leave-text = До ваших изменений рассылка была запланирована. Теперь сама она не начнётся.
mailing-leave-action = Оставить

mailing-pause = Приостановить
mailing-resume = Продолжить
mailing-finish = Завершить
mailing-finish-title = Завершить «{ $name }»?
mailing-finish-text = { $count ->
    [0] Больше в ней ничего нельзя будет отправить.
    [one] { $count } неотправленное письмо уже не уйдёт.
    [few] { $count } неотправленных письма уже не уйдут.
    [many] { $count } неотправленных писем уже не уйдут.
   *[other] { $count } неотправленного письма уже не уйдёт.
}
mailing-duplicate = Дублировать
mailing-delete = Удалить
mailing-delete-title = Удалить «{ $name }»?
mailing-delete-text = Из неё ещё ничего не отправлено.
mailing-retry = Повторить неудачные
mailing-retry-title = { $count ->
    [one] Отправить ещё раз { $count } получателю?
    [few] Отправить ещё раз { $count } получателям?
    [many] Отправить ещё раз { $count } получателям?
   *[other] Отправить ещё раз { $count } получателям?
}
mailing-retry-text = Кто в стоп-листе, письма не получит. Остальным стоит отправлять, только если причина отказа исчезла.
mailing-retried = { $again ->
    [one] Ещё раз уйдёт { $again } письмо.
    [few] Ещё раз уйдут { $again } письма.
    [many] Ещё раз уйдут { $again } писем.
   *[other] Ещё раз уйдут { $again } письма.
} { $left_out ->
    [0] {""}
    [one] Оставлен в стороне { $left_out } адрес: в стоп-листе или уже не клиент.
    [few] Оставлены в стороне { $left_out } адреса: в стоп-листе или уже не клиенты.
    [many] Оставлены в стороне { $left_out } адресов: в стоп-листе или уже не клиенты.
   *[other] Оставлены в стороне { $left_out } адреса: в стоп-листе или уже не клиенты.
}
mailing-retry-action = Отправить им ещё раз
mailing-retry-group = Отправить ещё раз: { $count }
mailing-retry-group-label = { $count ->
    [one] Отправить ещё раз { $count } получателю, последний ответ которому был { $said }
    [few] Отправить ещё раз { $count } получателям, последний ответ которым был { $said }
    [many] Отправить ещё раз { $count } получателям, последний ответ которым был { $said }
   *[other] Отправить ещё раз { $count } получателям, последний ответ которым был { $said }
}
mailing-export = Выгрузить отчёт
mailing-export-title = Куда записать отчёт
mailing-export-name = { $name }.csv

mailing-print = Распечатать отчёт
mailing-report = Отчёт
report-print = Печать
report-title = Отчёт о рассылке
report-status = Статус
report-begun = Начата
report-ended = Закончена
report-took = Заняла
report-subject = Тема
report-from = От кого
report-from-words = { $name } <{ $email }>
report-sender = Через отправителя
report-delivered = Доля доставленных
report-counts = Что стало с письмами
report-state = Состояние
report-letters = Писем
report-share = Доля
report-all = Всего получателей
report-reason = Причина
report-addresses = Адреса, куда письмо не дошло
report-more = { $count ->
    [one] и ещё { $count } — он есть в выгруженном отчёте.
    [few] и ещё { $count } — они есть в выгруженном отчёте.
    [many] и ещё { $count } — они есть в выгруженном отчёте.
   *[other] и ещё { $count } — они есть в выгруженном отчёте.
}
report-written = Составлен «Вестником», { $time }

mailing-parts = Части страницы
mailing-overview = Обзор
mailing-pace = { $pace } в минуту
mailing-left = осталось { $left }, готово: { $at }
mailing-done-at = готово: { $at }
mailing-too-late = { $count ->
    [one] { $count } письмо не успеет уйти до конца
    [few] { $count } письма не успеют уйти до конца
    [many] { $count } писем не успеют уйти до конца
   *[other] { $count } письма не успеют уйти до конца
}
mailing-series = Отправлено и не доставлено по времени
mailing-failures = Почему не доставлено
mailing-failed-attempts = { $count ->
    [one] { $count } попытка
    [few] { $count } попытки
    [many] { $count } попыток
   *[other] { $count } попытки
}
mailing-facts = Об этой рассылке
mailing-fact-start = Начало
mailing-fact-end = Конец
mailing-fact-finish = Завершена
mailing-fact-sent = Отправлена
mailing-no-attempts = Попыток пока нет
mailing-no-attempts-text = Они появятся здесь, когда письма начнут уходить.

mailing-rehearsal-note = Это репетиция. Письма ушли почтовому серверу внутри «Вестника»; никто ничего не получил.
mailing-paused-by-owner = Вы приостановили её ({ $time }). Письма не уходят, пока вы её не продолжите.
mailing-paused-by-program = «Вестник» приостановил её ({ $time }):
mailing-unlock = Парольная фраза нужна один раз после каждого запуска «Вестника».
mailing-unlocked = Пароли отправителей теперь отперты. Продолжите рассылку, и её письма уйдут.
mailing-more-settings = Ещё
mailing-in-doubt-policy = Если неизвестно, дошло ли письмо
mailing-in-doubt-policy-resend = Отправить ещё раз
mailing-in-doubt-policy-hold = Спросить меня
mailing-in-doubt-policy-help = Иногда связь обрывается раньше, чем сервер ответил. Отправленное ещё раз, такое письмо может прийти дважды; пока вы решаете, оно ждёт.
mailing-settle-sent = Считать отправленными
mailing-settle-again = Отправить ещё раз
mailing-settle-title = { $count ->
    [one] Отправить { $count } письмо ещё раз?
    [few] Отправить { $count } письма ещё раз?
    [many] Отправить { $count } писем ещё раз?
   *[other] Отправить { $count } письма ещё раз?
}
mailing-settle-text = Кто его уже получил, получит дважды.
mailing-perhaps-twice = { $count ->
    [one] Возможно, доставлено дважды: { $count } письмо.
    [few] Возможно, доставлено дважды: { $count } письма.
    [many] Возможно, доставлено дважды: { $count } писем.
   *[other] Возможно, доставлено дважды: { $count } письма.
}
