//! Turns the locale files into code, so that a key that is missing, misspelt or left over in either
//! language stops the build. Only the server half has texts; the browser half needs none of this.

#[cfg(not(feature = "ssr"))]
fn main() {}

#[cfg(feature = "ssr")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use leptos_i18n_parser::parse_locales::error::Warning;
    use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};

    const NAMESPACES: [&str; 23] = [
        "account",
        "acknowledgements",
        "api",
        "audience",
        "audit",
        "calendar",
        "comparison",
        "kinds",
        "mail",
        "notices",
        "people",
        "preview",
        "problems",
        "publications",
        "reading",
        "search",
        "site",
        "staff",
        "subscriptions",
        "tenants",
        "timeline",
        "tokens",
        "words",
    ];

    println!("cargo::rerun-if-changed=locales");
    let config = Config::new("ja")?
        .add_locale("en")?
        .add_namespaces(NAMESPACES)?
        .parse_options(ParseOptions::default().interpolate_display(true));
    let locales = leptos_i18n_parser::parse_locales::parse_locales(None, config)?;

    // Japanese has one plural form; its second is there because both files have the same keys.
    let warnings = locales.diag.warnings();
    let mut is_complete = true;
    for warning in warnings.iter().filter(|warning| !matches!(warning, Warning::UnusedForm { .. })) {
        println!("cargo::error={warning}");
        is_complete = false;
    }
    for error in locales.diag.errors().iter() {
        println!("cargo::error={error}");
        is_complete = false;
    }
    if !is_complete {
        return Err("the locale files do not agree".into());
    }

    let code = leptos_i18n_codegen::gen_code(&locales, None, false, None, false)?;
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?).join("i18n.rs");
    std::fs::write(out, code.to_string())?;
    Ok(())
}
