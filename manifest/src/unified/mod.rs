//! The unified manifest, made from the add-in-only one: `manifest.xml` says each fact, this says it in Microsoft's other
//! format.

mod language;
mod model;
mod package;
mod read;

use crate::fill::{Error, fill};
use crate::tree::Tree;

pub(crate) use language::leaves;
pub use package::package;

/// How people of the firm sign in: the application that is registered in Entra for this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The application's id, a GUID.
    pub client_id: String,
    /// What its tokens are for: `api://<client id>`.
    pub resource: String,
}

/// The files of the unified manifest. The images are [`PACKAGE_ICONS`](crate::PACKAGE_ICONS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unified {
    /// `manifest.json`.
    pub manifest: String,
    /// For each further language the name of its file and what is in it.
    pub languages: Vec<(String, String)>,
}

/// The unified manifest of a server reached at `public_url`, which is as for [`fill`].
pub fn unified(public_url: &str, application: Option<&Application>) -> Result<Unified, Error> {
    let xml = fill(public_url)?;
    // Ours and well-formed, and nothing in an origin breaks out of an attribute.
    let tree = Tree::parse(&xml).map_err(|reason| Error::Package { reason })?;
    let read = |locale| read::app(tree.root(), locale, application);
    let default = read(None);
    let languages = read::locales(tree.root()).into_iter();
    let languages = languages.map(|locale| language::file(&default, &read(Some(locale)), locale));
    Ok(Unified { manifest: json(&default)?, languages: languages.collect::<Result<_, _>>()? })
}

/// As people read it, with a line's end at the end.
fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value).map_err(|reason| Error::Package { reason: reason.to_string() })?;
    Ok(text + "\n")
}
