//! A root folder of a server's own. Exim and OpenSMTPD have their paths and users compiled in: here they find them,
//! and the machine's own mail is out of their reach.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{
    mail_server::{WITHOUT_SYNC, give_to_reader, reader},
    processes::{Process, as_root, output},
};

/// The folder, and the server that runs in it; dropping it ends the server and removes the folder.
pub struct Jail {
    folder: TempDir,
    server: Option<Process>,
}

impl Jail {
    /// With root, [`reader`] and these users, each with its number, and with programs and the libraries they need.
    /// A program whose path begins with `/` is the machine's, the others are unpacked by `cargo xtask test`.
    pub fn with(users: &[(&str, &str)], programs: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("vestnik-jail-").tempdir().expect("a temporary folder");
        let jail = Self { folder, server: None };
        // The server's other users must be able to come here.
        output(Command::new("chmod").arg("755").arg(jail.folder.path()));
        for program in programs {
            let source = if program.starts_with('/') { PathBuf::from(program) } else { unpacked(program) };
            jail.copy(&source, program);
            for library in libraries(&source) {
                jail.copy(Path::new(&library), &library);
            }
        }
        let reader = reader();
        let (mut people, mut groups) = (String::new(), String::new());
        for (name, id) in [&[("root", "0"), ("reader", &reader)], users].concat() {
            people += &format!("{name}:x:{id}:{id}::/:/bin/sh\n");
            groups += &format!("{name}:x:{id}:\n");
        }
        jail.file("etc/ld.so.preload", WITHOUT_SYNC);
        jail.file("etc/passwd", &people);
        jail.file("etc/group", &groups);
        give_to_reader(&jail.folder("mail"));
        jail
    }

    /// A path inside, as it is outside.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path.trim_start_matches('/'))
    }

    /// Makes a folder.
    pub fn folder(&self, path: &str) -> PathBuf {
        let folder = self.path(path);
        fs::create_dir_all(&folder).expect("a folder is made");
        folder
    }

    /// Writes a file.
    pub fn file(&self, path: &str, content: &str) -> PathBuf {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a folder is made");
        fs::write(&file, content).expect("a file is written");
        file
    }

    /// Writes the server's configuration, and gives it to root: some trust no other user's.
    pub fn configuration(&self, path: &str, content: &str) {
        output(as_root("chown").arg("root").arg(self.file(path, content)));
    }

    /// Starts the server with these options of `chroot` and its own arguments, and waits until it listens.
    pub fn start(&mut self, port: u16, options: &[&str], server: &[&str]) {
        let mut command = Command::new("chroot");
        command.args(options).arg(self.folder.path()).args(server);
        let server = Process::start_as_root(&command, &self.path("output"));
        self.server = Some(server.listening_on(port));
    }

    fn copy(&self, source: &Path, path: &str) {
        let copy = self.path(path);
        fs::create_dir_all(copy.parent().expect("a file is in a folder")).expect("a folder is made");
        fs::copy(source, &copy).expect("a file is copied");
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).expect("everybody may run it");
    }
}

impl Drop for Jail {
    fn drop(&mut self) {
        self.server = None;
        // What its users own is theirs to remove.
        let _ = as_root("rm").arg("-rf").arg(self.folder.path()).output();
    }
}

/// A file of the packages that are unpacked beside the folder of what is built.
pub fn unpacked(path: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test has a path");
    let target = test.ancestors().nth(3).expect("the test is in a target folder");
    let file = target.join("servers").join(path);
    assert!(file.is_file(), "{} is not there; run `cargo xtask test engine`", file.display());
    file
}

/// The libraries that a program loads, [`WITHOUT_SYNC`] among them, by their whole paths.
fn libraries(program: &Path) -> Vec<String> {
    let list = output(Command::new("ldd").arg(program).env("LD_PRELOAD", WITHOUT_SYNC));
    assert!(!list.contains("not found"), "{} lacks libraries:\n{list}", program.display());
    list.split_whitespace().filter(|word| word.starts_with('/')).map(str::to_owned).collect()
}
