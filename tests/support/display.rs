//! A desktop without a screen: a display, a session bus with notifications, and an empty home.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::processes::{Process, output};

/// Wider and higher than Vestnik's window, so that there is room for a drag to begin beside it.
pub const WIDTH: u32 = 1600;
pub const HEIGHT: u32 = 1000;

pub struct Display {
    name: String,
    bus_address: String,
    home: TempDir,
    // Ended in this order.
    _bus: Process,
    _server: Process,
}

impl Display {
    /// Starts an X server on a free display, and a session bus, which starts `dunst` when the first
    /// notification is shown.
    pub fn start() -> Self {
        let home = tempfile::Builder::new().prefix("vestnik-home-").tempdir().expect("a temporary folder");
        let screen = format!("{WIDTH}x{HEIGHT}x24");
        let mut server = Process::start(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            &screen,
            "-nolisten",
            "tcp",
            "-noreset",
        ]));
        let name = format!(":{}", server.line());

        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--nofork", "--syslog-only", "--print-address=1"]);
        daemon.arg("--config-file").arg(bus_configuration(home.path()));
        surroundings(&mut daemon, home.path(), &name);
        let mut bus = Process::start(&daemon);
        let bus_address = bus.line();
        Self { name, bus_address, home, _bus: bus, _server: server }
    }

    /// A program that will run on this desktop and knows no other.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        surroundings(&mut command, self.home.path(), &self.name);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address);
        command
    }

    /// The home folder of the desktop's only person: empty at the start.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn bus_address(&self) -> &str {
        &self.bus_address
    }

    /// Hands on the mouse and the keyboard: the arguments are those of `xdotool`.
    pub fn xdotool<I: IntoIterator<Item = S>, S: AsRef<std::ffi::OsStr>>(&self, arguments: I) -> String {
        output(self.command("xdotool").args(arguments))
    }

    /// The whole screen, notifications too, as a PNG file.
    pub fn screenshot(&self, file: &Path) {
        output(self.command("import").args(["-window", "root"]).arg(file));
    }
}

/// A bus that starts one service on demand, the notifications: a key store or a portal that this
/// machine happens to have must not change what the tests see.
fn bus_configuration(home: &Path) -> PathBuf {
    let services = home.join("services");
    fs::create_dir(&services).expect("a folder is made");
    let dunst = "[D-BUS Service]\nName=org.freedesktop.Notifications\nExec=/usr/bin/dunst\n";
    fs::write(services.join("dunst.service"), dunst).expect("a file is written");
    let configuration = home.join("bus.conf");
    let text = format!(
        "<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <servicedir>{}</servicedir>
  <policy context=\"default\">
    <allow send_destination=\"*\" eavesdrop=\"true\"/>
    <allow eavesdrop=\"true\"/>
    <allow own=\"*\"/>
  </policy>
</busconfig>",
        services.display()
    );
    fs::write(&configuration, text).expect("a file is written");
    configuration
}

fn surroundings(command: &mut Command, home: &Path, display: &str) {
    command
        .env("DISPLAY", display)
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .env("XDG_DATA_HOME", home.join(".local/share"))
        .env("XDG_STATE_HOME", home.join(".local/state"))
        .env("XDG_CACHE_HOME", home.join(".cache"))
        .env("XDG_RUNTIME_DIR", home)
        .env("GDK_BACKEND", "x11")
        // No accessibility bus and no portals are on this desktop: do not wait for them.
        .env("NO_AT_BRIDGE", "1")
        .env("GTK_USE_PORTAL", "0");
}
