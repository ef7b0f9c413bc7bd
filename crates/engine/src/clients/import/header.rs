//! Whether a list has a header, and what its columns hold: by their titles, else by what stands
//! in them.

use super::{
    role::Role,
    titles::{self, Title},
};
use mail::address::Address;

/// Whether the first row holds titles: no address is among them, and either a title is known, or
/// there are addresses below and nothing in the row is a value. A row that was taken for titles by
/// mistake would be lost without a word; titles that were taken for a row are refused with their line.
pub fn is_header(rows: &[Vec<String>]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let has_address = |row: &Vec<String>| row.iter().any(|cell| is_address(cell));
    if has_address(first) {
        return false;
    }
    first.iter().any(|cell| is_title(cell)) || (rest.iter().any(has_address) && !has_value(first, rest))
}

/// A known title. What was meant for an address is none, though `zoya@@mail.ru` has "mail" in it.
fn is_title(cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().filter(|word| !is_of_an_address(word)).collect();
    titles::field(cell).is_some()
        || cell.starts_with(titles::OWN_PREFIX)
        || titles::known(cell).is_some()
        || titles::meaning(&words.join(" ")).is_some()
}

/// Whether something in the row is no title: an `@` anywhere; above the addresses nothing at all,
/// the name of a domain, or a number.
fn has_value(first: &[String], rest: &[Vec<String>]) -> bool {
    let above = email(&[], rest, first.len()).and_then(|column| first.get(column));
    first.iter().any(|cell| cell.contains('@'))
        || above.is_some_and(|cell| {
            let cell = cell.trim();
            let digits = cell.chars().filter(char::is_ascii_digit).count();
            cell.is_empty()
                || cell.split_whitespace().any(is_of_an_address)
                || digits > cell.chars().filter(|c| c.is_alphabetic()).count()
        })
}

/// Whether the word is an address with a slip in it, or a part of one: `@`, or a domain. `contact.email`
/// is how a database names its columns.
fn is_of_an_address(word: &str) -> bool {
    let is_domain = || {
        word.rsplit_once('.').is_some_and(|(before, last)| {
            before.ends_with(char::is_alphanumeric)
                && last.chars().count() > 1
                && last.chars().all(char::is_alphabetic)
                && titles::meaning(last).is_none()
        })
    };
    word.contains('@') || is_domain()
}

/// The likely role of each of `titles.len()` columns. Titles are empty if there is no header;
/// `rows` are without it. A column that nothing is known about is skipped.
pub fn roles(titles: &[String], rows: &[Vec<String>]) -> Vec<Role> {
    let meanings: Vec<_> = titles.iter().map(|title| titles::meaning(title)).collect();
    let mut roles: Vec<Role> = titles
        .iter()
        .map(|title| titles::field(title).map_or(Role::Skip, |name| Role::Field(name.to_owned())))
        .collect();
    let mut set = |index: Option<usize>, role: Role| {
        if let Some(slot) = index.and_then(|index| roles.get_mut(index)) {
            *slot = role;
        }
    };
    let first = |wanted: Title| meanings.iter().position(|meaning| *meaning == Some(wanted));

    set(email(&meanings, rows, titles.len()), Role::Email);
    let last = first(Title::LastName);
    let given = first(Title::FirstName).or_else(|| last.and_then(|_| first(Title::Name)));
    let whole = first(Title::FullName)
        .or_else(|| first(Title::Name).filter(|name| given != Some(*name)))
        // Google's old export has an empty column "Name" beside the parts of it.
        .filter(|name| given.is_none() || !is_blank(rows, *name));
    match (whole, given, last) {
        (Some(whole), _, _) => set(Some(whole), Role::Name),
        (None, given, None) => set(given, Role::Name),
        (None, None, last) => set(last, Role::Name),
        (None, given, last) => {
            set(given, Role::FirstName);
            set(last, Role::LastName);
            set(first(Title::MiddleName), Role::MiddleName);
        }
    }
    set(first(Title::Comment), Role::Comment);
    set(first(Title::Tags), Role::Tags);
    if titles.iter().all(String::is_empty) {
        untitled(&mut roles, rows);
    }
    roles
}

/// Of the columns that are called so, the one with the most addresses; without any such, of all.
fn email(meanings: &[Option<Title>], rows: &[Vec<String>], columns: usize) -> Option<usize> {
    let most = |columns: Vec<usize>| {
        let count = |column: &usize| share(rows, *column, is_address).0;
        // Of equals the first: `max_by_key` takes the last.
        columns.into_iter().rev().max_by_key(count).map(|column| (column, count(&column)))
    };
    let called =
        (0..columns).filter(|column| matches!(meanings.get(*column), Some(Some(Title::Email)))).collect();
    match most(called) {
        Some((column, _)) => Some(column),
        None => most((0..columns).collect()).filter(|(_, count)| *count > 0).map(|(column, _)| column),
    }
}

/// Without titles: the first column of words is the name; if only one more is left, that is the
/// comment.
fn untitled(roles: &mut [Role], rows: &[Vec<String>]) {
    let mut free: Vec<usize> = roles
        .iter()
        .enumerate()
        .filter(|(column, role)| **role == Role::Skip && !is_blank(rows, *column))
        .map(|(column, _)| column)
        .collect();
    let name = free.iter().position(|column| {
        let (names, all) = share(rows, *column, is_name);
        names * 2 > all
    });
    if let Some(name) = name.map(|at| free.remove(at))
        && let Some(role) = roles.get_mut(name)
    {
        *role = Role::Name;
        if let [comment] = free.as_slice()
            && share(rows, *comment, |cell| cell.chars().any(char::is_alphabetic)).0 > 0
            && let Some(role) = roles.get_mut(*comment)
        {
            *role = Role::Comment;
        }
    }
}

