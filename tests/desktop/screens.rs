//! Screenshots of the screens that a test passes.

use std::path::{Path, PathBuf};
use support::browser::Window;

/// Where the picture of that name is kept: in the folder of the project that `VESTNIK_SCREENS` names, or else
/// where Cargo keeps what tests leave behind.
pub fn file(name: &str) -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project");
    let folder = std::env::var_os("VESTNIK_SCREENS").map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens"),
        |folder| project.join(folder),
    );
    let file = folder.join(name).with_extension("png");
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    file
}

/// Keeps what the window shows once nothing is loading and nothing moves.
pub async fn keep(window: &Window, name: &str) {
    window.wait("everything to be loaded", SETTLED, vec![]).await;
    window.screenshot(&file(name)).await;
}

const SETTLED: &str = "return !document.querySelector('[aria-busy=true]')
    && document.getAnimations().every((animation) => animation.playState !== 'running'
      || animation.effect.getComputedTiming().iterations === Infinity)";
