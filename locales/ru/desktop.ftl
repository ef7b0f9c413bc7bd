# Область уведомлений, уведомления и системные окна программы.

tray-open = Открыть Вестник
tray-quit = Выйти
tray-finishing = Отправляются последние письма…

closing-title = Закрыть окно?
closing-question = Вестник может рассылать письма и с закрытым окном. Снова открыть окно можно значком в области уведомлений. Этот выбор меняется в настройках.
closing-keep = Продолжать рассылку
closing-quit = Выйти
closing-cancel = Отмена

notice-failed = «{ $mailing }»: { $count ->
    [one] не доставлено { $count } письмо
    [few] не доставлено { $count } письма
   *[many] не доставлено { $count } писем
}
notice-ended = Рассылка «{ $mailing }» завершена
notice-ended-body = Отправлено: { $sent }, с ошибкой: { $failed }
notice-paused = Рассылка «{ $mailing }» приостановлена
notice-missed = Рассылка «{ $mailing }» не отправлена
notice-missed-body = { $recipients ->
    [one] Её срок прошёл, пока Вестник был закрыт. Письмо не получил { $recipients } клиент.
    [few] Её срок прошёл, пока Вестник был закрыт. Письмо не получили { $recipients } клиента.
   *[many] Её срок прошёл, пока Вестник был закрыт. Письмо не получили { $recipients } клиентов.
}
