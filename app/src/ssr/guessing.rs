//! How soon somebody who tries would come upon a password: the lists of frequent ones and of words and names,
//! the rows of keyboards, repetitions, dates. It costs up to milliseconds: call it where blocking is allowed.

use domain::mail_address::MailAddress;
use domain::password::PasswordProblem;
use zxcvbn::feedback::{Feedback, Warning};
use zxcvbn::{Score, zxcvbn};

/// What a password withstands at least: a hundred million tries, which `limits` and argon2id make long ones.
const LEAST: Score = Score::Three;

/// Judges what `domain::password::judge` has taken.
///
/// # Errors
/// The [`PasswordProblem`] that says by what it would be guessed.
pub fn judge(password: &str, address: &MailAddress, name: &str) -> Result<(), PasswordProblem> {
    let own: Vec<_> = address
        .as_str()
        .split(['@', '.', '-', '_', '+'])
        .chain(name.split_whitespace())
        .chain([address.as_str(), name, "kairan"])
        .filter(|part| !part.is_empty())
        .collect();
    let estimate = zxcvbn(password, &own);
    if estimate.score() >= LEAST {
        return Ok(());
    }
    Err(match estimate.feedback().and_then(Feedback::warning) {
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => PasswordProblem::Common,
        Some(
            Warning::StraightRowsOfKeysAreEasyToGuess
            | Warning::ShortKeyboardPatternsAreEasyToGuess
            | Warning::RepeatsLikeAaaAreEasyToGuess
            | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess
            | Warning::SequencesLikeAbcAreEasyToGuess
            | Warning::RecentYearsAreEasyToGuess
            | Warning::DatesAreOftenEasyToGuess,
        ) => PasswordProblem::Pattern,
        _ => PasswordProblem::Guessable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use PasswordProblem::{Common, Guessable, Pattern};
    use rstest::rstest;

    #[rstest]
    #[case("correct horse battery", None)]
    #[case("山登りと珈琲と三毛猫の昼寝", None)]
    #[case("k7#Vq9!xLm2$", None)]
    #[case("a mountain and a river", None)]
    // Of the frequent ones, those that are long enough, as they are and disguised.
    #[case("leavemealone", Some(Common))]
    #[case("Leavemealone1", Some(Common))]
    #[case("finalfantasy", Some(Common))]
    #[case("manchesterunited", Some(Common))]
    #[case("qwerty123456", Some(Common))]
    #[case("1q2w3e4r5t6y", Some(Common))]
    #[case("zxcvbnm,./zxcvbnm,./", Some(Pattern))]
    #[case("abcabcabcabcabc", Some(Pattern))]
    #[case("hinodehinode", Some(Pattern))]
    #[case("christopher1990", Some(Guessable))]
    #[case("internationalization", Some(Guessable))]
    #[case("unbelievable", Some(Guessable))]
    fn what_is_guessed_soon_is_not_taken(#[case] password: &str, #[case] problem: Option<PasswordProblem>) {
        let address = MailAddress::parse("yumi.sato@hinode.example").unwrap();
        assert_eq!(judge(password, &address, "佐藤 由美").err(), problem);
    }

    #[test]
    fn the_longest_password_is_judged_like_any() {
        let address = MailAddress::parse("ken@hinode.example").unwrap();
        let text: String = (0..128u32).filter_map(|nth| char::from_u32(0x4e00 + nth * 7)).collect();
        assert_eq!(judge(&text, &address, "Ken"), Ok(()));
        assert!(judge(&"password".repeat(16), &address, "Ken").is_err());
    }
}
