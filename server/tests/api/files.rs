use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use server::http::{self, Options};

use crate::world::{World, development};

fn header<'r>(response: &'r reqwest::Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test]
async fn the_manifest_names_the_servers_own_address() {
    let world = development().await;
    let manifest = world.get("/manifest.xml").await;
    assert_eq!(header(&manifest, "content-type"), "application/xml; charset=utf-8");
    let text = manifest.text().await.expect("text");
    assert_eq!(text, manifest::fill(&world.server.url).expect("filled"));
    assert!(text.contains(&world.server.url) && !text.contains(manifest::PLACEHOLDER));
    assert_eq!(manifest::check(&text), []);
}

#[tokio::test]
async fn icons_may_be_kept() {
    let world = development().await;
    for icon in manifest::ICONS {
        let answer = world.get(&format!("/icons/{}", icon.name)).await;
        assert_eq!(answer.status(), 200, "{}", icon.name);
        assert_eq!(header(&answer, "content-type"), "image/png");
        let cache = header(&answer, "cache-control").to_owned();
        assert!(cache.contains("max-age=") && !cache.contains("no-"), "Outlook shows no icon: {cache}");
        assert_eq!(answer.bytes().await.expect("bytes"), icon.png);
    }
}

#[tokio::test]
async fn a_file_comes_compressed_with_an_etag_of_its_own_and_only_once() {
    let world = development().await;
    let get = |coding: &'static str| world.request(Method::GET, "/manifest.xml").header("Accept-Encoding", coding);
    let mut tags = Vec::new();
    for (asked, coding) in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", ""), ("br;q=0.1, gzip", "gzip")]
    {
        let answer = get(asked).send().await.expect("answered");
        assert_eq!(header(&answer, "content-encoding"), coding, "{asked}");
        assert_eq!(header(&answer, "vary"), "Accept-Encoding");
        let tag = header(&answer, "etag").to_owned();
        assert!(tag.starts_with('"'), "a strong one: {tag}");
        let bytes = answer.bytes().await.expect("bytes");
        assert_eq!(unpacked(coding, &bytes), manifest::fill(&world.server.url).expect("filled").into_bytes());

        let again = get(asked).header("If-None-Match", &tag).send().await.expect("answered");
        assert_eq!((again.status().as_u16(), header(&again, "etag")), (304, tag.as_str()), "{asked}");
        assert_eq!(again.bytes().await.expect("none").len(), 0);
        tags.push(tag);
    }
    tags.dedup();
    tags.truncate(3);
    assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2], "{tags:?}");
    let other = get("br").header("If-None-Match", "\"other\"").send().await.expect("answered");
    assert_eq!(other.status(), 200);
}

fn unpacked(coding: &str, mut bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        "br" => brotli::BrotliDecompress(&mut bytes, &mut plain).expect("brotli"),
        "gzip" => drop(std::io::copy(&mut flate2::read::GzDecoder::new(bytes), &mut plain).expect("gzip")),
        _ => plain.extend(bytes),
    }
    plain
}

#[tokio::test]
async fn the_home_page_is_the_pane() {
    let world = development().await;
    let home = world.get("/").await;
    assert_eq!((home.status().as_u16(), header(&home, "location")), (302, "/pane.html"));
}

/// The pane is built by `cargo xtask pane`; without it the page says so.
#[tokio::test]
async fn the_pane_loads_the_scripts_of_the_configuration() {
    let more = "[office]\nscripts = [\"https://a.example/one.js\", \"https://b.example/two.js?x=1&y=2\"]\n";
    let world = World::start(more, true).await;
    let pane = world.get("/pane.html").await;
    assert_eq!(header(&pane, "content-type"), "text/html; charset=utf-8");
    if pane.status() == 503 {
        assert!(pane.text().await.expect("text").contains("cargo xtask pane"));
        assert_eq!(world.get("/readyz").await.status(), 503);
        return eprintln!("skipped: the pane is not built");
    }
    assert_eq!(header(&pane, "cache-control"), "no-cache");
    let text = pane.text().await.expect("text");
    let scripts = "<script src=\"https://a.example/one.js\"></script>\n    \
        <script src=\"https://b.example/two.js?x=1&amp;y=2\"></script>";
    assert!(text.contains(scripts), "{text}");
    assert_eq!(world.get("/readyz").await.status(), 200);
    let wasm =
        world.request(Method::GET, "/pane_bg.wasm").header("Accept-Encoding", "br").send().await.expect("answered");
    assert_eq!(header(&wasm, "content-type"), "application/wasm");
    assert_eq!(header(&wasm, "content-encoding"), "br");
    assert!(header(&wasm, "cache-control").contains("must-revalidate"));
}

