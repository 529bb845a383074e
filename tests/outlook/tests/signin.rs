//! Microsoft's own sign-in library in an add-in's frame: over the host's bridge, and in dialogs.

mod support;

use serde_json::{Value, json};
use std::time::Duration;
use support::{Page, Stage, in_browser};

const HEARING: &str = "#/open/AAMkone%2F%2B%3D";

fn seed() -> Value {
    let at = |time: &str| json!({"dateTime": format!("2026-11-24T{time}:00"), "timeZone": "Europe/Berlin"});
    let mailbox = |address: &str, name: &str, events: Value| json!({"address": address, "displayName": name, "timeZone": "Europe/Berlin", "events": events});
    let hearing = json!([{"id": "AAMkone/+=", "subject": "Hearing", "start": at("10:00"), "end": at("11:00")}]);
    json!({"mailboxes": [mailbox("vera@example.com", "Vera Lindqvist", hearing), mailbox("jonas@example.com", "Jonas Weber", json!([]))]})
}

/// What the add-in is told to sign in to.
fn application(stage: &Stage) -> Value {
    let entra = &stage.outlook.entra;
    let registration = entra.registration();
    json!({
        "clientId": registration.client_id, "authority": format!("{}/{}", entra.authority(), registration.tenant),
        "scope": format!("{}/{}", registration.api(), registration.scope),
    })
}

fn turn(stage: &Stage, change: Value) {
    stage.outlook.entra.turn(&change).unwrap();
}

/// Runs an expression in the pane that makes a promise, and gives what it resolves to.
async fn promised(page: &Page, expression: &str) -> Value {
    let script = format!(
        "const done = arguments[arguments.length - 1]; Promise.resolve({expression}).then((value) => done(plain(value)), (error) => done(String(error)));"
    );
    page.0.execute_async(&script, vec![]).await.unwrap()
}

/// The pane, with the library over the bridge.
async fn signed_in_pane(stage: &Stage, page: &Page) -> Value {
    page.open(HEARING).await;
    page.enter_pane("organizerPane").await;
    promised(page, &format!("nested({})", application(stage))).await
}

async fn run(page: &Page, script: &str) {
    page.0.execute(script, vec![]).await.unwrap();
}

/// What came of a window, once something did.
async fn answer(page: &Page) -> Value {
    page.until("return plain(answer);").await
}

/// Asks for a token with the host's window, does something in it, and gives what came of it.
async fn by_window(page: &Page, clicks: &[&str]) -> Value {
    run(page, "popup();").await;
    page.leave_frame().await;
    for css in clicks {
        page.find(css).await.click().await.unwrap();
    }
    page.find("[data-testid='addin-frame']").await.enter_frame().await.unwrap();
    answer(page).await
}

