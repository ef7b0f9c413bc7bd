//! Times as people write and read them: in the zone of this computer.

use chrono::{DateTime, Local, NaiveDateTime, TimeZone};

/// Reads RFC 3339, or `2026-12-01 10:00` in the zone of this computer; answers milliseconds.
pub fn parse(words: &str) -> Result<i64, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(words) {
        return Ok(time.timestamp_millis());
    }
    let local = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(words, format).ok())
        .ok_or("expected 2026-12-01 10:00 or 2026-12-01T10:00:00+03:00")?;
    // When the clocks go back an hour happens twice: the first of the two is meant. When they go
    // forward it does not happen at all.
    let time = Local.from_local_datetime(&local).earliest();
    time.map(|time| time.timestamp_millis()).ok_or_else(|| "no clock here shows that time".to_owned())
}

/// The zone of this computer, by its IANA name.
pub fn zone() -> String {
    iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned())
}

/// Milliseconds as a time in the zone of this computer.
pub fn shown(time: i64) -> String {
    Local
        .timestamp_millis_opt(time)
        .earliest()
        .map(|time| time.format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}
