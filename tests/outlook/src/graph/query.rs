//! The query of a request: what of the result is wanted, and how much.

use super::event::Window;
use super::filter::{self, Filter};
use super::folder::FolderKind;
use super::problem::Problem;
use url::form_urlencoded;

/// The query options of `OData` that contacts and events take.
#[derive(Debug, Clone, Default)]
pub(super) struct Options {
    /// What the names in them are of.
    pub(super) kind: FolderKind,
    pub(super) top: Option<usize>,
    pub(super) skip: usize,
    pub(super) select: Option<Vec<String>>,
    pub(super) filter: Option<Filter>,
    pub(super) expand: Option<Expand>,
    /// The exceptions of a series are wanted with it.
    pub(super) exceptions: bool,
    /// Property, and whether the order is turned round.
    pub(super) order: Vec<(String, bool)>,
    pub(super) count: bool,
    /// The token of a delta, be it a `$skiptoken` or a `$deltatoken`.
    pub(super) token: Option<String>,
    /// `startDateTime` and `endDateTime`.
    from: Option<String>,
    until: Option<String>,
    /// `$select` and `$expand` as they were written, for the next page.
    pub(super) written: Vec<(String, String)>,
}

/// Which extended properties are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expand(Vec<String>);

impl Expand {
    pub(super) fn takes(&self, id: &str) -> bool {
        self.0.iter().any(|name| name.eq_ignore_ascii_case(id))
    }
}

/// What every entity shows, whatever is selected.
const ALWAYS: [&str; 1] = ["id"];

impl Options {
    /// Reads a query.
    pub(super) fn read(query: &str, kind: FolderKind) -> Result<Self, Problem> {
        let mut options = Self { kind, ..Self::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            options.take(&name, &value)?;
            if !matches!(plain(&name), "skip" | "skiptoken" | "deltatoken") {
                options.written.push((name.into_owned(), value.into_owned()));
            }
        }
        Ok(options)
    }

    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        match plain(name) {
            "top" => self.top = Some(number(name, value)?.max(1)),
            "skip" => self.skip = number(name, value)?,
            "count" => self.count = value.eq_ignore_ascii_case("true"),
            "select" => self.select = Some(names(value)),
            "orderby" => self.order = order(value, self.kind)?,
            "filter" => self.filter = Some(filter::read(value, self.kind)?),
            "expand" => {
                let wanted = value.trim();
                let (exceptions, rest) = match wanted.strip_prefix("exceptionOccurrences") {
                    Some(rest) if self.kind == FolderKind::Calendar => (true, rest.trim().trim_start_matches(',')),
                    _ => (false, wanted),
                };
                self.exceptions = exceptions;
                if !(exceptions && rest.is_empty()) {
                    self.expand = expand(rest)?;
                }
            }
            "skiptoken" | "deltatoken" => self.token = Some(value.to_owned()),
            _ if name.eq_ignore_ascii_case("startDateTime") => self.from = Some(value.to_owned()),
            _ if name.eq_ignore_ascii_case("endDateTime") => self.until = Some(value.to_owned()),
            "search" => return Err(Problem::Query("$search is not supported here.".to_owned())),
            _ if name.starts_with('$') => {
                return Err(Problem::Query(format!("The query parameter '{name}' is not recognized.")));
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a property is shown.
    pub(super) fn wants(&self, name: &str) -> bool {
        let Some(select) = &self.select else { return true };
        ALWAYS.contains(&name) || select.iter().any(|one| one.eq_ignore_ascii_case(name))
    }

    /// The window of a view.
    pub(super) fn window(&self) -> Result<Window, Problem> {
        Window::read(self.from.as_deref(), self.until.as_deref())
    }

    /// What of the query goes into the link to the next page.
    pub(super) fn link(&self, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.written).extend_pairs(more);
        query.finish().replace("%24", "$")
    }
}

fn plain(name: &str) -> &str {
    name.strip_prefix('$').unwrap_or(name)
}

fn number(name: &str, value: &str) -> Result<usize, Problem> {
    value.parse().map_err(|_| Problem::Query(format!("Invalid value '{value}' for {name} query option found.")))
}

fn names(value: &str) -> Vec<String> {
    value.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn order(value: &str, kind: FolderKind) -> Result<Vec<(String, bool)>, Problem> {
    let read = |part: &str| {
        let mut words = part.split_whitespace();
        let name = words.next().unwrap_or_default();
        let known = filter::is_known(kind, name) && name != "id" && name != "changeKey";
        match words.next().unwrap_or("asc") {
            "asc" if known => Ok((name.to_owned(), false)),
            "desc" if known => Ok((name.to_owned(), true)),
            _ => Err(Problem::Query(format!("Could not order by '{part}'."))),
        }
    };
    value.split(',').map(str::trim).map(read).collect()
}

/// `singleValueExtendedProperties($filter=id eq 'A' or id eq 'B')`.
fn expand(value: &str) -> Result<Option<Expand>, Problem> {
    let wrong = || Problem::Query(format!("Parsing OData Select and Expand failed: '{value}'."));
    let inner = value.trim().strip_prefix("singleValueExtendedProperties").ok_or_else(wrong)?;
    let inner =
        inner.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).ok_or_else(|| {
            Problem::Query("Extended properties are expanded with a filter for their ids.".to_owned())
        })?;
    let filter = inner.trim().strip_prefix("$filter").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
    let ids = filter::ids(filter.ok_or_else(wrong)?)?;
    Ok(Some(Expand(ids)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_with_and_without_the_dollar_and_come_back_in_the_link() {
        let options =
            Options::read("$top=5&skip=10&$select=displayName,%20id&$orderby=surname%20desc", FolderKind::Contacts)
                .unwrap();
        assert_eq!((options.top, options.skip), (Some(5), 10));
        assert!(options.wants("displayName") && options.wants("id") && !options.wants("title"));
        assert_eq!(options.order, [("surname".to_owned(), true)]);
        assert_eq!(options.link(&[("$skip", "15")]), "$top=5&$select=displayName%2C+id&$orderby=surname+desc&$skip=15");
        assert!(Options::read("$top=many", FolderKind::Contacts).is_err());
        assert!(Options::read("$apply=x", FolderKind::Contacts).is_err());
    }

    #[test]
    fn extended_properties_are_expanded_by_their_ids_whatever_the_letter_case() {
        let options = Options::read(
            "$expand=singleValueExtendedProperties($filter=id eq 'String {A} Name N')",
            FolderKind::Contacts,
        )
        .unwrap();
        assert!(options.expand.as_ref().unwrap().takes("string {a} name n"));
        assert!(Options::read("$expand=singleValueExtendedProperties", FolderKind::Contacts).is_err());
        assert!(Options::read("$expand=photo", FolderKind::Contacts).is_err());
    }
}
