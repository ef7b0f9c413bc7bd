# Главный экран.

home-new-mailing = Новая рассылка
home-totals = Итоги
home-total-clients = { $count ->
    [one] клиент
    [few] клиента
    [many] клиентов
   *[other] клиента
}
home-total-mailings = { $count ->
    [one] рассылка
    [few] рассылки
    [many] рассылок
   *[other] рассылки
}
home-total-running = идёт сейчас
home-total-success = отправлено
home-total-failure = не доставлено
home-running = Идут сейчас
home-pace = { $pace } в минуту
home-left = осталось { $left }, закончится: { $at }
home-days = Попытки за последние 30 дней
home-failures = Последние неудачи
home-no-failures = Неудач нет. Все письма приняты.
home-all-attempts = Все попытки

chart-success = { $count } отправлено
chart-failure = { $count } не доставлено

first-steps-title = Первая рассылка за четыре шага
first-steps-text = Порядок любой. Ничего не отправится, пока вы не скажете.
first-step-done = (готово)
first-step-sender = Подключите почту
first-step-sender-text = Письма уйдут через неё, с вашего собственного адреса.
first-step-sender-action = Подключить
first-step-clients = Загрузите клиентов
first-step-clients-text = Перетащите CSV-файл в это окно или выберите его.
first-step-clients-action = Выбрать файл…
first-step-message = Напишите сообщение
first-step-message-text = С именем каждого клиента и с просмотром рядом.
first-step-message-action = Написать
first-step-mailing = Отправьте
first-step-mailing-text = Выберите, кому и когда. Можно сначала прорепетировать, ничего не отправляя.
first-step-mailing-action = Новая рассылка
