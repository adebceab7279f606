//! Every rule a finding can name: its public name, how grave it is and what it is about. The names
//! are a contract with authors and with scripts that read the JSON form.

use serde::Serialize;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The publication cannot be published as it is.
    Error,
    /// It can, but someone should look.
    Warning,
}

/// Defines the rules with name, severity and meaning in one table.
macro_rules! rules {
    ($($variant:ident: $severity:ident $name:literal, $meaning:literal;)+) => {
        /// A rule of the content format.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule { $(#[doc = $meaning] $variant),+ }

        impl Rule {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The public name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// How grave a breach is.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// What the rule is about, one sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning),+ }
            }
        }
    };
}

rules! {
    NoPortal: Error "no-portal", "`portal.toml` is missing.";
    Unreadable: Error "unreadable", "A text file is not UTF-8.";
    ControlCharacter: Error "control-character", "A text has a character that no page, mail or feed may carry.";
    MissingIndex: Error "missing-index", "A publication's folder has no `index.md`.";
    MisplacedFile: Warning "misplaced-file", "A file lies where no publication takes it up.";
    FrontMatterMissing: Error "front-matter-missing", "A text does not begin with front matter between `---` lines.";
    Yaml: Error "yaml", "The front matter is not valid YAML.";
    Toml: Error "toml", "The file is not valid TOML.";
    UnknownKey: Error "unknown-key", "A key is not part of the format.";
    DuplicateKey: Error "duplicate-key", "A key, or an entry of a list, is given twice.";
    MissingKey: Error "missing-key", "A key that has to be there is not.";
    WrongValue: Error "wrong-value", "A value is not one the key can take.";
    TitleTooLong: Error "title-too-long", "A title has more than 80 characters.";
    SummaryTooLong: Error "summary-too-long", "A summary has more than 300 characters.";
    Placeholder: Warning "placeholder", "A text that a new notice starts with was not replaced.";
    IdFolderMismatch: Error "id-folder-mismatch", "The number of a notice is not the one its folder names.";
    DuplicateId: Error "duplicate-id", "Two folders have the same number or name.";
    DateOrder: Error "date-order", "Two dates are the wrong way round.";
    ActByAfterChange: Warning "act-by-after-change", "The last day to act comes when the change is done already.";
    RevisionsOrder: Error "revisions-order", "The lines under `revisions` contradict each other or the folders below `revisions/`.";
    EarlierRevisionMissing: Warning "earlier-revision-missing", "The text of an earlier revision is not at hand.";
    SilentEdit: Error "silent-edit", "A published text was changed without a new line under `revisions`.";
    TermsTooLate: Error "terms-too-late", "Changed terms would be published when they hold already (民法548条の4).";
    PublishAtMoved: Error "publish-at-moved", "The time of publication was changed of what readers can see.";
    KindChanged: Error "kind-changed", "A notice became one of another kind after it was published.";
    DateDropped: Error "date-dropped", "A notice leaves out the time it was announced for.";
    CannotMove: Error "cannot-move", "A revision moves the planned time in a way it cannot move any more.";
    AskedInSilence: Warning "asked-in-silence", "A revision that nobody is told of asks something else of its readers.";
    LatePublication: Warning "late-publication", "A publication comes more than a day after its `publish_at`: nobody is told of it.";
    EffectiveDateEarlier: Error "effective-date-earlier", "The day from which changed terms hold was moved forward.";
    IncidentAudience: Error "incident-audience", "A notice of an incident does not name the tenants it is for.";
    EmptyText: Error "empty-text", "A notice has no text below its front matter.";
    RevisionRemoved: Error "revision-removed", "A published revision was taken away.";
    MissingTranslation: Warning "missing-translation", "There is no English text.";
    StaleTranslation: Warning "stale-translation", "The English text is of an earlier revision.";
    TranslationWithoutCounterpart: Warning "translation-without-counterpart", "One language says something the other does not.";
    UnknownComponent: Error "unknown-component", "`portal.toml` has no component of that key.";
    UnknownPlan: Error "unknown-plan", "`portal.toml` has no plan of that key.";
    UnknownRegion: Error "unknown-region", "`portal.toml` has no region of that key.";
    UnknownTenant: Warning "unknown-tenant", "No tenant has that key.";
    AudienceOfNobody: Error "audience-of-nobody", "No tenant can be in an audience.";
    AudienceTooDeep: Error "audience-too-deep", "The conditions of an audience lie too deep in one another.";
    LeadTime: Error "lead-time", "A change starts earlier than `portal.toml` permits.";
    UnknownClause: Error "unknown-clause", "No policy has that clause.";
    UnknownNotice: Error "unknown-notice", "There is no notice of that number.";
    AccentContrast: Error "accent-contrast", "The accent colour cannot be read on white (WCAG 2.2, 1.4.3).";
    DeadLink: Error "dead-link", "A link leads nowhere.";
    UnsafeLink: Error "unsafe-link", "A link has an address a page must not carry.";
    ImageWithoutAlternative: Error "image-without-alternative", "An image has no alternative text (WCAG 2.2, 1.1.1).";
    ExternalImage: Error "external-image", "An image is not a file of the folder.";
    RawHtml: Error "raw-html", "A text has raw HTML.";
    HeadingLevel: Error "heading-level", "A heading leaves out a level, or is of the page's own.";
    EmphasisBesideJapanese: Warning "emphasis-beside-japanese", "Marks of emphasis stay visible in the text.";
    AttachmentType: Error "attachment-type", "A file is not of a type that can be published.";
    AttachmentTooLarge: Error "attachment-too-large", "A file has more than 5 MiB.";
    DuplicateAnchor: Error "duplicate-anchor", "Two clauses of a policy have the same number.";
    PolicyContradiction: Error "policy-contradiction", "The front matter of a policy contradicts its text.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_of_one_form() {
        let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        for name in names {
            assert!(domain::id::Slug::parse(name).is_ok(), "{name}");
        }
    }
}
