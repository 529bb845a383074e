//! Setup, *Contacts* (C1).

use api::{ContactFolder, ContactKind, Setup, SyncMode};
use yew::{Html, html};

use super::{
    controls::{act, input, radio, select, tick},
    refused,
    setup::set,
};
use crate::{
    model::{
        Section, WindowEvent,
        windows::{SetupField, SetupForm},
    },
    view::{Screen, sentence},
};

pub(super) fn view(screen: &Screen, kept: &Setup, form: &SetupForm) -> Html {
    let contacts = &form.contacts;
    html! {
        <>
            if !kept.licensed {
                { sentence("not-licensed", "warning", &screen.say("paused-notLicensed")) }
            }
            if !kept.configured {
                { sentence("not-configured", "warning", &screen.say("paused-notConfigured")) }
            }
            { tick(screen, "contacts-on", &screen.say("contacts-on"), contacts.on, set(SetupField::On)) }
            { folder(screen, kept, form) }
            { filter(screen, form) }
            <fieldset class="bare">
                <legend>{ screen.say("filtered") }</legend>
                { radio(screen, "filtered", "filtered-remove", &screen.say("filtered-remove"), !contacts.keep_filtered,
                    set(SetupField::Keep(false))) }
                { radio(screen, "filtered", "filtered-keep", &screen.say("filtered-keep"), contacts.keep_filtered,
                    set(SetupField::Keep(true))) }
            </fieldset>
            <fieldset class="bare">
                <legend>{ screen.say("import-as") }</legend>
                { radio(screen, "import-as", "import-client", &screen.say("import-client"),
                    contacts.import_as == ContactKind::Client, set(SetupField::ImportAs(ContactKind::Client))) }
                { radio(screen, "import-as", "import-standalone", &screen.say("import-standalone"),
                    contacts.import_as == ContactKind::Standalone, set(SetupField::ImportAs(ContactKind::Standalone))) }
            </fieldset>
            { when(screen, form) }
            <fieldset class="bare">
                <legend>{ screen.say("directions") }</legend>
                { tick(screen, "to-outlook", &screen.say("to-outlook"), contacts.to_outlook, set(SetupField::ToOutlook)) }
                { tick(screen, "to-practice", &screen.say("to-practice"), contacts.to_practice,
                    set(SetupField::ToPractice)) }
            </fieldset>
            { tick(screen, "confirm-changes", &screen.say("confirm-changes"), contacts.confirm,
                set(SetupField::Confirm)) }
            { tick(screen, "delete-records", &screen.say("delete-records"), contacts.delete_records,
                set(SetupField::DeleteRecords)) }
        </>
    }
}

/// The folder; one of another mailbox says whose.
fn folder(screen: &Screen, kept: &Setup, form: &SetupForm) -> Html {
    let window = &screen.model.windows.setup;
    let chosen = form.contacts.folder.as_ref();
    let is = |folder: &ContactFolder| chosen.is_some_and(|it| (&it.id, &it.mailbox) == (&folder.id, &folder.mailbox));
    let offered = window.offered();
    let mut options: Vec<_> = offered
        .iter()
        .enumerate()
        .map(|(at, folder)| (at.to_string(), folder_name(screen, folder), is(folder)))
        .collect();
    if chosen.is_none() {
        options.insert(0, (String::new(), screen.say("folder-none"), true));
    }
    html! {
        <>
            { select(screen, "folder", &screen.say("folder"), options,
                |at| set(SetupField::Folder(at.parse().unwrap_or(usize::MAX)))) }
            // That no mailbox is reached at all is said above.
            if let Some(Err(failure)) = window.folders.as_ref().filter(|_| kept.configured) {
                { refused(screen, "folders-failure", failure) }
            }
        </>
    }
}

fn folder_name(screen: &Screen, folder: &ContactFolder) -> String {
    let name = if folder.name.is_empty() { screen.say("folder-default") } else { folder.name.clone() };
    match &folder.mailbox {
        Some(mailbox) => screen.words().with("folder-of", &[("name", &name), ("mailbox", mailbox)]),
        None => name,
    }
}

fn filter(screen: &Screen, form: &SetupForm) -> Html {
    let chosen = form.contacts.filter.as_deref();
    let filters = screen.model.windows.filters.list.iter().flatten().flatten();
    let mut options = vec![(String::new(), screen.say("filter-none"), chosen.is_none())];
    options.extend(filters.map(|filter| (filter.id.clone(), filter.name.clone(), chosen == Some(filter.id.as_str()))));
    html! {
        <>
            { select(screen, "filter", &screen.say("filter"), options, |id| set(SetupField::Filter(id))) }
            { act(screen, "to-filters", &screen.say("to-filters"), WindowEvent::Open(Section::Filters)) }
        </>
    }
}

fn when(screen: &Screen, form: &SetupForm) -> Html {
    let modes = [
        (SyncMode::Automatic, "mode-automatic"),
        (SyncMode::Periodic, "mode-periodic"),
        (SyncMode::Manual, "mode-manual"),
    ];
    html! {
        <>
            <fieldset class="bare">
                <legend>{ screen.say("mode") }</legend>
                { for modes.into_iter().map(|(mode, key)| {
                    radio(screen, "mode", key, &screen.say(key), form.contacts.mode == mode, set(SetupField::Mode(mode)))
                }) }
            </fieldset>
            if form.contacts.mode == SyncMode::Periodic {
                { input(screen, "mode-minutes", &screen.say("mode-minutes"), &form.minutes, "numeric",
                    |text| set(SetupField::Minutes(text))) }
            }
        </>
    }
}
