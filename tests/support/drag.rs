//! A real drag of files with the mouse, from a window of another program (XDND).

use std::path::Path;

use crate::display::{Display, HEIGHT, WIDTH};
use crate::processes::Process;

/// The side of the square that the files are picked up from, in pixels.
const SIZE: u32 = 60;

/// Files in the hand, with the mouse button down.
pub struct Drag<'a> {
    display: &'a Display,
    source: Process,
}

impl<'a> Drag<'a> {
    /// Presses the button on the files, in the lower right corner of the screen.
    pub fn pick_up(display: &'a Display, files: &[&Path]) -> Self {
        let (x, y) = (WIDTH - SIZE, HEIGHT - SIZE);
        // Debian's own Python: another one on the `PATH` has no GTK.
        let mut command = display.command("/usr/bin/python3");
        command.args(["-c", include_str!("drag_source.py")]).args([x.to_string(), y.to_string()]).args(files);
        let mut source = Process::start(&command);
        assert_eq!(source.line(), "ready");
        let drag = Self { display, source };
        drag.move_to(x + SIZE / 2, y + SIZE / 2);
        display.xdotool(["mousedown", "1"]);
        drag.move_to(x, y);
        drag.until("begun")
    }

    /// Moves the mouse to the point of the screen, and waits until the window there says that it
    /// would take the files.
    pub fn carry_to(self, x: u32, y: u32) -> Self {
        // A hand passes over the points between: the window notices that something comes in, and
        // then decides.
        self.move_to(x + 10, y + 10);
        self.move_to(x, y);
        self.until("accepted")
    }

    /// Lets go, and waits until the window has taken the files.
    pub fn drop_here(self) {
        self.display.xdotool(["mouseup", "1"]);
        self.until("dropped");
    }

    fn move_to(&self, x: u32, y: u32) {
        self.display.xdotool(["mousemove", &x.to_string(), &y.to_string()]);
    }

    fn until(mut self, word: &str) -> Self {
        loop {
            match self.source.line() {
                line if line == word => return self,
                line => assert_ne!(line, "failed", "the window did not take the files"),
            }
        }
    }
}
