//! The built binary in a folder of its own, with settings beside it and a content to publish.

use crate::content::{self, Notice};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

pub const BINARY: &str = env!("CARGO_BIN_EXE_kairan");

/// A folder with `Leptos.toml` and `content/`.
pub struct Installation {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Installation {
    pub fn with(notices: &[Notice]) -> Self {
        let folder = TempDir::new().unwrap();
        content::write(&folder.path().join("content"), notices);
        std::fs::write(folder.path().join("Leptos.toml"), "[server]\naddress = \"127.0.0.1:0\"\n").unwrap();
        Self { folder, variables: vec![] }
    }

    /// Adds a variable to the environment of what is run.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn content(&self) -> PathBuf {
        self.path("content")
    }

    pub fn settings(&self, text: &str) {
        std::fs::write(self.path("Leptos.toml"), text).unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(Path::new(BINARY), arguments)
    }

    pub fn command_of(&self, binary: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary);
        command.args(arguments).current_dir(self.folder.path());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KAIRAN_") || name == "RUST_LOG") {
            command.env_remove(name);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments).output().unwrap())
    }

    /// Starts `kairan serve` and waits until it listens.
    pub fn serve(&self, arguments: &[&str]) -> Serving {
        let mut all = vec!["serve"];
        all.extend(arguments);
        let log = std::fs::File::create(self.path("server.log")).unwrap();
        let mut child = self.command(&all).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        let log = std::fs::read_to_string(self.path("server.log")).unwrap();
        assert!(line.contains("listens on"), "the server did not start: {line}{log}");
        Serving { child, address }
    }
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The last line of what was printed.
    pub fn last_line(&self) -> &str {
        self.out.lines().last().unwrap_or_default()
    }
}

/// A server that runs until it is dropped.
pub struct Serving {
    pub child: Child,
    /// `127.0.0.1:34567`
    pub address: String,
}

impl Serving {
    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; answers whether it ended well.
    pub fn terminate(mut self) -> bool {
        let done = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(done.success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
