//! Writes the contract of the engine as TypeScript into the window: `cargo xtask bindings`.

fn main() -> std::io::Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/lib/bindings.ts");
    std::fs::write(path, engine::commands::typescript())
}
