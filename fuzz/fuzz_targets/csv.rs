//! Lists of any bytes: read as an import does; every row is taken or refused, and what is refused can be tried again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| engine::clients::import::fuzz(bytes));