/// Checks a token's signature with the browser's cryptography and the published keys.
async fn believed_by_browser(stage: &Stage, page: &Page, token: &Value) -> Value {
    let keys = format!("{}/discovery/v2.0/keys", application(stage)["authority"].as_str().unwrap());
    let script = format!(
        "(async () => {{
            const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
            const [header, claims, signature] = {token}.split('.');
            const {{ keys }} = await (await fetch('{keys}')).json();
            const jwk = keys.find(({{ kid }}) => kid === JSON.parse(new TextDecoder().decode(bytes(header))).kid);
            const algorithm = {{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }};
            const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
            const right = await crypto.subtle.verify(algorithm, key, bytes(signature), new TextEncoder().encode(header + '.' + claims));
            return right && JSON.parse(new TextDecoder().decode(bytes(claims)));
        }})()"
    );
    promised(page, &script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_comes_silently_over_the_bridge_and_is_kept_until_it_is_old() {
    in_browser(Some(seed()), |stage, page| async move {
        signed_in_pane(&stage, &page).await;
        assert_eq!(page.pane("Office.context.requirements.isSetSupported('NestedAppAuth', '1.1')").await, json!(true));
        let first = promised(&page, "silent()").await;
        assert_eq!(first["username"], "vera@example.com", "{first}");
        let claims = believed_by_browser(&stage, &page, &first["token"]).await;
        assert_eq!(claims["scp"], "access_as_user", "{claims}");
        assert_eq!(first["home"], format!("{}.{}", claims["oid"].as_str().unwrap(), claims["tid"].as_str().unwrap()));
        let kept = promised(&page, "silent()").await;
        assert_eq!((&kept["fromCache"], &kept["token"]), (&json!(true), &first["token"]));
        // MSAL renews what has less than five minutes left.
        turn(&stage, json!({"lifetime": 200}));
        let short = promised(&page, "silent({forceRefresh: true})").await;
        assert_ne!(short["token"], first["token"]);
        let renewed = promised(&page, "silent()").await;
        assert_eq!(renewed["fromCache"], json!(false), "{renewed}");
        assert_ne!(renewed["token"], short["token"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_person_is_wanted_silence_fails_and_the_hosts_window_helps() {
    in_browser(Some(seed()), |stage, page| async move {
        turn(&stage, json!({"interactionRequired": ["vera@example.com"]}));
        signed_in_pane(&stage, &page).await;
        let refused = promised(&page, "silent()").await;
        assert_eq!(refused["failed"], "InteractionRequiredAuthError", "{refused}");
        assert_eq!(refused["code"], "interaction_required");
        let closed = by_window(&page, &["[data-testid=signin-cancel]"]).await;
        assert_eq!(closed["code"], "user_canceled", "{closed}");
        let signed_in = by_window(&page, &["[data-username='vera@example.com']"]).await;
        assert_eq!(signed_in["username"], "vera@example.com", "{signed_in}");
        assert_eq!(promised(&page, "silent({forceRefresh: true})").await["username"], "vera@example.com");
        let other = by_window(&page, &["[data-username='jonas@example.com']"]).await;
        assert_eq!(other["username"], "jonas@example.com", "another account than the mailbox's");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_is_given_or_refused_in_the_hosts_window() {
    in_browser(Some(seed()), |stage, page| async move {
        turn(&stage, json!({"consent": "asked"}));
        signed_in_pane(&stage, &page).await;
        assert_eq!(promised(&page, "silent()").await["code"], "consent_required");
        let account = "[data-username='vera@example.com']";
        let refused = by_window(&page, &[account, "[data-testid=signin-refuse]"]).await;
        assert_eq!(
            (refused["failed"].as_str(), refused["code"].as_str()),
            (Some("ServerError"), Some("access_denied"))
        );
        let agreed = by_window(&page, &[account, "[data-testid=signin-accept]"]).await;
        assert_eq!(agreed["username"], "vera@example.com", "{agreed}");
        assert_eq!(promised(&page, "silent({forceRefresh: true})").await["username"], "vera@example.com");
        turn(&stage, json!({"consent": "refused"}));
        assert_eq!(by_window(&page, &[account]).await["code"], "access_denied");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_of_the_bridge_is_msals_own_error() {
    in_browser(Some(seed()), |stage, page| async move {
        signed_in_pane(&stage, &page).await;
        for (change, code) in [
            (json!({"signedIn": "nobody"}), "no_account_found"),
            (json!({"signedIn": null, "issuer": "away"}), "no_network_connectivity"),
            (json!({"issuer": "failing"}), "temporarily_unavailable"),
        ] {
            turn(&stage, change);
            assert_eq!(promised(&page, "silent({forceRefresh: true})").await["code"], code);
        }
        turn(&stage, json!({"issuer": null, "popups": false}));
        run(&page, "popup();").await;
        assert_eq!(answer(&page).await["code"], "popup_window_error");
        for (status, code) in [
            ("NESTED_APP_AUTH_UNAVAILABLE", "fault"),
            ("DISABLED", "nested_app_auth_bridge_disabled"),
            ("TRANSIENT_ERROR", "fault"),
        ] {
            let fault = json!({"action": "GetToken", "bridgeStatus": status, "times": 1});
            stage.outlook.faults.set(outlook::faults::read(fault).unwrap());
            assert_eq!(promised(&page, "silent({forceRefresh: true})").await["code"], code, "{status}");
        }
        turn(&stage, json!({"signedIn": "jonas@example.com"}));
        let other = promised(&page, "silent({forceRefresh: true})").await;
        assert_eq!(other["username"], "jonas@example.com", "Outlook is signed in as somebody else");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_without_nested_app_authentication_has_no_bridge() {
    in_browser(Some(seed()), |stage, page| async move {
        turn(&stage, json!({"bridge": false}));
        signed_in_pane(&stage, &page).await;
        assert_eq!(page.pane("typeof nestedAppAuthBridge").await, "undefined");
        assert_eq!(page.pane("Office.context.requirements.isSetSupported('NestedAppAuth', '1.1')").await, json!(false));
        let refused = promised(&page, "silent()").await;
        assert_eq!(refused["code"], "no_account_error", "MSAL is the ordinary one: {refused}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_signs_in_by_redirect_and_tells_the_pane() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open(HEARING).await;
        page.enter_pane("organizerPane").await;
        let main = page.0.window().await.unwrap();
        run(&page, &format!("dialog({});", application(&stage))).await;
        go_to_dialog(&page, &main).await;
        page.find("[data-username='jonas@example.com']").await.click().await.unwrap();
        back_to_pane(&page, &main).await;
        let told = answer(&page).await;
        assert_eq!(told["message"]["username"], "jonas@example.com", "{told}");
        assert_eq!((&told["message"]["renewed"], &told["message"]["nonce"]), (&json!(true), &json!(true)));
        assert_eq!(told["origin"], stage.addin);
        let claims = believed_by_browser(&stage, &page, &told["message"]["token"]).await;
        assert_eq!(claims["preferred_username"], "jonas@example.com");
        wait_for_windows(&page, 1).await;
        run(&page, &format!("dialog({});", application(&stage))).await;
        go_to_dialog(&page, &main).await;
        page.find("[data-testid=entra-refuse]").await.click().await.unwrap();
        back_to_pane(&page, &main).await;
        assert_eq!(answer(&page).await["message"]["code"], "access_denied");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_that_may_not_open_says_why_and_one_that_is_closed_says_so() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open(HEARING).await;
        page.enter_pane("organizerPane").await;
        for (url, code) in
            [("http://localhost/", 12005), ("ftp://localhost/", 12003), ("https://elsewhere.example/", 12004)]
        {
            run(&page, &format!("dialog(null, {{url: '{url}'}});")).await;
            assert_eq!(answer(&page).await, json!({"code": code}), "{url}");
        }
        let main = page.0.window().await.unwrap();
        let address = format!("{}/dialog.html", stage.addin);
        run(&page, &format!("dialog(null, {{url: '{address}'}});")).await;
        wait_for_windows(&page, 2).await;
        run(&page, &format!("dialog(null, {{url: '{address}'}});")).await;
        assert_eq!(answer(&page).await, json!({"code": 12007}));
        run(&page, "answer = null;").await;
        go_to_dialog(&page, &main).await;
        page.0.close_window().await.unwrap();
        back_to_pane(&page, &main).await;
        assert_eq!(answer(&page).await, json!({"event": 12006}));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_in_the_page_talks_with_the_pane_and_is_closed_by_the_person() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open(HEARING).await;
        page.enter_pane("organizerPane").await;
        let open = format!("dialog(null, {{url: '{}/dialog.html', displayInIframe: true}});", stage.addin);
        run(&page, &open).await;
        page.leave_frame().await;
        page.find("[data-testid=dialog-frame]").await.enter_frame().await.unwrap();
        page.until("return document.getElementById('state').textContent === 'ready';").await;
        page.leave_frame().await;
        in_pane(&page, "opened.messageChild('from the pane');").await;
        page.find("[data-testid=dialog-frame]").await.enter_frame().await.unwrap();
        page.until("return document.getElementById('heard').textContent === 'from the pane';").await;
        page.find("#tell").await.click().await.unwrap();
        page.leave_frame().await;
        page.find("[data-testid=addin-frame]").await.enter_frame().await.unwrap();
        assert_eq!(answer(&page).await, json!({"message": {"hello": "parent"}, "origin": stage.addin}));
        run(&page, &open).await;
        page.leave_frame().await;
        page.click("dialog-close").await;
        page.find("[data-testid=addin-frame]").await.enter_frame().await.unwrap();
        assert_eq!(answer(&page).await, json!({"event": 12006}));
        run(&page, "dialog(null, {url: 'https://localhost:9/gone.html', displayInIframe: true});").await;
        assert_eq!(answer(&page).await, json!({"event": 12002}), "an address of the manifest that nobody serves");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_command_signs_in_silently_and_opens_no_window() {
    in_browser(Some(seed()), |stage, page| async move {
        let application = application(&stage);
        let told = format!("{} {}", application["clientId"].as_str().unwrap(), application["authority"].as_str().unwrap());
        for (button, says) in [
            ("signInSilently", "Signed in: vera@example.com"),
            ("signInByWindow", "InteractionRequiredAuthError ui_not_allowed"),
            ("openDialog", "failed 12011"),
            ("openFramedDialog", "failed 12011"),
        ] {
            page.open(HEARING).await;
            page.find("[data-testid=item]").await;
            page.fill("subject", &told).await;
            page.click("ribbon-organizerMenu").await;
            page.click(&format!("ribbon-{button}")).await;
            page.until(&format!("const notice = document.querySelector(\"[data-key='fixture'] [data-testid='notice-message']\"); return !!notice && notice.textContent === '{says}';")).await;
            page.click("discard").await;
        }
    })
    .await;
}

async fn in_pane(page: &Page, script: &str) {
    page.find("[data-testid=addin-frame]").await.enter_frame().await.unwrap();
    run(page, script).await;
    page.leave_frame().await;
}

async fn wait_for_windows(page: &Page, count: usize) {
    for _ in 0..200 {
        if page.0.windows().await.unwrap().len() == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("there are not {count} windows");
}

async fn go_to_dialog(page: &Page, main: &fantoccini::wd::WindowHandle) {
    wait_for_windows(page, 2).await;
    let windows = page.0.windows().await.unwrap();
    let dialog = windows.into_iter().find(|window| window != main).unwrap();
    page.0.switch_to_window(dialog).await.unwrap();
}

async fn back_to_pane(page: &Page, main: &fantoccini::wd::WindowHandle) {
    page.0.switch_to_window(main.clone()).await.unwrap();
    page.find("[data-testid=addin-frame]").await.enter_frame().await.unwrap();
}
