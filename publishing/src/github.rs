//! Findings as GitHub's workflow commands, which annotate the lines of a pull request:
//! `::error file=…,line=…,col=…,endColumn=…,title=…::message`.

use crate::finding::Finding;
use std::fmt::Write as _;

/// One command per finding. `folder` is where the content lies below the repository's root, with `/`
/// between its parts; empty where the content is the root itself.
pub fn github(findings: &[Finding], folder: &str) -> String {
    let mut commands = String::new();
    for finding in findings {
        let command = if finding.is_error() { "error" } else { "warning" };
        let path = if folder.is_empty() { finding.path.clone() } else { format!("{folder}/{}", finding.path) };
        // Writing to a String cannot fail.
        let _ = write!(commands, "::{command} file={},line={},col={}", property(&path), finding.line, finding.column);
        if finding.length > 0 {
            let _ = write!(commands, ",endColumn={}", finding.column + finding.length);
        }
        let message = format!("{}\nhelp: {}", finding.message, finding.help);
        let _ = writeln!(commands, ",title={}::{}", property(finding.rule), data(&message));
    }
    commands
}

/// What stands behind the second `::`: a line end would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: a comma or colon would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Rule;

    #[test]
    fn each_finding_is_one_command_with_its_place() {
        let error = Finding {
            line: 5,
            column: 9,
            length: 4,
            ..Finding::of_file(Rule::WrongValue, "notices/a/index.md", "`huge` cannot be taken", "it can be `x`, `y`")
        };
        let warning =
            Finding::of_file(Rule::MissingTranslation, "notices/b/index.md", "there is no English text", "add it");
        assert_eq!(
            github(&[error, warning], "content"),
            "::error file=content/notices/a/index.md,line=5,col=9,endColumn=13,title=wrong-value::\
             `huge` cannot be taken%0Ahelp: it can be `x`, `y`\n\
             ::warning file=content/notices/b/index.md,line=1,col=1,title=missing-translation::\
             there is no English text%0Ahelp: add it\n"
        );
    }

    #[test]
    fn nothing_in_a_path_or_message_ends_a_command_early() {
        let finding = Finding::of_file(Rule::DeadLink, "a,b:c%.md", "100%\r\n::error::x", "a: b, c");
        assert_eq!(
            github(&[finding], ""),
            "::error file=a%2Cb%3Ac%25.md,line=1,col=1,title=dead-link::100%25%0D%0A::error::x%0Ahelp: a: b, c\n"
        );
    }
}
