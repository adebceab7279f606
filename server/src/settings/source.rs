//! One settings file with the environment laid over it. Each key is taken out when it is read, with
//! the place its value came from; what is left at the end is a key nobody knows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Every key's name in the environment begins so: `KAIRAN__SECTION__KEY`.
const PREFIX: &str = "KAIRAN__";

/// The settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A file that was named is not there.
    #[error("there is no settings file {file}, which {by} names", file = file.display())]
    Missing {
        /// The file.
        file: PathBuf,
        /// What named it.
        by: &'static str,
    },
    /// The file is there but cannot be read.
    #[error("{file}: cannot be read: {error}", file = file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        error: String,
    },
    /// The file is not TOML.
    #[error("{file}: {error}", file = file.display())]
    NotToml {
        /// The file.
        file: PathBuf,
        /// Where and why.
        error: String,
    },
    /// A value makes no sense.
    #[error("{origin}: {key}: {given:?} is not valid; expected {expected}")]
    BadValue {
        /// The file or variable.
        origin: String,
        /// `section.key`.
        key: String,
        /// The value.
        given: String,
        /// What a valid one looks like.
        expected: String,
    },
    /// Nobody knows the key.
    #[error("{origin}: unknown key {key}; known are {known}")]
    UnknownKey {
        /// The file or variable.
        origin: String,
        /// `section.key`.
        key: String,
        /// What could have been meant.
        known: String,
    },
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The settings file.
    File(PathBuf),
    /// A variable of the environment.
    Variable(String),
    /// Nowhere: the default.
    Default,
}

impl Origin {
    /// The error for a value from here.
    pub fn bad(&self, key: &str, given: &str, expected: &str) -> SettingsError {
        SettingsError::BadValue {
            origin: self.to_string(),
            key: key.to_owned(),
            given: given.to_owned(),
            expected: expected.to_owned(),
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Default => f.write_str("default"),
        }
    }
}

/// What was given, by `section.key`, and what has been asked for so far.
pub struct Source {
    base: PathBuf,
    given: BTreeMap<String, (toml::Value, Origin)>,
    known: Vec<&'static str>,
}

impl Source {
    /// Reads a file's text and the variables that begin with `KAIRAN__`.
    ///
    /// # Errors
    /// [`SettingsError`] when the text is not TOML or has a value where a section belongs.
    pub fn new(
        file: Option<PathBuf>,
        text: &str,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, SettingsError> {
        let path = file.unwrap_or_default();
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| SettingsError::NotToml {
            file: path.clone(),
            error: error.to_string(),
        })?;
        let mut given = BTreeMap::new();
        for (section, value) in table {
            match value {
                toml::Value::Table(keys) => given.extend(
                    keys.into_iter()
                        .map(|(key, value)| (format!("{section}.{key}"), (value, Origin::File(path.clone())))),
                ),
                value => {
                    given.insert(section, (value, Origin::File(path.clone())));
                }
            }
        }
        for (name, value) in environment {
            if let Some(rest) = name.strip_prefix(PREFIX) {
                let key = rest.to_ascii_lowercase().replacen("__", ".", 1);
                given.insert(key, (toml::Value::String(value.clone()), Origin::Variable(name.clone())));
            }
        }
        let base = path.parent().map(Path::to_owned).unwrap_or_default();
        let base = std::path::absolute(if base.as_os_str().is_empty() { Path::new(".") } else { &base });
        Ok(Self { base: base.unwrap_or_default(), given, known: vec![] })
    }

    /// The folder relative paths are relative to.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// A text.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when something else was given.
    pub fn text(&mut self, key: &'static str, default: &str) -> Result<(String, Origin), SettingsError> {
        match self.take(key) {
            Some((toml::Value::String(text), origin)) => Ok((text, origin)),
            Some((other, origin)) => Err(origin.bad(key, &other.to_string(), "a text in quotation marks")),
            None => Ok((default.to_owned(), Origin::Default)),
        }
    }

    /// A path, made absolute.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when it is no text, or empty.
    pub fn path(&mut self, key: &'static str, default: &str) -> Result<PathBuf, SettingsError> {
        let (text, origin) = self.text(key, default)?;
        if text.is_empty() { Err(origin.bad(key, &text, "a path")) } else { Ok(self.base.join(text)) }
    }

    /// Something with a form of its own, written as a text or a number.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when it is not of that form.
    pub fn parsed<T: FromStr>(&mut self, key: &'static str, default: &str, expected: &str) -> Result<T, SettingsError> {
        let (text, origin) = match self.take(key) {
            Some((toml::Value::String(text), origin)) => (text, origin),
            Some((other, origin)) => (other.to_string(), origin),
            None => (default.to_owned(), Origin::Default),
        };
        text.parse().map_err(|_| origin.bad(key, &text, expected))
    }

    /// Yes or no.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] for anything but `true` and `false`.
    pub fn flag(&mut self, key: &'static str, default: bool) -> Result<bool, SettingsError> {
        self.parsed(key, if default { "true" } else { "false" }, "true or false")
    }

