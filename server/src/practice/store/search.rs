//! Finding clients by what is typed, and contacts by their addresses.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use rules::record::{Image, RecordKind, contact};
use sea_orm::QueryResult;
use sea_orm::sea_query::{CaseStatement, Cond, Expr, ExprTrait, Func, LikeExpr, Order, Query, SimpleExpr};

use super::people::{client, matter};
use super::records::load;
use super::rows::{Cell, all, is, one, select};
use super::{Store, incomplete};
use crate::practice::{AddressMatch, Client, ClientHit, Clients, Contacts, Error, Matter, Record};

#[async_trait]
impl Clients for Store {
    async fn search_clients(&self, text: &str, limit: u32) -> Result<Vec<ClientHit>, Error> {
        let text = text.trim().to_lowercase();
        let mut statement = select("client", None);
        statement.expr_as(found_contact(&text), "found_contact").cond_where(
            Cond::any()
                .add(like("number", &text, Match::Within))
                .add(like("name", &text, Match::Within))
                .add(Expr::col(("client", "id")).in_subquery(contacts_named(&text, "client_id"))),
        );
        let begins = like("number", &text, Match::Start).or(like("name", &text, Match::Start));
        let itself = like("number", &text, Match::Within).or(like("name", &text, Match::Within));
        let rank = CaseStatement::new().case(begins, 0).case(itself, 1).finally(2);
        statement
            .order_by_expr(rank.into(), Order::Asc)
            .order_by_expr(Func::lower(Expr::col(("client", "name"))).into(), Order::Asc)
            .order_by(("client", "id"), Order::Asc)
            .limit(u64::from(limit));
        let found = |row: &QueryResult| hit(row, &text);
        all(&self.db, &statement, found).await
    }

    async fn client(&self, id: &str) -> Result<Client, Error> {
        client(&one(&self.db, &select("client", is("id", id)), "client", id).await?)
    }

    async fn matters(&self, client_id: &str) -> Result<Vec<Matter>, Error> {
        self.client(client_id).await?;
        let mut statement = select("matter", is("client_id", client_id));
        statement.order_by("open", Order::Desc).order_by("number", Order::Asc);
        all(&self.db, &statement, matter).await
    }

    async fn matter(&self, id: &str) -> Result<Matter, Error> {
        matter(&one(&self.db, &select("matter", is("id", id)), "matter", id).await?)
    }
}

#[derive(Clone, Copy)]
enum Match {
    Start,
    Within,
}

/// `column LIKE text`, where the text's own `%` and `_` are only letters. The text is in lower case.
fn like(column: &'static str, text: &str, at: Match) -> SimpleExpr {
    let one = |text: String| {
        let pattern = match at {
            Match::Start => format!("{}%", escaped(&text)),
            Match::Within => format!("%{}%", escaped(&text)),
        };
        Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern).escape('\\'))
    };
    // SQLite's lower() knows the letters of ASCII only: "Über" stays as it is, so it is asked for both ways.
    let loud: String = text.chars().map(loud).collect();
    if loud == text { one(loud) } else { one(text.to_owned()).or(one(loud)) }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// The capital of a letter beyond ASCII, where that is one letter.
fn loud(letter: char) -> char {
    let mut capital = letter.to_uppercase();
    match (letter.is_ascii(), capital.next(), capital.next()) {
        (false, Some(capital), None) => capital,
        _ => letter,
    }
}

/// One column of the contacts tied to clients, whose name holds the text.
fn contacts_named(text: &str, column: &'static str) -> sea_orm::sea_query::SelectStatement {
    let names = [contact::FILE_AS, contact::GIVEN, contact::SURNAME, contact::COMPANY]
        .iter()
        .filter_map(|id| RecordKind::Contact.field(*id))
        .fold(Cond::any(), |any, field| any.add(like(field.column, text, Match::Within)));
    let mut select = Query::select();
    select
        .column(column)
        .from("contact")
        .inner_join("contact_client", Expr::col(("contact_client", "contact_id")).equals(("contact", "id")))
        .and_where(Expr::col("binned_at").is_null())
        .cond_where(names);
    select.take()
}

/// The name of a client's first contact that matches.
fn found_contact(text: &str) -> SimpleExpr {
    let mut named = contacts_named(text, "file_as");
    named
        .and_where(Expr::col(("contact_client", "client_id")).equals(("client", "id")))
        .order_by("file_as", Order::Asc)
        .limit(1);
    SimpleExpr::SubQuery(None, Box::new(named.into()))
}