/// In how many of the cells of a column that are not empty `holds`, and how many these are.
fn share(rows: &[Vec<String>], column: usize, holds: fn(&str) -> bool) -> (usize, usize) {
    let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim());
    let mut counts = (0, 0);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        counts.0 += usize::from(holds(cell));
        counts.1 += 1;
    }
    counts
}

fn is_blank(rows: &[Vec<String>], column: usize) -> bool {
    !rows.is_empty() && share(rows, column, |_| true).1 == 0
}

fn is_address(cell: &str) -> bool {
    Address::parse(cell.trim()).is_ok()
}

fn is_name(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic) && !cell.chars().any(|c| c.is_numeric() || c == '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect()
    }

    /// The roles that a list with these titles gets, one row of which may be given.
    fn guessed(titles: &str, row: &str) -> String {
        let titles: Vec<_> = titles.split('|').map(str::to_owned).collect();
        let rows = if row.is_empty() { vec![] } else { table(row) };
        let roles: Vec<_> = roles(&titles, &rows).iter().map(Role::to_string).collect();
        roles.join(" ")
    }

    #[test]
    fn russian_and_english_titles_are_guessed() {
        for (titles, roles) in [
            ("Почта|ФИО|Комментарий", "email name comment"),
            ("E-mail|Имя|Телефон", "email name skip"),
            ("Имя|Фамилия|Отчество|Эл. почта", "first_name last_name middle_name email"),
            ("Name|Surname|Email", "first_name last_name email"),
            ("Фамилия|Адрес электронной почты", "name email"),
            ("ФИО|Имя|Фамилия|Email", "name skip skip email"),
            ("email|name|comment|tags|field:Город", "email name comment tags field:Город"),
        ] {
            assert_eq!(guessed(titles, ""), roles, "{titles}");
        }
    }

    #[test]
    fn exports_of_address_books_are_guessed() {
        // Google Contacts since 2023, and before.
        assert_eq!(
            guessed(
                "First Name|Middle Name|Last Name|Nickname|Notes|Labels|E-mail 1 - Label|E-mail 1 - Value|E-mail 2 - Value|Phone 1 - Value",
                "Anna|||||* myContacts|Home|a@example.com||+1"
            ),
            "first_name middle_name last_name skip comment tags skip email skip skip"
        );
        assert_eq!(
            guessed(
                "Name|Given Name|Additional Name|Family Name|Notes|Group Membership|E-mail 1 - Type|E-mail 1 - Value",
                "Anna Karenina|Anna||Karenina||* myContacts|*|a@example.com"
            ),
            "name skip skip skip comment tags skip email"
        );
        // Outlook, and Outlook in Russian.
        assert_eq!(
            guessed(
                "Title|First Name|Middle Name|Last Name|Company|E-mail Address|E-mail Type|E-mail Display Name|Notes|Categories",
                "|Anna||Karenina||a@example.com|SMTP|Anna||"
            ),
            "skip first_name middle_name last_name skip email skip skip comment tags"
        );
        assert_eq!(
            guessed(
                "Обращение|Имя|Отчество|Фамилия|Организация|Адрес эл. почты|Тип эл. почты|Краткое имя эл. почты|Заметки",
                "|Анна||Каренина||a@example.com|SMTP|Анна|"
            ),
            "skip first_name middle_name last_name skip email skip skip comment"
        );
        // Mailchimp.
        assert_eq!(
            guessed(
                "Email Address|First Name|Last Name|Address|MEMBER_RATING|OPTIN_TIME|NOTES|TAGS",
                "a@example.com|Anna|Karenina||2|2024-01-01 10:00:00||\"VIP\""
            ),
            "email first_name last_name skip skip skip comment tags"
        );
    }

    #[test]
    fn of_several_address_columns_the_fuller_one_is_taken() {
        assert_eq!(guessed("Email|E-mail 2|Имя", "|a@example.com|Анна"), "skip email name");
    }

    #[test]
    fn without_titles_the_cells_decide() {
        for (rows, roles) in [
            ("a@example.com|Анна Каренина|постоянный клиент 2024", "email name comment"),
            ("1|Анна|a@example.com", "skip name email"),
            ("+7 900 000-00-00|a@example.com|Анна", "skip email name"),
            ("a@example.com", "email"),
            ("Анна|Москва|a@example.com|VIP", "name skip email skip"),
        ] {
            let columns = rows.split('|').map(|_| "").collect::<Vec<_>>().join("|");
            assert_eq!(guessed(&columns, rows), roles, "{rows}");
        }
    }

    #[test]
    fn a_header_is_known_by_its_words_or_by_the_addresses_below() {
        assert!(is_header(&table("Почта|Имя")));
        assert!(is_header(&table("Столбец 1|Столбец 2\na@example.com|Анна")));
        assert!(!is_header(&table("a@example.com|Анна\nb@example.com|Борис")));
        assert!(!is_header(&table("Анна|\nБорис|")));
        for title in ["contact.email", "Эл.почта", "E-mail (name@example.com)", "Ф.И.О.", "Адрес", "Поле1"]
        {
            assert!(is_header(&table(&format!("{title}|Город\na@example.com|Тула"))), "{title}");
        }
    }

    #[test]
    fn a_first_row_with_a_slip_in_it_is_no_header() {
        for cell in ["zoya@@example.ru", "zoya@@mail.ru", "zoya @mail.ru", "zoya.mail.ru", "79001234567", ""]
        {
            assert!(!is_header(&table(&format!("{cell}|Зоя\nyuna@example.ru|Яна"))), "{cell}");
        }
        assert!(!is_header(&table("Зоя|zoya@@mail.ru")));
    }
}
