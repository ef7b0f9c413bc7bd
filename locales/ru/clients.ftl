# Экран клиентов и страница одного клиента.

client-name = Имя
client-email = Почта
client-tags = Метки
client-comment = Комментарий
client-state = Состояние
client-created = Добавлен
client-nameless = без имени

clients-add = Новый клиент
clients-import = Загрузить…
clients-export = Выгрузить всех…
clients-export-found = Выгрузить найденных…
clients-export-title = Куда сохранить клиентов
clients-export-name = клиенты.csv
clients-more-than = { $count }+
clients-listed = Показаны только { $count } из найденных. Уточните поиск, чтобы увидеть остальных. «Выбрать всех найденных» берёт всех найденных.
clients-tags = Метки…
clients-search = Найти клиента
clients-any-tag = Любая метка
clients-tag-filter = Показать клиентов с меткой

clients-empty = Клиентов пока нет
clients-empty-text = Перетащите CSV-файл в это окно: подойдёт выгрузка из магазина, Google Контактов или Outlook.
clients-choose-file = Выбрать файл…
clients-add-one = Добавить вручную
clients-not-found = Такого клиента нет
clients-not-found-text = Этого нет ни в именах, ни в адресах, ни в комментариях.
clients-show-all = Показать всех клиентов

selected-found = Выбраны все найденные
clients-picked = Что сделать с выбранными клиентами
clients-pick-all = Выбрать все { $count }
clients-pick-found = Выбрать всех найденных
clients-pick-none = Снять выбор
clients-pick-one-owner = Чтобы выбирать клиентов, укажите одного владельца.
clients-tag = Метки…
clients-tag-found-title = Метки всех найденных клиентов
clients-tag-title = { $count ->
    [one] Метки { $count } клиента
    [few] Метки { $count } клиентов
    [many] Метки { $count } клиентов
   *[other] Метки { $count } клиента
}
clients-tag-add = Добавить метки
clients-tag-remove = Убрать метки
clients-tagged = { $count ->
    [one] Метки изменены у { $count } клиента
    [few] Метки изменены у { $count } клиентов
    [many] Метки изменены у { $count } клиентов
   *[other] Метки изменены у { $count } клиента
}
clients-delete-found-title = Удалить всех найденных клиентов?
clients-delete-title = { $count ->
    [one] Удалить { $count } клиента?
    [few] Удалить { $count } клиентов?
    [many] Удалить { $count } клиентов?
   *[other] Удалить { $count } клиента?
}
clients-delete-text = { $count ->
    [one] Его метки и поля тоже удалятся. Уже отправленные письма останутся в списке попыток.
    [few] Их метки и поля тоже удалятся. Уже отправленные письма останутся в списке попыток.
    [many] Их метки и поля тоже удалятся. Уже отправленные письма останутся в списке попыток.
   *[other] Их метки и поля тоже удалятся. Уже отправленные письма останутся в списке попыток.
}
clients-delete-action = { $count ->
    [one] Удалить
    [few] Удалить { $count }
    [many] Удалить { $count }
   *[other] Удалить { $count }
}
clients-deleted = { $count ->
    [one] Удалён { $count } клиент
    [few] Удалено { $count } клиента
    [many] Удалено { $count } клиентов
   *[other] Удалено { $count } клиента
}

tag-placeholder = Введите название метки
tag-name = Название метки
tag-clients = { $count ->
    [one] { $count } клиент
    [few] { $count } клиента
    [many] { $count } клиентов
   *[other] { $count } клиента
}
tag-owners = { $count ->
    [one] { $count } владелец
    [few] { $count } владельца
    [many] { $count } владельцев
   *[other] { $count } владельца
}
tag-rename-one = Переименовать метку { $name }
tag-delete-one = Удалить метку { $name }
tag-delete-title = Удалить метку «{ $name }»?
tag-delete-text = { $count ->
    [0] Её нет ни у одного клиента.
    [one] Она снимется с { $count } клиента. Сам клиент останется.
    [few] Она снимется с { $count } клиентов. Сами клиенты останутся.
    [many] Она снимется с { $count } клиентов. Сами клиенты останутся.
   *[other] Она снимется с { $count } клиента. Сами клиенты останутся.
}
tags-title = Метки
tags-shared = Чтобы переименовать или удалить метку, которая есть у нескольких владельцев, сначала выберите одного из них над списком клиентов.
tags-empty = Меток пока нет
tags-empty-text = Дайте клиентам метки, например «постоянные» или «опт», и пишите именно им.

client-new = Новый клиент
client-edit = Изменить клиента
client-added = Клиент { $email } добавлен
client-comment-help = Клиент его не увидит. По нему работает поиск.
client-fields = Свои поля
client-fields-help = Их можно вставить в письмо, например город или день рождения.
client-field-add = Добавить поле
client-field-name = Название поля
client-field-remove = Убрать поле { $name }

client-attempts = Что отправлено
client-no-attempts = Этому клиенту ещё ничего не отправляли.
client-suppressed-refused = Этому клиенту письма не уходят: почтовый сервер ответил, что такого адреса нет. Исправьте адрес или уберите его из стоп-листа в настройках.
client-suppressed-unsubscribed = Этому клиенту письма не уходят: он отписался.
client-suppressed-by-hand = Этому клиенту письма не уходят: адрес внесли в стоп-лист вручную.

suppression-refused = Адреса нет
suppression-unsubscribed = Отписался
suppression-by-hand = Остановлен
