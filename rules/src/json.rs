//! JSON as the pane reads and writes it: one value, one parser, and no code that is made anew for every type.
//!
//! serde makes a reader for each type and each source, which is fast and large: a quarter of what the pane would load.
//! The server uses serde. [`FromJson`] and [`ToJson`] speak the same forms; a type that travels has its one line beside it
//! ([`json_struct!`], [`json_words!`], [`json_either!`]), which does not compile while it leaves a field out, and
//! `api/tests/wire.rs` holds both to each other.

mod parse;
mod time;
mod types;
mod with_serde;
mod write;

pub use parse::parse;
pub use time::{date_of, date_text, time_of};
pub use write::{write_object, write_present, write_text, write_word};

/// A JSON value. Numbers are kept as they are written: what they may be is for the type to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(String),
    /// A text.
    Text(String),
    /// `[…]`
    List(Vec<Json>),
    /// `{…}`, in the order it came.
    Object(Vec<(String, Json)>),
}

/// What can be read from JSON. `None` where it is something else.
pub trait FromJson: Sized {
    /// Reads it.
    fn from_json(json: &Json) -> Option<Self>;

    /// What stands for a property that is missing, if anything does.
    fn missing() -> Option<Self> {
        None
    }
}

/// What can be written as JSON.
pub trait ToJson {
    /// Writes it at the end of `out`.
    fn write(&self, out: &mut String);
}

/// Reads a text.
pub fn from_str<T: FromJson>(text: &str) -> Option<T> {
    T::from_json(&parse(text)?)
}

/// Writes a value.
pub fn to_string(value: &dyn ToJson) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

impl Json {
    /// The text, of a value that is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number that fits, of a value that is one.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The elements of a list.
    pub fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The properties of an object, in the order they came.
    pub fn object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(properties) => Some(properties),
            _ => None,
        }
    }

    /// A property, by its name in JSON.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.object()?.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The name and the value of an object with one property.
    pub fn only(&self) -> Option<(&str, &Self)> {
        match self.object()? {
            [(name, value)] => Some((name, value)),
            _ => None,
        }
    }
}

/// A name of Rust's as JSON has it: `edited_at` and `EditedAt` are `editedAt`.
pub fn camel(name: &str) -> String {
    let mut camel = String::new();
    let mut large = false;
    for byte in name.strip_prefix("r#").unwrap_or(name).bytes() {
        match byte {
            b'_' => {}
            _ if camel.is_empty() => camel.push(byte.to_ascii_lowercase().into()),
            _ if large => camel.push(byte.to_ascii_uppercase().into()),
            _ => camel.push(byte.into()),
        }
        large = byte == b'_';
    }
    camel
}

/// A property by its name in Rust.
fn named<'a>(object: &'a Json, name: &str) -> Option<&'a Json> {
    object.get(&camel(name))
}

/// A property that has to be there, by its name in Rust.
pub fn property<T: FromJson>(object: &Json, name: &str) -> Option<T> {
    named(object, name).map_or_else(T::missing, T::from_json)
}

/// A property that may be missing, by its name in Rust.
pub fn property_or_default<T: FromJson + Default>(object: &Json, name: &str) -> Option<T> {
    named(object, name).map_or_else(|| Some(T::default()), T::from_json)
}

/// Which of these names of Rust's it is.
pub fn word(json: &Json, names: &[&str]) -> Option<usize> {
    let word = json.text()?;
    names.iter().position(|name| camel(name) == word)
}

/// The JSON of a struct: an object with its fields; some with their default where they are missing, some always left out.
#[macro_export]
macro_rules! json_struct {
    (
        $name:ident { $($field:ident),* $(,)? }
        $(or_default { $($lenient:ident),* $(,)? })?
        $(left_out { $($absent:ident),* $(,)? })?
    ) => {
        impl $crate::json::FromJson for $name {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                json.object()?;
                Some(Self {
                    $($field: $crate::json::property(json, stringify!($field))?,)*
                    $($($lenient: $crate::json::property_or_default(json, stringify!($lenient))?,)*)?
                    $($($absent: Default::default(),)*)?
                })
            }
        }

        impl $crate::json::ToJson for $name {
            fn write(&self, out: &mut String) {
                $crate::json::write_object(out, &[
                    $((stringify!($field), &self.$field),)*
                    $($((stringify!($lenient), &self.$lenient),)*)?
                ]);
            }
        }
    };
}

/// The JSON of an enum without fields: its variant's name.
#[macro_export]
macro_rules! json_words {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::json::FromJson for $name {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                let at = $crate::json::word(json, &[$(stringify!($variant)),*])?;
                [$(Self::$variant),*].get(at).copied()
            }
        }

        impl $crate::json::ToJson for $name {
            fn write(&self, out: &mut String) {
                $crate::json::write_word(out, match self { $(Self::$variant => stringify!($variant)),* });
            }
        }
    };
}

/// The JSON of an enum whose variants hold one value or none: its variant's name, in an object with the value if it holds
/// one.
#[macro_export]
macro_rules! json_either {
    ($name:ident { $($bare:ident),* $(,)? } holding { $($holding:ident),* $(,)? }) => {
        impl $crate::json::FromJson for $name {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                $(if $crate::json::word(json, &[stringify!($bare)]).is_some() {
                    return Some(Self::$bare);
                })*
                let (name, value) = json.only()?;
                $(if name == $crate::json::camel(stringify!($holding)) {
                    return $crate::json::FromJson::from_json(value).map(Self::$holding);
                })*
                None
            }
        }

        impl $crate::json::ToJson for $name {
            fn write(&self, out: &mut String) {
                match self {
                    $(Self::$bare => $crate::json::write_word(out, stringify!($bare)),)*
                    $(Self::$holding(value) => $crate::json::write_object(out, &[(stringify!($holding), value)]),)*
                }
            }
        }
    };
}
