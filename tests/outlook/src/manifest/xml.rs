//! A small tree of XML elements, names without their prefixes.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// An element with its attributes, children and text.
#[derive(Debug, Default, Clone)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
    pub(super) text: String,
}

impl Node {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(start) => open.push(Self::started(&start)?),
                Event::Empty(start) => add(&mut open, Self::started(&start)?),
                Event::End(_) => {
                    let node = open.pop().ok_or("an element ends that never began")?;
                    add(&mut open, node);
                }
                Event::Text(text) => append(&mut open, &text),
                Event::GeneralRef(entity) => append(&mut open, entity_text(&entity)),
                Event::Eof => break,
                _ => {}
            }
        }
        let mut root = match open.len() {
            1 => open.pop().unwrap_or_default(),
            _ => return Err("an element is not closed".to_owned()),
        };
        root.children.pop().ok_or_else(|| "there is no element".to_owned())
    }

    fn started(start: &BytesStart<'_>) -> Result<Self, String> {
        let name = local(start.name().as_ref());
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
            attributes.push((local(attribute.key.as_ref()), value.into_owned()));
        }
        Ok(Self { name, attributes, ..Self::default() })
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// This element and all within it.
    pub(super) fn walk(&self) -> Vec<&Self> {
        let mut found = vec![self];
        for child in &self.children {
            found.extend(child.walk());
        }
        found
    }

    pub(super) fn trimmed(&self) -> &str {
        self.text.trim()
    }
}

fn add(open: &mut [Node], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

fn append(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn entity_text(name: &str) -> &str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}
