//! The closed lists of `domain` as schemas, and texts in both languages.

use domain::acknowledgement::RequiredOf;
use domain::event::EventKind;
use domain::incident::{IncidentItem, ReportClock};
use domain::listing::Order;
use domain::locale::Localized;
use domain::notice::{Category, Impact, NoticeKind, NoticeState};
use domain::revision::{DisclosureTopic, RevisionClass};
use domain::timeline::Verb;
use domain::viewer::TenantRole;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! word_schemas {
    ($($(#[$doc:meta])* $name:ident of $kind:ty),+ $(,)?) => { $(
        $(#[$doc])*
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = <$kind>::ALL.iter().map(|kind| kind.word());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+ };
}

word_schemas! {
    /// What sort of notice.
    NoticeKindWord of NoticeKind,
    /// What a service change is about.
    CategoryWord of Category,
    /// What the reader has to do.
    ImpactWord of Impact,
    /// Where a notice stands.
    StateWord of NoticeState,
    /// The order of the list.
    OrderWord of Order,
    /// How much a revision changes.
    ClassWord of RevisionClass,
    /// What happened.
    EventWord of EventKind,
    /// What can be recorded.
    VerbWord of Verb,
    /// Of whom an acknowledgement is asked.
    RequiredOfWord of RequiredOf,
    /// What someone may do in their tenant.
    RoleWord of TenantRole,
    /// What a disclosure is about.
    TopicWord of DisclosureTopic,
    /// An item of the report of an incident.
    IncidentItemWord of IncidentItem,
    /// Which clock of the report of an incident runs.
    ReportClockWord of ReportClock,
}

/// A text in Japanese and, where there is a translation, in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Japanese, the original.
    #[schema(example = "通話録音APIの応答形式を変更します")]
    pub ja: String,
    /// English.
    #[serde(default)]
    #[schema(example = "The call recording API changes the form of its answers")]
    pub en: Option<String>,
}

impl From<Localized<String>> for Text {
    fn from(text: Localized<String>) -> Self {
        Self { ja: text.ja, en: text.en }
    }
}
