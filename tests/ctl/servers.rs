//! A thousand letters through mail servers as Debian has them: each arrives once, as it was written.

mod letter;
mod mailing;

use mailing::Mailing;
use support::{
    exim::Exim,
    opensmtpd::OpenSmtpd,
    postfix::{Door, Postfix},
    postgrey::Postgrey,
};

#[test]
fn exim_delivers_every_letter_once_as_it_was_written() {
    let server = Exim::start(&mailing::names());
    let mut mailing = Mailing::through(&server);
    mailing.send();
    mailing.check();
}

#[test]
fn opensmtpd_delivers_every_letter_once_as_it_was_written() {
    let server = OpenSmtpd::start(&mailing::names());
    let mut mailing = Mailing::through(&server);
    mailing.send();
    mailing.check();
}

#[test]
fn a_letter_that_postscreen_and_postgrey_sent_away_arrives_later_and_once() {
    let postgrey = Postgrey::start();
    // Nobody is a friend of postscreen's.
    let settings = format!(
        "smtpd_recipient_restrictions = reject_unlisted_recipient, check_policy_service {}
postscreen_access_list =
postscreen_greet_wait = 1s
postscreen_greet_action = enforce
postscreen_pipelining_enable = yes
postscreen_non_smtp_command_enable = yes
postscreen_bare_newline_enable = yes
",
        postgrey.service()
    );
    let server = Postfix::start_with(&mailing::names(), Door::Postscreen, &settings);
    let mut mailing = Mailing::through(&server);
    mailing.send();
    mailing.check();
    assert!(mailing.refusals("Greylisted") >= mailing::LETTERS, "postgrey let a stranger in");
    assert!(mailing.refusals("450 4.3.2 Service currently unavailable") > 0, "postscreen let a stranger in");
    assert!(!server.log().contains("too many errors"), "the connections were changed too late");
}

#[test]
fn a_server_with_limits_gets_no_more_than_it_takes_and_in_the_end_all() {
    // It counts what comes from this machine, too, and forgets only when told.
    let unfriendly = "anvil_rate_time_unit = 1h\nsmtpd_client_event_limit_exceptions =\n";
    let server = Postfix::start_with(&mailing::names(), Door::Open, unfriendly);
    server.change("smtpd_client_message_rate_limit = 300\nsmtpd_client_connection_rate_limit = 2\n");
    let mut mailing = Mailing::through(&server);
    mailing.round();
    assert!(mailing.is_stopped_at(300), "{}", mailing.counts());
    mailing.round();
    assert!(mailing.is_stopped_at(300), "the server does not even let it in: {}", mailing.counts());
    assert!(server.log().contains("Connection rate limit exceeded"), "the server let it in");

    server.change("smtpd_client_message_rate_limit = 0\nsmtpd_client_recipient_rate_limit = 300\n");
    while !mailing.is_over() {
        mailing.round();
        server.change("");
    }
    mailing.check();
    for answer in ["450 4.7.1 Error: too much mail", "450 4.7.1 Error: too many recipients"] {
        assert!((1..20).contains(&mailing.refusals(answer)), "{answer}");
    }
}
