//! Turns the words a rendered text is given into code, so that one that is missing, left over or no word in
//! either language stops the build. There are too few of them for the machinery of the pages' locale files.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    let (ja, en) = (read("ja")?, read("en")?);
    if !ja.keys().eq(en.keys()) {
        return Err("publishing/locales: ja.json and en.json have different keys".into());
    }
    let mut code = String::from("/// The words, by what they are for.\npub(super) struct Words {\n");
    for key in ja.keys() {
        writeln!(code, "    pub {key}: &'static str,")?;
    }
    code.push_str("}\n");
    for (name, words) in [("JA", ja), ("EN", en)] {
        writeln!(code, "const {name}: Words = Words {{")?;
        for (key, word) in words {
            writeln!(code, "    {key}: {word:?},")?;
        }
        code.push_str("};\n");
    }
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("words.rs"), code)?;
    Ok(())
}

/// The words of a language by their keys.
fn read(language: &str) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let path = format!("locales/{language}.json");
    let words: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    if let Some((key, _)) = words.iter().find(|(_, word)| word.trim().is_empty()) {
        return Err(format!("publishing/{path}: {key} is empty").into());
    }
    Ok(words)
}
