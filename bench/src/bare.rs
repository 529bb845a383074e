//! The yardstick under load: actix handlers that do the same SELECT, respectively the same writes in one transaction, and
//! nothing else. Same framework, same TLS, same files, a pool of the same kind and size.

use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::error::{ErrorInternalServerError, ErrorNotFound};
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer};
use anyhow::Result;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use crate::firm;

/// The item with all that its status is made from.
const SELECT: &str = "SELECT link.id, link.state, appointment.*, base.practice, base.outlook, journal.after_image,
        (SELECT group_concat(staff_id) FROM appointment_staff WHERE appointment_id = appointment.id) AS staff
    FROM folder
    JOIN link ON link.folder_id = folder.id
    JOIN appointment ON appointment.id = link.record_id
    LEFT JOIN base ON base.link_id = link.id
    LEFT JOIN journal ON journal.folder_id = folder.id AND journal.item_id = link.item_id AND journal.state = 'sent'
    WHERE folder.mailbox = ? AND folder.kind = 'appointment' AND folder.outlook_id = '' AND link.item_id = ?";

/// What one synchronization writes: the record's change, the value that gave way, the base, the audit, the answer.
const WRITES: [(&str, &[Bind]); 8] = [
    (
        "INSERT INTO idempotency (person, key, fingerprint, status, body, at) VALUES ('vera', ?, 'f', 200, ?, ?)",
        &[Bind::Key, Bind::Body, Bind::Now],
    ),
    ("INSERT INTO own_write (origin, at) VALUES (?, ?)", &[Bind::Key, Bind::Now]),
    (
        "UPDATE appointment SET subject = ?, version = version + 1, edited_at = ?, edited_by = 'vera', origin = ? WHERE id = ?",
        &[Bind::Subject, Bind::Now, Bind::Key, Bind::Record],
    ),
    (
        "INSERT INTO history (id, kind, record_id, field, side, value, replaced_by, why, at, by)
            VALUES (?, 'appointment', ?, 'subject', 'practice', ?, ?, 'C7', ?, 'vera')",
        &[Bind::Key, Bind::Record, Bind::Subject, Bind::Subject, Bind::Now],
    ),
    (
        "UPDATE journal SET state = 'done', settled_at = ? WHERE item_id = ? AND state = 'sent'",
        &[Bind::Now, Bind::Item],
    ),
    (
        "INSERT INTO base (link_id, practice, outlook, taken_at, outlook_modified) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (link_id) DO UPDATE SET practice = excluded.practice, outlook = excluded.outlook,
            taken_at = excluded.taken_at, outlook_modified = excluded.outlook_modified",
        &[Bind::Link, Bind::Body, Bind::Body, Bind::Now, Bind::Now],
    ),
    (
        "INSERT INTO audit (at, by, action, kind, record_id, outcome, detail)
            VALUES (?, 'vera', 'sync', 'appointment', ?, 'done', 'to the record: subject')",
        &[Bind::Now, Bind::Record],
    ),
    ("DELETE FROM own_write WHERE origin = ?", &[Bind::Key]),
];

/// What a place of a statement holds.
#[derive(Clone, Copy)]
enum Bind {
    Key,
    Body,
    Now,
    Subject,
    Record,
    Item,
    Link,
}

/// The database, and the writers' turn: without it they would wait for each other inside SQLite, and lose by it.
struct Pool {
    db: DatabaseConnection,
    turn: Mutex<()>,
}

/// A bare server that runs.
pub(crate) struct Bare {
    /// Where it is reached.
    pub(crate) url: String,
    server: ServerHandle,
    running: JoinHandle<io::Result<()>>,
}

impl Bare {
    /// Stops it.
    pub(crate) async fn stop(self) -> Result<()> {
        self.server.stop(false).await;
        Ok(self.running.await??)
    }
}

/// Starts it over the files of that folder.
pub(crate) async fn start(folder: &Path, listener: TcpListener) -> Result<Bare> {
    let port = listener.local_addr()?.port();
    let tls = server::tls::load(&firm::config(folder, port, "")?, jiff::Timestamp::now())?;
    let pool = Data::from(Arc::new(Pool { db: pool(folder).await?, turn: Mutex::new(()) }));
    let app = move || {
        App::new()
            .app_data(pool.clone())
            .route("/ready", web::get().to(HttpResponse::Ok))
            .route("/status/{item}", web::post().to(status))
            .route("/sync/{number}/{edit}", web::post().to(sync))
    };
    let server = HttpServer::new(app).disable_signals().tcp_nodelay(true);
    let server = server.listen_rustls_0_23(listener, tls.config)?.run();
    Ok(Bare { url: format!("https://localhost:{port}"), server: server.handle(), running: tokio::spawn(server) })
}

/// As the product opens it.
async fn pool(folder: &Path) -> Result<DatabaseConnection> {
    let file = folder.join("practice.db");
    let mut options = ConnectOptions::new("sqlite://practice.db");
    options.max_connections(6).test_before_acquire(false);
    options.sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&file)
            .create_if_missing(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
    });
    Ok(Database::connect(options).await?)
}

fn statement(sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}

async fn status(item: web::Path<String>, pool: Data<Pool>, _: Bytes) -> actix_web::Result<HttpResponse> {
    let found = pool.db.query_one_raw(statement(SELECT, vec![firm::MAILBOX.into(), item.into_inner().into()])).await;
    let row = found.map_err(ErrorInternalServerError)?.ok_or_else(|| ErrorNotFound("no such item"))?;
    let held: String = row.try_get("", "outlook").map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok().content_type("application/json").body(held))
}

async fn sync(path: web::Path<(usize, usize)>, pool: Data<Pool>, body: Bytes) -> actix_web::Result<HttpResponse> {
    let body = String::from_utf8_lossy(&body).into_owned();
    write(&pool, path.into_inner(), &body).await.map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok().content_type("application/json").body(body))
}

async fn write(pool: &Pool, edit: (usize, usize), body: &str) -> Result<(), DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let _turn = pool.turn.lock().await;
    let tx = pool.db.begin_with_options(options).await?;
    write_all(&tx, edit, body).await?;
    tx.commit().await
}

async fn write_all(tx: &DatabaseTransaction, (number, edit): (usize, usize), body: &str) -> Result<(), DbErr> {
    let (key, now) = (format!("bare-{edit:012}"), jiff::Timestamp::now().to_string());
    let bound = |bind: &Bind| match bind {
        Bind::Key => key.clone(),
        Bind::Body => body.to_owned(),
        Bind::Now => now.clone(),
        Bind::Subject => format!("Bare, {edit}"),
        Bind::Record => firm::record(number),
        Bind::Item => firm::item(number),
        Bind::Link => format!("link-{number}"),
    };
    for (sql, binds) in WRITES {
        tx.execute_raw(statement(sql, binds.iter().map(|bind| bound(bind).into()).collect())).await?;
    }
    Ok(())
}
