//! Bodies: how Exchange gives back what was written.

use serde_json::{Value, json};

/// Before and after text that was made HTML, as Exchange does it.
const TEXT_HEAD: &str = "<html>\r\n<head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\r\n<meta name=\"Generator\" content=\"Microsoft Exchange Server\">\r\n<!-- converted from text -->\r\n<style><!-- .EmailQuote { margin-left: 1pt; padding-left: 4pt; border-left: #800000 2px solid; } --></style></head>\r\n<body>\r\n<font size=\"2\"><span style=\"font-size:11pt;\"><div class=\"PlainText\">";
const TEXT_TAIL: &str = "</div></span></font>\r\n</body>\r\n</html>\r\n";

/// Around HTML that is no whole document.
const HEAD: &str =
    "<html><head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body>\r\n";
const TAIL: &str = "\r\n</body></html>\r\n";

/// Letters that HTML writes in another way.
const ESCAPES: [(&str, &str); 6] =
    [("&nbsp;", "\u{a0}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

/// A body as it comes back: of the kind asked for, and never quite as it was written.
pub(super) fn shown(kept: &Value, text: bool, wrap: bool) -> Value {
    let content = kept["content"].as_str().unwrap_or_default();
    let is_text = kept["contentType"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("text"));
    let kind = if text { "text" } else { "html" };
    let shown = match (content.is_empty(), text, is_text) {
        (true, ..) => String::new(),
        (_, true, _) if !wrap => {
            if is_text {
                content.to_owned()
            } else {
                text_of(content)
            }
        }
        (_, true, true) => format!("{}\r\n", crlf(content)),
        (_, true, false) => format!("{}\r\n", crlf(&text_of(content))),
        (_, false, true) => format!("{TEXT_HEAD}{}{TEXT_TAIL}", escaped(content)),
        (_, false, false) if !wrap || content.to_lowercase().contains("<html") => content.to_owned(),
        (_, false, false) => format!("{HEAD}{content}{TAIL}"),
    };
    json!({"contentType": kind, "content": shown})
}

/// The first letters of the text, without line ends.
pub(super) fn preview(kept: &Value) -> String {
    let content = kept["content"].as_str().unwrap_or_default();
    let is_text = kept["contentType"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("text"));
    let text = if is_text { content.to_owned() } else { text_of(content) };
    text.trim().chars().take(255).collect()
}

fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace("\r\n", "\n").replace('\n', "<br>\r\n")
}

/// HTML as text: line ends where its elements end lines, those of its source passed over.
pub(super) fn text_of(html: &str) -> String {
    let (mut text, mut rest) = (String::new(), html);
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(&before.replace(['\r', '\n'], ""));
        let closing = if after.starts_with("!--") { "-->" } else { ">" };
        let (tag, after) = after.split_once(closing).unwrap_or((after, ""));
        let tag = tag.to_lowercase();
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let ends_line = name == "br" || tag.starts_with('/') && ["p", "div", "tr", "li"].contains(&name.as_str());
        if ends_line && !(name != "br" && text.ends_with('\n')) {
            text.push('\n');
        }
        rest = match name.as_str() {
            "style" | "script" if !tag.starts_with('/') => skipped(after, &name),
            _ => after,
        };
    }
    text.push_str(&rest.replace(['\r', '\n'], ""));
    ESCAPES.iter().fold(text, |text, (code, letter)| text.replace(code, letter)).trim().to_owned()
}

/// What follows an element whose content is no text.
fn skipped<'a>(rest: &'a str, name: &str) -> &'a str {
    let end = rest.to_ascii_lowercase().find(&format!("</{name}"));
    end.map_or("", |end| &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph14_text_comes_back_within_html_and_as_text_with_a_line_end_more() {
        let kept = json!({"contentType": "text", "content": "a < b\nc & d"});
        let html = shown(&kept, false, true);
        assert_eq!(html["contentType"], "html");
        let content = html["content"].as_str().unwrap();
        assert!(content.contains(">a &lt; b<br>\r\nc &amp; d</div>"), "{content}");
        assert_eq!(shown(&kept, true, true)["content"], "a < b\r\nc & d\r\n");
        assert_eq!(shown(&html, true, true)["content"], "a < b\r\nc & d\r\n");
        assert_eq!(shown(&kept, true, false)["content"], "a < b\nc & d");
        assert_eq!(shown(&json!({"contentType": "html", "content": ""}), true, true)["content"], "");
    }

    #[test]
    fn graph14_html_is_put_into_a_document_and_read_by_its_lines() {
        let kept =
            json!({"contentType": "HTML", "content": "<style>p { a: b }</style><p>One</p><p>Two<br>three &amp; 4</p>"});
        let whole = shown(&kept, false, true);
        assert!(whole["content"].as_str().unwrap().starts_with("<html><head>"));
        assert_eq!(shown(&whole, false, true), whole);
        assert_eq!(shown(&kept, true, false)["content"], "One\nTwo\nthree & 4");
        assert_eq!(preview(&kept), "One\nTwo\nthree & 4");
    }
}
