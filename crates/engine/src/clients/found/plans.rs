//! How the databases find the pages of a long list: every query by its index.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says why and stops"
)]

use super::*;
use crate::{Config, Engine, fold::fold, scratch::Schema};
use db::Sql;

const CLIENTS: i64 = 20_000;

/// A long list of so many people's clients; every hundredth one of each has the tag `rare`, every one
/// `common`.
async fn list(database: String, folder: &std::path::Path, people: i64) -> (Engine, Vec<UserId>) {
    let config = Config { database, ..Config::in_folder(folder.join("data")) };
    let engine = Engine::open(config).await.unwrap();
    let owners: Vec<UserId> = (0..people).map(|_| UserId::new()).collect();
    let mut tx = engine.inner().db.begin().await.unwrap();
    for (first, owner) in (1_i64..).zip(&owners) {
        tx.run(
            "insert into users
               (id, email, email_key, name, role, language, zone, password, created_at, updated_at)
             values ($1, $2, $2, 'O', 'user', 'ru', 'UTC', '', 0, 0)",
            params![*owner, format!("o{first}@x.ru")],
        )
        .await
        .unwrap();
        tx.run(
            Sql::pair(
                "with recursive n (n) as (select $3 union all select n + $4 from n where n + $4 <= $2)
                 insert into clients (id, owner_id, email, email_key, name, name_key, created_at, updated_at)
                 select unhex(printf('%032x', n)), $1, 'c' || n || '@x.ru', 'c' || n || '@x.ru',
                   'Клиент ' || (n * 7919 % 99991), 'клиент ' || (n * 7919 % 99991), 0, 0 from n",
                "insert into clients
                   (id, owner_id, email, email_key, name, name_key, created_at, updated_at, search)
                 select cast(lpad(to_hex(n), 32, '0') as uuid), $1, 'c' || n || '@x.ru', 'c' || n || '@x.ru',
                   'Клиент ' || (n * 7919 % 99991), 'клиент ' || (n * 7919 % 99991), 0, 0,
                   ' c' || n || '@x.ru клиент ' || (n * 7919 % 99991) || ' '
                 from generate_series($3, $2, $4) as n",
            ),
            params![*owner, CLIENTS, first, people],
        )
        .await
        .unwrap();
        for (name, every) in [("rare", 100_i64), ("common", 1)] {
            let tag = TagId::new();
            tx.run(
                "insert into tags (id, owner_id, name, name_key) values ($1, $2, $3, $3)",
                params![tag, *owner, fold(name)],
            )
            .await
            .unwrap();
            tx.run(
                "insert into client_tags (owner_id, client_id, tag_id)
                 select owner_id, id, $2 from (
                   select owner_id, id, row_number() over (order by id) as n from clients where owner_id = $1
                 ) numbered where n % $3 = 0",
                params![*owner, tag, every],
            )
            .await
            .unwrap();
        }
    }
    tx.run(
        "insert into owner_counts (owner_id, clients) select owner_id, count(*) from clients group by owner_id",
        params![],
    )
    .await
    .unwrap();
    tx.run(
        Sql::pair(
            "insert into clients_search (rowid, text) select seq, ' ' || email_key || ' ' || name_key from clients",
            "analyze",
        ),
        params![],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    (engine, owners)
}

/// Whose pages are looked for: one person's, and everybody's.
const PEOPLE: [i64; 2] = [1, 3];

fn all(owners: Vec<UserId>) -> Owners {
    match owners[..] {
        [only] => Owners::One(only),
        _ => Owners::Everybody(owners),
    }
}

/// A text and a tag; empty for none.
type Filter = (&'static str, &'static str);

#[derive(Clone, Copy, Debug)]
enum How {
    Walk,
    Gather,
}
use How::*;

/// The plan of a page, one step a line.
async fn plan(engine: &Engine, owners: &Owners, filter: Filter, sort: ClientSort, how: How) -> String {
    let db = &engine.inner().db;
    let filter = ClientFilter {
        search: filter.0.to_owned(),
        tag: Some(filter.1.to_owned()).filter(|tag| !tag.is_empty()),
    };
    let found = Found::of(db, owners, &filter).await.unwrap().unwrap();
    let after = Some(Place {
        key: "клиент 5".to_owned(),
        id: ClientId(uuid::Uuid::from_u128(5_000)),
        owner: UserId::new(),
    });
    let window = Window { sort, descending: false, after, offset: 0, limit: 50 };
    let (statement, params) = match how {
        Walk => found.walk(db.dialect(), &window).unwrap(),
        Gather => found.gather(db.dialect(), &window),
    };
    match db.dialect() {
        Dialect::Sqlite => {
            let steps: Vec<(i64, i64, i64, String)> =
                db.all(format!("explain query plan {statement}"), params).await.unwrap();
            steps.into_iter().map(|(_, _, _, step)| step + "\n").collect()
        }
        Dialect::Postgres => {
            let steps: Vec<(String,)> = db.all(format!("explain {statement}"), params).await.unwrap();
            steps.into_iter().map(|(step,)| step + "\n").collect()
        }
    }
}

type Case = (Filter, ClientSort, How, &'static str, &'static str);

/// What is asked for, and the index that must find it, on SQLite and on PostgreSQL.
const PAGES: &[Case] = &[
    (("", ""), ClientSort::Name, Gather, "clients_by_name", "clients_by_name"),
    (("", ""), ClientSort::Email, Gather, "autoindex_clients_2", "clients_owner_id_email_key_key"),
    (("", ""), ClientSort::CreatedAt, Gather, "autoindex_clients_", "clients_"),
    (("4242@x", ""), ClientSort::Name, Gather, "clients_search", "clients_search"),
    (("4242@x", ""), ClientSort::Email, Gather, "clients_search", "clients_search"),
    (("4242@x", ""), ClientSort::CreatedAt, Gather, "clients_search", "clients_search"),
    (("4242@x", "common"), ClientSort::Name, Gather, "clients_search", "clients_search"),
    (("c4", ""), ClientSort::Name, Gather, "clients_by_name", "clients_by_name"),
    (("c4", ""), ClientSort::Name, Gather, "autoindex_clients_2", "clients_owner_id_email_key_key"),
    (("", "rare"), ClientSort::Name, Gather, "client_tags_by_tag", "client_tags_by_tag"),
    (("", "common"), ClientSort::Name, Walk, "clients_by_name", "clients_by_name"),
    (("", "common"), ClientSort::CreatedAt, Gather, "client_tags_by_tag", "client_tags_by_tag"),
];

#[tokio::test]
async fn no_page_is_found_by_reading_all_clients_on_sqlite() {
    for people in PEOPLE {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("vestnik.db").display());
        let (engine, owners) = list(url, folder.path(), people).await;
        let owners = all(owners);
        for (filter, sort, how, by, _) in PAGES {
            let plan = plan(&engine, &owners, *filter, *sort, *how).await;
            let what = format!("{filter:?} by {sort} of {people}:\n{plan}");
            assert!(plan.contains(by), "without {by}: {what}");
            let scans: Vec<&str> = plan.lines().filter(|step| step.starts_with("SCAN")).collect();
            let allowed = [
                "SCAN page",
                "SCAN f",
                "SCAN named",
                "SCAN addressed",
                "SCAN clients_search VIRTUAL TABLE INDEX 64:M1",
            ];
            assert!(scans.iter().all(|scan| allowed.contains(scan)), "{what}");
            // Nothing is sorted but the page.
            let sorts = plan.lines().filter(|step| *step == "USE TEMP B-TREE FOR ORDER BY").count();
            let is_read_in_order = *filter == ("", "");
            assert!(!is_read_in_order || sorts <= 1, "{what}");
        }
    }
}

