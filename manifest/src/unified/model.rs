//! The unified manifest as Microsoft's schema has it, as far as we use it. The order of fields is that of the file.

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct App {
    #[serde(rename = "$schema")]
    pub(super) schema: String,
    pub(super) manifest_version: &'static str,
    pub(super) version: String,
    pub(super) id: String,
    pub(super) localization_info: LocalizationInfo,
    pub(super) developer: Developer,
    pub(super) name: Name,
    pub(super) description: Description,
    pub(super) icons: Icons,
    pub(super) accent_color: &'static str,
    pub(super) valid_domains: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) web_application_info: Option<WebApplicationInfo>,
    pub(super) authorization: Authorization,
    pub(super) extensions: [Extension; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LocalizationInfo {
    pub(super) default_language_tag: String,
    pub(super) additional_languages: Vec<Language>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Language {
    pub(super) language_tag: String,
    pub(super) file: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Developer {
    pub(super) name: String,
    pub(super) website_url: String,
    pub(super) privacy_url: String,
    pub(super) terms_of_use_url: String,
}

#[derive(Serialize)]
pub(super) struct Name {
    pub(super) short: String,
}

#[derive(Serialize)]
pub(super) struct Description {
    pub(super) short: String,
    pub(super) full: String,
}

#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Icons(pub(super) std::collections::BTreeMap<&'static str, &'static str>);

#[derive(Serialize)]
pub(super) struct WebApplicationInfo {
    pub(super) id: String,
    pub(super) resource: String,
}

#[derive(Serialize)]
pub(super) struct Authorization {
    pub(super) permissions: Permissions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Permissions {
    pub(super) resource_specific: Vec<Permission>,
}

#[derive(Serialize)]
pub(super) struct Permission {
    pub(super) name: &'static str,
    pub(super) r#type: &'static str,
}

#[derive(Serialize)]
pub(super) struct Extension {
    pub(super) requirements: Requirements,
    pub(super) runtimes: Vec<Runtime>,
    pub(super) ribbons: Vec<Ribbon>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Requirements {
    pub(super) scopes: Vec<&'static str>,
    pub(super) capabilities: Vec<Capability>,
    pub(super) form_factors: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Capability {
    pub(super) name: String,
    pub(super) min_version: String,
}

#[derive(Serialize)]
pub(super) struct Runtime {
    pub(super) id: &'static str,
    pub(super) r#type: &'static str,
    pub(super) code: Code,
    pub(super) lifetime: &'static str,
    pub(super) actions: Vec<Action>,
}

#[derive(Serialize)]
pub(super) struct Code {
    pub(super) page: String,
}

/// What a button does; several buttons may share it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Action {
    pub(super) id: String,
    pub(super) r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) view: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pinnable: Option<bool>,
}

#[derive(Serialize)]
pub(super) struct Ribbon {
    pub(super) contexts: Vec<&'static str>,
    pub(super) tabs: Vec<Tab>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tab {
    pub(super) built_in_tab_id: String,
    pub(super) groups: Vec<Group>,
}

#[derive(Serialize)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) controls: Vec<Control>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Control {
    pub(super) id: String,
    pub(super) r#type: &'static str,
    pub(super) label: String,
    /// An item of a menu may have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) icons: Vec<Image>,
    pub(super) supertip: Supertip,
    /// What a button or an item does; a menu does nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) action_id: Option<String>,
    /// The items of a menu.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) items: Vec<Self>,
}

#[derive(Serialize)]
pub(super) struct Image {
    pub(super) size: u32,
    pub(super) url: String,
}

#[derive(Serialize)]
pub(super) struct Supertip {
    pub(super) title: String,
    pub(super) description: String,
}
