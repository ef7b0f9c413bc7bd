//! A file a day, of which the oldest go: the log and the journal. Several programs append to it at once.

use crate::{Clock, Timestamp, clock::DAY};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Which files belong together: what they are called before and after their day, and how many days stay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Series {
    pub(crate) beginning: &'static str,
    pub(crate) ending: &'static str,
    pub(crate) kept: usize,
}

/// Writes every line into the file of its day, in UTC, and removes the oldest files when a new one
/// begins. The folder is made when the first line comes, for its owner alone.
pub(crate) struct DailyFile {
    series: Series,
    folder: PathBuf,
    clock: Clock,
    open: Option<(i64, File)>,
    /// Half of the last line may be there.
    is_torn: bool,
}

impl DailyFile {
    pub(crate) fn new(series: Series, folder: PathBuf, clock: Clock) -> Self {
        Self { series, folder, clock, open: None, is_torn: false }
    }

    /// A handle on the file that was written last, to sync it while others write; none before the first line.
    pub(crate) fn last(&self) -> io::Result<Option<File>> {
        self.open.as_ref().map(|(_, file)| file.try_clone()).transpose()
    }

    fn of_today(&mut self) -> io::Result<&mut File> {
        let now = self.clock.now();
        let today = now.0.div_euclid(DAY);
        let open = match self.open.take() {
            Some((day, file)) if day == today => (day, file),
            before => {
                // Nobody syncs it later.
                if let Some((_, file)) = before {
                    file.sync_data()?;
                }
                let file = open(&self.folder, &self.series.name_of(now))?;
                self.series.end_oldest(&self.folder);
                (today, file)
            }
        };
        Ok(&mut self.open.insert(open).1)
    }
}

/// Each call must be a whole line: the system appends what one call writes in one piece (POSIX,
/// `O_APPEND`), so that the lines of two programs stand one after the other.
impl Write for DailyFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let is_torn = self.is_torn;
        let file = self.of_today()?;
        // So that whoever opens the file sees no half of this line, and ends it.
        file.lock()?;
        let written = if is_torn { whole(file, &[b"\n", line].concat()) } else { whole(file, line) };
        file.unlock()?;
        self.is_torn = written.is_err();
        written.map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes it in one piece or fails, as on a full disk: the rest, written later, would be a line of its own.
fn whole(file: &mut File, line: &[u8]) -> io::Result<()> {
    match file.write(line)? {
        length if length < line.len() => Err(io::ErrorKind::StorageFull.into()),
        _ => Ok(()),
    }
}

fn open(folder: &Path, name: &str) -> io::Result<File> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut file = private(&folder.join(name))?;
    file.lock()?;
    if !ends_a_line(&mut file)? {
        // A power cut or a full disk left half a line: the next one is not to hang on to it.
        file.write_all(b"\n")?;
    }
    file.unlock()?;
    Ok(file)
}

/// A file to append to, made for its owner alone when it is missing.
pub(crate) fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn ends_a_line(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

impl Series {
    fn name_of(self, now: Timestamp) -> String {
        let day = now.rfc3339();
        format!("{}{}{}", self.beginning, day.split('T').next().unwrap_or_default(), self.ending)
    }

    /// The moment at which the day of a file begins; none for what is not one of these files.
    pub(crate) fn day_of(self, name: &str) -> Option<Timestamp> {
        let day = name.strip_prefix(self.beginning)?.strip_suffix(self.ending)?;
        let date = chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
        let begins = Timestamp(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis());
        (self.name_of(begins) == name).then_some(begins)
    }

    /// The files in a folder, the newest first; nothing else that lies there.
    pub(crate) fn names(self, folder: &Path) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
            entries => entries?,
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| self.day_of(name).is_some())
            .collect();
        names.sort_unstable_by(|a, b| b.cmp(a));
        Ok(names)
    }

    /// Another program may do the same at this moment, and a file that stays for now goes next time.
    fn end_oldest(self, folder: &Path) {
        for name in self.names(folder).unwrap_or_default().iter().skip(self.kept) {
            let _ = fs::remove_file(folder.join(name));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on says why and stops")]

    use super::{DailyFile, Series};
    use crate::{Clock, Timestamp, clock::DAY};
    use std::{fs, io::Write, sync::Barrier, thread};

    const LOG: Series = Series { beginning: "vestnik-", ending: ".log", kept: 14 };

    /// 2026-11-24 12:00 UTC.
    const NOON: Timestamp = Timestamp(1_795_521_600_000);

    #[test]
    fn each_day_has_its_file_and_the_oldest_go() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::by_hand(NOON);
        let logs = folder.path().join("logs");
        fs::create_dir(&logs).unwrap();
        for other in ["notes.txt", "vestnik-2020-1-1.log", "vestnik-2020-01-01.log.gz"] {
            fs::write(logs.join(other), "not ours").unwrap();
        }
        let mut file = DailyFile::new(LOG, logs.clone(), clock.clone());
        for day in 0..LOG.kept + 3 {
            writeln!(file, "day {day}").unwrap();
            writeln!(file, "day {day}").unwrap();
            clock.advance(DAY);
        }
        let kept = LOG.names(&logs).unwrap();
        assert_eq!(kept.len(), LOG.kept);
        assert_eq!(kept.first().unwrap(), "vestnik-2026-12-10.log");
        assert_eq!(kept.last().unwrap(), "vestnik-2026-11-27.log");
        assert_eq!(fs::read_to_string(logs.join("vestnik-2026-11-27.log")).unwrap(), "day 3\nday 3\n");
        assert_eq!(fs::read_dir(&logs).unwrap().count(), LOG.kept + 3, "what is not ours stays");
    }

    #[test]
    fn lines_of_two_programs_do_not_tear() {
        let folder = tempfile::tempdir().unwrap();
        let begin = Barrier::new(4);
        thread::scope(|scope| {
            for program in 0..4 {
                let (begin, clock) = (&begin, Clock::by_hand(NOON));
                let mut file = DailyFile::new(LOG, folder.path().to_owned(), clock);
                scope.spawn(move || {
                    begin.wait();
                    for number in 0..500 {
                        let line = format!("{program} {number} {}\n", "x".repeat(number * 7));
                        file.write_all(line.as_bytes()).unwrap();
                    }
                });
            }
        });
        let text = fs::read_to_string(folder.path().join("vestnik-2026-11-24.log")).unwrap();
        assert_eq!(text.lines().count(), 2_000);
        for line in text.lines() {
            let mut words = line.split(' ').skip(1);
            let number: usize = words.next().unwrap().parse().unwrap();
            assert_eq!(words.next().unwrap().len(), number * 7, "{line}");
        }
    }

    #[test]
    fn half_a_line_is_ended_before_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vestnik-2026-11-24.log");
        fs::write(&path, "half a li").unwrap();
        writeln!(DailyFile::new(LOG, folder.path().to_owned(), Clock::by_hand(NOON)), "whole").unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "half a li\nwhole\n");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("logs");
        writeln!(DailyFile::new(LOG, logs.clone(), Clock::by_hand(NOON)), "hello").unwrap();
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&logs), 0o700);
        assert_eq!(mode(&logs.join("vestnik-2026-11-24.log")), 0o600);
    }
}
