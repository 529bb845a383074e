//! The images that the manifest names, of our own drawing (`icons/*.svg`).

/// One image, to be served as `/icons/<name>`; its answer must not forbid caching, or Outlook shows no icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon {
    /// The file name, such as `icon-16.png`.
    pub name: &'static str,
    /// Width and height in pixels.
    pub pixels: u32,
    /// The PNG itself.
    pub png: &'static [u8],
}

macro_rules! icon {
    ($name:literal, $pixels:literal) => {
        Icon { name: $name, pixels: $pixels, png: include_bytes!(concat!("../icons/", $name)) }
    };
}

/// Every image of the manifest: `icon` for the add-in and its Sync button, `status` for the Status button.
pub const ICONS: &[Icon] = &[
    icon!("icon-16.png", 16),
    icon!("icon-32.png", 32),
    icon!("icon-64.png", 64),
    icon!("icon-80.png", 80),
    icon!("icon-128.png", 128),
    icon!("status-16.png", 16),
    icon!("status-32.png", 32),
    icon!("status-80.png", 80),
];

/// The images of the app package, by the unified manifest's name for each.
pub const PACKAGE_ICONS: &[(&str, Icon)] = &[
    ("outline", Icon { name: "outline.png", pixels: 32, png: include_bytes!("../package/outline.png") }),
    ("color", Icon { name: "color.png", pixels: 192, png: include_bytes!("../package/color.png") }),
    ("color32x32", Icon { name: "color32x32.png", pixels: 32, png: include_bytes!("../icons/icon-32.png") }),
];

/// Width and height of a PNG in pixels, from its header (RFC 2083, 4.1.1); `None` when this is no PNG.
pub fn pixels(png: &[u8]) -> Option<(u32, u32)> {
    let header = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(4..16)?;
    let number = |from: usize| header.get(from..from + 4)?.try_into().ok().map(u32::from_be_bytes);
    header.starts_with(b"IHDR").then_some((number(4)?, number(8)?))
}
