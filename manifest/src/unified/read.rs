//! Reads the facts out of `manifest.xml`.

use std::collections::BTreeSet;

use url::Url;

use super::Application;
use super::language;
use super::model::{
    Action, App, Authorization, Capability, Code, Control, Description, Developer, Extension, Group, Icons, Image,
    Language, LocalizationInfo, Name, Permission, Permissions, Requirements, Ribbon, Runtime, Supertip, Tab,
    WebApplicationInfo,
};
use crate::check::resources::{resolve, values};
use crate::facts;
use crate::icons::PACKAGE_ICONS;
use crate::tree::Element;

/// The manifest in a locale; `None` is the one that it is written in.
pub(super) fn app(root: Element, locale: Option<&str>, application: Option<&Application>) -> App {
    Reader { root, locale }.app(application)
}

/// The locales that `manifest.xml` has texts in besides the one that it is written in.
pub(super) fn locales(root: Element<'_>) -> BTreeSet<&str> {
    root.all("Override").filter_map(|element| element.attribute("Locale")).collect()
}

struct Reader<'t, 'l> {
    root: Element<'t>,
    locale: Option<&'l str>,
}

impl<'t> Reader<'t, '_> {
    fn app(&self, application: Option<&Application>) -> App {
        App {
            schema: language::schema("MicrosoftTeams.schema.json"),
            manifest_version: facts::MANIFEST_VERSION,
            version: version(self.own("Version")),
            id: self.own("Id").to_owned(),
            localization_info: self.localization(),
            developer: self.developer(),
            name: Name { short: self.setting("DisplayName") },
            description: self.description(),
            icons: Icons(PACKAGE_ICONS.iter().map(|(key, icon)| (*key, icon.name)).collect()),
            accent_color: facts::ACCENT_COLOR,
            valid_domains: self.domains(),
            web_application_info: application.map(web_application),
            authorization: Authorization { permissions: Permissions { resource_specific: self.permissions() } },
            extensions: [self.extension()],
        }
    }

    /// The text of an element of the manifest's own.
    fn own(&self, name: &str) -> &'t str {
        self.root.child(name).map_or("", Element::text)
    }

    /// What a setting or a resource says in this locale.
    fn text(&self, setting: Element) -> String {
        let own = setting.children().find(|child| child.is("Override") && child.attribute("Locale") == self.locale);
        let own = own.filter(|_| self.locale.is_some()).and_then(|element| element.attribute("Value"));
        own.or(setting.attribute("DefaultValue")).unwrap_or_default().to_owned()
    }

    fn setting(&self, name: &str) -> String {
        self.root.child(name).map_or_else(String::new, |element| self.text(element))
    }

    /// What the resource says that a child refers to.
    fn resource(&self, parent: Element, child: &str) -> String {
        let resource = parent.child(child).and_then(resolve);
        resource.map_or_else(String::new, |element| self.text(element))
    }

    fn localization(&self) -> LocalizationInfo {
        let further = locales(self.root).into_iter();
        let further =
            further.map(|locale| Language { language_tag: language::tag(locale), file: language::name(locale) });
        LocalizationInfo {
            default_language_tag: language::tag(self.own("DefaultLocale")),
            additional_languages: further.collect(),
        }
    }

    fn developer(&self) -> Developer {
        let website_url = self.setting("SupportUrl");
        let origin = Url::parse(&website_url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        let page = |path: &str| format!("{origin}{path}");
        Developer {
            name: self.own("ProviderName").to_owned(),
            website_url,
            privacy_url: page(facts::PRIVACY),
            terms_of_use_url: page(facts::TERMS),
        }
    }

    fn description(&self) -> Description {
        let full = facts::FULL_DESCRIPTION.in_locale(self.locale).to_owned();
        Description { short: self.setting("Description"), full }
    }

    /// Host and port of every address.
    fn domains(&self) -> Vec<String> {
        let urls = self.root.descendants().flat_map(values).filter_map(|value| Url::parse(value).ok());
        let places: BTreeSet<_> = urls.filter(|url| url.scheme() == "https").map(|url| place(&url)).collect();
        places.into_iter().collect()
    }

    fn permissions(&self) -> Vec<Permission> {
        let own = facts::beside(facts::PERMISSION_NAMES, self.own("Permissions"));
        let shared = self.root.all("SupportsSharedFolders").any(|element| element.text() == "true");
        let names = own.into_iter().chain(shared.then_some(facts::SHARED_FOLDERS));
        names.map(|name| Permission { name, r#type: "Delegated" }).collect()
    }

    fn extension(&self) -> Extension {
        Extension { requirements: self.requirements(), runtimes: self.runtimes(), ribbons: self.ribbons() }
    }

    fn requirements(&self) -> Requirements {
        let hosts = self.root.child("Hosts").into_iter().flat_map(Element::children);
        let scopes = hosts.filter_map(|host| facts::beside(facts::SCOPES, host.attribute("Name")?)).collect();
        let sets = self.root.child("Requirements").and_then(|element| element.child("Sets"));
        let capabilities = sets.into_iter().flat_map(Element::children).map(capability).collect();
        Requirements { scopes, capabilities, form_factors: ["desktop"] }
    }

    /// The pane's page and the page of the functions, each with the actions that buttons call on it.
    fn runtimes(&self) -> Vec<Runtime> {
        let actions: Vec<_> = self.root.all("Action").map(|element| (element, action(element))).collect();
        let of = |kind: &str| unique(actions.iter().filter(|(_, one)| one.r#type == kind).map(|(_, one)| one));
        let pane = actions.iter().find(|(element, _)| element.child("SourceLocation").is_some());
        let pane = pane.map_or_else(String::new, |(element, _)| self.resource(*element, "SourceLocation"));
        let functions = self.root.all("DesktopFormFactor").next();
        let functions = functions.map_or_else(String::new, |factor| self.resource(factor, "FunctionFile"));
        vec![runtime("pane", pane, of("openPage")), runtime("commands", functions, of("executeFunction"))]
    }

    fn ribbons(&self) -> Vec<Ribbon> {
        let points = self.root.all("ExtensionPoint");
        points.map(|point| Ribbon { contexts: contexts(point), tabs: self.tabs(point) }).collect()
    }

    fn tabs(&self, point: Element) -> Vec<Tab> {
        let tabs = point.children().filter(|element| element.is("OfficeTab"));
        let tab = |tab: Element| Tab {
            built_in_tab_id: id(tab),
            groups: tab.all("Group").map(|group| self.group(group)).collect(),
        };
        tabs.map(tab).collect()
    }

    fn group(&self, group: Element) -> Group {
        let controls = group.all("Control").map(|control| self.control(control)).collect();
        Group { id: id(group), label: self.resource(group, "Label"), controls }
    }

    fn control(&self, control: Element) -> Control {
        let tip = control.child("Supertip").unwrap_or(control);
        let images = control.child("Icon").into_iter().flat_map(Element::children);
        let items = control.child("Items").into_iter().flat_map(Element::children);
        Control {
            id: id(control),
            r#type: kind(control),
            label: self.resource(control, "Label"),
            icons: images.map(|image| self.image(image)).collect(),
            supertip: Supertip { title: self.resource(tip, "Title"), description: self.resource(tip, "Description") },
            action_id: control.child("Action").map(|element| action(element).id),
            items: items.map(|item| self.control(item)).collect(),
        }
    }

    fn image(&self, image: Element) -> Image {
        let size = image.attribute("size").and_then(|size| size.parse().ok()).unwrap_or_default();
        Image { size, url: resolve(image).map_or_else(String::new, |element| self.text(element)) }
    }
}

/// The unified manifest counts to three.
fn version(text: &str) -> String {
    text.split('.').take(3).collect::<Vec<_>>().join(".")
}

fn web_application(application: &Application) -> WebApplicationInfo {
    WebApplicationInfo { id: application.client_id.clone(), resource: application.resource.clone() }
}

fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn kind(control: Element) -> &'static str {
    match control.attribute("type") {
        Some("Menu") => "menu",
        Some(_) => "button",
        None => "menuItem",
    }
}

fn id(element: Element) -> String {
    element.attribute("id").unwrap_or_default().to_owned()
}

fn capability(set: Element) -> Capability {
    let attribute = |name| set.attribute(name).unwrap_or_default().to_owned();
    Capability { name: attribute("Name"), min_version: attribute("MinVersion") }
}

fn contexts(point: Element) -> Vec<&'static str> {
    point.attribute("type").and_then(|surface| facts::beside(facts::CONTEXTS, surface)).into_iter().collect()
}

/// A function is called by its own name; the pane is one action where it can be pinned and another where it cannot.
fn action(element: Element) -> Action {
    if let Some(function) = element.child("FunctionName") {
        return Action { id: function.text().to_owned(), r#type: "executeFunction", view: None, pinnable: None };
    }
    let pinnable = element.child("SupportsPinning").is_some_and(|element| element.text() == "true");
    let id = if pinnable { "showPinnablePane" } else { "showPane" };
    Action { id: id.to_owned(), r#type: "openPage", view: Some("concordat"), pinnable: pinnable.then_some(true) }
}

fn unique<'a>(actions: impl Iterator<Item = &'a Action>) -> Vec<Action> {
    let mut seen: Vec<Action> = Vec::new();
    for action in actions {
        if !seen.contains(action) {
            seen.push(action.clone());
        }
    }
    seen
}

fn runtime(id: &'static str, page: String, actions: Vec<Action>) -> Runtime {
    Runtime { id, r#type: "general", code: Code { page }, lifetime: "short", actions }
}
