//! A wrong configuration is refused, naming the key, the reason and what would be right.

use std::collections::{BTreeSet, HashMap};

use server::config::{Admission, Config, Database, Error, GraphAuth, KEYS};

const EXAMPLE: &str = include_str!("../../concordat.example.toml");
const LEAST: &str = "[server]\npublic_url = \"https://x.example\"\n[database]\nurl = \"sqlite://p.db\"\n";

fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config, Error> {
    let variables: HashMap<_, _> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::from_toml(text, variables)
}

fn refused(text: &str, variables: &[(&str, &str)]) -> Error {
    load(text, variables).expect_err("refused")
}

#[test]
fn a_wrong_value_is_named_with_what_would_be_right() {
    let table = [
        ("CONCORDAT__SERVER__LISTEN", "localhost", "server.listen", "`localhost` is no address", "127.0.0.1:8444"),
        ("CONCORDAT__SERVER__PUBLIC_URL", "http://x.example", "server.public_url", "not https", "https://"),
        ("CONCORDAT__SERVER__PUBLIC_URL", "https://x.example/pane", "server.public_url", "a path", "https://x.example"),
        ("CONCORDAT__SERVER__PUBLIC_URL", "x.example", "server.public_url", "no web address", "https://"),
        ("CONCORDAT__SERVER__DATA_DIR", "", "server.data_dir", "is empty", "a folder"),
        ("CONCORDAT__TLS__KEY", "a.key", "tls.certificate", "is missing", "beside tls.key"),
        ("CONCORDAT__TLS__CERTIFICATE", "a.crt", "tls.key", "is missing", "beside tls.certificate"),
        ("CONCORDAT__DATABASE__URL", "mysql://u:hush@h/d", "database.url", "no database", "sqlite://"),
        ("CONCORDAT__DATABASE__URL", "postgres://u:hush@h", "database.url", "no server and database", "postgres://"),
        ("CONCORDAT__DATABASE__URL", "postgres:d", "database.url", "no server and database", "postgres://"),
        ("CONCORDAT__DATABASE__URL", "sqlite://", "database.url", "names no file", "sqlite://"),
        ("CONCORDAT__DATABASE__URL", "sqlite::memory:", "database.url", "names no file", "sqlite://"),
        ("CONCORDAT__DATABASE__URL", "sqlite://p.db?mode=ro", "database.url", "options", "sqlite://"),
        ("CONCORDAT__OFFICE__SCRIPTS", "http://x.example/o.js", "office.scripts", "does not begin", "https"),
        ("CONCORDAT__OFFICE__FRAME_ANCESTORS", "https://a.example/b", "office.frame_ancestors", "goes on", "origins"),
        ("CONCORDAT__OFFICE__FRAME_ANCESTORS", "*", "office.frame_ancestors", "no address", "origins"),
        ("CONCORDAT__LOG__FORMAT", "xml", "log.format", "`xml`", "text or json"),
        ("CONCORDAT__LOG__LEVEL", "loud", "log.level", "`loud`", "debug"),
        ("CONCORDAT__LIMITS__BODY_BYTES", "10", "limits.body_bytes", "`10`", "65536"),
        ("CONCORDAT__LIMITS__BODY_BYTES", "many", "limits.body_bytes", "`many`", "65536"),
        ("CONCORDAT__LIMITS__SESSION_HOURS", "0", "limits.session_hours", "`0`", "1 to 168"),
        ("CONCORDAT__LIMITS__BODY_SECONDS", "0", "limits.body_seconds", "`0`", "1 to 300"),
        ("CONCORDAT__LIMITS__READS_PER_MINUTE", "0", "limits.reads_per_minute", "`0`", "1 to 1000000000"),
        ("CONCORDAT__LIMITS__LIVE_PER_PERSON", "none", "limits.live_per_person", "`none`", "1 to 10000"),
        ("CONCORDAT__LIMITS__DRAIN_SECONDS", "301", "limits.drain_seconds", "`301`", "0 to 300"),
        ("CONCORDAT__PROXY__TRUSTED", "10.0.0.0/33", "proxy.trusted", "`10.0.0.0/33`", "10.0.0.0/8"),
        ("CONCORDAT__PROXY__HEADER", "X-Real-Ip", "proxy.header", "`X-Real-Ip`", "X-Forwarded-For"),
        ("CONCORDAT__METRICS__LISTEN", "9464", "metrics.listen", "`9464`", "127.0.0.1:9464"),
        ("CONCORDAT__LIMITS__SHUTDOWN_SECONDS", "-1", "limits.shutdown_seconds", "`-1`", "1 to 300"),
        ("CONCORDAT__SERVER__PORT", "1", "server.port", "no such key", "public_url"),
        ("CONCORDAT__MAIL__HOST", "x", "mail.host", "no section", "database"),
        ("CONCORDAT__DATABASE__URL_FILE", "/nowhere/url", "database.url_file", "given too", "one of the two"),
        ("CONCORDAT__LOG__LEVEL_FILE", "/nowhere/level", "log.level_file", "cannot be read", "a file"),
    ];
    assert!(load(LEAST, &[]).is_ok());
    for (name, value, key, reason, right) in table {
        let error = refused(LEAST, &[(name, value)]);
        let [fault] = error.faults() else { panic!("{name}={value}: {error}") };
        assert_eq!(fault.key, key, "{name}={value}: {error}");
        assert!(fault.reason.contains(reason) && fault.reason.contains(right), "{name}={value}: {error}");
        assert!(!error.to_string().contains("hush"), "a password in {error}");
    }
}

