//! Telling the form, field by field. Saving it is the person's to do.

use js_sys::{Array, Date, Function, Reflect};
use rules::{
    json,
    outlook::{item::Snapshot, recurrence::office},
    record::FieldId,
};
use wasm_bindgen::{JsCast, JsValue};

use super::{
    OfficeError, is_open, item, js,
    js::{ask, get},
    object,
    read::{look, saved_id},
    set,
};
use crate::messages::Words;
use crate::model::{Form, FormEdit, NotSet, Told, tell};

/// Tells the form, field by field, what the plan for the item as it was sent says.
pub(crate) async fn set_form(edits: &[FormEdit], sent: &Snapshot, words: Words) -> Told {
    match opened(sent).await {
        Ok(item) => tell(&OpenForm { item, words }, edits, sent).await,
        Err(error) => {
            let failed = |edit: &FormEdit| (edit.field(), NotSet::Refused(error.sentence(words)));
            Told { set: 0, failed: edits.iter().map(failed).collect() }
        }
    }
}

/// The open item, when it is the one that was sent.
async fn opened(sent: &Snapshot) -> Result<JsValue, OfficeError> {
    let item = item().ok_or(OfficeError::ItemChanged)?;
    let same = saved_id(&item).await? == sent.item_id && is_open(&item);
    if same { Ok(item) } else { Err(OfficeError::ItemChanged) }
}

struct OpenForm {
    item: JsValue,
    words: Words,
}

impl OpenForm {
    fn still_open(&self) -> Result<(), OfficeError> {
        if is_open(&self.item) { Ok(()) } else { Err(OfficeError::ItemChanged) }
    }
}

impl Form for OpenForm {
    async fn look(&self, sent: &Snapshot, fields: &[FieldId]) -> Result<Snapshot, String> {
        look(&self.item, sent, fields).await.map_err(|error| error.sentence(self.words))
    }

    async fn set(&self, edit: &FormEdit) -> Result<(), String> {
        let set = async {
            self.still_open()?;
            apply(&self.item, edit).await
        };
        set.await.map_err(|error: OfficeError| error.sentence(self.words))
    }
}

async fn apply(item: &JsValue, edit: &FormEdit) -> Result<(), OfficeError> {
    match edit {
        FormEdit::Subject(text) => put(item, "subject", &text.into()).await,
        FormEdit::Location(text) => put(item, "location", &text.into()).await,
        FormEdit::AllDay(flag) => put(item, "isAllDayEvent", &(*flag).into()).await,
        FormEdit::Start(at) => put(item, "start", &date(at.as_millisecond())).await,
        FormEdit::End(at) => put(item, "end", &date(at.as_millisecond())).await,
        FormEdit::Private(flag) => put(item, "sensitivity", &if *flag { "private" } else { "normal" }.into()).await,
        FormEdit::Recurrence(None) => put(item, "recurrence", &JsValue::NULL).await,
        FormEdit::Recurrence(Some(series)) => put(item, "recurrence", &recurrence(series)?).await,
        FormEdit::Categories { add, remove } => categories(item, add, remove).await,
        FormEdit::Body(text) => {
            let options = object();
            set(&options, "coercionType", &"text".into());
            let body = get(item, "body").ok_or(OfficeError::Missing("body"))?;
            ask(&body, "setAsync", &[text.into(), options]).await.map(|_| ())
        }
    }
}

async fn put(item: &JsValue, name: &'static str, value: &JsValue) -> Result<(), OfficeError> {
    let member = get(item, name).ok_or(OfficeError::Missing(name))?;
    ask(&member, "setAsync", std::slice::from_ref(value)).await.map(|_| ())
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds of any date are exact in a double")]
fn date(millis: i64) -> JsValue {
    Date::new(&JsValue::from_f64(millis as f64)).into()
}

async fn categories(item: &JsValue, add: &[String], remove: &[String]) -> Result<(), OfficeError> {
    let member = get(item, "categories").ok_or(OfficeError::Missing("categories"))?;
    for (name, words) in [("removeAsync", remove), ("addAsync", add)] {
        if !words.is_empty() {
            let list: Array = words.iter().map(|word| JsValue::from_str(word)).collect();
            ask(&member, name, &[list.into()]).await?;
        }
    }
    Ok(())
}

/// The object that `recurrence.setAsync` takes, its `SeriesTime` made by Office.js itself.
fn recurrence(series: &office::Recurrence) -> Result<JsValue, OfficeError> {
    let text = json::to_string(series);
    let plain = js_sys::JSON::parse(&text).map_err(|_| OfficeError::Missing("recurrence"))?;
    set(&plain, "seriesTime", &series_time(&series.series_time)?);
    Ok(plain)
}

fn series_time(time: &office::SeriesTime) -> Result<JsValue, OfficeError> {
    let class: Function = js::path(&js_sys::global(), &["Office", "SeriesTime"])
        .and_then(|class| class.dyn_into().ok())
        .ok_or(OfficeError::Missing("SeriesTime"))?;
    let made = Reflect::construct(&class, &Array::new()).map_err(|_| OfficeError::Missing("SeriesTime"))?;
    let text = |text: &Option<String>| text.as_deref().map_or(JsValue::NULL, JsValue::from_str);
    let start_time = time.start_time.as_deref().unwrap_or_default();
    js::call(&made, "setStartDate", &[text(&time.start_date)])?;
    js::call(&made, "setStartTime", &[JsValue::from_str(start_time)])?;
    if time.end_date.is_some() {
        js::call(&made, "setEndDate", &[text(&time.end_date)])?;
    }
    let minutes = i32::try_from(time.duration_minutes.unwrap_or_default()).unwrap_or_default();
    js::call(&made, "setDuration", &[minutes.into()])?;
    Ok(made)
}
