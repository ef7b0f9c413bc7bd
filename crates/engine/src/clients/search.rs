//! Search as you type, in address, name and comment: the text that is searched, and how.
//!
//! Both databases find by trigrams, groups of three characters: SQLite in the full-text table
//! `clients_search` (whose row id is `clients.seq`), PostgreSQL in the column `clients.search`
//! (pg_trgm). Words of three characters are found anywhere, words of two where a word begins;
//! single letters beside longer words tell too little to be looked for. All words must be there.
//! When no word can be looked for, the whole text is: as the beginning of the address or of the
//! name, by their own indexes.

use crate::{Result, fold::fold, ids::ClientId, owners::Owners};
use db::{Dialect, Sql, Tx, Value, params};

/// What is searched of a client. Every word has a space before it, also the first.
#[must_use]
pub fn search_text(email: &str, name: &str, comment: &str) -> String {
    format!(" {} {} {}", fold(email), fold(name), fold(comment))
}

/// Puts a client that has just been written into the search index, in place of what stood there.
/// On SQLite a deleted client leaves it by a trigger.
pub(super) async fn index(tx: &mut Tx, id: ClientId, text: String) -> Result<()> {
    tx.run(
        Sql::pair(
            "insert or replace into clients_search (rowid, text)
             select seq, $2 from clients where id = $1",
            "update clients set search = $2 where id = $1",
        ),
        params![id, text],
    )
    .await?;
    Ok(())
}

/// What a person has typed into the search field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Search {
    /// The beginning of an address or a name.
    Beginning(String),
    /// Parts of [`search_text`], each of three characters or more.
    Parts(Vec<String>),
}

impl Search {
    /// None when there is nothing to search for.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = fold(typed);
        let parts: Vec<String> = typed
            .split(' ')
            .filter_map(|word| match word.chars().count() {
                0 | 1 => None,
                2 => Some(format!(" {word}")),
                _ => Some(word.to_owned()),
            })
            .collect();
        match typed.chars().count() {
            0 => None,
            3.. if !parts.is_empty() => Some(Self::Parts(parts)),
            _ => Some(Self::Beginning(typed)),
        }
    }

    /// A query for these columns of `clients c`: the clients of these owners that are found, and fulfil
    /// `also`, which begins with "and" or is empty. Its parameters are appended.
    pub fn table(
        &self,
        dialect: Dialect,
        owners: &Owners,
        columns: &str,
        also: &str,
        listed: Option<Listed>,
        params: &mut Vec<Value>,
    ) -> String {
        let limit = listed.map(|Listed { most, .. }| format!(" limit {most}")).unwrap_or_default();
        let order = |by: &str| match listed {
            Some(Listed { newest_first, .. }) => {
                format!(" order by {by}{}{limit}", if newest_first { " desc" } else { "" })
            }
            None => String::new(),
        };
        match (self, dialect) {
            (Self::Beginning(text), _) => {
                // Two ranges, each on its own index. A limit keeps SQLite, and an offset PostgreSQL,
                // from walking the order that is asked for instead.
                let fence = match dialect {
                    Dialect::Sqlite if limit.is_empty() => " limit -1",
                    Dialect::Sqlite => "",
                    Dialect::Postgres => " offset 0",
                };
                let theirs = owners.are("c.owner_id", params);
                let [name, email] = ranges(text, params);
                // Everybody's have no common order that an index knows.
                let [by_name, by_email] = match owners {
                    Owners::One(_) if listed.is_some() => ["order by c.name_key", "order by c.email_key"],
                    Owners::One(_) | Owners::Everybody(_) => ["", ""],
                };
                format!(
                    "select * from (
                       select {columns} from clients c where {theirs} and {name}{also} {by_name}{limit}
                     ) named
                     union all
                     select * from (
                       select {columns} from clients c
                       where {theirs} and {email} and not ({name}){also} {by_email}{limit}
                     ) addressed
                     {limit}{fence}"
                )
            }
            (Self::Parts(parts), Dialect::Sqlite) => {
                let query: Vec<String> = parts.iter().map(|part| quoted(part)).collect();
                let query = bind(params, query.join(" "));
                let theirs = owners.narrow("c.owner_id", params);
                let order = order("clients_search.rowid");
                // `cross join` is not reordered (sqlite.org/optoverview.html#crossjoin).
                format!(
                    "select {columns}
                     from clients_search cross join clients c on c.seq = clients_search.rowid
                     where clients_search match {query}{theirs}{also}{order}"
                )
            }
            (Self::Parts(parts), Dialect::Postgres) => {
                let likes = likes(parts, params);
                let theirs = owners.narrow("c.owner_id", params);
                let order = order("c.id");
                // `offset 0` keeps the planner from looking into the subquery.
                format!("select {columns} from clients c where {likes}{theirs}{also}{order} offset 0")
            }
        }
    }
}

/// How much of what is found a list shows. Sorting every "иван" among a million takes longer than a key
/// may, and nobody reads them all: of more than `most`, those added first are shown, or those added last
/// (of the beginnings of names and addresses, those that come first).
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    pub most: u32,
    pub newest_first: bool,
}

fn bind(params: &mut Vec<Value>, text: String) -> String {
    params.push(text.into());
    format!("${}", params.len())
}

/// The conditions that the name, and the address, of a client `c` begins so.
fn ranges(text: &str, params: &mut Vec<Value>) -> [String; 2] {
    let from = bind(params, text.to_owned());
    let to = bind(params, format!("{text}{}", char::MAX));
    ["name_key", "email_key"].map(|key| format!("c.{key} >= {from} and c.{key} < {to}"))
}

/// The condition that the text of a client `c` has all these parts.
fn likes(parts: &[String], params: &mut Vec<Value>) -> String {
    let likes: Vec<String> = parts
        .iter()
        .map(|part| format!("c.search like {}", bind(params, format!("%{}%", escaped(part)))))
        .collect();
    likes.join(" and ")
}

/// A string of FTS5's query language: nothing in it has a meaning but the quote (FTS5, §3.1).
fn quoted(part: &str) -> String {
    format!("\"{}\"", part.replace('"', "\"\""))
}

/// For `like`, whose escape character is the backslash in PostgreSQL.
fn escaped(part: &str) -> String {
    part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::{Search, search_text};

    fn parts<const N: usize>(parts: [&str; N]) -> Option<Search> {
        Some(Search::Parts(parts.map(str::to_owned).to_vec()))
    }

    fn beginning(text: &str) -> Option<Search> {
        Some(Search::Beginning(text.to_owned()))
    }

    #[test]
    fn words_are_found_by_three_characters_or_where_they_begin() {
        assert_eq!(Search::parse(" \t"), None);
        assert_eq!(Search::parse("Ив"), beginning("ив"));
        assert_eq!(Search::parse("ИВАН"), parts(["иван"]));
        assert_eq!(Search::parse("иван п"), parts(["иван"]));
        assert_eq!(Search::parse("Иван Пё"), parts(["иван", " пе"]));
        assert_eq!(Search::parse("а б"), beginning("а б"));
    }

    #[test]
    fn every_word_of_the_text_has_a_space_before_it() {
        assert_eq!(search_text("A@b.ru", "Иван  Ё", "\n"), " a@b.ru иван е ");
    }
}
