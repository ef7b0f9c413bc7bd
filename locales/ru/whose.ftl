# Что менеджеры и администраторы видят у других и что об этом узнают остальные.

owner = Владелец
whose = Чьё показано
whose-own = Только моё
whose-everybody = Все владельцы
whose-title = { $title }: { $name }
whose-nothing = { $name }: здесь пока ничего не добавлено.
whose-no-messages = Сообщений пока нет
person-named = { $name } ({ $email })

owner-is = Владелец: { $name }
owner-will-be = Владельцем будет { $name }
owner-will-be-you = Владельцем будете вы
owner-named = { $what } ({ $name })
owner-no-messages = Выбирать пока не из чего: сообщений ещё нет.
owner-no-senders = У владельца ещё нет отправителя. Добавьте почту, с которой уходят его письма.

home-totals-of = Итоги: { $name }
home-totals-everybody = Итоги по всем

## Рассылка, которую остановил кто-то другой

mailing-disabled = Отключена
mailing-disable = Отключить
mailing-enable = Включить снова
mailing-disable-title = Отключить «{ $name }»?
mailing-disable-text = Письма больше не будут уходить. Владелец не сможет её продолжить: включить снова сможете вы, другой менеджер или администратор.
mailing-disable-reason = Причина
mailing-disable-reason-help = Её и ваше имя увидит { $name }.
mailing-disable-reason-missing = Напишите почему, чтобы владелец знал, что исправить.
mailing-when-disabled = Отключена { $time }
mailing-when-disabled-by = Отключена { $time }, { $name }: { $reason }
mailing-disabled-by = Рассылка отключена ({ $time }). Кто отключил: { $name }.
mailing-disabled-by-somebody = Рассылку отключил менеджер или администратор ({ $time }).
mailing-disabled-reason = Причина: { $reason }
mailing-disabled-ask = Письма не уходят, и продолжить её сами вы не можете. Исправьте, о чём просят, и попросите включить её снова. К кому обратиться: { $name }, любой менеджер или администратор.
mailing-disabled-ask-somebody = Письма не уходят, и продолжить её сами вы не можете. Попросите менеджера или администратора включить её снова.
mailing-disabled-lift = Письма не уходят, пока её не включат снова. Сам владелец этого сделать не может.
mailing-paused-by-its-owner = Её приостановил владелец ({ $time }). Письма не уходят, пока он её не продолжит.