const ENTRA: &str = "[entra]\nclient_id = \"11111111-2222-3333-4444-555555555555\"\n\
    tenants = [\"AAAAAAAA-0000-0000-0000-000000000001\"]\n";

#[test]
fn a_wrong_key_of_entra_is_named_with_what_would_be_right() {
    let table = [
        ("CLIENT_ID", "concordat", "entra.client_id", "`concordat` is no id", "0000-0000"),
        ("TENANTS", "firm.example", "entra.tenants", "`firm.example` is no id", "ids of tenants"),
        ("TENANTS", ",", "entra.tenants", "is empty", "ids of tenants"),
        ("AUTHORITY", "http://login.example", "entra.authority", "does not begin", "login.microsoftonline.com"),
        ("AUTHORITY", "https://login.example?x=1", "entra.authority", "goes on", "without a tenant"),
        ("SCOPE", "api://x/access_as_user", "entra.scope", "is no name", "access_as_user"),
        ("ADMISSION", "anyone", "entra.admission", "`anyone`", "admin or mailbox"),
        ("CA", "", "entra.ca", "is empty", "PEM"),
        ("SECRET", "x", "entra.secret", "no such key", "client_id"),
    ];
    let text = format!("{LEAST}{ENTRA}");
    for (name, value, key, reason, right) in table {
        let error = refused(&text, &[(&format!("CONCORDAT__ENTRA__{name}"), value)]);
        let [fault] = error.faults() else { panic!("{name}={value}: {error}") };
        assert_eq!(fault.key, key, "{name}={value}: {error}");
        assert!(fault.reason.contains(reason) && fault.reason.contains(right), "{name}={value}: {error}");
    }
    let error = refused(LEAST, &[("CONCORDAT__ENTRA__ADMISSION", "mailbox")]);
    let keys: Vec<_> = error.faults().iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(keys, ["entra.client_id", "entra.tenants"]);
}

#[test]
fn entra_without_more_is_the_worldwide_cloud_and_admits_nobody_by_itself() {
    let entra = load(&format!("{LEAST}{ENTRA}"), &[]).expect("a config").entra.expect("given");
    let tenant = "aaaaaaaa-0000-0000-0000-000000000001";
    assert_eq!(entra.issuer(tenant), format!("https://login.microsoftonline.com/{tenant}/v2.0"));
    assert_eq!(entra.sign_in_at(), format!("https://login.microsoftonline.com/{tenant}"));
    assert_eq!(entra.full_scope(), "api://11111111-2222-3333-4444-555555555555/access_as_user");
    assert_eq!(entra.audience, std::slice::from_ref(&entra.client_id));
    assert_eq!(entra.admission, Admission::Admin);
    let two = format!("{tenant} aaaaaaaa-0000-0000-0000-000000000002");
    let variables =
        [("CONCORDAT__ENTRA__TENANTS", two.as_str()), ("CONCORDAT__ENTRA__AUTHORITY", "https://x.example/e/")];
    let entra = load(&format!("{LEAST}{ENTRA}"), &variables).expect("a config").entra.expect("given");
    assert_eq!(entra.sign_in_at(), "https://x.example/e/organizations");
    assert!(load(LEAST, &[]).expect("a config").entra.is_none());
}

const GRAPH: &str = "[graph]\nclient_secret = \"hush\"\n";

