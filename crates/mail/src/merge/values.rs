//! The values of one recipient, as templates see them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::Value;
use minijinja::value::{Enumerator, Object};

use crate::Address;

/// Who a letter is for, and what its merge fields become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub address: Address,
    /// The full name; may be empty.
    pub name: String,
    pub comment: String,
    /// The owner's own fields. One called `name`, `email`, `comment` or `fields` is reached only through
    /// `fields["…"]`.
    pub fields: BTreeMap<String, String>,
}

impl Recipient {
    /// What a field becomes; `None` when it has no value or an empty one.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        match name {
            "name" => present(&self.name),
            "email" => present(self.address.as_str()),
            "comment" => present(&self.comment),
            _ => self.own_field(name),
        }
    }

    /// As [`Self::field`], but only among the owner's own fields.
    pub(super) fn own_field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(|value| present(value))
    }
}

fn present(value: &str) -> Option<&str> {
    Some(value).filter(|value| !value.trim().is_empty())
}

/// Whom a letter is being filled for. What minijinja needs is made only if it is needed.
#[derive(Debug)]
pub(crate) struct Filling<'a> {
    pub(super) to: &'a Recipient,
    values: OnceCell<Values>,
}

impl<'a> Filling<'a> {
    pub(crate) fn of(to: &'a Recipient) -> Self {
        Self { to, values: OnceCell::new() }
    }

    pub(super) fn values(&self) -> &Values {
        self.values.get_or_init(|| Values::from(self.to.clone()))
    }
}

/// The values of one recipient, shared by the parts of a letter. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Values(Arc<Context>);

impl From<Recipient> for Values {
    fn from(recipient: Recipient) -> Self {
        Self::new(Source::Recipient(recipient))
    }
}

impl Values {
    /// Every field has a value, but for `except`: to find out what a template asks for.
    pub(super) fn sample(except: Option<&str>) -> Self {
        Self::new(Source::Sample { except: except.map(str::to_owned) })
    }

    /// No field has a value.
    pub(super) fn nothing() -> Self {
        Self::new(Source::Nothing)
    }

    fn new(source: Source) -> Self {
        Self(Arc::new(Context { source, asked: Mutex::default() }))
    }

    pub(super) fn root(&self) -> Value {
        Value::from_dyn_object(Arc::clone(&self.0))
    }

    pub(super) fn forget_asked(&self) {
        *self.0.asked() = Asked::default();
    }

    /// The field asked for last that had no value: the one an "undefined value" error is about.
    pub(super) fn last_missing(&self) -> Option<String> {
        self.0.asked().missing.take()
    }

    /// The fields asked for through `fields["…"]`.
    pub(super) fn asked_by_key(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.0.asked().by_key)
    }
}

#[derive(Debug)]
enum Source {
    Recipient(Recipient),
    Sample { except: Option<String> },
    Nothing,
}

#[derive(Debug)]
struct Context {
    source: Source,
    asked: Mutex<Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    missing: Option<String>,
    by_key: BTreeSet<String>,
}

impl Context {
    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value of a field, or `None`, noted, when it has none or an empty one.
    fn field(&self, name: &str) -> Option<Value> {
        let value = match &self.source {
            Source::Recipient(recipient) => recipient.field(name),
            // A digit, so that it passes for a number too.
            Source::Sample { except } => (except.as_deref() != Some(name)).then_some("1"),
            Source::Nothing => None,
        };
        self.noted(name, value)
    }

    /// As [`Self::field`], but only among the owner's own fields.
    fn own_field(&self, name: &str) -> Option<Value> {
        self.asked().by_key.insert(name.to_owned());
        match &self.source {
            Source::Recipient(recipient) => self.noted(name, recipient.own_field(name)),
            _ => self.field(name),
        }
    }

    fn noted(&self, name: &str, value: Option<&str>) -> Option<Value> {
        if value.is_none() {
            self.asked().missing = Some(name.to_owned());
        }
        value.map(Value::from)
    }
}

impl Object for Context {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if key == "fields" { Some(Value::from_object(OwnFields(Arc::clone(self)))) } else { self.field(key) }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }
}

/// What `fields` is in a template.
#[derive(Debug)]
struct OwnFields(Arc<Context>);

impl Object for OwnFields {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.own_field(key.as_str()?)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }
}
