//! Every key of the configuration, as a table.

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name: section, dot, key.
    pub name: &'static str,
    /// What a right value is.
    pub right: &'static str,
    /// What holds when it is not given; several values are parted by a blank. `None`: it has to be given, or its absence
    /// says something.
    pub default: Option<&'static str>,
}

const fn key(name: &'static str, right: &'static str, default: Option<&'static str>) -> Key {
    Key { name, right, default }
}

/// Every key there is.
pub const KEYS: &[Key] = &[
    key("server.listen", "an address and a port, such as 127.0.0.1:8444", Some("127.0.0.1:8444")),
    key(
        "server.public_url",
        "the address that Outlook reaches the server at, such as https://concordat.example.com",
        None,
    ),
    key("server.data_dir", "a folder that the server may write to", Some("data")),
    key("tls.certificate", "a PEM file with the certificate and those between it and its root", None),
    key("tls.key", "a PEM file with the certificate's private key", None),
    key(
        "database.url",
        "sqlite:// and a file's path, such as sqlite://data/practice.db, or a PostgreSQL address, such as \
         postgres://user:password@server/database",
        None,
    ),
    key("entra.client_id", "the application's id in Entra, such as 00000000-0000-0000-0000-000000000000", None),
    key("entra.tenants", "a list of the ids of tenants, such as 00000000-0000-0000-0000-000000000000", None),
    key(
        "entra.authority",
        "the https address of the cloud's sign-in, without a tenant, such as https://login.microsoftonline.com",
        Some("https://login.microsoftonline.com"),
    ),
    key("entra.scope", "the short name of a scope, such as access_as_user", Some("access_as_user")),
    key("entra.audience", "a list of what a token's aud may be: the application's id, or api:// and that", None),
    key("entra.admission", "admin or mailbox", Some("admin")),
    key("entra.ca", "a PEM file with the certificate of a root", None),
    key(
        "graph.base",
        "the https address of Microsoft Graph with its version, such as https://graph.microsoft.com/v1.0",
        Some("https://graph.microsoft.com/v1.0"),
    ),
    key("graph.auth", "app or on-behalf-of", Some("app")),
    key("graph.client_id", "the id of an application, such as 00000000-0000-0000-0000-000000000000", None),
    key("graph.authority", "the https address of a cloud's sign-in, such as https://login.microsoftonline.com", None),
    key("graph.ca", "a PEM file with a root certificate", None),
    key("graph.tenant", "the id of a tenant, such as 00000000-0000-0000-0000-000000000000", None),
    key("graph.scope", "a scope that ends in /.default, such as https://graph.microsoft.com/.default", None),
    key("graph.client_secret", "the application's secret", None),
    key("graph.certificate", "a PEM file with the application's certificate", None),
    key("graph.private_key", "a PEM file with the certificate's private key, of RSA", None),
    key("graph.key", "32 bytes in Base64", None),
    key(
        "graph.shared_mailboxes",
        "a list of the addresses of shared mailboxes, such as contacts@example.com",
        Some(""),
    ),
    key("graph.page_size", "a number from 1 to 1000", Some("100")),
    key("graph.notify_url", "the https address that Microsoft reaches the server at, without a path", None),
    key("graph.poll_minutes", "a number of minutes from 1 to 1440", Some("5")),
    key("graph.subscription_minutes", "a number of minutes from 60 to 10080", Some("4200")),
    key(
        "office.scripts",
        "a list of https addresses of scripts",
        Some("https://appsforoffice.microsoft.com/lib/1/hosted/office.js"),
    ),
    key("office.frame_ancestors", "a list of https origins, such as https://outlook.office.com", Some(OUTLOOK)),
    key("log.format", "text or json", Some("text")),
    key("log.level", "error, warn, info, debug or trace", Some("info")),
    key("limits.body_bytes", "a number of bytes from 65536 to 67108864", Some("1048576")),
    key("limits.body_seconds", "a number of seconds from 1 to 300", Some("30")),
    key("limits.reads_per_minute", RATE, Some("1200")),
    key("limits.writes_per_minute", RATE, Some("240")),
    key("limits.requests_per_minute", RATE, Some("30000")),
    key("limits.sign_ins_per_minute", RATE, Some("120")),
    key("limits.refused_sign_ins_per_minute", RATE, Some("60")),
    key("limits.live_per_person", "a number from 1 to 10000", Some("32")),
    key("limits.session_hours", "a number of hours from 1 to 168", Some("12")),
    key("limits.drain_seconds", "a number of seconds from 0 to 300", Some("0")),
    key("limits.shutdown_seconds", "a number of seconds from 1 to 300", Some("10")),
    key("proxy.trusted", "a list of addresses or networks, such as 10.0.0.5 or 10.0.0.0/8", Some("")),
    key("proxy.header", "X-Forwarded-For or Forwarded", Some("X-Forwarded-For")),
    key("metrics.listen", "an address and a port, such as 127.0.0.1:9464", None),
];

/// What a rate is.
const RATE: &str = "a number from 1 to 1000000000";

/// The hosts of Outlook on the web and of the new Outlook, in the worldwide and the national clouds.
const OUTLOOK: &str = "https://outlook.office.com https://outlook.office365.com https://outlook.live.com \
    https://outlook.cloud.microsoft https://outlook.office365.us https://outlook-dod.office365.us \
    https://partner.outlook.cn";

/// The key of that name.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The names of the keys in a section, without it; empty when there is no such section.
pub(super) fn names_in(section: &str) -> Vec<&'static str> {
    let inside = |key: &'static Key| key.name.strip_prefix(section)?.strip_prefix('.');
    KEYS.iter().filter_map(inside).collect()
}
