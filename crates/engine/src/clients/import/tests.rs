//! Lists as people have them: every encoding, delimiter and habit, through the real file system.

use super::{
    layout::Layout,
    plan::ImportPlan,
    preview::preview,
    rejects::Rejects,
    rows::{ClientRow, Row, Rows},
    source::Source,
};
use crate::Error;
use encoding_rs::{Encoding, IBM866, KOI8_R, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};
use std::{path::PathBuf, sync::Arc};
use tempfile::TempDir;

struct List {
    folder: TempDir,
    plan: ImportPlan,
}

impl List {
    fn new(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, bytes).unwrap();
        Self { folder, plan: ImportPlan { path, ..ImportPlan::default() } }
    }

    fn rows(&self) -> Vec<Row> {
        let source = Source::open(&self.plan.path).unwrap();
        let (layout, _) = Layout::read(&source, &self.plan).unwrap();
        layout.check().unwrap();
        let layout = Arc::new(layout);
        let mut rows = Rows::new(layout.records(&source).unwrap(), layout);
        let mut all = vec![];
        while let Some(row) = rows.next().unwrap() {
            all.push(row);
        }
        all
    }

    fn clients(&self) -> Vec<ClientRow> {
        self.rows().into_iter().map(|row| row.result.unwrap()).collect()
    }

    /// Line and code of each refused row, and how many rows were taken.
    fn refusals(&self) -> (Vec<(u64, String)>, usize) {
        let rows = self.rows();
        let taken = rows.iter().filter(|row| row.result.is_ok()).count();
        let refused = rows.into_iter().filter_map(|row| {
            let line = row.line;
            row.result.err().map(|rejected| (line, rejected.reason.code.into_owned()))
        });
        (refused.collect(), taken)
    }

    fn write_rejects(&self) -> Option<PathBuf> {
        let source = Source::open(&self.plan.path).unwrap();
        let layout = Layout::read(&source, &self.plan).unwrap().0;
        let path = self.folder.path().join("rejects.csv");
        let sentence = Box::new(|reason: &Error| format!("because of {}", reason.code));
        let mut rejects = Rejects::create(&path, &layout, sentence).unwrap();
        for row in self.rows() {
            if let Err(rejected) = row.result {
                rejects.push(row.line, &rejected).unwrap();
            }
        }
        rejects.finish().unwrap()
    }
}

fn encode(text: &str, encoding: &'static Encoding, mark: bool) -> Vec<u8> {
    let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    match encoding {
        encoding if encoding == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        encoding if encoding == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        encoding => {
            let (bytes, _, lost) = encoding.encode(&text);
            assert!(!lost, "{text} cannot be written in {}", encoding.name());
            bytes.into_owned()
        }
    }
}

/// Small numbers from a seed (xorshift), so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.throw(words.len())]
    }
}

const NAMES: &[&str] = &[
    "Иванов Иван Иванович",
    "Пётр",
    "ООО \"Ромашка\"",
    "Щербакова, Юлия",
    "Anna O'Neil",
    "",
    "ЖУКОВА ЭЛЛА",
    "ип Сидоров; опт",
    "Семён | Объезд",
    "Ксения",
];
const COMMENTS: &[&str] = &[
    "",
    "постоянный клиент",
    "звонить после 18:00,\nне раньше",
    "скидка 5%; самовывоз",
    "\"в кавычках\"",
    "две\r\nстроки и \t знак",
    "VIP | опт",
];

fn written_rows(dice: &mut Dice) -> Vec<[String; 3]> {
    (0..20 + dice.throw(60))
        .map(|number| {
            let email = format!("client{number}@example.com");
            [email, dice.pick(NAMES).to_owned(), dice.pick(COMMENTS).to_owned()]
        })
        .collect()
}

#[test]
fn a_list_reads_back_the_same_in_every_encoding_with_every_delimiter() {
    let seed = 0x5eed_0001;
    let mut dice = Dice(seed);
    let encodings = [
        (UTF_8, false),
        (UTF_8, true),
        (UTF_16LE, true),
        (UTF_16LE, false),
        (UTF_16BE, true),
        (UTF_16BE, false),
        (WINDOWS_1251, false),
        (KOI8_R, false),
        (IBM866, false),
    ];
    for (encoding, mark) in encodings {
        for delimiter in *b",;\t|" {
            for header in [true, false] {
                for line_end in [csv::Terminator::CRLF, csv::Terminator::Any(b'\n')] {
                    let rows = written_rows(&mut dice);
                    let mut writer = csv::WriterBuilder::new()
                        .delimiter(delimiter)
                        .terminator(line_end)
                        .from_writer(vec![]);
                    if header {
                        writer.write_record(["Почта", "ФИО", "Комментарий"]).unwrap();
                    }
                    for row in &rows {
                        writer.write_record(row).unwrap();
                    }
                    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
                    let mut list = List::new(&encode(&text, encoding, mark));
                    if !header {
                        let columns = ["email", "name", "comment"].map(str::to_owned);
                        list.plan.columns = Some(columns.to_vec());
                    }
                    let read: Vec<[String; 3]> =
                        list.clients().into_iter().map(|row| [row.email, row.name, row.comment]).collect();
                    // Line breaks are kept as line feeds.
                    let rows: Vec<_> =
                        rows.into_iter().map(|row| row.map(|cell| cell.replace("\r\n", "\n"))).collect();
                    let case = (encoding.name(), mark, char::from(delimiter), header, seed);
                    assert_eq!(read, rows, "{case:?}");
                }
            }
        }
    }
}

