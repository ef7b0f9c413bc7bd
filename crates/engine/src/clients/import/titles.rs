//! What the titles of columns mean, in Russian and English, and in the exports of address books.

/// What a title says about its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    Email,
    /// Surely the whole name: `ФИО`, `Full Name`.
    FullName,
    /// The whole name, or the first one if there is a column of last names: `Имя`, `Name`.
    Name,
    FirstName,
    MiddleName,
    LastName,
    Comment,
    Tags,
}

/// Columns that the rejects file adds, in whatever language; a later import leaves them out.
pub const OWN_PREFIX: &str = "Vestnik: ";

/// Letters and digits of the title, lower case, `ё` as `е`: `Эл. почта` is `элпочта`.
fn normalise(title: &str) -> String {
    title
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ё' { 'е' } else { c })
        .collect()
}

/// The meaning of a title, if it has one.
pub fn meaning(title: &str) -> Option<Title> {
    if title.starts_with(OWN_PREFIX) || field(title).is_some() {
        return None;
    }
    if let Some(meaning) = known(title) {
        return Some(meaning);
    }
    let normal = normalise(title);
    // "Контактный e-mail", "Your email address", but not "Тип эл. почты".
    let mail = ["email", "mail", "почт"].iter().any(|word| normal.contains(word));
    let about = ABOUT_MAIL.iter().any(|word| normal.contains(word));
    (mail && !about).then_some(Title::Email)
}

/// The meaning of a title that is known word for word.
pub fn known(title: &str) -> Option<Title> {
    let normal = normalise(title);
    KNOWN.iter().find(|(_, titles)| titles.contains(&normal.as_str())).map(|(meaning, _)| *meaning)
}

/// The custom field that a title of our own export names.
pub fn field(title: &str) -> Option<&str> {
    title.strip_prefix("field:").map(str::trim).filter(|name| !name.is_empty())
}

/// What else a title with "mail" in it may be about.
const ABOUT_MAIL: &[&str] = &[
    "type",
    "label",
    "display",
    "status",
    "optin",
    "confirm",
    "mailing",
    "mailbox",
    "voicemail",
    "тип",
    "метка",
    "краткое",
    "статус",
    "почтов",
    "рассыл",
    "индекс",
];

const KNOWN: &[(Title, &[&str])] = &[
    (
        Title::Email,
        &[
            "email",
            "mail",
            "emails",
            "emailaddress",
            "mailaddress",
            "email1value",
            "email1",
            "emailvalue",
            "primaryemail",
            "contactemail",
            "емейл",
            "имейл",
            "емэйл",
            "имэйл",
            "мейл",
            "мэйл",
            "мыло",
            "почта",
            "элпочта",
            "электроннаяпочта",
            "электпочта",
            "адресэлектроннойпочты",
            "адресэлпочты",
            "адрпочты",
            "адреспочты",
            "электронныйадрес",
            "эладрес",
            "почтовыйящик",
            "элящик",
            "адресemail",
        ],
    ),
    (
        Title::FullName,
        &[
            "fullname",
            "displayname",
            "contactname",
            "customername",
            "clientname",
            "contact",
            "fio",
            "фио",
            "полноеимя",
            "имяклиента",
            "фиоклиента",
            "клиент",
            "контакт",
            "контактноелицо",
            "имяифамилия",
            "фамилияимя",
            "фамилияимяотчество",
            "имяфамилия",
            "заказчик",
            "покупатель",
            "получатель",
            "отображаемоеимя",
            "наименование",
        ],
    ),
    (Title::Name, &["name", "имя"]),
    (Title::FirstName, &["firstname", "givenname", "fname", "forename", "first", "имяконтакта", "личноеимя"]),
    (Title::MiddleName, &["middlename", "additionalname", "patronymic", "отчество", "второеимя"]),
    (Title::LastName, &["lastname", "familyname", "surname", "secondname", "lname", "last", "фамилия"]),
    (
        Title::Comment,
        &[
            "comment",
            "comments",
            "note",
            "notes",
            "remark",
            "remarks",
            "description",
            "комментарий",
            "комментарии",
            "коммент",
            "заметка",
            "заметки",
            "примечание",
            "примечания",
            "описание",
            "пометка",
            "пометки",
            "дополнительно",
        ],
    ),
    (
        Title::Tags,
        &[
            "tag",
            "tags",
            "label",
            "labels",
            "group",
            "groups",
            "groupmembership",
            "category",
            "categories",
            "segment",
            "segments",
            "тег",
            "теги",
            "тэг",
            "тэги",
            "метка",
            "метки",
            "группа",
            "группы",
            "категория",
            "категории",
            "сегмент",
            "ярлык",
            "ярлыки",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_understood_however_they_are_spelt() {
        for (titles, wanted) in [
            (
                &[
                    "E-mail",
                    "EMAIL ADDRESS",
                    "Почта",
                    "Эл. почта",
                    "e_mail",
                    "Email:",
                    "Адрес электронной почты",
                    "E-mail 1 - Value",
                    "Контактный e-mail",
                ][..],
                Title::Email,
            ),
            (&["ФИО", "Ф.И.О.", "Full name", "Фамилия, имя, отчество"], Title::FullName),
            (&["Имя", "name"], Title::Name),
            (&["First Name", "Given Name"], Title::FirstName),
            (&["Комментарий", "Notes", "Примечание", "Заметки"], Title::Comment),
            (&["TAGS", "Метки", "Group Membership"], Title::Tags),
        ] {
            for title in titles {
                assert_eq!(meaning(title), Some(wanted), "{title}");
            }
        }
    }

    #[test]
    fn what_is_only_about_mail_is_no_address() {
        for title in [
            "E-mail Type",
            "E-mail 1 - Label",
            "E-mail Display Name",
            "Тип эл. почты",
            "Почтовый индекс",
            "Город",
            "",
            "Vestnik: email",
        ] {
            assert_eq!(meaning(title), None, "{title}");
        }
    }
}
