//! Who there is in the demonstration: three tenants with different plans, regions and components, so
//! that each sees something else, and one person for each staff role. All of it is fictional, at
//! addresses that cannot exist (RFC 2606).

use domain::locale::Locale;
use domain::subscription::Topic;
use domain::viewer::{StaffRole, TenantRole};

/// Everyone's password.
pub const PASSWORD: &str = "kairan-demo";

/// A tenant and its people.
pub struct DemoTenant {
    /// Its key.
    pub id: &'static str,
    /// Its names, Japanese and English.
    pub name: (&'static str, &'static str),
    /// Its plan.
    pub plan: &'static str,
    /// Where its data is kept.
    pub regions: &'static [&'static str],
    /// What it uses.
    pub components: &'static [&'static str],
    /// Its people; addresses are `<name>@<id>.example`.
    pub people: &'static [DemoMember],
}

/// Someone of a tenant.
pub struct DemoMember {
    /// The first part of their address.
    pub address: &'static str,
    /// As shown.
    pub name: &'static str,
    /// What they may do.
    pub role: TenantRole,
    /// Their language.
    pub locale: Locale,
    /// What they get by mail.
    pub mail: Mail,
    /// How far they are with what they are asked to acknowledge.
    pub acknowledges: Acknowledges,
}

/// What someone gets by mail.
pub enum Mail {
    /// Every stream.
    Everything,
    /// Some.
    Only(&'static [Topic]),
    /// Never chosen.
    Nothing,
}

/// How far someone is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Acknowledges {
    /// Everything asked of them.
    All,
    /// Every second one.
    Half,
    /// Nothing yet.
    None,
}

/// Someone of the provider; addresses are `<role>@simple-connect.example`.
pub struct DemoStaff {
    /// What they may do.
    pub role: StaffRole,
    /// As shown.
    pub name: &'static str,
    /// Their language.
    pub locale: Locale,
}

use Acknowledges::{All, Half, None as NoneYet};
use Locale::{En, Ja};
use Mail::{Everything, Nothing, Only};
use TenantRole::{Administrator, Member};

const fn member(
    address: &'static str,
    name: &'static str,
    role: TenantRole,
    locale: Locale,
    mail: Mail,
    acknowledges: Acknowledges,
) -> DemoMember {
    DemoMember { address, name, role, locale, mail, acknowledges }
}

/// The tenants.
pub const TENANTS: &[DemoTenant] = &[
    DemoTenant {
        id: "hinode",
        name: ("日の出通販", "Hinode Mail Order"),
        plan: "enterprise",
        regions: &["tokyo", "osaka"],
        components: &["recording", "recording-api", "ivr", "cti-api", "transcription"],
        people: &[
            member("yumi", "佐藤 由美", Administrator, Ja, Everything, Half),
            member("kenichi", "鈴木 健一", Member, Ja, Everything, All),
            member("naoko", "高橋 直子", Member, Ja, Only(&[Topic::Maintenance, Topic::Security]), NoneYet),
            member("david", "David Miller", Member, En, Everything, Half),
            member("sho", "渡辺 翔", Member, Ja, Nothing, NoneYet),
        ],
    },
    DemoTenant {
        id: "aozora",
        name: ("あおぞら保険サービス", "Aozora Insurance Services"),
        plan: "standard",
        regions: &["tokyo"],
        components: &["recording", "ivr", "softphone", "reports"],
        people: &[
            member("keiko", "田中 恵子", Administrator, Ja, Everything, All),
            member("daisuke", "伊藤 大輔", Member, Ja, Only(&[Topic::Specification, Topic::Deprecation]), Half),
            member("sakura", "山本 さくら", Member, Ja, Everything, All),
            member("emily", "Emily Clark", Member, En, Everything, NoneYet),
        ],
    },
    DemoTenant {
        id: "minato",
        name: ("みなと観光", "Minato Tourism"),
        plan: "light",
        regions: &["osaka"],
        components: &["ivr", "softphone", "sms"],
        people: &[
            member("takuya", "中村 拓也", Administrator, Ja, Everything, NoneYet),
            member("miho", "小林 美穂", Member, Ja, Nothing, NoneYet),
            member("ryo", "加藤 亮", Member, Ja, Only(&[Topic::Maintenance]), NoneYet),
        ],
    },
];

/// The provider's people.
pub const STAFF: &[DemoStaff] = &[
    DemoStaff { role: StaffRole::Author, name: "森 千夏", locale: Ja },
    DemoStaff { role: StaffRole::Support, name: "石川 駿", locale: Ja },
    DemoStaff { role: StaffRole::Auditor, name: "Rachel Adams", locale: En },
    DemoStaff { role: StaffRole::Owner, name: "清水 誠", locale: Ja },
];
