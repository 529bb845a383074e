//! What the server hands out about itself: its manifests, and the description of its API.

use server::http::openapi::DOCUMENT;

use crate::world::{World, development};

fn header<'r>(response: &'r reqwest::Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

const CLIENT: &str = "2b8a4c6e-91d7-4f0a-8c35-7d1e0f92b6a3";

#[tokio::test]
async fn the_unified_manifest_names_the_servers_own_address() {
    let world = development().await;
    let manifest = world.get("/manifest.json").await;
    assert_eq!(header(&manifest, "content-type"), "application/json");
    let text = manifest.text().await.expect("text");
    assert_eq!(text, manifest::unified(&world.server.url, None).expect("filled").manifest);
    assert!(!text.contains(manifest::PLACEHOLDER) && !text.contains("webApplicationInfo"));
    assert_eq!(manifest::check_unified(&text), []);
}

#[tokio::test]
async fn the_app_package_names_the_application_that_people_sign_in_by() {
    let entra = format!("[entra]\nclient_id = \"{CLIENT}\"\ntenants = [\"5f0c5a2e-3b1d-4b52-9a3e-2c8f6a7d1e40\"]\n");
    let world = World::start(&entra, true).await;
    let application = manifest::Application { client_id: CLIENT.to_owned(), resource: format!("api://{CLIENT}") };
    let package = world.get("/manifest.zip").await;
    assert_eq!(header(&package, "content-type"), "application/zip");
    let expected = manifest::package(&world.server.url, Some(&application)).expect("filled");
    assert_eq!(package.bytes().await.expect("bytes"), expected);
    let text = world.get("/manifest.json").await.text().await.expect("text");
    assert!(text.contains(&format!("\"api://{CLIENT}\"")), "{text}");
}

#[tokio::test]
async fn the_addresses_about_privacy_and_terms_lead_somewhere() {
    let world = development().await;
    let unified = manifest::unified(&world.server.url, None).expect("filled").manifest;
    let unified: serde_json::Value = serde_json::from_str(&unified).expect("JSON");
    for key in ["privacyUrl", "termsOfUseUrl"] {
        let url = unified["developer"][key].as_str().expect("an address");
        let (page, place) = url.strip_prefix(&world.server.url).and_then(|rest| rest.split_once('#')).expect("a place");
        let answer = world.get(page).await;
        assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
        let text = answer.text().await.expect("text");
        assert!(text.contains(&format!("id=\"{place}\"")), "{url}");
    }
}

#[tokio::test]
async fn the_api_describes_itself_to_anyone() {
    let world = development().await;
    let document = world.get("/api/v1/openapi.json").await;
    assert_eq!((document.status().as_u16(), header(&document, "content-type")), (200, "application/json"));
    assert_eq!(document.text().await.expect("text"), DOCUMENT);
}

#[tokio::test]
async fn the_description_is_a_page_that_runs_nothing_and_loads_nothing() {
    let world = development().await;
    let page = world.get("/api/v1/docs").await;
    assert_eq!((page.status().as_u16(), header(&page, "content-type")), (200, "text/html; charset=utf-8"));
    let policies: Vec<_> = page.headers().get_all("content-security-policy").iter().collect();
    assert_eq!(policies.len(), 1);
    let policy = policies[0].to_str().expect("text").to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{policy}");
    let html = page.text().await.expect("text");
    assert!(
        !html.contains("<script") && !html.contains("src=") && !html.contains("http://") && !html.contains("https://c")
    );
    let document: serde_json::Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let operations =
        document["paths"].as_object().expect("paths").values().flat_map(|item| item.as_object().expect("one").values());
    for operation in operations {
        let id = operation["operationId"].as_str().expect("an id");
        assert!(html.contains(&format!("<details id=\"{id}\">")), "{id} is not on the page");
    }
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(html.contains(&format!("<details id=\"schema-{name}\">")), "{name} is not on the page");
    }
}
