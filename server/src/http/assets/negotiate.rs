//! Which copy of a file a request gets (RFC 9110, 12.5.3), and whether it has it already (13.1.2).

use actix_web::{
    HttpMessage, HttpRequest,
    http::header::{ACCEPT_ENCODING, EntityTag, HeaderValue, IfNoneMatch},
};

/// How a copy is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// Not at all.
    Plain,
    /// Brotli.
    Brotli,
    /// gzip.
    Gzip,
}

impl Coding {
    /// The name in `Content-Encoding`.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// The ending of the file's name.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// What parts its entity tag from the others: a strong one names the bytes that are sent.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
        }
    }
}

/// The copy that the request likes best; among equals the one that is smaller as a rule.
pub(super) fn choose<'a, T, U>(request: &HttpRequest, copies: &'a [(Coding, T, U)]) -> Option<&'a (Coding, T, U)> {
    let header = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let liking = |coding: Coding| quality(header, coding);
    copies.iter().filter(|copy| liking(copy.0) > 0).max_by_key(|copy| (liking(copy.0), rank(copy.0)))
}

const fn rank(coding: Coding) -> u8 {
    match coding {
        Coding::Plain => 0,
        Coding::Gzip => 1,
        Coding::Brotli => 2,
    }
}

/// How much a coding is liked, in thousandths. Without a header only the plain file is sent.
fn quality(header: Option<&str>, coding: Coding) -> u16 {
    let Some(header) = header.filter(|header| !header.trim().is_empty()) else {
        return u16::from(coding == Coding::Plain);
    };
    let name = coding.name().unwrap_or("identity");
    let listed = |wanted: &str| {
        let item = |item: &str| item.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(wanted));
        header.split(',').find(|text| item(text)).map(weight)
    };
    let otherwise = u16::from(coding == Coding::Plain);
    listed(name).or_else(|| listed("*")).unwrap_or(otherwise)
}

/// `gzip;q=0.5` is 500.
fn weight(item: &str) -> u16 {
    let q = item.split(';').skip(1).find_map(|part| part.trim().strip_prefix("q="));
    let Some(q) = q else { return 1000 };
    let (whole, part) = q.trim().split_once('.').unwrap_or((q.trim(), ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse()) {
        ("1", _) => 1000,
        ("0", Ok(thousandths)) => thousandths,
        _ => 0,
    }
}

/// Whether the sender has the copy of this entity tag.
pub(super) fn has(request: &HttpRequest, tag: &HeaderValue) -> bool {
    let Some(tag) = tag.to_str().ok().and_then(|text| text.parse::<EntityTag>().ok()) else { return false };
    match request.get_header::<IfNoneMatch>() {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(items)) => items.iter().any(|item| item.weak_eq(&tag)),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use Coding::{Brotli, Gzip, Plain};
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_liked_coding_is_sent_and_among_equals_the_smallest() {
        let table = [
            (None, Some(Plain)),
            (Some(""), Some(Plain)),
            (Some("gzip, deflate, br, zstd"), Some(Brotli)),
            (Some("gzip, deflate"), Some(Gzip)),
            (Some("br;q=0.5, gzip"), Some(Gzip)),
            (Some("br;q=0.5, gzip;q=0.501"), Some(Gzip)),
            (Some("br;q=0, gzip;q=0"), Some(Plain)),
            (Some("*"), Some(Brotli)),
            (Some("*;q=0.2, br;q=0"), Some(Gzip)),
            (Some("zstd"), Some(Plain)),
            (Some("BR"), Some(Brotli)),
            (Some("identity;q=0"), None),
            (Some("identity;q=0, gzip"), Some(Gzip)),
            (Some("*;q=0"), None),
        ];
        let copies = [(Plain, (), ()), (Brotli, (), ()), (Gzip, (), ())];
        for (header, expected) in table {
            let request = TestRequest::default();
            let request =
                header.map(|header| ("Accept-Encoding", header)).into_iter().fold(request, TestRequest::insert_header);
            let chosen = choose(&request.to_http_request(), &copies).map(|copy| copy.0);
            assert_eq!(chosen, expected, "{header:?}");
        }
    }

    #[test]
    fn an_etag_is_found_among_those_of_the_request() {
        let tag = HeaderValue::from_static("\"abc-br\"");
        let table = [
            ("\"abc-br\"", true),
            ("W/\"abc-br\"", true),
            ("\"x\", \"abc-br\"", true),
            ("*", true),
            ("\"abc\"", false),
        ];
        for (header, expected) in table {
            let request = TestRequest::default().insert_header(("If-None-Match", header)).to_http_request();
            assert_eq!(has(&request, &tag), expected, "{header}");
        }
        assert!(!has(&TestRequest::default().to_http_request(), &tag));
    }
}
