//! The fields for passwords, and what is wrong with what was typed.

use crate::ssr::page_request::PageRequest;
use crate::ssr::words;
use crate::text;
use domain::locale::Locale;
use domain::password::{LONGEST, PasswordProblem, SHORTEST};
use leptos::prelude::*;

/// What the form before said was wrong.
pub fn problem_text(request: &PageRequest) -> Option<String> {
    let locale = request.locale;
    let problem = request.query("problem")?;
    if let Some(problem) = PasswordProblem::from_word(problem) {
        return Some(words::password_problem(locale, problem));
    }
    match problem {
        "current" => Some(text!(locale, account.problem.current)),
        "code" => Some(text!(locale, account.problem.code)),
        "too_many" => Some(text!(locale, account.problem.too_many)),
        "address_taken" => Some(text!(locale, account.problem.address_taken)),
        "address" => Some(text!(locale, people.problem.address)),
        _ => None,
    }
}

/// The field for a new password, with its rule.
pub fn new_password_field(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let invalid = request.query("problem").and_then(PasswordProblem::from_word).map(|_| "true");
    view! {
        <label class="field">
            <span>{text!(locale, account.new_password)}</span>
            <input type="password" name="password" autocomplete="new-password" required minlength=SHORTEST
                maxlength=LONGEST aria-invalid=invalid aria-describedby="password-rule"/>
            <span id="password-rule" class="sub">{text!(locale, account.password_rule)}</span>
        </label>
    }
}

/// The field for the password one has.
pub fn current_password_field(locale: Locale) -> impl IntoView + use<> {
    view! {
        <label class="field">
            <span>{text!(locale, account.current_password)}</span>
            <input type="password" name="current_password" autocomplete="current-password" required/>
        </label>
    }
}
