//! The addresses that a manifest names: all https, and all on the server unless `AppDomains` says otherwise.

use url::Url;

use super::resources::values;
use crate::fault::Fault;
use crate::tree::Element;

/// The elements whose values are addresses.
const ADDRESSES: &[&str] = &["IconUrl", "HighResolutionIconUrl", "SupportUrl", "SourceLocation", "Image", "Url"];

/// Opened in a browser of its own, so it may be anywhere.
const ANYWHERE: &str = "SupportUrl";

pub(super) fn check(root: Element) -> Vec<Fault> {
    let allowed = allowed(root);
    let named = root.descendants().filter(|element| ADDRESSES.iter().any(|name| element.is(name)));
    let domains = root.all("AppDomain").map(|element| (element, element.text()));
    named
        .flat_map(|element| values(element).map(move |url| (element, url)))
        .chain(domains)
        .filter_map(|(element, url)| fault(element, url, &allowed))
        .collect()
}

fn fault(element: Element, url: &str, allowed: &[String]) -> Option<Fault> {
    let name = element.name().to_owned();
    let Some(parsed) = Url::parse(url).ok().filter(|parsed| parsed.scheme() == "https") else {
        return Some(Fault::NotHttps { element: name, url: url.to_owned() });
    };
    let free = element.is(ANYWHERE) || allowed.contains(&place(&parsed));
    (!free).then(|| Fault::ForeignUrl { element: name, url: url.to_owned(), allowed: allowed.to_vec() })
}

/// The host of the add-in's own page, which Outlook allows by itself, and the `AppDomains`.
fn allowed(root: Element) -> Vec<String> {
    let own = root.all("SourceLocation").find_map(|element| element.attribute("DefaultValue"));
    let domains = root.all("AppDomain").map(Element::text);
    own.into_iter().chain(domains).filter_map(|url| Url::parse(url).ok()).map(|url| place(&url)).collect()
}

/// Host and port. The scheme is a fault of its own.
fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
