//! How the program is linked. It has a hundred thousand places that depend on where it is loaded; packed, their list
//! takes a fiftieth of the room, in the file and in the memory of every process.

use std::process::Command;

/// The first glibc that understands the packed list; an older one would not start the program.
const UNDERSTOOD_SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_for_here = std::env::var("HOST").ok() == std::env::var("TARGET").ok();
    if is_for_here && glibc().is_some_and(|version| version >= UNDERSTOOD_SINCE) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of glibc here; `None` where the C library is another.
fn glibc() -> Option<(u32, u32)> {
    let asked = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let (major, minor) = str::from_utf8(&asked.stdout).ok()?.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}