/// What the foreign key does for each client that is deleted: by all of an owner's tags, deleting
/// many clients takes the square of their number.
#[tokio::test]
async fn a_deleted_client_finds_its_own_tags_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("vestnik.db").display());
    let (engine, owners) = list(url, folder.path(), 3).await;
    let steps: Vec<(i64, i64, i64, String)> = engine
        .inner()
        .db
        .all(
            "explain query plan delete from client_tags where owner_id = $1 and client_id = $2",
            params![owners[0], ClientId::new()],
        )
        .await
        .unwrap();
    assert!(steps.iter().all(|step| step.3.contains("client_id=?")), "{steps:?}");
}

#[tokio::test]
async fn no_page_is_found_by_reading_all_clients_on_postgres() {
    for people in PEOPLE {
        let schema = Schema::make(&format!("plans_of_{people}")).await;
        // The list is long enough for no index to be a matter of luck, but not for each to be worth it.
        let folder = tempfile::tempdir().unwrap();
        let (engine, owners) = list(schema.url.clone(), folder.path(), people).await;
        let owners = all(owners);
        for (filter, sort, how, _, by) in PAGES {
            let plan = plan(&engine, &owners, *filter, *sort, *how).await;
            let what = format!("{filter:?} by {sort} of {people}:\n{plan}");
            assert!(plan.contains(by), "without {by}: {what}");
            assert!(!plan.contains("Seq Scan on clients"), "{what}");
            // Everybody's pages are merged, and no index is read farther than it must.
            let is_in_order = matches!(how, Walk) || *filter == ("", "");
            let is_merged = people > 1 && *sort != ClientSort::CreatedAt && is_in_order;
            let is_lazy = plan.contains("Merge Append") && !plan.contains("Bitmap Heap Scan on clients");
            assert!(!is_merged || is_lazy, "{what}");
        }
        engine.inner().db.close().await;
        schema.remove().await;
    }
}

