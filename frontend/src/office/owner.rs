//! Whose mailbox the open item lies in.

use wasm_bindgen::JsValue;

use super::{
    OfficeError,
    js::{ask, method, text},
};

/// What `getSharedPropertiesAsync` is refused with where it does not apply: the item lies in no shared folder.
const NOT_SHARED: i32 = 9032;

/// The owner of the shared folder that the item lies in, else the user's own address.
///
/// Office.js has the call since requirement set 1.8, and puts it only on items from shared folders. `saved`: the item
/// has an id.
pub(super) async fn mailbox_of(item: &JsValue, own: String, saved: bool) -> Result<String, OfficeError> {
    if method(item, "getSharedPropertiesAsync").is_none() {
        return Ok(own);
    }
    let shared = ask(item, "getSharedPropertiesAsync", &[]).await;
    let named = |shared: JsValue| ["owner", "targetMailbox"].map(|name| text(&shared, name).unwrap_or_default());
    decide(own, saved, shared.map(named))
}

/// To take somebody else's item for one's own would link it in the wrong mailbox, so a doubt is an error.
fn decide(own: String, saved: bool, shared: Result<[String; 2], OfficeError>) -> Result<String, OfficeError> {
    match shared {
        Err(OfficeError::Refused { code: NOT_SHARED, .. }) => Ok(own),
        // New in a shared folder: Outlook on the web tells the owner only once it is saved, and nothing is looked up
        // or written before.
        Err(_) if !saved => Ok(own),
        Err(error) => Err(OfficeError::Owner(error.to_string())),
        Ok(named) => {
            let address = named.into_iter().find(|name| name.contains('@'));
            address.ok_or_else(|| OfficeError::Owner("no address was given".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NOT_SHARED, OfficeError, decide};

    fn refused(code: i32) -> Result<[String; 2], OfficeError> {
        Err(OfficeError::Refused { code, message: "no".to_owned() })
    }

    fn named(names: [&str; 2]) -> [String; 2] {
        names.map(str::to_owned)
    }

    fn decided(saved: bool, shared: Result<[String; 2], OfficeError>) -> Result<String, OfficeError> {
        decide("ada@firm.example".to_owned(), saved, shared)
    }

    #[test]
    fn a_failure_does_not_make_somebody_elses_item_ones_own() {
        for failure in
            [refused(9042), refused(9020), refused(0), Err(OfficeError::Silent), Ok(named(["", "/o=firm/cn=bo"]))]
        {
            let error = decided(true, failure).expect_err("the owner is not known");
            assert!(error.to_string().starts_with("it did not say whose calendar this is"), "{error}");
        }
        assert_eq!(decided(true, refused(NOT_SHARED)), Ok("ada@firm.example".to_owned()));
    }

    #[test]
    fn the_owner_is_named_by_an_address() {
        assert_eq!(decided(true, Ok(named(["bo@firm.example", ""]))), Ok("bo@firm.example".to_owned()));
        assert_eq!(decided(true, Ok(named(["Bo", "bo@firm.example"]))), Ok("bo@firm.example".to_owned()));
    }

    #[test]
    fn a_new_item_that_has_no_owner_yet_can_be_read_to_say_that_it_must_be_saved() {
        assert_eq!(decided(false, refused(9042)), Ok("ada@firm.example".to_owned()));
    }
}
