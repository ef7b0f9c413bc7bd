//! What keeps a mailing from going on, told once: not again with every try that fails alike.

use engine::{Error, Event};

#[derive(Default)]
pub struct Problems {
    /// Without the moment of the next try.
    told: Option<Error>,
}

impl Problems {
    /// The problem that the event tells of, if it was not told before. Once letters go out again, the
    /// same one is news; not so a limit of the sender, which comes and goes by itself.
    pub fn new_in(&mut self, event: &Event) -> Option<Error> {
        let Event::Worker { state } = event else { return None };
        let Some(problem) = &state.problem else {
            let is_limit = self.told.as_ref().is_some_and(|told| told.code.starts_with("limit-"));
            if state.per_minute > 0 && !is_limit {
                self.told = None;
            }
            return None;
        };
        let mut timeless = problem.clone();
        timeless.parameters.remove("until");
        if self.told.as_ref() == Some(&timeless) {
            return None;
        }
        self.told = Some(timeless);
        Some(problem.clone())
    }
}
