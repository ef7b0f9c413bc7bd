//! Client lists as people have them: Cyrillic, quotes, separators inside cells, repeated addresses.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const SURNAMES: [&str; 16] = [
    "Иванова",
    "Смирнов",
    "Кузнецова",
    "Попов",
    "Васильева",
    "Петров",
    "Соколова",
    "Михайлов",
    "Новикова",
    "Фёдоров",
    "Морозова",
    "Волков",
    "Алексеева",
    "Лебедев",
    "Семёнова",
    "Егоров",
];
const NAMES: [&str; 8] = ["Анна", "Борис", "Вера", "Дмитрий", "Елена", "Иван", "Мария", "Олег"];
const LATIN: [&str; 8] = [
    "Alice Brown",
    "Björn Åkesson",
    "Chloé Martin",
    "Daniel O'Connor",
    "Emily Clark",
    "Frank Müller",
    "Grace Lee",
    "Henry Adams",
];
const COMMENTS: [&str; 6] = [
    "",
    "Постоянный клиент",
    "\"Скидка 10 %; звонить до 18:00\"",
    "",
    "\"Просит писать \"\"на ты\"\"\"",
    "Wedding in June",
];

/// Writes a list of so many rows with a header, `;` between the cells. Every 200th row repeats an
/// address that stands before it, in capitals. The same number of rows is always the same file.
pub fn write(file: &Path, rows: u32) {
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    writeln!(out, "email;name;comment").expect("room on the disk");
    for row in 0..rows {
        let mix = scramble(row);
        let comment = COMMENTS[pick(mix >> 24, COMMENTS.len())];
        let name = match mix % 4 {
            0 => LATIN[pick(mix >> 8, LATIN.len())].to_owned(),
            _ => format!(
                "{} {}",
                SURNAMES[pick(mix >> 8, SURNAMES.len())],
                NAMES[pick(mix >> 16, NAMES.len())]
            ),
        };
        let (number, domain) =
            if row % 200 == 199 { (scramble(row - 100), "MAIL.EXAMPLE") } else { (mix, "mail.example") };
        writeln!(out, "client.{number:08x}@{domain};{name};{comment}").expect("room on the disk");
    }
    out.flush().expect("room on the disk");
}

/// A number that looks random and is different for every row: each step can be undone.
fn scramble(row: u32) -> u32 {
    let mut mix = row.wrapping_mul(0x9E37_79B1);
    mix ^= mix >> 15;
    mix = mix.wrapping_mul(0x85EB_CA77);
    mix ^ (mix >> 13)
}

fn pick(number: u32, of: usize) -> usize {
    number as usize % of
}