#[test]
fn the_preview_shows_the_file_as_it_will_be_read() {
    let text = "Имя;Почта;Город\r\nАнна;anna@example.com;Тула\r\nПётр;petr@example.com;\r\n";
    let list = List::new(&encode(text, WINDOWS_1251, false));
    let preview = preview(&list.plan).unwrap();
    assert_eq!(
        (preview.name.as_str(), preview.encoding.as_str(), preview.delimiter.as_str()),
        ("list.csv", "windows-1251", ";")
    );
    assert!(preview.header);
    assert_eq!(preview.rows, [["Анна", "anna@example.com", "Тула"], ["Пётр", "petr@example.com", ""]]);
    let columns: Vec<_> = preview.columns.iter().map(|c| (&*c.title, &*c.role)).collect();
    assert_eq!(columns, [("Имя", "name"), ("Почта", "email"), ("Город", "skip")]);
    assert_eq!(preview.columns[2].samples, ["Тула"]);
}

#[test]
fn what_the_person_says_goes_before_what_is_guessed() {
    let mut list = List::new("a@example.com,Анна,Тула\nb@example.com,Борис,Орёл\n".as_bytes());
    let columns = ["email", "skip", "field:Город"].map(str::to_owned);
    list.plan.columns = Some(columns.to_vec());
    list.plan.header = Some(true);
    let clients = list.clients();
    assert_eq!(clients.len(), 1);
    assert_eq!((clients[0].name.as_str(), clients[0].fields["Город"].as_str()), ("", "Орёл"));
    for (part, code) in [("encoding", "import-encoding"), ("delimiter", "import-delimiter")] {
        let mut plan = list.plan.clone();
        *(if part == "encoding" { &mut plan.encoding } else { &mut plan.delimiter }) = Some("#".into());
        assert_eq!(preview(&plan).unwrap_err().code, code);
    }
    list.plan.columns = Some(vec!["surname".to_owned()]);
    assert_eq!(preview(&list.plan).unwrap_err().code, "import-role");
}

#[test]
fn names_in_two_columns_are_joined_as_the_language_has_it() {
    let russian =
        List::new("Имя,Фамилия,Отчество,Почта\nАнна,Каренина,Аркадьевна,a@example.com\n".as_bytes());
    assert_eq!(russian.clients()[0].name, "Каренина Анна Аркадьевна");
    let english = List::new(b"Last Name,First Name,Email\nKarenina,Anna,a@example.com\n");
    assert_eq!(english.clients()[0].name, "Anna Karenina");
    let half = List::new(b"Last Name,First Name,Email\n,Anna,a@example.com\n");
    assert_eq!(half.clients()[0].name, "Anna");
}

#[test]
fn tags_are_read_as_each_program_writes_them() {
    let list = List::new(
        "Email,TAGS\na@example.com,\"\"\"VIP\"\",\"\"опт\"\"\"\nb@example.com,Friends ::: * myContacts\nc@example.com,\"опт; розница;опт\"\n"
            .as_bytes(),
    );
    let tags: Vec<_> = list.clients().into_iter().map(|row| row.tags).collect();
    assert_eq!(tags, [vec!["VIP", "опт"], vec!["Friends"], vec!["опт", "розница"]]);
}

