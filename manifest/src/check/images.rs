//! Icons: there in each size, and each image as large as it says.

use url::Url;

use super::resources::{resolve, values};
use crate::fault::Fault;
use crate::icons::{ICONS, pixels};
use crate::tree::Element;

/// The sizes without which Outlook refuses a control.
const CONTROL_SIZES: &[u32] = &[16, 32, 80];

/// The add-in's own icons and their sizes in pixels.
const HEADER_ICONS: &[(&str, u32)] = &[("IconUrl", 64), ("HighResolutionIconUrl", 128)];

pub(super) fn check(root: Element) -> Vec<Fault> {
    let header = HEADER_ICONS.iter().flat_map(|(name, size)| header_icon(root, name, *size));
    let controls = root.all("Icon").flat_map(missing_sizes);
    let images = root.all("Icon").flat_map(Element::children).flat_map(control_image);
    header.chain(controls).chain(images).collect()
}

fn header_icon(root: Element, name: &'static str, size: u32) -> Vec<Fault> {
    match root.child(name) {
        Some(setting) => wrong_images(setting, size),
        None => vec![Fault::Missing { element: name, parent: "OfficeApp" }],
    }
}

fn missing_sizes(icon: Element) -> Vec<Fault> {
    let control = icon.ancestor("Control").and_then(|element| element.attribute("id")).unwrap_or_default();
    let present: Vec<_> = icon.children().filter_map(size).collect();
    let missing = CONTROL_SIZES.iter().filter(|size| !present.contains(size));
    missing.map(|&size| Fault::IconSize { control: control.to_owned(), size }).collect()
}

fn control_image(image: Element) -> Vec<Fault> {
    match (resolve(image), size(image)) {
        (Some(resource), Some(size)) => wrong_images(resource, size),
        // A reference to nothing is found with the resources, a size that is no number by the schema.
        _ => Vec::new(),
    }
}

fn size(image: Element) -> Option<u32> {
    image.attribute("size")?.parse().ok()
}

fn wrong_images(setting: Element, size: u32) -> Vec<Fault> {
    values(setting).filter_map(|url| wrong_image(url, size)).collect()
}

pub(super) fn wrong_image(url: &str, expected: u32) -> Option<Fault> {
    let path = Url::parse(url).ok()?.path().to_owned();
    let name = path.strip_prefix("/icons/");
    let Some(icon) = ICONS.iter().find(|icon| Some(icon.name) == name) else {
        return Some(Fault::UnknownIcon { url: url.to_owned() });
    };
    let (width, height) = pixels(icon.png).unwrap_or_default();
    let fault = || Fault::IconPixels { url: url.to_owned(), expected, width, height };
    ((width, height) != (expected, expected)).then(fault)
}
