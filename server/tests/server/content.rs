//! Small contents to publish, written into a folder as an author would.

use std::fs;
use std::path::Path;

pub const PORTAL: &str = r##"
[service]
name = { ja = "見本サービス", en = "Sample Service" }
operator = { ja = "見本株式会社", en = "Sample K.K." }
accent = "#165e83"
[contact]
mail = "support@service.example"
[[component]]
key = "recording-api"
name = { ja = "通話録音API", en = "Call recording API" }
[[plan]]
key = "standard"
name = { ja = "スタンダード", en = "Standard" }
[[plan]]
key = "enterprise"
name = { ja = "エンタープライズ", en = "Enterprise" }
[[region]]
key = "tokyo"
name = { ja = "東京", en = "Tokyo" }
"##;

/// A notice to be written; what a test varies is a field.
#[derive(Clone)]
pub struct Notice {
    pub number: u32,
    pub title: &'static str,
    pub publish_at: String,
    /// A line of front matter, or nothing for everyone.
    pub audience: &'static str,
    pub acknowledgement: &'static str,
    /// More lines of front matter.
    pub facts: &'static str,
    pub impact: &'static str,
    pub body: &'static str,
    /// Lines after the first under `revisions`.
    pub amendments: &'static [&'static str],
    pub is_translated: bool,
    pub attachment: Option<&'static [u8]>,
}

impl Notice {
    /// Seen by everyone since the morning of 20 November 2026, in both languages.
    pub fn new(number: u32, title: &'static str) -> Self {
        Self {
            number,
            title,
            publish_at: "2026-11-20T10:00:00+09:00".to_owned(),
            audience: "",
            acknowledgement: "",
            facts: "",
            impact: "informational",
            body: "録音の取得方法が変わります。",
            amendments: &[],
            is_translated: true,
            attachment: None,
        }
    }

    pub fn only_for_hinode(self) -> Self {
        Self { audience: "audience: { tenants: [hinode] }\n", ..self }
    }

    pub fn only_for_aozora(self) -> Self {
        Self { audience: "audience: { tenants: [aozora] }\n", ..self }
    }

    pub fn id(&self) -> String {
        format!("SC-2026-{:04}", self.number)
    }

    pub fn folder(&self) -> String {
        format!("notices/2026/{}-sample", self.id())
    }

    /// Writes its folder below `content`.
    pub fn write(&self, content: &Path) {
        let folder = content.join(self.folder());
        fs::create_dir_all(&folder).unwrap();
        let Self { title, publish_at, audience, acknowledgement, facts, impact, body, .. } = self;
        let id = self.id();
        let day = &publish_at[..10];
        // It takes place a year later.
        let year: u32 = publish_at[..4].parse().unwrap();
        let planned = format!("planned: {{ start: {}{} }}\n", year + 1, &publish_at[4..]);
        let planned = if facts.contains("planned:") { String::new() } else { planned };
        let act_by =
            if *impact == "action_required" { format!("act_by: {}{}\n", year + 1, &day[4..]) } else { String::new() };
        let amendments = self.amendments.iter().flat_map(|line| ["  - ", line, "\n"]).collect::<String>();
        let link = if self.attachment.is_some() { "\n[移行表](table.csv)\n" } else { "" };
        let japanese = format!(
            "---\nid: {id}\nkind: service_change\ncategory: specification\nimpact: {impact}\n\
             components: [recording-api]\ntitle: {title}\nsummary: {title}。詳しくは本文をご覧ください。\n\
             publish_at: {publish_at}\n{audience}{acknowledgement}{facts}revisions:\n  - {{ on: {day}, class: initial }}\n\
             {amendments}{planned}{act_by}affects: 取得の方法が変わります。\nsystems: 基盤は変わりません。\n---\n## 変更の内容\n\n{body}\n{link}"
        );
        fs::write(folder.join("index.md"), japanese).unwrap();
        if self.is_translated {
            let link = link.replace("移行表", "Table");
            let english = format!(
                "---\ntitle: English title of {id}\nsummary: What changes in {id}.\ntranslates: 1\n\
                 affects: The way to fetch them changes.\nsystems: Nothing changes underneath.\n---\n\
                 ## What changes\n\nThe way to fetch recordings changes.\n{link}"
            );
            fs::write(folder.join("index.en.md"), english).unwrap();
        }
        if let Some(bytes) = self.attachment {
            fs::write(folder.join("table.csv"), bytes).unwrap();
        }
    }
}

impl Notice {
    /// Gives a key of the Japanese front matter another value, or takes it away.
    pub fn set(&self, content: &Path, key: &str, value: Option<&str>) {
        let file = content.join(self.folder()).join("index.md");
        let text = fs::read_to_string(&file).unwrap();
        let prefix = format!("{key}:");
        let mut lines: Vec<_> = text.lines().filter(|line| !line.starts_with(&prefix)).map(str::to_owned).collect();
        if let Some(value) = value {
            lines.insert(1, format!("{key}: {value}"));
        }
        fs::write(file, lines.join("\n") + "\n").unwrap();
    }
}

/// Writes `portal.toml` and notices.
pub fn write(content: &Path, notices: &[Notice]) {
    fs::create_dir_all(content).unwrap();
    fs::write(content.join("portal.toml"), PORTAL).unwrap();
    for notice in notices {
        notice.write(content);
    }
}
