//! The JSON of numbers, texts and collections.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    FromJson, Json, ToJson,
    write::{close, write_list, write_text},
};
use crate::record::FieldId;

impl FromJson for bool {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(flag) => Some(*flag),
            _ => None,
        }
    }
}

impl ToJson for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl ToJson for i64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl FromJson for i64 {
    fn from_json(json: &Json) -> Option<Self> {
        json.whole()
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl FromJson for $number {
            fn from_json(json: &Json) -> Option<Self> {
                json.whole()?.try_into().ok()
            }
        }

        impl ToJson for $number {
            fn write(&self, out: &mut String) {
                // What does not fit was never read, nor is it counted so far.
                i64::try_from(*self).unwrap_or(i64::MAX).write(out);
            }
        }
    )*};
}

whole_numbers!(u8, u16, u32, usize);

impl FromJson for String {
    fn from_json(json: &Json) -> Option<Self> {
        json.text().map(str::to_owned)
    }
}

impl ToJson for String {
    fn write(&self, out: &mut String) {
        write_text(out, self);
    }
}

impl ToJson for &str {
    fn write(&self, out: &mut String) {
        write_text(out, self);
    }
}

impl FromJson for FieldId {
    fn from_json(json: &Json) -> Option<Self> {
        Self::find(json.text()?)
    }
}

impl ToJson for FieldId {
    fn write(&self, out: &mut String) {
        write_text(out, self.as_str());
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json) -> Option<Self> {
        if *json == Json::Null { Some(None) } else { T::from_json(json).map(Some) }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(json: &Json) -> Option<Self> {
        T::from_json(json).map(Self::new)
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn write(&self, out: &mut String) {
        T::write(self, out);
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, out: &mut String) {
        T::write(self, out);
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json) -> Option<Self> {
        json.list()?.iter().map(T::from_json).collect()
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, out: &mut String) {
        self.as_slice().write(out);
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, out: &mut String) {
        write_list(out, self.iter().map(|element| element as &dyn ToJson));
    }
}

impl<T: FromJson + Ord> FromJson for BTreeSet<T> {
    fn from_json(json: &Json) -> Option<Self> {
        json.list()?.iter().map(T::from_json).collect()
    }
}

impl<T: ToJson> ToJson for BTreeSet<T> {
    fn write(&self, out: &mut String) {
        write_list(out, self.iter().map(|element| element as &dyn ToJson));
    }
}

impl<T: FromJson> FromJson for BTreeMap<FieldId, T> {
    fn from_json(json: &Json) -> Option<Self> {
        json.object()?.iter().map(|(name, value)| Some((FieldId::find(name)?, T::from_json(value)?))).collect()
    }
}

impl<T: ToJson> ToJson for BTreeMap<FieldId, T> {
    fn write(&self, out: &mut String) {
        let start = out.len();
        for (id, value) in self {
            out.push(',');
            id.write(out);
            out.push(':');
            value.write(out);
        }
        close(out, start, "{", "}");
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(json: &Json) -> Option<Self> {
        match json.list()? {
            [a, b] => Some((A::from_json(a)?, B::from_json(b)?)),
            _ => None,
        }
    }
}

impl<A: ToJson, B: ToJson> ToJson for (A, B) {
    fn write(&self, out: &mut String) {
        write_list(out, [&self.0 as &dyn ToJson, &self.1].into_iter());
    }
}
