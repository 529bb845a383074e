//! `POST graph/notify` and `POST graph/lifecycle`: what Microsoft tells of changes, and of subscriptions themselves.
//!
//! Nothing that comes here is believed unless it bears the secret of a subscription, and then it is a hint and no more.
//! It is answered at once: whoever is slow is told less.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use serde::Deserialize;
use url::form_urlencoded;

use super::{Failure, body};
use crate::{
    mailbox::hints::{Hint, Hints, What},
    practice::Practice,
};

/// The longest token of a handshake, in bytes. Microsoft's have about a hundred.
const LONGEST: usize = 1024;

/// Notifications.
#[derive(Deserialize)]
struct Notices {
    #[serde(default)]
    value: Vec<Notice>,
}

/// One.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Notice {
    subscription_id: Option<String>,
    client_state: Option<String>,
    lifecycle_event: Option<String>,
}

/// What happened, by Microsoft's name for it.
const LIFECYCLE: &[(&str, What)] =
    &[("reauthorizationrequired", What::Reauthorize), ("subscriptionremoved", What::Removed), ("missed", What::Missed)];

/// `POST graph/notify` and `POST graph/lifecycle`: either takes both, told apart by what they say.
pub(super) async fn handle(
    request: HttpRequest,
    payload: Payload,
    hints: Data<Hints>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    if let Some(token) = validation_token(&request) {
        return shake_hands(&token, &hints);
    }
    let bytes = body::read(&request, &mut payload.into_inner()).await?;
    let notices: Notices = serde_json::from_slice(&bytes)
        .map_err(|_| Failure::unreadable("the body cannot be read: expected notifications"))?;
    let (known, strange): (Vec<_>, Vec<_>) = notices.value.into_iter().partition(|notice| is_known(notice, &hints));
    tell(&known, &hints);
    let strange: Vec<_> = strange.into_iter().filter(|notice| notice.client_state.is_some()).collect();
    if !strange.is_empty() && hints.may_look() {
        tokio::spawn(look_up(strange, hints, practice));
    }
    Ok(HttpResponse::Accepted().finish())
}

/// Another server may have made the subscription: then the practice database knows its secret.
async fn look_up(strange: Vec<Notice>, hints: Data<Hints>, practice: Data<dyn Practice>) {
    match practice.subscriptions().await {
        Ok(known) => known.iter().for_each(|known| hints.believe(&known.client_state, &known.folder_id)),
        Err(error) => return tracing::warn!(%error, "the subscriptions cannot be read"),
    }
    tell(&strange, &hints);
}

fn tell(notices: &[Notice], hints: &Hints) {
    notices.iter().filter_map(|notice| believed(notice, hints)).for_each(|hint| hints.tell(hint));
}

fn is_known(notice: &Notice, hints: &Hints) -> bool {
    notice.client_state.as_deref().is_some_and(|secret| hints.folder_of(secret).is_some())
}

fn validation_token(request: &HttpRequest) -> Option<String> {
    let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
    pairs.find(|(name, _)| name == "validationToken").map(|(_, token)| token.into_owned())
}

/// Says the token back, so that Microsoft knows that the address wants to be told: only where it does.
fn shake_hands(token: &str, hints: &Hints) -> Result<HttpResponse, Failure> {
    let fits = (1..=LONGEST).contains(&token.len()) && !token.chars().any(char::is_control);
    if !hints.is_making() || !fits {
        return Err(Failure::not_found("no subscription is being made"));
    }
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(token.to_owned()))
}

