//! The add-in as the page draws it: name, permissions, and the ribbon of each surface.

use super::{overrides, xml::Node};
use serde::Serialize;
use std::collections::HashMap;

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Addin {
    /// The add-in's GUID.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name in the default locale.
    pub display_name: String,
    /// Its icon of 64 pixels.
    pub icon_url: String,
    /// `ReadItem`, `ReadWriteItem`, `ReadWriteMailbox` or `Restricted`.
    pub permissions: String,
    /// Origins besides its own that its pages may be on.
    pub app_domains: Vec<String>,
    /// The address of the function file, when there is one.
    pub function_file: Option<String>,
    /// Whether it works in others' folders.
    pub supports_shared_folders: bool,
    /// The ribbon of each extension point, by its type.
    pub surfaces: Vec<Surface>,
    /// Image resources by id: notification icons are given as such ids.
    pub images: HashMap<String, String>,
}

/// One extension point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Surface {
    /// `AppointmentOrganizerCommandSurface` and so on.
    pub kind: String,
    /// The groups in order.
    pub groups: Vec<Group>,
}

/// A group of buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// The group's id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Buttons and menus in order.
    pub controls: Vec<Control>,
}

/// A button or a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Control {
    /// A button.
    Button(Button),
    /// A menu of items.
    Menu(Menu),
}

/// A button, or an item of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Button {
    /// The control's id: the add-in gets it as the event's source.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The title of its supertip.
    pub tip_title: String,
    /// The text of its supertip.
    pub tip: String,
    /// Its icons.
    pub icons: Vec<Icon>,
    /// What it does.
    pub action: Action,
}

/// A menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Menu {
    /// The control's id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The title of its supertip.
    pub tip_title: String,
    /// The text of its supertip.
    pub tip: String,
    /// Its icons.
    pub icons: Vec<Icon>,
    /// Its items.
    pub items: Vec<Button>,
}

/// An icon in one size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Icon {
    /// Side in pixels.
    pub size: String,
    /// Address.
    pub url: String,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
pub enum Action {
    /// Opens the pane.
    ShowTaskpane {
        /// The pane's page.
        url: String,
        /// Whether it can be pinned.
        supports_pinning: bool,
    },
    /// Runs a function of the function file.
    ExecuteFunction {
        /// The function's name.
        function: String,
    },
}

/// Reads the add-in out of a manifest that was checked.
pub(super) fn addin(root: &Node) -> Result<Addin, String> {
    let text =
        |name: &str| root.child(name).map(|node| node.attribute("DefaultValue").unwrap_or(node.trimmed()).to_owned());
    let overrides = overrides(root).ok_or("There are no VersionOverrides.")?;
    let resources = Resources::read(overrides);
    let host = overrides
        .child("Hosts")
        .and_then(|hosts| hosts.all("Host").find(|host| host.attribute("type") == Some("MailHost")));
    let form =
        host.and_then(|host| host.child("DesktopFormFactor")).ok_or("There is no DesktopFormFactor of a MailHost.")?;
    let surfaces = form.all("ExtensionPoint").map(|point| surface(point, &resources)).collect::<Result<_, _>>()?;
    Ok(Addin {
        id: text("Id").unwrap_or_default(),
        version: text("Version").unwrap_or_default(),
        display_name: text("DisplayName").unwrap_or_default(),
        icon_url: text("IconUrl").unwrap_or_default(),
        permissions: text("Permissions").unwrap_or_default(),
        app_domains: root.child("AppDomains").map(app_domains).unwrap_or_default(),
        function_file: form.child("FunctionFile").map(|file| resources.of(file)),
        supports_shared_folders: form.child("SupportsSharedFolders").is_some_and(|node| node.trimmed() == "true"),
        surfaces,
        images: resources.images(),
    })
}

fn app_domains(node: &Node) -> Vec<String> {
    node.all("AppDomain").map(|domain| domain.trimmed().trim_end_matches('/').to_owned()).collect()
}

struct Resources<'a>(HashMap<&'a str, &'a str>, &'a Node);

