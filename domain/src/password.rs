//! Which passwords are taken (NIST SP 800-63B §3.1.1.2): long ones, whatever they are made of, unless anybody
//! would try them first. The long lists of those are the server's, `app::ssr::guessing`.

use crate::mail_address::MailAddress;
use crate::notice::words;

/// The fewest characters.
pub const SHORTEST: usize = 12;
/// The most characters, so that hashing one stays cheap.
pub const LONGEST: usize = 128;

words! {
    /// Why a password is not taken.
    PasswordProblem {
        /// Fewer than [`SHORTEST`] characters.
        TooShort = "too_short",
        /// More than [`LONGEST`] characters.
        TooLong = "too_long",
        /// Little more than one's own address or name.
        AboutYou = "about_you",
        /// One of those that are tried first.
        Common = "common",
        /// A row of keys, a repetition, a date.
        Pattern = "pattern",
        /// Words and names that are guessed soon.
        Guessable = "guessable",
    }
}

/// What people choose all over the world; with years, digits and signs around it, or twice, it is no better.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "motdepasse",
    "contrasena",
    "pasuwado",
    "anshobango",
    "qwerty",
    "qwertyuiop",
    "qwertyui",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "qazwsx",
    "qazwsxedc",
    "qwer",
    "asdf",
    "zxcv",
    "letmein",
    "welcome",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "dragon",
    "monkey",
    "master",
    "shadow",
    "michael",
    "jordan",
    "pokemon",
    "naruto",
    "doraemon",
    "sakura",
    "nippon",
    "japan",
    "tokyo",
    "osaka",
    "konnichiwa",
    "arigatou",
    "arigato",
    "aishiteru",
    "computer",
    "internet",
    "administrator",
    "admin",
    "root",
    "login",
    "guest",
    "default",
    "changeme",
    "changeit",
    "trustno",
    "whatever",
    "starwars",
    "secret",
    "hello",
    "helloworld",
    "abc",
    "abcd",
    "abcdef",
    "abcdefgh",
    "abcdefghijkl",
    "test",
    "testtest",
    "kairan",
    "simpleconnect",
    "パスワード",
    "ぱすわーど",
    "あいうえお",
    "こんにちは",
    "ひみつ",
    "暗証番号",
];

/// Judges a password chosen by the person of that address and name.
///
/// # Errors
/// The [`PasswordProblem`] that keeps it from being taken.
pub fn judge(password: &str, address: &MailAddress, name: &str) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordProblem::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordProblem::TooLong);
    }
    let folded = password.to_lowercase();
    let local = address.as_str().split('@').next().unwrap_or_default();
    let name = name.to_lowercase();
    let own = [address.as_str(), local, &name].into_iter().chain(name.split_whitespace());
    if own.filter(|part| part.chars().count() >= 2).any(|part| says_little_but(&folded, part)) {
        return Err(PasswordProblem::AboutYou);
    }
    if has_few_characters(&folded) || is_sequence(&folded) || COMMON.iter().any(|word| says_little_but(&folded, word)) {
        return Err(PasswordProblem::Common);
    }
    Ok(())
}

/// Whether next to nothing is left once the word, digits and signs are taken away.
fn says_little_but(password: &str, word: &str) -> bool {
    let rest = password.replace(word, "");
    rest.len() < password.len() && rest.chars().filter(|c| c.is_alphabetic()).count() <= 2
}

/// Whether it repeats one or two characters.
fn has_few_characters(password: &str) -> bool {
    let mut seen: Vec<char> = password.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() <= 3
}

/// Whether it counts up or down, as `123456789012` and `abcdefghijkl` do.
fn is_sequence(password: &str) -> bool {
    let codes: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let follows = |step: i64| {
        codes.windows(2).filter(|pair| pair[1] - pair[0] == step || (pair[0] - pair[1]) == step * 9).count() + 2
            >= codes.len()
    };
    follows(1) || follows(-1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("correct horse battery", None)]
    #[case("山登りと珈琲と三毛猫の昼寝", None)]
    #[case("k7#Vq9!xLm2$", None)]
    #[case("11 characte", Some(PasswordProblem::TooShort))]
    #[case("password1234", Some(PasswordProblem::Common))]
    #[case("P@ssw0rd2026!!", Some(PasswordProblem::Common))]
    #[case("qwertyuiop12", Some(PasswordProblem::Common))]
    #[case("123456789012", Some(PasswordProblem::Common))]
    #[case("abcdefghijkl", Some(PasswordProblem::Common))]
    #[case("aaaaaaaaaaaaaaa", Some(PasswordProblem::Common))]
    #[case("passwordpassword", Some(PasswordProblem::Common))]
    #[case("パスワード1234567", Some(PasswordProblem::Common))]
    #[case("yumi.sato2026!", Some(PasswordProblem::AboutYou))]
    #[case("yumi.sato@hinode.example", Some(PasswordProblem::AboutYou))]
    #[case("佐藤由美佐藤由美佐藤由美", Some(PasswordProblem::AboutYou))]
    fn long_ones_are_taken_unless_anybody_would_try_them(
        #[case] password: &str,
        #[case] problem: Option<PasswordProblem>,
    ) {
        let address = MailAddress::parse("yumi.sato@hinode.example").unwrap();
        assert_eq!(judge(password, &address, "佐藤由美").err(), problem);
    }

    #[test]
    fn the_longest_has_128_characters_whatever_they_weigh() {
        let address = MailAddress::parse("ken@hinode.example").unwrap();
        let text: String = (0..128u32).filter_map(|nth| char::from_u32(0x4e00 + nth * 7)).collect();
        assert_eq!(judge(&text, &address, "Ken"), Ok(()));
        assert_eq!(judge(&format!("{text}永"), &address, "Ken"), Err(PasswordProblem::TooLong));
    }
}
