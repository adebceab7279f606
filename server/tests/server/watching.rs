//! `kairan serve --watch`: what an author saves is published and open pages reload.

use crate::binary::Installation;
use crate::content::Notice;
use crate::http;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Listens for reloads like an open page.
fn open_page(address: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(stream, "GET /dev/reload HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream);
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        lines.read_line(&mut line).unwrap();
        assert!(!line.contains(" 404 "), "the server does not watch");
    }
    lines
}

fn wait_for_reload(page: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    while !line.contains("data: published") {
        line.clear();
        assert!(page.read_line(&mut line).unwrap() > 0, "the page was not told to reload");
    }
}

#[test]
fn a_saved_text_is_published_and_open_pages_reload() {
    let place = Installation::with(&[Notice::new(1, "一番")]);
    let serving = place.serve(&["--watch"]);
    let mut page = open_page(&serving.address);
    Notice::new(2, "二番").write(&place.content());
    wait_for_reload(&mut page);
    http::wait_for("the new notice", || http::get(&serving.address, "/notices").1.contains("二番"));

    Notice { body: "こっそり変えました。", ..Notice::new(2, "二番") }.write(&place.content());
    wait_for_reload(&mut page);
    let shown = http::get(&serving.address, "/notices/SC-2026-0002").1;
    assert!(!shown.contains("こっそり"), "what stands is shown");
    let log = std::fs::read_to_string(place.path("server.log")).unwrap();
    assert!(log.contains("silent-edit"), "and the finding is said: {log}");
    assert!(serving.terminate(), "an open page does not keep the server from stopping");
}