impl<'a> Resources<'a> {
    fn read(overrides: &'a Node) -> Self {
        let groups = overrides.child("Resources").map(|node| node.children.as_slice()).unwrap_or_default();
        let entries = groups.iter().flat_map(|group| &group.children);
        let pairs = entries.filter_map(|entry| Some((entry.attribute("id")?, entry.attribute("DefaultValue")?)));
        Self(pairs.collect(), overrides)
    }

    fn of(&self, node: &Node) -> String {
        let resid = node.attribute("resid").unwrap_or_default();
        self.0.get(resid).copied().unwrap_or_default().to_owned()
    }

    fn images(&self) -> HashMap<String, String> {
        let images = self.1.walk().into_iter().filter(|node| node.name == "Image");
        let pairs = images.filter_map(|image| Some((image.attribute("id")?, image.attribute("DefaultValue")?)));
        pairs.map(|(id, url)| (id.to_owned(), url.to_owned())).collect()
    }
}

fn surface(point: &Node, resources: &Resources<'_>) -> Result<Surface, String> {
    let tabs = point.children.iter().filter(|child| matches!(child.name.as_str(), "OfficeTab" | "CustomTab"));
    let groups = tabs.flat_map(|tab| tab.all("Group")).map(|node| group(node, resources)).collect::<Result<_, _>>()?;
    Ok(Surface { kind: point.attribute("type").unwrap_or_default().to_owned(), groups })
}

fn group(node: &Node, resources: &Resources<'_>) -> Result<Group, String> {
    let controls = node.all("Control").map(|control| read_control(control, resources)).collect::<Result<_, _>>()?;
    Ok(Group { id: id(node), label: label(node, resources), controls })
}

fn read_control(node: &Node, resources: &Resources<'_>) -> Result<Control, String> {
    if node.attribute("type") != Some("Menu") {
        return Ok(Control::Button(button(node, resources)?));
    }
    let items = node.child("Items").map(|items| items.children.as_slice()).unwrap_or_default();
    let (tip_title, tip) = supertip(node, resources);
    Ok(Control::Menu(Menu {
        id: id(node),
        label: label(node, resources),
        tip_title,
        tip,
        icons: icons(node, resources),
        items: items.iter().map(|item| button(item, resources)).collect::<Result<_, _>>()?,
    }))
}

fn button(node: &Node, resources: &Resources<'_>) -> Result<Button, String> {
    let (tip_title, tip) = supertip(node, resources);
    let (id, label, icons) = (id(node), label(node, resources), icons(node, resources));
    let action =
        action(node, resources).ok_or_else(|| format!("The control '{id}' has no action that Outlook knows."))?;
    Ok(Button { id, label, tip_title, tip, icons, action })
}

fn action(node: &Node, resources: &Resources<'_>) -> Option<Action> {
    let action = node.child("Action")?;
    match action.attribute("type")? {
        "ShowTaskpane" => Some(Action::ShowTaskpane {
            url: resources.of(action.child("SourceLocation")?),
            supports_pinning: action.child("SupportsPinning").is_some_and(|node| node.trimmed() == "true"),
        }),
        "ExecuteFunction" => {
            Some(Action::ExecuteFunction { function: action.child("FunctionName")?.trimmed().to_owned() })
        }
        _ => None,
    }
}

fn id(node: &Node) -> String {
    node.attribute("id").unwrap_or_default().to_owned()
}

fn label(node: &Node, resources: &Resources<'_>) -> String {
    node.child("Label").map(|label| resources.of(label)).unwrap_or_default()
}

fn supertip(node: &Node, resources: &Resources<'_>) -> (String, String) {
    let part = |name| {
        node.child("Supertip").and_then(|tip| tip.child(name)).map(|part| resources.of(part)).unwrap_or_default()
    };
    (part("Title"), part("Description"))
}

fn icons(node: &Node, resources: &Resources<'_>) -> Vec<Icon> {
    let images = node.child("Icon").map(|icon| icon.all("Image").collect::<Vec<_>>()).unwrap_or_default();
    let icon =
        |image: &&Node| Icon { size: image.attribute("size").unwrap_or_default().to_owned(), url: resources.of(image) };
    images.iter().map(icon).collect()
}
