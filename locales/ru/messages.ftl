# Сообщения: список, редактор, просмотр и готовые письма.

message-new = Новое сообщение
message-search = Поиск по сообщениям
message-search-else = Попробуйте другое слово из темы.
message-none = Напишите первое письмо
message-none-text = Сообщение — это письмо, которое можно отправлять снова и снова, с именем каждого клиента внутри. Начните с готового или с чистого листа.
message-no-subject = Без темы
message-subject = Тема
message-subject-hint = О чём письмо
message-body = Текст письма
message-format = Формат
message-attachments = Вложения
message-changed = Изменено
message-not-saved = Не сохранено
message-side = Что показано
message-write = Письмо
message-look = Просмотр
message-delete-one = Удалить «{ $subject }»?
message-delete-many = { $count ->
    [one] Удалить { $count } сообщение?
    [few] Удалить { $count } сообщения?
    [many] Удалить { $count } сообщений?
   *[other] Удалить { $count } сообщения?
}
message-delete-text = { $count ->
    [1] Вложения удалятся вместе с ним. У отправленных рассылок останутся их цифры и попытки.
   *[other] Вложения удалятся вместе с ними. У отправленных рассылок останутся их цифры и попытки.
}
message-kept = Есть несохранённая версия этого сообщения: { $time }.
message-unsaved = «{ $subject }» ({ $time }) осталось несохранённым.
message-restore = Вернуть её
message-continue = Продолжить
message-discard = Выбросить

format-html = HTML
format-markdown = Markdown
format-text = Простой текст

writing-rich = С оформлением
writing-markdown = Markdown
writing-html = HTML
writing-text = Простой текст
writing-markdown-hint = # Заголовок, **жирный**, [ссылка](https://example.org), поля подстановки — через { "{" }
writing-html-hint = <p>HTML письма. Поля подстановки — через { "{" }.</p>
writing-text-hint = Текст письма. Поля подстановки — через { "{" }.
writing-change = Сменить формат
writing-loses = Убрать оформление?
writing-loses-text = Слова останутся. Заголовки, списки, ссылки и картинки станут простым текстом.
writing-drops-text = Потерять текст, написанный вручную?
writing-drops-text-text = Письмо простым текстом делается из самого письма, без оформления. Простой текст, который вы написали вручную, пропадёт.
writing-rich-loses = Потерять часть письма?
writing-rich-loses-text = Редактор с оформлением не умеет хранить { $lost }. Чтобы письмо не изменилось, оставайтесь в HTML.

editor-toolbar = Оформление
editor-block = Вид абзаца
editor-block-paragraph = Текст
editor-block-1 = Название
editor-block-2 = Заголовок
editor-block-3 = Подзаголовок
editor-bold = Жирный
editor-italic = Курсив
editor-underline = Подчёркнутый
editor-link = Ссылка
editor-bullets = Список
editor-numbers = Нумерованный список
editor-quote = Цитата
editor-centre = По центру
editor-image = Картинка из интернета
editor-line = Черта
editor-undo = Отменить
editor-redo = Вернуть
editor-link-address = Адрес
editor-link-change = Изменить
editor-image-address = Адрес картинки
editor-image-words = Что на ней
editor-insert = Вставить
editor-remove = Убрать

merge-insert = Поле
merge-fields = Поля подстановки
merge-default = Если пусто, написать
merge-default-example = друг
merge-default-help = Если здесь пусто, проверка перед рассылкой назовёт всех клиентов без значения.
merge-with-default = с заменой
merge-field-name = Имя
merge-field-email = Почта
merge-field-comment = Комментарий

preview-client = Как увидит этот клиент
preview-part = Часть письма
preview-letter = Письмо
preview-text = Простой текст
preview-phone = На телефоне
preview-desktop = На компьютере
preview-light = Светлая почтовая программа
preview-dark = Тёмная почтовая программа
preview-frame = Письмо
preview-to = Кому: { $name }
preview-size = { $attached ->
    [0] { $size }
    [one] { $size } и { $attached } вложение
    [few] { $size } и { $attached } вложения
    [many] { $size } и { $attached } вложений
   *[other] { $size } и { $attached } вложения
}
client-picker-named = { $name } ({ $email })

text-part-automatic = Делается из письма — для почтовых программ, которые не показывают оформление.
text-part-by-hand = Написано вручную и больше не меняется вслед за письмом.
text-part-edit = Изменить вручную
text-part-reset = Сделать из письма

attachment-add = Вложить файл
attachment-choose = Выберите файлы для вложения
attachment-remove = Убрать { $name }
attachment-all = Всего { $size }

message-test = Пробное письмо
message-test-text = Одно письмо вам — точно такое, какое получит клиент, выбранный в просмотре.
message-test-sender = От кого
message-test-sender-named = { $name } ({ $email })
message-test-to = Кому
message-test-send = Отправить пробное письмо
message-test-sent = Сервер принял письмо для { $to }. Загляните в почту.
message-test-refused = Сервер не принял письмо.
message-test-no-sender = Отправителей пока нет. Добавьте почту, с которой уходят письма.
message-test-add-sender = Добавить отправителя

letters = Готовые письма
letter-news = Новости
letter-news-about = Что нового, в нескольких строках
letter-news-nobody = друг
letter-news-subject = { $name }, у нас новости
letter-news-body =
    <h1>Что у нас нового</h1>
    <p>Здравствуйте, { $name }!</p>
    <p>С прошлого письма многое изменилось. Главное — за одну минуту:</p>
    <ul><li><p><strong>Первое.</strong> Расскажите одной фразой.</p></li><li><p><strong>Второе.</strong> Скажите, чем это полезно читателю.</p></li><li><p><strong>Третье.</strong> Назовите дату или место.</p></li></ul>
    <p>Есть вопрос? Просто ответьте на это письмо.</p>
    <p>С уважением,<br>наша команда</p>
letter-discount = Скидка
letter-discount-about = Предложение с кодом и сроком
letter-discount-nobody = друг
letter-discount-subject = { $name }, скидка 10% до воскресенья
letter-discount-body =
    <p>Здравствуйте, { $name }!</p>
    <p>На этой неделе для вас всё <strong>на 10% дешевле</strong>. Назовите этот код при заказе:</p>
    <p style="text-align: center"><strong>ПРИВЕТ10</strong></p>
    <p>Код действует до вечера воскресенья, сколько угодно раз.</p>
    <p>До встречи!</p>
letter-thanks = Благодарность
letter-thanks-about = Тёплое слово после заказа
letter-thanks-nobody = друг
letter-thanks-subject = { $name }, спасибо вам!
letter-thanks-body =
    <p>Здравствуйте, { $name }!</p>
    <p>Спасибо, что выбрали нас. Надеемся, всё получилось именно так, как вы хотели.</p>
    <p>Если что-то не так, ответьте на это письмо — мы исправим. А если всё хорошо, будем рады вашему отзыву.</p>
    <p>С теплом,<br>наша команда</p>