/// The ids of the whole list, page by page.
async fn read_on(found: &Found, engine: &Engine, window: &Window) -> Vec<ClientId> {
    let mut ids = vec![];
    let mut after = None;
    loop {
        let rows =
            found.rows(engine.inner(), &Window { after, limit: 1_000, ..window.clone() }).await.unwrap();
        ids.extend(rows.iter().take(1_000).map(|row| row.id));
        if rows.len() <= 1_000 {
            return ids;
        }
        after = rows.get(999).map(|last| Place {
            key: if window.sort == ClientSort::Name { &last.name_key } else { &last.email_key }.clone(),
            id: last.id,
            owner: last.owner_id,
        });
    }
}

async fn jumps_land_where_reading_on_would(database: String, folder: &std::path::Path) {
    let (engine, owners) = list(database, folder, 1).await;
    let found = Found::of(&engine.inner().db, &all(owners), &ClientFilter::default()).await.unwrap().unwrap();
    for is_shorter in [false, true] {
        if is_shorter {
            // All that was known of the places is wrong now.
            let mut tx = engine.inner().db.begin().await.unwrap();
            tx.run("delete from clients where email like '%7@x.ru'", params![]).await.unwrap();
            tx.run("update owner_counts set clients = (select count(*) from clients)", params![])
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        for (sort, descending) in ClientSort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
            let window = Window { sort, descending, after: None, offset: 0, limit: 3 };
            let there = read_on(&found, &engine, &window).await;
            for offset in [15_000, 9_999, 10_000, there.len() - 2, there.len(), 30_000] {
                let window = Window { offset: offset as u32, ..window.clone() };
                let jump = found.rows(engine.inner(), &window).await.unwrap();
                let jump: Vec<ClientId> = jump.iter().map(|row| row.id).collect();
                let wanted: Vec<ClientId> = there.iter().skip(offset).take(4).copied().collect();
                assert_eq!(
                    jump, wanted,
                    "{offset} by {sort}, descending: {descending}, shorter: {is_shorter}"
                );
            }
        }
    }
}

#[tokio::test]
async fn jumps_land_where_reading_on_would_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("vestnik.db").display());
    jumps_land_where_reading_on_would(url, folder.path()).await;
}

#[tokio::test]
async fn jumps_land_where_reading_on_would_on_postgres() {
    let schema = Schema::make("jumps").await;
    let folder = tempfile::tempdir().unwrap();
    jumps_land_where_reading_on_would(schema.url.clone(), folder.path()).await;
    schema.remove().await;
}

/// More than SQLite takes in one compound select.
#[tokio::test]
async fn the_clients_of_six_hundred_people_come_in_order_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("vestnik.db").display());
    let (engine, owners) = list(url, folder.path(), 600).await;
    let db = &engine.inner().db;
    let everybody = Owners::Everybody(owners);
    for (sort, tag) in ClientSort::ALL.iter().flat_map(|sort| [(*sort, None), (*sort, Some("common"))]) {
        let filter = ClientFilter { search: String::new(), tag: tag.map(str::to_owned) };
        let found = Found::of(db, &everybody, &filter).await.unwrap().unwrap();
        let window = |after, offset| Window { sort, descending: true, after, offset, limit: 50 };
        let jump = found.rows(engine.inner(), &window(None, 1_000)).await.unwrap();
        let mut rows = vec![];
        let mut after = None;
        while rows.len() <= 1_000 {
            let mut page = found.rows(engine.inner(), &window(after, 0)).await.unwrap();
            page.truncate(50);
            after = page.last().map(|last| Place {
                key: if sort == ClientSort::Name { &last.name_key } else { &last.email_key }.clone(),
                id: last.id,
                owner: last.owner_id,
            });
            rows.extend(page);
        }
        let place = |row: &ClientRow| match sort {
            ClientSort::Name => (row.name_key.clone(), row.id),
            ClientSort::Email => (row.email_key.clone(), row.id),
            ClientSort::CreatedAt => (String::new(), row.id),
        };
        assert!(rows.is_sorted_by(|a, b| place(a) > place(b)), "{sort}");
        let (there, jump): (Vec<_>, Vec<_>) =
            rows[1_000..].iter().zip(&jump).map(|(there, jump)| (there.id, jump.id)).unzip();
        assert_eq!(there, jump, "{sort}");
        assert_eq!(found.ids(db).await.unwrap().len(), 20_000);
        assert_eq!(found.count(db, true).await.unwrap(), 20_000);
    }
}