#[test]
fn every_kind_of_bad_row_is_refused_alone_with_its_line() {
    let long = "я".repeat(201);
    let mut bytes = format!(
        "email;name;comment\n\
         a@example.com;Анна;\"две\nстроки\"\n\
         ;Борис;\n\
         не адрес;Вера;\n\
         d@example.com;\"Га\nля\";\n\
         e@example.com;{long};\n\
         f@example.com;Фёдор\n\
         g@example.com;Глеб;;лишнее\n\
         h@example.com;Ха\0н;\n"
    )
    .into_bytes();
    bytes.extend_from_slice(b"i@example.com;\xC8\xE2\xE0\xED;\n");
    bytes.extend_from_slice(
        "\n;;\nj@example.com;Юля;;;\nk@example.com;\"Кира;\nl@example.com;Лев;\n".as_bytes(),
    );
    let expected = [
        (4, "row-no-address"),
        (5, "row-address"),
        (6, "row-control-character"),
        (8, "row-too-long"),
        (9, "row-cells"),
        (10, "row-cells"),
        (11, "row-control-character"),
        (12, "row-undecodable"),
        (16, "row-unclosed-quote"),
    ];
    let (refused, taken) = List::new(&bytes).refusals();
    let refused: Vec<_> = refused.iter().map(|(line, code)| (*line, code.as_str())).collect();
    assert_eq!(refused, expected);
    assert_eq!(taken, 3);
}

#[test]
fn a_rejects_file_can_be_imported_again_before_and_after_it_was_corrected() {
    for header in ["email;name\n", ""] {
        let mut bytes = format!("{header}a@example.com;Анна\nне адрес;\"О'Нил; \"\"Шон\"\"\"\n").into_bytes();
        bytes.extend_from_slice(b"c@example.com;\xC8\xE2\xE0\xED\n");
        let first = List::new(&bytes);
        let path = first.write_rejects().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("\u{feff}Vestnik: line;Vestnik: reason;email;name\r\n"), "{text}");
        assert!(text.contains("because of row-address"), "{text}");
        assert!(text.contains("\u{fffd}\\xC8\u{fffd}\\xE2"), "{text}");

        let again = List::new(text.as_bytes());
        let codes: Vec<_> = again.refusals().0.into_iter().map(|(_, code)| code).collect();
        assert_eq!(codes, ["row-address", "row-undecodable"], "{header}");
        let twice = std::fs::read_to_string(again.write_rejects().unwrap()).unwrap();
        let cells = |text: &str| -> Vec<String> {
            text.lines().filter_map(|line| Some(line.split_once(';')?.1.to_owned())).collect()
        };
        assert_eq!(cells(&twice), cells(&text), "the additions do not pile up");

        let corrected = text
            .replace("не адрес", "b@example.com")
            .replace("\u{fffd}\\xC8\u{fffd}\\xE2\u{fffd}\\xE0\u{fffd}\\xED", "Иван");
        let names: Vec<_> =
            List::new(corrected.as_bytes()).clients().into_iter().map(|row| (row.email, row.name)).collect();
        let pair = |email: &str, name: &str| (email.to_owned(), name.to_owned());
        assert_eq!(names, [pair("b@example.com", "О'Нил; \"Шон\""), pair("c@example.com", "Иван")]);
    }
}

#[test]
fn without_a_refused_row_there_is_no_rejects_file() {
    let list = List::new(b"a@example.com\n");
    assert_eq!(list.write_rejects(), None);
    assert_eq!(std::fs::read_dir(list.folder.path()).unwrap().count(), 1);
}

#[test]
fn a_place_that_cannot_be_written_to_is_known_before_the_import() {
    let list = List::new(b"a@example.com\n");
    let source = Source::open(&list.plan.path).unwrap();
    let layout = Layout::read(&source, &list.plan).unwrap().0;
    let path = list.folder.path().join("no such folder/rejects.csv");
    let error = Rejects::create(&path, &layout, Box::new(|_| String::new())).err().unwrap();
    assert_eq!(error.code, "import-rejects-unwritable");
}

#[test]
fn excel_may_name_the_delimiter_in_a_line_of_its_own() {
    let list = List::new(b"sep=;\r\nemail;name\r\na@example.com;Anna, the first\r\n");
    let rows = list.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].line, 3);
    assert_eq!(rows[0].result.as_ref().unwrap().name, "Anna, the first");
}

#[test]
fn a_later_row_about_a_client_adds_and_never_erases() {
    let list = List::new(
        "email,name,comment\nA@пример.рф,Анна,первая\na@xn--e1afmkfd.xn--p1ai,,вторая\n".as_bytes(),
    );
    let mut clients = list.clients().into_iter();
    let (mut first, second) = (clients.next().unwrap(), clients.next().unwrap());
    assert_eq!(first.key, second.key);
    first.update(second);
    assert_eq!((first.name.as_str(), first.comment.as_str()), ("Анна", "вторая"));
}

#[test]
fn a_list_without_a_column_of_addresses_is_refused() {
    let list = List::new("Имя;Город\nАнна;Тула\n".as_bytes());
    let source = Source::open(&list.plan.path).unwrap();
    let layout = Layout::read(&source, &list.plan).unwrap().0;
    assert_eq!(layout.check().unwrap_err().code, "import-no-email-column");
}
