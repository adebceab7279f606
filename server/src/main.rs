//! `kairan`: the one binary. What it does is in [`server::commands`].

use clap::Parser;
use server::commands::Cli;
use std::process::ExitCode;

/// Gives memory back that a publish or a load needed for a moment, and is quicker than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    // Two providers in one program panic at the first handshake: this one, and only this one.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        eprintln!("kairan: another TLS provider is installed already");
        return ExitCode::FAILURE;
    }
    Cli::parse().run().await
}
