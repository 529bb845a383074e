//! Addresses: those that are made, and those that the service gives.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::mailbox::Error;

/// Where the service is.
#[derive(Clone, Debug)]
pub(super) struct Base(Url);

/// What stands in a query as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'$');

impl Base {
    /// A slash at its end says nothing.
    pub(super) fn new(base: &Url) -> Self {
        let mut base = base.clone();
        base.set_query(None);
        base.set_fragment(None);
        base.set_path(base.path().trim_end_matches('/').to_owned().as_str());
        Self(base)
    }

    /// The address of these segments.
    ///
    /// # Errors
    /// [`Error::Nonsense`] when one of them is none: the address would be another.
    pub(super) fn at(&self, segments: &[&str]) -> Result<Url, Error> {
        if let Some(segment) = segments.iter().find(|segment| ["", ".", ".."].contains(segment)) {
            return Err(Error::Nonsense { reason: format!("`{segment}` is no identifier") });
        }
        let mut url = self.0.clone();
        let nowhere = |()| Error::Nonsense { reason: "the service's address takes no path".to_owned() };
        url.path_segments_mut().map_err(nowhere)?.pop_if_empty().extend(segments);
        Ok(url)
    }

    /// The same with a query.
    pub(super) fn query(&self, segments: &[&str], query: &[(&str, &str)]) -> Result<Url, Error> {
        let mut url = self.at(segments)?;
        let encoded = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
        let pairs: Vec<_> = query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        url.set_query(Some(&pairs.join("&")));
        Ok(url)
    }

    /// A link that the service gave.
    ///
    /// # Errors
    /// [`Error::Nonsense`] when it leads elsewhere: a token is sent along.
    pub(super) fn follow(&self, link: &str) -> Result<Url, Error> {
        let elsewhere = || Error::Nonsense { reason: "a link to another place".to_owned() };
        let url = Url::parse(link).map_err(|_| elsewhere())?;
        // Parsing has taken every `..` out of the path.
        let beneath = url.path().strip_prefix(self.0.path().trim_end_matches('/'));
        let beneath = beneath.is_some_and(|rest| rest.starts_with('/'));
        let bare = url.username().is_empty() && url.password().is_none();
        if url.origin() == self.0.origin() && beneath && bare { Ok(url) } else { Err(elsewhere()) }
    }
}
