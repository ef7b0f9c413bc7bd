# Загрузка клиентов из файла.

import-choose = Выберите список клиентов
import-file-kind = Списки клиентов (CSV)
import-any-file = Любой файл
drop-title = Отпустите, чтобы загрузить клиентов
drop-text = Ничего не изменится, пока вы не увидите, что произойдёт.

import-title = Загрузка клиентов
import-title-file = Загрузка клиентов из { $name }
import-file = Файл
import-encoding = Кодировка
import-delimiter = Между столбцами
import-comma = Запятая
import-semicolon = Точка с запятой
import-tab = Табуляция
import-pipe = Вертикальная черта
import-header = В первой строке названия столбцов
import-first-rows = Первые строки файла, как они будут прочитаны
import-columns = Столбцы
import-columns-note = Пустая ячейка никогда не стирает то, что известно.
import-column = Столбец { $number }
import-role-of = Что в столбце { $column }
import-role-email = Почта
import-role-name = Имя целиком
import-role-first-name = Имя
import-role-middle-name = Отчество
import-role-last-name = Фамилия
import-role-comment = Комментарий
import-role-tags = Метки
import-role-field = Поле «{ $name }»
import-role-skip = Пропустить

import-result = Что получится
import-result-note = Пока ничего не изменено.
import-stopped = Остановлено. То, что уже загружено, осталось; файл можно загрузить ещё раз, никто не удвоится.
import-count-new = { $count ->
    [one] новый
    [few] новых
    [many] новых
   *[other] новых
}
import-count-changed = { $count ->
    [one] изменится
    [few] изменятся
    [many] изменятся
   *[other] изменятся
}
import-count-same = без изменений
import-count-invalid = { $count ->
    [one] не принят
    [few] не приняты
    [many] не приняты
   *[other] не приняты
}
import-count-repeated = { $count ->
    [one] повтор
    [few] повтора
    [many] повторов
   *[other] повтора
}
import-tags = Дать всем метки
import-rejects = Сохранить непринятые строки в { $file }
import-rejects-help = Рядом с каждой будет причина: исправьте и загрузите снова.
import-rejects-other = Другое место…
import-rejects-choose = Куда сохранить непринятые строки
import-rejects-suffix = непринятые
import-start = Загрузить
import-start-count = { $count ->
    [0] Загрузить
    [one] Загрузить { $shown } клиента
    [few] Загрузить { $shown } клиентов
    [many] Загрузить { $shown } клиентов
   *[other] Загрузить { $shown } клиента
}
import-discard-title = Закрыть, не загружая?
import-discard-text = Выбранные вами столбцы и метки пропадут.
import-discard-action = Закрыть, не загружая
import-hide = Продолжить в фоне

import-finished = { $count ->
    [0] Готово за { $time }. Нового не было.
    [one] Загружен { $count } клиент за { $time }.
    [few] Загружено { $count } клиента за { $time }.
    [many] Загружено { $count } клиентов за { $time }.
   *[other] Загружено { $count } клиента за { $time }.
}
import-finished-refused = { $count ->
    [0] Готово за { $time }. Нового не было
    [one] Загружен { $count } клиент за { $time }
    [few] Загружено { $count } клиента за { $time }
    [many] Загружено { $count } клиентов за { $time }
   *[other] Загружено { $count } клиента за { $time }
}, { $refused ->
    [one] не принята { $refused } строка.
    [few] не приняты { $refused } строки.
    [many] не принято { $refused } строк.
   *[other] не принято { $refused } строки.
}
import-show-report = Показать отчёт
import-refused = Непринятые строки
import-refused-file = Они лежат в { $file }. Исправьте их там и загрузите этот файл.
import-refused-more = { $count ->
    [one] И ещё { $count }.
    [few] И ещё { $count }.
    [many] И ещё { $count }.
   *[other] И ещё { $count }.
}
import-line = Строка { $line }
import-show-clients = Показать клиентов
import-next = { $count ->
    [one] Следующий файл
    [few] Следующий файл (осталось { $count })
    [many] Следующий файл (осталось { $count })
   *[other] Следующий файл (осталось { $count })
}
import-done = Готово