#[tokio::test]
async fn the_content_policy_lets_office_in_and_nobody_else() {
    let more =
        "[office]\nscripts = [\"https://cdn.example:8443/office.js\"]\nframe_ancestors = [\"https://host.example\"]\n";
    let world = World::start(more, true).await;
    for path in ["/", "/pane.html", "/manifest.xml", "/api/v1/sign-in", "/api/v1/me", "/nothing", "/healthz"] {
        let answer = world.get(path).await;
        let policy = header(&answer, "content-security-policy");
        let scripts = "script-src 'self' 'wasm-unsafe-eval' https://ajax.aspnetcdn.com \
            https://appsforoffice.microsoft.com https://cdn.example:8443;";
        for part in ["default-src 'none'", scripts, "frame-ancestors https://host.example", "base-uri 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        let unsafe_parts: Vec<_> = policy.split("; ").filter(|part| part.contains("'unsafe-")).collect();
        assert_eq!(unsafe_parts, ["style-src 'self' 'unsafe-inline'"], "styles of office.js, and nothing else");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
        for never in ["x-frame-options", "set-cookie", "strict-transport-security"] {
            assert!(!answer.headers().contains_key(never), "{path}: {never}");
        }
    }
}

#[tokio::test]
async fn the_content_policy_lets_the_issuer_in_only_where_people_sign_in_with_microsoft_365() {
    let directive = |policy: &str, name: &str| {
        let found = policy.split("; ").find(|part| part.split(' ').next() == Some(name)).map(str::to_owned);
        found.unwrap_or_default()
    };
    let entra = "[office]\nframe_ancestors = [\"https://host.example\"]\n[entra]\n\
        client_id = \"2b8a4c6e-91d7-4f0a-8c35-7d1e0f92b6a3\"\ntenants = [\"5f0c5a2e-3b1d-4b52-9a3e-2c8f6a7d1e40\"]\n\
        authority = \"https://login.example:8443/entra\"\n";
    let without = "[office]\nframe_ancestors = [\"https://host.example\"]\n";
    let rows = [
        (without, "connect-src 'self'", "frame-src 'none'", "frame-ancestors https://host.example"),
        (
            entra,
            "connect-src 'self' https://login.example:8443",
            "frame-src 'self' https://login.example:8443",
            "frame-ancestors 'self' https://host.example",
        ),
    ];
    for (more, connect, frame, ancestors) in rows {
        let world = World::start(more, true).await;
        let answer = world.get("/pane.html").await;
        let policy = header(&answer, "content-security-policy");
        for wanted in [connect, frame, ancestors] {
            assert_eq!(directive(policy, wanted.split(' ').next().unwrap_or_default()), wanted);
        }
    }
}

#[tokio::test]
async fn health_and_readiness_answer_without_a_token() {
    let world = development().await;
    assert_eq!(world.get("/healthz").await.status(), 200);
    let ready: serde_json::Value = world.get("/readyz").await.json().await.expect("JSON");
    assert_eq!((&ready["database"], &ready["migrations"]), (&true.into(), &true.into()));
}

#[tokio::test]
async fn what_the_api_answers_is_not_kept() {
    let world = development().await;
    for path in ["/api/v1/sign-in", "/api/v1/me"] {
        assert_eq!(header(&world.get(path).await, "cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_given_certificate_is_served_and_promised_to_browsers() {
    let world = development().await;
    let folder = world.folder.path().display();
    let (crt, key) = (format!("{folder}/tls/localhost.crt"), format!("{folder}/tls/localhost.key"));
    let mut config = crate::world::config(&world.folder, 1, &format!("[tls]\ncertificate = '{crt}'\nkey = '{key}'\n"));
    config.server.listen = ([127, 0, 0, 1], 0).into();
    let server = http::start(config, Options::default()).await.expect("started");
    assert_eq!(server.certificate, None, "none of its own");
    let answer = world.http.get(format!("https://{}/healthz", server.address)).send().await.expect("answered");
    assert_eq!(header(&answer, "strict-transport-security"), "max-age=31536000");
    server.stop().await;
}

#[tokio::test]
async fn a_certificate_or_key_that_is_none_is_refused_by_name() {
    let world = development().await;
    let folder = world.folder.path().display();
    std::fs::write(world.folder.path().join("none.pem"), "no PEM").expect("written");
    let (crt, key) = (format!("{folder}/tls/localhost.crt"), format!("{folder}/tls/localhost.key"));
    let none = format!("{folder}/none.pem");
    for (crt, key, named) in
        [(&none, &key, "tls.certificate"), (&crt, &none, "tls.key"), (&key, &key, "tls.certificate")]
    {
        let given = format!("[tls]\ncertificate = '{crt}'\nkey = '{key}'\n");
        let mut config = crate::world::config(&world.folder, 1, &given);
        config.server.listen = ([127, 0, 0, 1], 0).into();
        let error = http::start(config, Options::default()).await.expect_err("refused").to_string();
        assert!(error.starts_with(named) && error.contains("expected"), "{error}");
    }
}

/// A certificate for this machine in those files, in PEM: what a client has to trust.
fn renew(crt: &Path, key: &Path) -> Vec<u8> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("made");
    std::fs::write(key, made.signing_key.serialize_pem()).expect("written");
    std::fs::write(crt, made.cert.pem()).expect("written");
    made.cert.pem().into_bytes()
}

#[tokio::test]
async fn a_renewed_certificate_is_served_without_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let (crt, key) = (folder.path().join("tls.crt"), folder.path().join("tls.key"));
    let first = renew(&crt, &key);
    let given = format!("[tls]\ncertificate = '{}'\nkey = '{}'\n", crt.display(), key.display());
    let mut config = crate::world::config(&folder, 1, &given);
    config.server.listen = ([127, 0, 0, 1], 0).into();
    let server = http::start(config, Options::default()).await.expect("started");
    let url = format!("https://localhost:{}/healthz", server.address.port());
    let asked = async |trusted: &[u8]| crate::world::client(trusted).get(&url).send().await;
    assert!(asked(&first).await.is_ok());

    let second = renew(&crt, &key);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert!(asked(&second).await.is_ok() && asked(&first).await.is_err());

    std::fs::write(&crt, "half a").expect("written");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert!(asked(&second).await.is_ok(), "the last good one stays");
    let third = renew(&crt, &key);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert!(asked(&third).await.is_ok());
    server.stop().await;
}