fn believed(notice: &Notice, hints: &Hints) -> Option<Hint> {
    let folder = hints.folder_of(notice.client_state.as_deref()?)?;
    let what = match &notice.lifecycle_event {
        None => What::Changed,
        Some(event) => LIFECYCLE.iter().find(|(name, _)| event.eq_ignore_ascii_case(name))?.1,
    };
    Some(Hint { subscription: notice.subscription_id.clone().unwrap_or_default(), folder, what })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;
    use std::time::Duration;

    use actix_web::{
        App,
        http::header::CONTENT_TYPE,
        middleware::from_fn,
        test,
        web::{self, Data},
    };
    use rules::record::RecordKind;
    use serde_json::{Value, json};
    use tempfile::TempDir;
    use tokio::sync::watch;

    use super::*;
    use crate::config::Config;
    use crate::http::{bounds::Bounds, guard, handle::Phase, routes};
    use crate::identity::Method;
    use crate::mailbox::hints::{Heard, Listener};
    use crate::practice::{FolderKey, Links as _, Store, StoredSubscription, Subscriptions as _, uuid_v7};

    /// What the routes work with.
    struct World {
        _folder: TempDir,
        store: Arc<Store>,
        hints: Data<Hints>,
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::sqlite(&folder.path().join("p.db"), uuid_v7()).await.expect("opens");
        store.migrate().await.expect("migrates");
        World { _folder: folder, store: Arc::new(store), hints: Data::new(Hints::default()) }
    }

    /// The routes with their check, over that, and one request to them: status, kind and body of the answer.
    async fn ask(world: &World, path: &str, body: Option<String>) -> (u16, String, String) {
        let practice: Arc<dyn Practice> = world.store.clone();
        let toml = "[server]\npublic_url = \"https://x.example\"\n[database]\nurl = \"sqlite://p.db\"\n";
        let config = Config::from_toml(toml, HashMap::new()).expect("a config");
        let (_phase, running) = watch::channel(Phase::Running);
        let scope =
            web::scope(api::ROOT).configure(|api| routes::register(api, &[Method::Entra])).wrap(from_fn(guard::check));
        let app = App::new()
            .app_data(Data::new(Bounds::new(&config)))
            .app_data(Data::new(running))
            .app_data(world.hints.clone())
            .app_data(Data::from(practice))
            .service(scope);
        let app = test::init_service(app).await;
        let mut request = test::TestRequest::post().uri(&format!("{}{path}", api::ROOT));
        request = match body {
            Some(body) => request.insert_header((CONTENT_TYPE, "application/json")).set_payload(body),
            None => request.insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")),
        };
        let answer = test::call_service(&app, request.to_request()).await;
        let kind =
            answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        let status = answer.status().as_u16();
        (status, kind, String::from_utf8_lossy(&test::read_body(answer).await).into_owned())
    }

    fn told(notices: &[Value]) -> String {
        json!({ "value": notices }).to_string()
    }

    async fn heard(listener: &mut Listener) -> Vec<Hint> {
        let mut all = Vec::new();
        while let Ok(Some(Heard::Hint(hint))) = tokio::time::timeout(Duration::from_millis(1), listener.next()).await {
            all.push(hint);
        }
        all
    }

    #[tokio::test]
    async fn a_handshake_is_answered_with_its_decoded_token_while_a_subscription_is_being_made() {
        let world = world().await;
        let hints = world.hints.clone();
        for route in ["notify", "lifecycle"] {
            let path = format!("/graph/{route}?validationToken=Validation%3A+Testing%20%3Cb%3E%26x%3D1");
            assert_eq!(ask(&world, &path, None).await.0, 404, "nobody makes one");
            let making = hints.making();
            let (status, kind, body) = ask(&world, &path, None).await;
            assert_eq!((status, body.as_str()), (200, "Validation: Testing <b>&x=1"));
            assert_eq!(kind, "text/plain; charset=utf-8");
            for token in ["", "%0D%0Ax", &"x".repeat(LONGEST + 1)] {
                let path = format!("/graph/{route}?validationToken={token}");
                assert_eq!(ask(&world, &path, None).await.0, 404, "{token}");
            }
            drop(making);
            assert_eq!(ask(&world, &path, None).await.0, 404, "it was made");
        }
    }

    #[tokio::test]
    async fn only_what_bears_the_secret_of_a_subscription_is_heard() {
        let world = world().await;
        let hints = world.hints.clone();
        hints.believe("a secret", "folder 1");
        let mut listener = hints.listen();
        let notice = |state: Value| json!({ "subscriptionId": "s", "clientState": state, "changeType": "created", "resource": "x" });
        let wrong = ["another", "A SECRET", "a secre", "a secret ", ""];
        let mut notices: Vec<_> = wrong.into_iter().map(|state| notice(json!(state))).collect();
        notices.extend([notice(json!(null)), json!({ "subscriptionId": "s" }), json!({})]);
        assert_eq!(ask(&world, "/graph/notify", Some(told(&notices))).await.0, 202);
        assert_eq!(heard(&mut listener).await, []);
        notices.push(notice(json!("a secret")));
        assert_eq!(ask(&world, "/graph/notify", Some(told(&notices))).await.0, 202);
        let hint = |what| Hint { subscription: "s".to_owned(), folder: "folder 1".to_owned(), what };
        assert_eq!(heard(&mut listener).await, [hint(What::Changed)]);
        hints.doubt("a secret");
        assert_eq!(ask(&world, "/graph/notify", Some(told(&notices))).await.0, 202);
        assert_eq!(heard(&mut listener).await, []);
    }

    #[tokio::test]
    async fn the_secret_of_a_subscription_that_another_server_made_is_looked_up() {
        let world = world().await;
        let key = FolderKey::default_of("anna@example.com", RecordKind::Contact);
        let folder_id = world.store.folder(&key).await.expect("a folder").id;
        let (id, client_state) = ("s".to_owned(), "a secret".to_owned());
        let until = "2026-11-04T09:00:00Z".parse().expect("a timestamp");
        let made = StoredSubscription { id, folder_id: folder_id.clone(), client_state, until };
        let mut listener = world.hints.listen();
        let notice = |state: &str| told(&[json!({ "subscriptionId": "s", "clientState": state })]);
        assert_eq!(ask(&world, "/graph/notify", Some(notice("a secret"))).await.0, 202);
        assert_eq!(heard_within(&mut listener, Duration::from_millis(300)).await, None, "nobody made it yet");
        world.store.save_subscription(&made).await.expect("saved");
        assert_eq!(ask(&world, "/graph/notify", Some(notice("a secret"))).await.0, 202);
        assert_eq!(heard_within(&mut listener, Duration::from_millis(300)).await, None, "that was just looked up");
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(ask(&world, "/graph/notify", Some(notice("a secret"))).await.0, 202);
        let heard = heard_within(&mut listener, Duration::from_secs(5)).await.expect("it is told");
        assert_eq!((heard.folder, heard.what), (folder_id, What::Changed));
        assert_eq!(ask(&world, "/graph/notify", Some(notice("a secret"))).await.0, 202);
        assert!(heard_within(&mut listener, Duration::from_millis(300)).await.is_some(), "it is known from then on");
    }

    async fn heard_within(listener: &mut Listener, time: Duration) -> Option<Hint> {
        match tokio::time::timeout(time, listener.next()).await {
            Ok(Some(Heard::Hint(hint))) => Some(hint),
            _ => None,
        }
    }

    #[tokio::test]
    async fn what_happens_to_a_subscription_is_told() {
        let world = world().await;
        let hints = world.hints.clone();
        hints.believe("a secret", "f");
        let mut listener = hints.listen();
        let notice = |event: &str| json!({ "subscriptionId": "s", "clientState": "a secret", "lifecycleEvent": event });
        let notices = ["reauthorizationRequired", "subscriptionRemoved", "missed", "somethingNew"].map(notice);
        assert_eq!(ask(&world, "/graph/lifecycle", Some(told(&notices))).await.0, 202);
        let whats: Vec<_> = heard(&mut listener).await.into_iter().map(|hint| hint.what).collect();
        assert_eq!(whats, [What::Reauthorize, What::Removed, What::Missed]);
    }

    #[tokio::test]
    async fn what_is_no_notification_or_too_large_is_refused() {
        let world = world().await;
        for body in ["", "nonsense", "[", "{\"value\": 7}", "{\"value\": [7]}"] {
            assert_eq!(ask(&world, "/graph/notify", Some(body.to_owned())).await.0, 400, "{body}");
        }
        let large = json!({ "value": [], "x": "x".repeat(routes::Body::MEDIUM) }).to_string();
        assert_eq!(ask(&world, "/graph/notify", Some(large)).await.0, 413);
        assert_eq!(ask(&world, "/graph/notify", None).await.0, 415);
    }
}