fn hit(row: &QueryResult, text: &str) -> Result<ClientHit, Error> {
    let client = client(row)?;
    let itself = [&client.number, &client.name].iter().any(|own| own.to_lowercase().contains(text));
    let contact = if itself { None } else { row.maybe_text("found_contact")? };
    Ok(ClientHit { client, contact })
}

const EMAIL_COLUMNS: [&str; 3] = ["email1", "email2", "email3"];

#[async_trait]
impl Contacts for Store {
    async fn contacts_by_address(&self, addresses: &[String]) -> Result<Vec<AddressMatch>, Error> {
        let wanted: BTreeSet<String> = addresses.iter().map(|address| normalized(address)).collect();
        let bears = |column| Expr::expr(Func::lower(Func::cust("trim").arg(Expr::col(column)))).is_in(&wanted);
        let any = EMAIL_COLUMNS.into_iter().map(bears).reduce(SimpleExpr::or);
        let condition = any.map(|any| any.and(Expr::col("binned_at").is_null()));
        let records = load(&self.db, RecordKind::Contact, &select("contact", condition)).await?;
        let mut contacts: Vec<Record> = records.into_iter().filter_map(readable).collect();
        contacts.sort_by_cached_key(|record| (name(&record.image), record.id().to_owned()));
        let clients = self.clients_of(&contacts).await?;
        let found = addresses.iter().flat_map(|address| {
            let bearers = contacts.iter().filter(|record| bears_address(&record.image, &normalized(address)));
            bearers.map(|record| address_match(address, record, &clients))
        });
        Ok(found.collect())
    }

    async fn contact(&self, id: &str) -> Result<Record, Error> {
        self.record(RecordKind::Contact, id).await
    }

    async fn incomplete_contacts(&self, staff_id: &str, limit: u32) -> Result<Vec<Record>, Error> {
        let mut statement = select("contact", incomplete::of(staff_id));
        statement.order_by("id", Order::Asc).limit(u64::from(limit));
        let records = load(&self.db, RecordKind::Contact, &statement).await?;
        Ok(records.into_iter().filter_map(readable).collect())
    }

    async fn count_incomplete_contacts(&self, staff_id: &str) -> Result<u64, Error> {
        incomplete::count(&self.db, staff_id).await
    }
}

impl Store {
    /// The clients that these contacts are tied to.
    async fn clients_of(&self, contacts: &[Record]) -> Result<BTreeMap<String, Client>, Error> {
        let ids: BTreeSet<String> = contacts.iter().flat_map(|record| client_ids(&record.image)).collect();
        let rows = all(&self.db, &select("client", Expr::col("id").is_in(ids)), client).await?;
        Ok(rows.into_iter().map(|client| (client.id.clone(), client)).collect())
    }
}

/// A record of a list; one that cannot be read is logged and left out, so that it stops no other (P15).
pub(super) fn readable(record: Result<Record, Error>) -> Option<Record> {
    record.inspect_err(warn).ok()
}

/// Not the reason, which can hold what stands in the record.
fn warn(error: &Error) {
    let (record, field) = match error {
        Error::Invalid { record, field, .. } => (record.as_ref().map(ToString::to_string), field.as_str()),
        _ => (None, ""),
    };
    tracing::warn!(record, field, "a record cannot be read and is left out");
}

fn normalized(address: &str) -> String {
    address.trim().to_lowercase()
}

fn bears_address(image: &Image, address: &str) -> bool {
    [contact::EMAIL1, contact::EMAIL2, contact::EMAIL3].iter().any(|id| normalized(image.text(*id)) == address)
}

fn client_ids(image: &Image) -> BTreeSet<String> {
    match image.get(contact::CLIENTS) {
        Some(rules::record::Value::Labels(ids)) => ids.clone(),
        _ => BTreeSet::new(),
    }
}

fn address_match(address: &str, record: &Record, clients: &BTreeMap<String, Client>) -> AddressMatch {
    let mut tied: Vec<_> = client_ids(&record.image).iter().filter_map(|id| clients.get(id).cloned()).collect();
    tied.sort_by(|a, b| a.number.cmp(&b.number));
    let kind = record.image.text(contact::KIND);
    AddressMatch {
        address: address.to_owned(),
        contact_id: record.id().to_owned(),
        name: name(&record.image),
        kind: if kind.is_empty() { "standalone" } else { kind }.to_owned(),
        clients: tied,
    }
}

/// What a contact is called: the first of these that there is.
fn name(image: &Image) -> String {
    let whole = format!("{} {}", image.text(contact::GIVEN), image.text(contact::SURNAME));
    let names = [image.text(contact::FILE_AS), whole.trim(), image.text(contact::COMPANY), image.text(contact::EMAIL1)];
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
}
