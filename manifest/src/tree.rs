//! A manifest as a tree in one vector: document order, no recursion, so that no input can exhaust the stack.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

struct Node {
    name: String,
    parent: Option<usize>,
    /// Index of the first node after this one's descendants.
    end: usize,
    attributes: Vec<(String, String)>,
    text: String,
}

/// A parsed document with exactly one root element.
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// One element of a [`Tree`]. Names are local names: the prefixes of a manifest say nothing that the place does not.
#[derive(Clone, Copy)]
pub(crate) struct Element<'t> {
    tree: &'t Tree,
    index: usize,
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl Tree {
    /// Reads well-formed XML without a document type; the error is the reason in words.
    pub(crate) fn parse(xml: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(xml);
        let mut builder = Builder::default();
        loop {
            let event = reader.read_event().map_err(|fault| fault.to_string())?;
            if matches!(event, Event::Eof) {
                return builder.finish();
            }
            builder.take(&event)?;
        }
    }

    pub(crate) fn root(&self) -> Element<'_> {
        Element { tree: self, index: 0 }
    }
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    open: Vec<usize>,
}

impl Builder {
    fn take(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => self.start(tag).map(|()| self.end()),
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.text(&resolve(reference)?),
            Event::DocType(_) => Err("a document type is not allowed".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart) -> Result<(), String> {
        if self.open.is_empty() && !self.nodes.is_empty() {
            return Err("there is a second root element".to_owned());
        }
        let index = self.nodes.len();
        self.nodes.push(Node {
            name: tag.local_name().as_ref().to_owned(),
            parent: self.open.last().copied(),
            end: index + 1,
            attributes: attributes(tag)?,
            text: String::new(),
        });
        self.open.push(index);
        Ok(())
    }

    /// The reader has already seen that start and end tags match.
    fn end(&mut self) {
        let end = self.nodes.len();
        if let Some(node) = self.open.pop().and_then(|index| self.nodes.get_mut(index)) {
            node.end = end;
        }
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match self.open.last().and_then(|&index| self.nodes.get_mut(index)) {
            Some(node) => node.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err("there is text outside the root element".to_owned()),
        }
        Ok(())
    }

    fn finish(self) -> Result<Tree, String> {
        match (self.nodes.first(), self.open.last()) {
            (None, _) => Err("there is no root element".to_owned()),
            (_, Some(_)) => Err("an element is not closed".to_owned()),
            _ => Ok(Tree { nodes: self.nodes }),
        }
    }
}

fn attributes(tag: &BytesStart) -> Result<Vec<(String, String)>, String> {
    tag.attributes()
        .map(|attribute| {
            let attribute = attribute.map_err(|fault| fault.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|fault| fault.to_string())?;
            Ok((attribute.key.local_name().as_ref().to_owned(), value.into_owned()))
        })
        .collect()
}

fn resolve(reference: &BytesRef) -> Result<String, String> {
    if let Some(character) = reference.resolve_char_ref().map_err(|fault| fault.to_string())? {
        return Ok(character.to_string());
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name).map(str::to_owned).ok_or_else(|| format!("the entity `&{name};` is unknown"))
}

impl<'t> Element<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.index]
    }

    fn at(self, index: usize) -> Self {
        Self { index, ..self }
    }

    pub(crate) fn name(self) -> &'t str {
        &self.node().name
    }

    /// The value of the attribute with this local name: `type` finds `xsi:type`.
    pub(crate) fn attribute(self, name: &str) -> Option<&'t str> {
        self.node().attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The element's own text without surrounding space.
    pub(crate) fn text(self) -> &'t str {
        self.node().text.trim()
    }

    pub(crate) fn is(self, name: &str) -> bool {
        self.name() == name
    }

    /// Everything inside this element, in document order, without itself.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Self> {
        (self.index + 1..self.node().end).map(move |index| self.at(index))
    }

    /// The descendants of this name.
    pub(crate) fn all(self, name: &'t str) -> impl Iterator<Item = Self> {
        self.descendants().filter(move |element| element.is(name))
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Self> {
        let end = self.node().end;
        let first = Some(self.index + 1).filter(|&index| index < end);
        std::iter::successors(first, move |&index| Some(self.at(index).node().end).filter(|&next| next < end))
            .map(move |index| self.at(index))
    }

    pub(crate) fn child(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.is(name))
    }

    /// The nearest element of this name around this one.
    pub(crate) fn ancestor(self, name: &str) -> Option<Self> {
        std::iter::successors(self.parent(), |element| element.parent()).find(|element| element.is(name))
    }

    fn parent(self) -> Option<Self> {
        self.node().parent.map(|index| self.at(index))
    }
}
