# Первый запуск: пользователь, отправитель, пробное письмо.

product = Вестник
first-run-language = Язык
first-run-steps = Шаги
first-run-step-account = Вы
first-run-step-sender = Ваша почта
first-run-step-test = Пробное письмо

first-run-title = Добро пожаловать в Вестник
first-run-text = Письма вашим клиентам с вашей собственной почты. Всё остаётся на этом компьютере.
first-run-name = Ваше имя
first-run-email = Ваша почта
first-run-password = Пароль для Вестника
first-run-password-help = Не меньше 8 знаков. Это не пароль от вашей почты.
first-run-next = Дальше

first-run-sender-title = Подключите почту
first-run-sender-text = Письма уйдут через неё, с вашего собственного адреса. Это можно сделать и позже.
first-run-skip = Пока пропустить
first-run-connect = Проверить и продолжить

first-run-test-title = Отправьте письмо себе
first-run-test-text = Чтобы увидеть, что оно дошло, и куда: во входящие или в спам.
first-run-test-to = Кому
first-run-test-send = Отправить письмо
first-run-test-sent = Отправлено на { $to }. Почтовый сервер ответил:
first-run-finish = Начать работу
test-letter-subject = Письмо от Вестника
test-letter-body =
    Здравствуйте!

    Это письмо пришло через вашу собственную почту, значит, всё работает.
    Теперь загрузите клиентов и напишите им.

    Вестник
