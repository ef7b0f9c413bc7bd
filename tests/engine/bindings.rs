//! What is generated is committed, and not stale.

#[test]
fn the_types_of_the_window_are_those_of_the_engine() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/lib/bindings.ts");
    let committed = std::fs::read_to_string(path).expect("the window's types");
    assert!(
        committed == engine::commands::typescript(),
        "ui/src/lib/bindings.ts is stale: run `cargo xtask bindings`"
    );
}
