//! A crash leaves no picture of the memory, in which passwords stand.

use crate::Ctl;
use std::{fs, process::Stdio};
use support::processes::{Signal, signal, wait_until};

#[test]
fn core_dumps_are_forbidden() {
    let ctl = Ctl::with_owner();
    let mut child = ctl
        .command(&["worker"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("vestnikctl starts");
    let limits = format!("/proc/{}/limits", child.id());
    wait_until("core dumps to be forbidden", || {
        let limits = fs::read_to_string(&limits).unwrap_or_default();
        let line = limits.lines().find(|line| line.starts_with("Max core file size"));
        line.is_some_and(|line| line.split_whitespace().skip(4).take(2).all(|limit| limit == "0"))
    });
    signal(child.id(), Signal::TERM);
    child.wait().expect("it has ended");
}
