//! Contacts as other programs write them, where the collected vCards are at hand: each passes the lens unchanged.

use std::{
    fs,
    path::{Path, PathBuf},
};

use calcard::{
    Entry, Parser,
    vcard::{VCard, VCardEntry, VCardParameterValue, VCardProperty, VCardType, VCardValue},
};
use jiff::civil::Date;
use rules::{
    mapping::contact::{changes, create, get, packed},
    normalize::{clean_image, same_image},
    record::{Address, FieldId, Image, RecordKind, Value, contact as field},
};

const KIND: RecordKind = RecordKind::Contact;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "vcf") {
            found.push(path);
        }
    }
}

fn cards(text: &str) -> Vec<VCard> {
    let mut parser = Parser::new(text);
    let mut cards = Vec::new();
    loop {
        match parser.entry() {
            Entry::VCard(card) => cards.push(card),
            Entry::Eof => return cards,
            _ => {}
        }
    }
}

fn texts(entry: &VCardEntry) -> Vec<String> {
    let text = |value: &VCardValue| match value {
        VCardValue::Text(text) => text.clone(),
        VCardValue::Component(parts) => parts.join(" "),
        _ => String::new(),
    };
    entry.values.iter().map(text).collect()
}

fn first(entry: &VCardEntry) -> String {
    texts(entry).into_iter().next().unwrap_or_default()
}

fn is(entry: &VCardEntry, wanted: &VCardType) -> bool {
    entry.params.iter().any(|param| matches!(&param.value, VCardParameterValue::Type(found) if found == wanted))
}

/// The first of these fields that is still empty takes it; what there is no room for is left out.
fn into_slot(image: &mut Image, slots: &[FieldId], text: String) {
    if let Some(slot) = slots.iter().find(|id| image.get(**id).is_none()) {
        image.set(*slot, Value::Text(text));
    }
}

fn address(entry: &VCardEntry) -> Value {
    let mut parts = texts(entry).into_iter().skip(2);
    let mut next = || parts.next().unwrap_or_default();
    Value::Address(Address { street: next(), city: next(), state: next(), postal_code: next(), country: next() })
}

fn birthday(entry: &VCardEntry) -> Option<Date> {
    match entry.values.first()? {
        VCardValue::PartialDateTime(at) => {
            let (year, month, day) = (at.year?, at.month?, at.day?);
            Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
        }
        _ => None,
    }
}

fn add(image: &mut Image, entry: &VCardEntry) {
    const BUSINESS: &[FieldId] = &[field::BUSINESS_PHONE1, field::BUSINESS_PHONE2];
    const HOME: &[FieldId] = &[field::HOME_PHONE1, field::HOME_PHONE2];
    const NAME: [FieldId; 5] = [field::SURNAME, field::GIVEN, field::MIDDLE, field::TITLE, field::SUFFIX];
    let text = || first(entry);
    match &entry.name {
        VCardProperty::N => {
            NAME.into_iter().zip(texts(entry)).for_each(|(id, text)| image.set(id, Value::Text(text)));
        }
        VCardProperty::Fn => image.set(field::FILE_AS, Value::Text(text())),
        VCardProperty::Nickname => image.set(field::NICKNAME, Value::Text(text())),
        VCardProperty::Org => {
            [field::COMPANY, field::DEPARTMENT]
                .into_iter()
                .zip(texts(entry))
                .for_each(|(id, text)| image.set(id, Value::Text(text)));
        }
        VCardProperty::Title => image.set(field::JOB_TITLE, Value::Text(text())),
        VCardProperty::Role => image.set(field::PROFESSION, Value::Text(text())),
        VCardProperty::Url => image.set(field::WEB_PAGE, Value::Text(text())),
        VCardProperty::Note => image.set(field::NOTES, Value::Text(text())),
        VCardProperty::Categories => image.set(field::CATEGORIES, Value::labels(texts(entry))),
        VCardProperty::Email => into_slot(image, &[field::EMAIL1, field::EMAIL2, field::EMAIL3], text()),
        VCardProperty::Impp => into_slot(image, &[field::IM1, field::IM2, field::IM3], text()),
        VCardProperty::Tel if is(entry, &VCardType::Cell) => image.set(field::MOBILE, Value::Text(text())),
        VCardProperty::Tel if is(entry, &VCardType::Home) => into_slot(image, HOME, text()),
        VCardProperty::Tel => into_slot(image, BUSINESS, text()),
        VCardProperty::Adr if is(entry, &VCardType::Home) => image.set(field::HOME_ADDRESS, address(entry)),
        VCardProperty::Adr if is(entry, &VCardType::Work) => image.set(field::BUSINESS_ADDRESS, address(entry)),
        VCardProperty::Adr => image.set(field::OTHER_ADDRESS, address(entry)),
        VCardProperty::Bday => image.set(field::BIRTHDAY, birthday(entry).map(Value::Date)),
        _ => {}
    }
}

fn image(card: &VCard) -> Image {
    let mut image = Image::new();
    for entry in &card.entries {
        add(&mut image, entry);
    }
    image
}

#[test]
fn p13_every_collected_vcard_passes_the_lens_unchanged() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"), &mut found);
    if found.is_empty() {
        println!("skipped: the collected vCards are not beside the project");
        return;
    }
    let all = KIND.synced().map(|field| field.id).collect();
    let (mut count, mut fields) = (0, 0);
    for path in found {
        for card in cards(&String::from_utf8_lossy(&fs::read(&path).expect("readable"))) {
            let image = packed(&image(&card));
            let item = create(&image);
            let (view, unmapped) = get(&item);
            assert_eq!((&view.image, unmapped.as_slice()), (&image, [].as_slice()), "{}", path.display());
            assert!(same_image(KIND, &clean_image(&image), &image), "{}", path.display());
            let mut again = item.clone();
            again.extend(changes(Some(&item), &image, &all));
            again.retain(|_, value| {
                !value.is_null() && *value != serde_json::json!([]) && *value != serde_json::json!({})
            });
            assert_eq!(again, item, "{}: nothing was edited", path.display());
            count += 1;
            fields += image.iter().count();
        }
    }
    assert!(count >= 80 && fields >= 400, "{count} vCards with {fields} fields");
}
