//! The contract as TypeScript: `Commands`, and every type that it mentions.

use std::collections::BTreeMap;
use ts_rs::{Config, TS, TypeVisitor};

/// Declarations by name, each once.
pub(super) struct Declarations {
    config: Config,
    types: BTreeMap<String, String>,
    commands: Vec<String>,
}

impl Default for Declarations {
    fn default() -> Self {
        Self { config: Config::new().with_large_int("number"), types: BTreeMap::new(), commands: Vec::new() }
    }
}

impl Declarations {
    pub(super) fn command<I: TS + 'static, O: TS + 'static>(&mut self, name: &str) {
        self.add::<I>();
        self.add::<O>();
        let (input, output) = (I::name(&self.config), O::name(&self.config));
        self.commands.push(format!("  \"{name}\": [{input}, {output}];"));
    }

    /// Adds a type and all that it mentions.
    pub(super) fn add<T: TS + 'static + ?Sized>(&mut self) {
        self.visit::<T>();
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::from(
            "// Generated from the engine's table of commands by `cargo xtask bindings`. Do not edit.\n\n",
        );
        for declaration in self.types.values() {
            text.push_str(declaration);
            text.push_str("\n\n");
        }
        text.push_str("/** Every command: what it is given and what it answers. */\n");
        text.push_str("export type Commands = {\n");
        text.push_str(&self.commands.join("\n"));
        text.push_str("\n};\n");
        text
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // First: the same `Page` is met with other rows each time.
        T::visit_generics(self);
        // Only what would have a file of its own has a declaration; the rest is written in place.
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.types.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            self.types.insert(name, format!("{docs}export {}", T::decl(&self.config)));
        }
        T::visit_dependencies(self);
    }
}