    /// The tables of a list, as `[[section.key]]` writes them. In the environment such a list is written as
    /// TOML in one line.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when something else was given.
    pub fn entries(&mut self, key: &'static str) -> Result<Vec<Entry>, SettingsError> {
        let expected = format!("tables, as in [[{key}]]");
        let (value, origin) = match self.take(key) {
            None => return Ok(vec![]),
            Some((toml::Value::String(text), origin @ Origin::Variable(_))) => {
                let read: Result<toml::Table, _> = format!("list = {text}").parse();
                let list = read.ok().and_then(|mut table| table.remove("list"));
                (list.ok_or_else(|| origin.bad(key, "…", &expected))?, origin)
            }
            Some(given) => given,
        };
        let toml::Value::Array(list) = value else {
            return Err(origin.bad(key, "…", &expected));
        };
        let tables = list.into_iter().enumerate().map(|(at, value)| match value {
            toml::Value::Table(given) => {
                let name = format!("{key}[{}]", at + 1);
                Ok(Entry { name, given, known: vec![], origin: origin.clone(), base: self.base.clone() })
            }
            _ => Err(origin.bad(key, "…", &expected)),
        });
        tables.collect()
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`SettingsError::UnknownKey`] when something was given that was not asked for.
    pub fn finish(self) -> Result<(), SettingsError> {
        let Some((key, (_, origin))) = self.given.iter().next() else {
            return Ok(());
        };
        let section = key.split('.').next().unwrap_or_default();
        let mut known: Vec<_> =
            self.known.iter().filter(|known| known.split('.').next() == Some(section)).copied().collect();
        if known.is_empty() {
            known = self.known.iter().filter_map(|known| known.split('.').next()).collect();
            known.dedup();
        }
        Err(SettingsError::UnknownKey { origin: origin.to_string(), key: key.clone(), known: known.join(", ") })
    }

    fn take(&mut self, key: &'static str) -> Option<(toml::Value, Origin)> {
        self.known.push(key);
        self.given.remove(key)
    }
}

/// One table of a list.
pub struct Entry {
    name: String,
    given: toml::Table,
    known: Vec<&'static str>,
    origin: Origin,
    base: PathBuf,
}

impl Entry {
    /// The folder relative paths are relative to.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The error for a value of this entry.
    pub fn bad(&self, key: &str, given: &str, expected: &str) -> SettingsError {
        self.origin.bad(&format!("{}.{key}", self.name), given, expected)
    }

    /// A text.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when something else was given.
    pub fn text(&mut self, key: &'static str) -> Result<Option<String>, SettingsError> {
        match self.take(key) {
            None => Ok(None),
            Some(toml::Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.bad(key, "…", "a text in quotation marks")),
        }
    }

    /// A text that has to be there.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when it is missing or empty.
    pub fn required(&mut self, key: &'static str, expected: &str) -> Result<String, SettingsError> {
        let text = self.text(key)?.unwrap_or_default();
        if text.is_empty() { Err(self.bad(key, "", expected)) } else { Ok(text) }
    }

    /// Whether the text is exactly that; takes it only then.
    pub fn is_text(&mut self, key: &'static str, text: &str) -> bool {
        let is_it = self.given.get(key).and_then(toml::Value::as_str) == Some(text);
        if is_it {
            self.take(key);
        }
        is_it
    }

    /// Yes or no.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] for anything but `true` and `false`.
    pub fn flag(&mut self, key: &'static str) -> Result<Option<bool>, SettingsError> {
        match self.take(key) {
            None => Ok(None),
            Some(toml::Value::Boolean(flag)) => Ok(Some(flag)),
            Some(_) => Err(self.bad(key, "…", "true or false")),
        }
    }

    /// A list of texts.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when something else was given.
    pub fn list(&mut self, key: &'static str) -> Result<Option<Vec<String>>, SettingsError> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        texts_of(value).map(Some).ok_or_else(|| self.bad(key, "…", "a list of texts, as in [\"a\", \"b\"]"))
    }

    /// Texts by name.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when something else was given.
    pub fn texts(&mut self, key: &'static str) -> Result<BTreeMap<String, String>, SettingsError> {
        let pairs = self.table(key)?.into_iter().map(|(name, value)| match value {
            toml::Value::String(text) => Ok((name, text)),
            _ => Err(self.bad(key, &name, "a text for each, as in { a = \"b\" }")),
        });
        pairs.collect()
    }

    /// Lists of texts by name.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when something else was given.
    pub fn lists(&mut self, key: &'static str) -> Result<BTreeMap<String, Vec<String>>, SettingsError> {
        let pairs = self.table(key)?.into_iter().map(|(name, value)| {
            let texts = texts_of(value);
            let bad = || self.bad(key, &name, "a list of texts for each, as in { a = [\"b\"] }");
            texts.ok_or_else(bad).map(|texts| (name.clone(), texts))
        });
        pairs.collect()
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`SettingsError::UnknownKey`] when something was given that was not asked for.
    pub fn finish(self) -> Result<(), SettingsError> {
        let Some(key) = self.given.keys().next() else {
            return Ok(());
        };
        Err(SettingsError::UnknownKey {
            origin: self.origin.to_string(),
            key: format!("{}.{key}", self.name),
            known: self.known.join(", "),
        })
    }

    fn table(&mut self, key: &'static str) -> Result<toml::Table, SettingsError> {
        match self.take(key) {
            None => Ok(toml::Table::new()),
            Some(toml::Value::Table(table)) => Ok(table),
            Some(_) => Err(self.bad(key, "…", "a table, as in { a = … }")),
        }
    }

    fn take(&mut self, key: &'static str) -> Option<toml::Value> {
        self.known.push(key);
        self.given.remove(key)
    }
}

fn texts_of(value: toml::Value) -> Option<Vec<String>> {
    let toml::Value::Array(values) = value else {
        return None;
    };
    let texts = values.into_iter().map(|value| match value {
        toml::Value::String(text) => Some(text),
        _ => None,
    });
    texts.collect()
}
