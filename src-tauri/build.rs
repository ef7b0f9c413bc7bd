//! Declares the program's one command, so that Tauri checks who may call it, and where the
//! capabilities lie. `tauri-build` reads the rest from `tauri.conf.json`.

use tauri_build::{AppManifest, Attributes};

/// The built window, which the program carries inside.
const DIST: &str = "ui/dist";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Checking and linting must not need Node: an empty folder stands for a window not built yet.
    std::fs::create_dir_all(DIST)?;
    // The files are read by a macro, which Cargo does not see.
    println!("cargo:rerun-if-changed={DIST}");
    tauri_build::try_build(
        Attributes::new()
            .app_manifest(AppManifest::new().commands(&["call"]))
            .capabilities_path_pattern("./src-tauri/capabilities/**/*"),
    )?;
    Ok(())
}
