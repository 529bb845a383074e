//! What the practice database needs of a contact (C6).

use proptest::prelude::*;
use rules::{
    needs::{NEEDS, kind, lacking, of_kind},
    normalize::clean_image,
    record::{FieldId, Image, Kind, RecordKind, Value, contact as field},
};

/// The fields that give it: any one of them does, so they stand together.
fn lacks(contact: &Image) -> Vec<String> {
    let names = |fields: &[FieldId]| fields.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" or ");
    lacking(contact).map(|need| names(need.any_of)).collect()
}

/// A contact as `field=text` with semicolons between.
fn contact(written: &str) -> Image {
    let pairs = written.split(';').filter_map(|pair| pair.split_once('='));
    let find = |name: &str| FieldId::find(name).expect("a field");
    pairs.fold(Image::new(), |image, (name, text)| image.with(find(name), Value::text(text)))
}

#[test]
fn c06_what_a_contact_lacks_follows_from_its_kind() {
    const OF_CLIENT: &str = "clientId, associate, clientType, status";
    #[rustfmt::skip]
    let cases: &[(&str, &str)] = &[
        ("kind=standalone;surname=Wolf", ""),
        ("kind=standalone;company=Wolf AG", ""),
        ("kind=standalone;given=Jonas;email1=jonas@example.net", "surname or company"),
        ("kind=standalone;surname=Wolf;clientId=;status=", ""),
        ("surname=Wolf", ""),
        ("given=Jonas", "surname or company"),
        ("kind=client;surname=Wolf", OF_CLIENT),
        ("kind=client", "surname or company, clientId, associate, clientType, status"),
        ("kind=client;company=Wolf AG;clientId=1001;associate=ada;clientType=tax;status=active", ""),
        ("kind=client;company=Wolf AG;clientId= \t;associate=ada;clientType=\u{a0}\r\n;status=active", "clientId, clientType"),
        ("kind=client;surname=\u{3000};company=\n;clientId=1;associate=ada;clientType=tax;status=active", "surname or company"),
    ];
    for (written, expected) in cases {
        assert_eq!(lacks(&contact(written)).join(", "), *expected, "{written:?}");
    }
}

#[test]
fn c06_what_is_needed_can_be_typed_into_one_line() {
    for need in NEEDS {
        assert!(need.kinds.iter().all(|kind| field::KINDS.contains(kind)), "{need:?}");
        for id in need.any_of {
            let row = RecordKind::Contact.field(*id).expect("a field of contacts");
            assert!(matches!(row.kind, Kind::Text | Kind::Reference), "{id}");
            assert!(!row.column.is_empty(), "{id}: a database can be asked for it");
        }
    }
}

/// A contact with some of the fields that count and some that do not, of any kind, filled or blank.
fn any_contact() -> impl Strategy<Value = Image> {
    let mut ids: Vec<FieldId> = NEEDS.iter().flat_map(|need| need.any_of).copied().collect();
    ids.extend([field::KIND, field::GIVEN, field::FILE_AS, field::NOTES, field::FIRM_OFFICE]);
    let text = prop_oneof![Just("client"), Just("standalone"), Just("x"), Just(" \r\n\t\u{2003}"), Just("")];
    prop::collection::vec((prop::sample::select(ids), text.prop_map(Value::text)), 0..12)
        .prop_map(|pairs| pairs.into_iter().collect())
}

proptest! {
    #[test]
    fn c06_c09_blanks_lack_as_much_as_nothing(contact in any_contact()) {
        prop_assume!(kind(&contact) == kind(&clean_image(&contact)));
        prop_assert_eq!(lacks(&contact), lacks(&clean_image(&contact)));
    }

    #[test]
    fn c06_a_contact_is_complete_once_each_need_is_met_by_one_field(mut contact in any_contact(), pick in any::<usize>()) {
        let before = lacks(&contact).len();
        let wanted: Vec<_> = lacking(&contact).copied().collect();
        for (met, need) in wanted.iter().enumerate() {
            prop_assert_eq!(lacks(&contact).len(), before - met);
            contact.set(need.any_of[pick % need.any_of.len()], Value::text("x"));
        }
        prop_assert_eq!(lacks(&contact), Vec::<String>::new());
    }

    #[test]
    fn c06_nothing_is_lacking_that_the_kind_does_not_need(contact in any_contact()) {
        let kind = kind(&contact).to_owned();
        prop_assert!(lacking(&contact).all(|need| of_kind(&kind).any(|known| known == need)));
    }
}
