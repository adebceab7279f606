//! Reads the JSON of a request; what cannot be taken is named by its JSON pointer.

use super::problem::{FieldError, Kind, Problem};
use axum::body::Bytes;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

/// Reads a value.
///
/// # Errors
/// A problem that names the place of what cannot be taken.
pub fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            Problem::body(vec![FieldError::at(&pointer, plain(&error))])
        } else {
            Problem::new(Kind::InvalidRequest, format!("The body is not JSON: {error}."))
        }
    })?;
    json.end().map_err(|error| Problem::new(Kind::InvalidRequest, format!("The body is not JSON: {error}.")))?;
    Ok(value)
}

/// What is wrong, without the line and column that a pointer says better.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

/// RFC 6901.
fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Given {
        #[expect(dead_code, reason = "only whether it can be read is looked at")]
        names: Vec<Name>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Name {
        #[expect(dead_code, reason = "only whether it can be read is looked at")]
        ja: String,
    }

    fn told(body: &'static str) -> String {
        let problem = read::<Given>(&Bytes::from_static(body.as_bytes())).unwrap_err();
        serde_json::to_string(problem.details()).unwrap()
    }

    #[test]
    fn what_cannot_be_taken_is_named_by_its_place() {
        assert!(told(r#"{"names":[{"ja":"x"},{"ja":1}]}"#).contains(r#""pointer":"/names/1/ja""#));
        assert!(told(r#"{"names":[{"ja":"x","nom":1}]}"#).contains(r#""pointer":"/names/0/nom""#));
        assert!(told(r#"{"names":[],"a/b":1}"#).contains(r#""pointer":"/a~1b""#));
        assert!(told("{").contains("invalid-request"));
        assert!(told(r#"{"names":[]} x"#).contains("invalid-request"));
    }
}
