//! What every state of the pane looks like: nothing against accessibility, nothing cut off, and pictures to look at.

use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Stage, play, play_contacts, play_entra};
use crate::states::{Place, STATES, State};

const LIGHT: &[(&str, &str)] = &[("prefers-color-scheme", "light"), ("prefers-reduced-motion", "reduce")];
const DARK: &[(&str, &str)] = &[("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "reduce")];
const FORCED: &[(&str, &str)] =
    &[("prefers-color-scheme", "dark"), ("forced-colors", "active"), ("prefers-reduced-motion", "reduce")];

/// The pane as wide as that: Outlook makes it 320 pixels and lets the person draw it wider.
async fn widen(stage: &Stage, pixels: u32) {
    let script = "document.querySelector('[data-testid=pane]').style.width = `${arguments[0]}px`";
    stage.outlook.window.script(script, vec![json!(pixels)]).await.expect("a pane");
}

/// Goes to a state on a stage of its own, in that language, and looks at it.
async fn at(state: &State, language: &'static str, look: impl AsyncFn(&Stage)) {
    let scene = async |stage: &Stage| {
        stage.outlook.window.emulate(LIGHT).await;
        stage.outlook.speaks(language);
        (state.go)(stage).await;
        stage.pane.window.text(state.shows).await;
        look(stage).await;
    };
    match state.place {
        Place::Plain => play(scene).await,
        Place::Entra(tied) => play_entra(tied, scene).await,
        Place::Contacts => play_contacts(scene).await,
    }
}

/// What is wider than the pane, if anything is.
const TOO_WIDE: &str = "const all = [...document.querySelectorAll('#pane *')];
    const wide = all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
        && !one.closest('.hidden'));
    return wide.map((one) => one.outerHTML.slice(0, 120));";

async fn too_wide(stage: &Stage) -> Value {
    stage.pane.window.script(TOO_WIDE, vec![]).await.expect("a page")
}

/// Only the screen scrolls: the page around it does not, or there would be two bars.
async fn page_scrolls(stage: &Stage) -> bool {
    let script = "return document.documentElement.scrollHeight > innerHeight";
    stage.pane.window.script(script, vec![]).await == Ok(json!(true))
}

async fn nothing_is_cut_off(stage: &Stage, what: &str) {
    assert_eq!(too_wide(stage).await, json!([]), "{what}: wider than the pane");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_state_violates_accessibility_or_is_cut_off() {
    let all = STATES.iter().map(|state| {
        at(state, "de-DE", async |stage| {
            for (theme, features) in [("light", LIGHT), ("dark", DARK)] {
                stage.pane.window.emulate(features).await;
                let found = stage.pane.window.violations().await;
                assert!(found.is_empty(), "{}, {theme}:\n{}", state.name, found.join("\n"));
            }
            for pixels in [1200, 480, 320] {
                widen(stage, pixels).await;
                nothing_is_cut_off(stage, &format!("{} at {pixels} px", state.name)).await;
                assert!(!page_scrolls(stage).await, "{} at {pixels} px: the page is higher than the pane", state.name);
            }
            let larger = "document.documentElement.style.fontSize = '200%'";
            stage.pane.window.script(larger, vec![]).await.expect("a page");
            nothing_is_cut_off(stage, &format!("{} with letters twice the size", state.name)).await;
        })
    });
    join_all(all).await;
}

/// A picture that says nothing to whoever does not see it, and a text that goes on beyond the pane: both are found, each
/// by its own check and not by the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_broken_is_found() {
    at(&STATES[0], "en-GB", async |stage| {
        widen(stage, 320).await;
        let add = async |html: &str| {
            let script = "document.querySelector('#pane main, #pane').insertAdjacentHTML('beforeend', arguments[0])";
            stage.pane.window.script(script, vec![json!(html)]).await.expect("a page");
        };
        add("<img width=\"8\" height=\"8\" src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">").await;
        let found = stage.pane.window.violations().await;
        assert!(found.iter().any(|line| line.contains("image-alt")), "{found:?}");
        nothing_is_cut_off(stage, "a small picture").await;
        add("<p style=\"width: 600px\">A sentence that is longer than any pane of 320 pixels can be wide</p>").await;
        assert!(too_wide(stage).await.to_string().contains("A sentence"), "{}", too_wide(stage).await);
        assert!(!page_scrolls(stage).await);
        let far =
            "document.body.insertAdjacentHTML('beforeend', '<p style=\"position: absolute; top: 3000px\">Far</p>')";
        stage.pane.window.script(far, vec![]).await.expect("a page");
        assert!(page_scrolls(stage).await);
    })
    .await;
}

/// `cargo xtask pictures` runs it, and says where the pictures are to go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "makes pictures for people to look at"]
async fn pictures() {
    let folder = std::env::var_os("CONCORDAT_PICTURES").map_or_else(|| PathBuf::from("pictures"), PathBuf::from);
    let folder = &folder;
    std::fs::create_dir_all(folder).expect("a folder");
    let languages = [("en", "en-GB"), ("de", "de-DE")];
    // Some of them only, by their names with commas between.
    let some = std::env::var("CONCORDAT_PICTURES_OF").ok();
    let wanted = |state: &&State| some.as_ref().is_none_or(|some| some.split(',').any(|name| name == state.name));
    let all = STATES.iter().filter(wanted).flat_map(|state| languages.map(|language| (state, language)));
    let all = all.map(|(state, (name, language))| {
        at(state, language, async move |stage| shoot(stage, state, name, folder).await)
    });
    join_all(all).await;
}

async fn shoot(stage: &Stage, of: &State, language: &str, folder: &Path) {
    for (theme, features) in [("light", LIGHT), ("dark", DARK), ("contrast", FORCED)] {
        stage.pane.window.emulate(features).await;
        for pixels in [320, 480, 1200] {
            widen(stage, pixels).await;
            let picture = stage.outlook.window.picture("addin-frame").await;
            let name = format!("{}-{pixels}-{theme}-{language}.png", of.name);
            std::fs::write(folder.join(name), picture).expect("written");
        }
    }
}
