# Попытки: каждая попытка передать письмо почтовому серверу.

attempts-filter = Какие попытки
attempts-any-mailing = Любая рассылка
attempts-any-outcome = Любой исход
attempts-period = Период
attempts-period-any = За всё время
attempts-period-today = Сегодня
attempts-period-week = За 7 дней
attempts-period-month = За 30 дней
attempts-period-chosen = С… по…
attempts-from = С
attempts-to = По
attempts-domain = Домен
attempts-clear = Сбросить фильтр
attempts-not-found = Под этот фильтр не подходит ни одна попытка.
attempts-none = Писем ещё не отправляли
attempts-none-text = Здесь будет каждая попытка доставить письмо — с ответом почтового сервера слово в слово.
attempts-none-action = Новая рассылка
attempts-export = Выгрузить CSV
attempts-export-title = Куда записать попытки
attempts-export-name = попытки.csv

attempt-time = Время
attempt-email = Получатель
attempt-mailing = Рассылка
attempt-outcome = Исход
attempt-code = Код
attempt-answer = Ответ сервера
attempt-number = Номер попытки
attempt-stage = Что успели
attempt-client = Клиент
attempt-client-open = Открыть страницу клиента
attempt-took = ({ $time })
attempt-again-at = Следующая попытка: { $time }.
attempt-copied = Ответ скопирован

attempt-outcome-success = Отправлено
attempt-outcome-failure = Не доставлено
attempt-outcome-again = Повторится
attempt-outcome-in-doubt = Неизвестно
attempt-outcome-pending = Отправляется

attempt-stage-build = Составляли письмо
attempt-stage-connect = Соединялись с сервером
attempt-stage-mail-from = Назвали серверу отправителя
attempt-stage-rcpt = Назвали серверу получателя
attempt-stage-data = Попросили сервер принять письмо
attempt-stage-body = Передавали письмо
attempt-stage-dot = Передали письмо
attempt-stage-interrupted = Программа закрылась посреди отправки

attempt-answer-none = Ответа не было
attempt-answer-name-not-found = Сервер с таким именем не нашёлся
attempt-answer-connection-refused = На порту сервера никто не ответил
attempt-answer-unreachable = До сервера не добраться
attempt-answer-timed-out = Сервер не ответил вовремя
attempt-answer-connection-closed = Сервер закрыл соединение, ничего не сказав
attempt-answer-not-smtp = Пришёл не ответ почтового сервера
attempt-answer-smtputf8-missing = Сервер не принимает адреса с такими буквами перед знаком @
attempt-answer-letter-too-big = Письмо больше, чем принимает сервер

attempt-advice-unknown = Такого ящика нет. После настоящей рассылки такой адрес попадает в стоп-лист; спросите у клиента новый.
attempt-advice-full = Ящик переполнен. Попробуйте через несколько дней или свяжитесь с клиентом иначе.
attempt-advice-big = Для этого сервера письмо слишком большое. Уменьшите вложения или выложите их в интернет и дайте ссылку.
attempt-advice-later = Сервер просит зайти позже. «Вестник» сделает это сам.
attempt-advice-policy = Сервер принял письмо за нежелательное. Отправьте пробное себе, пишите проще, с меньшим числом ссылок, и спросите почтового провайдера про SPF и DKIM.
attempt-advice-sender = Сервер не разрешает писать от этого имени. Проверьте адрес и вход в настройках отправителя.
attempt-advice-cut = Связь оборвалась раньше, чем письмо передали, так что ничего не доставлено.
attempt-advice-doubt = Связь оборвалась раньше, чем сервер ответил: письмо могло дойти.
attempt-advice-build = Письмо для этого клиента не составилось. Заполните недостающее и отправьте ещё раз.
attempt-advice-other = Сервер отказал этому получателю. Почему — в его ответе; уточните адрес у клиента.