#[test]
fn a_wrong_key_of_graph_is_named_with_what_would_be_right() {
    let table = [
        ("BASE", "http://graph.example/v1.0", "graph.base", "does not begin", "graph.microsoft.com"),
        ("BASE", "https://graph.example/v1.0?x", "graph.base", "goes on", "graph.microsoft.com"),
        ("AUTH", "password", "graph.auth", "`password`", "app or on-behalf-of"),
        ("AUTH", "on-behalf-of", "graph.key", "is missing", "32 bytes"),
        ("TENANT", "firm.example", "graph.tenant", "`firm.example` is no id", "0000-0000"),
        ("SCOPE", "User.Read", "graph.scope", "no such scope", "/.default"),
        ("CERTIFICATE", "a.crt", "graph.private_key", "is missing", "beside graph.certificate"),
        ("PRIVATE_KEY", "a.key", "graph.certificate", "is missing", "beside graph.private_key"),
        ("KEY", "hush!", "graph.key", "is not Base64", "32 bytes"),
        ("KEY", "aHVzaA==", "graph.key", "has 4 bytes", "32 bytes"),
        ("CLIENT_SECRET", "", "graph.client_secret", "is empty", "secret"),
        ("PAGE_SIZE", "0", "graph.page_size", "`0`", "1 to 1000"),
        ("NOTIFY_URL", "https://x.example/hooks", "graph.notify_url", "goes on", "without a path"),
        ("NOTIFY_URL", "http://x.example", "graph.notify_url", "does not begin", "https"),
        ("POLL_MINUTES", "0", "graph.poll_minutes", "`0`", "1 to 1440"),
        ("SUBSCRIPTION_MINUTES", "10081", "graph.subscription_minutes", "`10081`", "60 to 10080"),
        ("PASSWORD", "x", "graph.password", "no such key", "client_secret"),
    ];
    let text = format!("{LEAST}{ENTRA}{GRAPH}");
    for (name, value, key, reason, right) in table {
        let error = refused(&text, &[(&format!("CONCORDAT__GRAPH__{name}"), value)]);
        let [fault] = error.faults() else { panic!("{name}={value}: {error}") };
        assert_eq!(fault.key, key, "{name}={value}: {error}");
        assert!(fault.reason.contains(reason) && fault.reason.contains(right), "{name}={value}: {error}");
        assert!(!error.to_string().contains("hush") && !error.to_string().contains("aHVz"), "a secret in {error}");
    }
    let keys = |text: String| {
        let error = refused(&text, &[]);
        error.faults().iter().map(|fault| fault.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(keys(format!("{LEAST}{GRAPH}")), ["graph.client_id", "graph.tenant"]);
    assert_eq!(keys(format!("{LEAST}{ENTRA}[graph]\nauth = \"app\"\n")), ["graph.client_secret"]);
    let two = ENTRA.replace("\"]", "\", \"aaaaaaaa-0000-0000-0000-000000000002\"]");
    assert_eq!(keys(format!("{LEAST}{two}{GRAPH}")), ["graph.tenant"]);
}

#[test]
fn graph_without_more_is_the_worldwide_cloud_and_nobody_tells() {
    let graph =
        |more: &[(&str, &str)]| load(&format!("{LEAST}{ENTRA}{GRAPH}"), more).expect("a config").graph.expect("given");
    let plain = graph(&[]);
    assert_eq!(plain.base.as_str(), "https://graph.microsoft.com/v1.0");
    assert_eq!(plain.scope, "https://graph.microsoft.com/.default");
    assert_eq!(plain.tenant, "aaaaaaaa-0000-0000-0000-000000000001");
    assert_eq!((plain.notify_address(), plain.lifecycle_address()), (None, None));
    assert_eq!((plain.page_size, plain.poll.as_secs(), plain.subscription.as_secs()), (100, 300, 4200 * 60));
    assert!(!format!("{plain:?}").contains("hush"), "a secret in {plain:?}");
    let key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let china = graph(&[
        ("CONCORDAT__GRAPH__BASE", "https://microsoftgraph.chinacloudapi.cn/v1.0"),
        ("CONCORDAT__GRAPH__NOTIFY_URL", "https://hooks.example"),
        ("CONCORDAT__GRAPH__AUTH", "on-behalf-of"),
        ("CONCORDAT__GRAPH__KEY", key),
    ]);
    assert_eq!(china.scope, "https://microsoftgraph.chinacloudapi.cn/.default");
    assert_eq!(china.notify_address().as_deref(), Some("https://hooks.example/api/v1/graph/notify"));
    assert_eq!(china.lifecycle_address().as_deref(), Some("https://hooks.example/api/v1/graph/lifecycle"));
    let GraphAuth::OnBehalfOf(sealing) = &china.auth else { panic!("{china:?}") };
    assert_eq!(sealing.bytes(), b"0123456789abcdef0123456789abcdef");
    assert!(!format!("{china:?}").contains("abcdef"), "a secret in {china:?}");
}

#[test]
fn wrong_toml_is_refused_with_its_place() {
    let table = [
        ("listen = 1", "listen", "no section"),
        ("[server]\nlisten = [\"127.0.0.1:1\"]", "server.listen", "is a list"),
        ("[log.level]\nall = \"info\"", "log.level.all", "no such key"),
        ("[office]\nscripts = [[\"x\"]]", "office.scripts", "more than texts"),
    ];
    for (text, key, reason) in table {
        let error = refused(text, &[]);
        let found = error.faults().iter().any(|fault| fault.key == key && fault.reason.contains(reason));
        assert!(found, "{text}: {error}");
    }
    let error = refused("[server\n", &[]);
    assert!(matches!(error, Error::NotToml(_)) && error.to_string().contains("line 1"), "{error}");
}

#[test]
fn all_faults_are_named_at_once() {
    let error = refused("[server]\nlisten = \"x\"\nport = 1\n[log]\nlevel = \"loud\"\n", &[]);
    let keys: Vec<_> = error.faults().iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(keys, ["database.url", "log.level", "server.listen", "server.port", "server.public_url"]);
}

#[test]
fn the_environment_goes_before_the_file_and_holds_lists() {
    let variables = [
        ("CONCORDAT__SERVER__LISTEN", "[::1]:9000"),
        ("CONCORDAT__OFFICE__SCRIPTS", "https://a.example/1.js, https://b.example/2.js"),
        ("CONCORDAT__LIMITS__SESSION_HOURS", "2"),
        ("OTHER__SERVER__LISTEN", "x"),
    ];
    let config = load(&format!("{LEAST}[limits]\nsession_hours = 3\n"), &variables).expect("a config");
    assert_eq!(config.server.listen.to_string(), "[::1]:9000");
    let scripts: Vec<_> = config.office.scripts.iter().map(ToString::to_string).collect();
    assert_eq!(scripts, ["https://a.example/1.js", "https://b.example/2.js"]);
    assert_eq!(config.limits.session.as_secs(), 2 * 3600);
}

#[test]
fn a_value_can_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("url");
    std::fs::write(&file, "postgres://concordat:hush@server/firm\n").expect("written");
    let path = file.to_str().expect("text");
    let server = "[server]\npublic_url = \"https://x.example\"\n";
    let by_toml = load(&format!("{server}[database]\nurl_file = '{path}'\n"), &[]).expect("a config");
    let by_variable = load(server, &[("CONCORDAT__DATABASE__URL_FILE", path)]).expect("a config");
    for config in [by_toml, by_variable] {
        assert!(matches!(config.database, Database::Postgres(_)), "{config:?}");
        assert!(!format!("{config:?}").contains("hush"), "a secret in {config:?}");
    }
}

#[test]
fn the_example_explains_every_key_and_holds_what_would_hold_without_it() {
    let given: BTreeSet<_> = keys_of(&uncommented()).into_iter().collect();
    for key in KEYS {
        assert!(given.contains(key.name), "{} is not in the example", key.name);
    }
    assert_eq!(given.len(), KEYS.len(), "{given:?}");
    let (plain, whole) = (load(EXAMPLE, &[]).expect("parses"), load(&uncommented(), &[]).expect("parses"));
    assert!(plain.tls.is_none() && whole.tls.is_some());
    assert!(plain.entra.is_none() && whole.entra.is_some());
    assert!(plain.graph.is_none() && whole.graph.is_some());
    let rest =
        |config: Config| format!("{:?}", Config { tls: None, entra: None, graph: None, metrics: None, ..config });
    assert_eq!(rest(plain), rest(whole));
}

/// The example with every key in force: prose begins with a capital letter, goes on, or is no key.
fn uncommented() -> String {
    let mut inside = false;
    let key = |line: &str| {
        line.split_once(" = ").is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    };
    let line = |line: &'static str| {
        let Some(rest) = line.strip_prefix("# ") else { return line };
        let taken = inside || key(rest);
        inside = taken && (inside || rest.ends_with('[')) && rest != "]";
        if taken { rest } else { line }
    };
    EXAMPLE.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn keys_of(text: &str) -> Vec<String> {
    let mut section = "";
    let mut keys = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name;
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with(['#', ' '])) {
            keys.push(format!("{section}.{name}"));
        }
    }
    keys
}
