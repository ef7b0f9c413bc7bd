//! Which texts are addresses, and which spellings are the same one.
#![allow(clippy::unwrap_used)]

use mail::{Address, AddressError, HeaderText};

#[test]
fn addresses_are_read_as_people_write_them() {
    for (written, shown, key) in [
        ("anna@example.org", "anna@example.org", "anna@example.org"),
        ("  anna@example.org\t", "anna@example.org", "anna@example.org"),
        ("Anna.Petrova+shop@Example.ORG", "Anna.Petrova+shop@example.org", "anna.petrova+shop@example.org"),
        ("o'neil_{x}@a-b.example.org", "o'neil_{x}@a-b.example.org", "o'neil_{x}@a-b.example.org"),
        ("info@почта.рф", "info@xn--80a1acny.xn--p1ai", "info@xn--80a1acny.xn--p1ai"),
        ("info@ПОЧТА.РФ", "info@xn--80a1acny.xn--p1ai", "info@xn--80a1acny.xn--p1ai"),
        ("info@xn--80a1acny.xn--p1ai", "info@xn--80a1acny.xn--p1ai", "info@xn--80a1acny.xn--p1ai"),
        ("Анна@почта.рф", "Анна@xn--80a1acny.xn--p1ai", "анна@xn--80a1acny.xn--p1ai"),
        ("info@straße.example", "info@xn--strae-oqa.example", "info@xn--strae-oqa.example"),
        ("root@localhost", "root@localhost", "root@localhost"),
    ] {
        let address = Address::parse(written).unwrap();
        assert_eq!((address.as_str(), address.key().as_str()), (shown, key), "{written}");
        assert_eq!(format!("{}@{}", address.local(), address.domain()), shown);
        assert_eq!(address.needs_smtputf8(), !shown.is_ascii());
        assert_eq!(Address::parse(shown).unwrap(), address);
    }
}

#[test]
fn what_is_not_an_address_is_refused_by_its_fault() {
    let long_local = format!("{}@example.org", "a".repeat(65));
    let long_domain = format!("a@{}.example.org", "b".repeat(64));
    let long_address = format!("a@{}example.org", "b.".repeat(121));
    for (written, error) in [
        ("", AddressError::Empty),
        ("   ", AddressError::Empty),
        ("anna", AddressError::NoAt),
        ("anna.example.org", AddressError::NoAt),
        ("@example.org", AddressError::Local),
        ("anna@", AddressError::Domain),
        ("anna@gmail", AddressError::Domain),
        ("anna@.org", AddressError::Domain),
        ("anna@example.org.", AddressError::Domain),
        ("anna@example..org", AddressError::Domain),
        ("anna@-example.org", AddressError::Domain),
        ("anna@exa_mple.org", AddressError::Domain),
        ("anna@[127.0.0.1]", AddressError::Domain),
        ("anna@127.0.0.1", AddressError::Domain),
        (".anna@example.org", AddressError::Local),
        ("anna.@example.org", AddressError::Local),
        ("an..na@example.org", AddressError::Local),
        ("anna@boris@example.org", AddressError::Local),
        ("<anna@example.org>", AddressError::Local),
        ("anna,boris@example.org", AddressError::Local),
        ("anna\u{200B}@example.org", AddressError::Local),
        ("\"anna b\"@example.org", AddressError::Space),
        ("anna @example.org", AddressError::Space),
        ("anna@example.org boris@example.org", AddressError::Space),
        ("anna@exam\u{A0}ple.org", AddressError::Space),
        ("anna@example.org\r\nRCPT TO:<b@example.org>", AddressError::ControlCharacter),
        ("an\0na@example.org", AddressError::ControlCharacter),
        ("an\nna@example.org", AddressError::ControlCharacter),
        (&long_local, AddressError::TooLong),
        (&long_domain, AddressError::Domain),
        (&long_address, AddressError::TooLong),
    ] {
        assert_eq!(Address::parse(written), Err(error), "{written:?}");
    }
}

#[test]
fn the_limits_are_those_of_the_standard() {
    assert!(Address::parse(&format!("{}@example.org", "a".repeat(64))).is_ok());
    let domain = format!("{}.{}.{}.example.org", "b".repeat(63), "c".repeat(63), "d".repeat(47));
    assert_eq!(domain.len(), 187);
    assert_eq!(Address::parse(&format!("{}@{domain}e", "a".repeat(64))).unwrap().as_str().len(), 253);
    assert!(Address::parse(&format!("{}@{domain}e", "я".repeat(32))).is_ok());
    assert_eq!(Address::parse(&format!("{}@{domain}", "я".repeat(33))), Err(AddressError::TooLong));
}

#[test]
fn a_header_text_is_one_line() {
    assert_eq!(HeaderText::parse("  Анна Петрова \n", 20).unwrap().as_str(), "Анна Петрова");
    for text in
        ["Анна\r\nBcc: all@example.org", "Анна\nПетрова", "Анна\0", "Анна\u{2028}Петрова", "\u{1b}[2J"]
    {
        assert_eq!(HeaderText::parse(text, 100), Err(AddressError::ControlCharacter), "{text:?}");
    }
    assert!(HeaderText::parse("Анна", 4).is_ok());
    assert_eq!(HeaderText::parse("Анна!", 4), Err(AddressError::TextTooLong));
}
