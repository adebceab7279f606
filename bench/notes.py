"""The notes that are published: the same every time, each a little different from the next.

A note is a service change in Japanese and English: front matter and about 4 KB of Markdown with
headings, lists, a table, code and a link in each language. The number of the note decides every
choice, so that no seed is needed. Written once as Kairan's content and once as a Hugo site, with
the same bodies byte for byte.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

NOTES_A_YEAR = 1000
FIRST_YEAR = 2015
"""Ten years of a thousand notes each are past, so all of them are published and none is news."""

FOR_SOME_EVERY = 4
"""Of every four notes the last is for the tenants only that use its component."""

ASKS_EVERY = 50
"""Every fiftieth note asks every member to act and to acknowledge."""

COMPONENTS = [
    ("recording", "通話録音", "Call recording"),
    ("recording-api", "通話録音API", "Call recording API"),
    ("ivr", "自動音声応答", "IVR"),
    ("cti-api", "CTI API", "CTI API"),
    ("reports", "レポート", "Reports"),
    ("sms", "SMS送信", "SMS"),
]

CATEGORIES = ["feature", "specification", "deprecation", "maintenance", "security"]

FIELDS = ["started_at", "ended_at", "duration", "channel", "agent_id", "queue", "direction", "result", "caller"]

OPENINGS = [
    (
        "{name}の応答に含まれる時刻を、秒の単位からミリ秒の単位へ改めます。",
        "Times in the answers of {name} will be given in milliseconds instead of seconds.",
    ),
    (
        "{name}で一度に取得できる件数の上限を、100件から500件へ引き上げます。",
        "The number of records {name} returns at once rises from 100 to 500.",
    ),
    (
        "{name}の一覧を、更新された日時の新しいものから順に返すようにします。",
        "Lists in {name} will begin with what was updated last.",
    ),
    (
        "{name}で、値のない項目を省かずに`null`として返すようにします。",
        "Fields without a value in {name} will be returned as `null` instead of being left out.",
    ),
    (
        "{name}へのアクセスに使う証明書を、新しい認証局のものに入れ替えます。",
        "The certificate that {name} is reached with will be replaced by one of another authority.",
    ),
    (
        "{name}の処理を新しい基盤へ移し、混み合う時間帯の待ち時間を短くします。",
        "{name} moves to new machines, which shortens the wait in busy hours.",
    ),
]

REASONS = [
    (
        "連携先のシステムで時刻の並びが前後することがあるとのご指摘をいただいたためです。",
        "Customers told us that records arrive out of order in the systems they connect.",
    ),
    (
        "月末の集計で同じ照会を何度も繰り返す必要があり、時間がかかっていたためです。",
        "Month-end reports had to repeat the same query many times, which took long.",
    ),
    (
        "これまでの動作は文書に書かれておらず、実装によって受け取り方が分かれていました。",
        "What happened until now was not written down, and programs read it in different ways.",
    ),
    (
        "安全性の基準が改められ、古い方式をそのまま残すことができなくなりました。",
        "The security baseline was revised, and the old way can no longer be kept.",
    ),
]

REMARKS = [
    (
        "すでにお使いの設定はそのまま引き継がれ、通話中の回線が切れることはありません。",
        "Your settings are kept, and no call in progress is cut off.",
    ),
    (
        "管理画面の操作手順に変わりはなく、担当者の方に新しくお願いすることもありません。",
        "Nothing changes in the console, and nothing new is asked of the people who use it.",
    ),
    (
        "受け取った値をそのまま表示している場合は、桁数が増えることにご注意ください。",
        "If you show the values as they come, mind that they have more digits.",
    ),
    (
        "試験環境では二週間前から新しい動作をお試しいただけます。",
        "The new behaviour can be tried in the test environment two weeks earlier.",
    ),
    (
        "切り替えの途中では、古い形式と新しい形式の応答が数分間混ざることがあります。",
        "During the switch, answers of both forms may come for some minutes.",
    ),
]

STEPS = [
    ("受信側のプログラムで項目の型を確かめます", "Check the types of the fields in the program that receives them"),
    ("試験環境の接続先で一件分の応答を取得します", "Fetch one record from the test environment"),
    ("保存している過去の値と桁数をそろえます", "Bring the values you have kept to the same number of digits"),
    ("監視の条件に時刻を使っている場合は書き改めます", "Rewrite alerts that compare times"),
    ("切り替えの翌日に件数の合計を突き合わせます", "Compare the totals on the day after the switch"),
]

MEANINGS = [
    ("秒までの整数", "ミリ秒までの整数", "whole seconds", "whole milliseconds"),
    ("空のときは項目なし", "空のときは`null`", "left out when empty", "`null` when empty"),
    ("最大で100件", "最大で500件", "at most 100", "at most 500"),
    ("登録の順", "更新の新しい順", "in order of entry", "last updated first"),
    ("半角英数字のみ", "UTF-8の文字列", "letters and digits only", "any UTF-8 text"),
]

QUESTIONS = [
    (
        ("切り替えの時刻を選べますか", "Can we choose when we are switched?"),
        (
            "すべてのお客様を同じ時間帯に切り替えますので、個別の時刻はお選びいただけません。"
            "業務への影響が大きい場合は、一週間前までに窓口へご相談ください。",
            "Everyone is switched in the same hours, so a time of your own is not possible. "
            "If that would hurt your work, please talk to us a week before.",
        ),
    ),
    (
        ("元の動作に戻せますか", "Can we go back?"),
        (
            "切り替えから三十日の間は、要求に`legacy=true`を付けると元の形式で応答します。"
            "三十日を過ぎると、この指定は無視されます。",
            "For thirty days after the switch, `legacy=true` in a request gives the old form. "
            "After that it is ignored.",
        ),
    ),
    (
        ("過去のデータも変わりますか", "Does older data change too?"),
        (
            "保存されているデータそのものは変わりません。"
            "変わるのは取り出すときの形だけで、同じ録音を取り出せば同じ内容が得られます。",
            "What is stored stays as it is. Only the form it is fetched in changes: "
            "the same recording gives the same content.",
        ),
    ),
    (
        ("料金は変わりますか", "Does the price change?"),
        (
            "ご契約のプランの料金は変わりません。"
            "一度に取得する件数を増やしても、照会の回数に応じた上限はこれまでと同じです。",
            "The price of your plan does not change. "
            "Fetching more at once leaves the limit on the number of queries as it was.",
        ),
    ),
]


@dataclass(frozen=True)
class Note:
    """One note in both languages."""

    number: str
    published_on: date
    planned_on: date
    category: str
    component: str
    asks: bool
    for_some: bool
    title: tuple[str, str]
    summary: tuple[str, str]
    body: tuple[str, str]


def note(nth: int) -> Note:
    """The note of that place, counted from 0."""
    year, in_year = FIRST_YEAR + nth // NOTES_A_YEAR, nth % NOTES_A_YEAR
    published_on = date(year, 1, 5) + timedelta(days=in_year * 300 // NOTES_A_YEAR)
    component, name_ja, name_en = _pick(COMPONENTS, nth, 0)
    opening = _pick(OPENINGS, nth, 1)
    return Note(
        number=number(nth),
        published_on=published_on,
        planned_on=published_on + timedelta(days=45),
        category=_pick(CATEGORIES, nth, 2),
        component=component,
        asks=nth % ASKS_EVERY == ASKS_EVERY - 1,
        for_some=nth % FOR_SOME_EVERY == FOR_SOME_EVERY - 1,
        title=(f"{name_ja}の仕様を変更します(第{in_year + 1}回)", f"Change to {name_en}, number {in_year + 1}"),
        summary=(opening[0].format(name=name_ja).replace("`", ""), opening[1].format(name=name_en).replace("`", "")),
        body=(_body(nth, 0, name_ja), _body(nth, 1, name_en)),
    )


def number(nth: int) -> str:
    """The number of the note of that place: `SC-2015-0001` for 0."""
    return f"SC-{FIRST_YEAR + nth // NOTES_A_YEAR}-{nth % NOTES_A_YEAR + 1:04}"


def write_content(folder: Path, count: int) -> int:
    """Writes Kairan's content folder with so many notes, and answers with its size in bytes."""
    size = _write(folder / "portal.toml", _portal())
    for nth in range(count):
        one = note(nth)
        place = folder / "notices" / one.number.split("-")[1] / f"{one.number}-change"
        place.mkdir(parents=True)
        size += _write(place / "index.md", _front_matter(one) + one.body[0])
        size += _write(place / "index.en.md", _english_front_matter(one) + one.body[1])
    return size


def write_hugo_site(folder: Path, count: int) -> int:
    """Writes a Hugo site with the same notes, and answers with its content's size in bytes.

    Hugo gets the lighter task: one page for each note that holds both texts, no lists, feeds, terms
    or site map, no highlighting of code, no typography, and a layout of a few lines.
    """
    _write(folder / "hugo.toml", HUGO_SETTINGS)
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    _write(layouts / "single.html", HUGO_LAYOUT)
    pages = folder / "content" / "notices"
    pages.mkdir(parents=True)
    size = 0
    for nth in range(count):
        one = note(nth)
        front_matter = (
            f"---\ntitle: {one.title[0]}\nsummary: {one.summary[0]}\n"
            f"date: {one.published_on}T10:00:00+09:00\ncomponent: {one.component}\n---\n"
        )
        size += _write(pages / f"{one.number}.md", front_matter + one.body[0] + "\n" + one.body[1])
    return size


HUGO_SETTINGS = """\
baseURL = "http://127.0.0.1/"
languageCode = "ja"
title = "Notes"
disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]

[markup.goldmark.extensions.typographer]
disable = true

[markup.highlight]
codeFences = false
"""

HUGO_LAYOUT = """\
<!DOCTYPE html>
<html lang="ja">
<head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><main><h1>{{ .Title }}</h1><p>{{ .Summary }}</p><p>{{ .Date.Format "2006-01-02" }}</p>{{ .Content }}</main></body>
</html>
"""


def _portal() -> str:
    text = (
        '[service]\nname = { ja = "計測用の窓口", en = "Portal for measuring" }\n'
        'operator = { ja = "計測株式会社", en = "Measuring Ltd." }\naccent = "#165e83"\n'
        '[contact]\nmail = "support@portal.example"\n'
    )
    for key, name_ja, name_en in COMPONENTS:
        text += f'[[component]]\nkey = "{key}"\nname = {{ ja = "{name_ja}", en = "{name_en}" }}\n'
    return text


# Categories of which a notice says what to use instead.
ALTERNATIVES_FOR = ("deprecation", "removal")


def _front_matter(one: Note) -> str:
    impact = "action_required" if one.asks else "informational"
    lines = [
        "---",
        f"id: {one.number}",
        "kind: service_change",
        f"category: {one.category}",
        f"impact: {impact}",
        f"components: [{one.component}]",
        f"title: {one.title[0]}",
        f"summary: {one.summary[0]}",
        "affects: この機能の応答だけが変わり、ほかの機能の動作は変わりません。",
        "systems: この変更を支える基盤に、変更はありません。",
        f"publish_at: {one.published_on}T10:00:00+09:00",
        f"planned: {{ start: {one.planned_on}T02:00:00+09:00, end: {one.planned_on}T04:00:00+09:00 }}",
    ]
    if one.for_some:
        lines.append(f"audience: {{ components: [{one.component}] }}")
    if one.asks:
        due = one.planned_on - timedelta(days=5)
        lines += [
            f"act_by: {due}",
            f"acknowledgement: {{ by: every_member, due: {due} }}",
            "actions:",
            "  - 受信側のプログラムで項目の型をお確かめください。",
        ]
    if one.category in ALTERNATIVES_FOR:
        lines += ["alternatives:", "  - 新しい項目をお使いください。"]
    lines += ["revisions:", f"  - {{ on: {one.published_on}, class: initial }}", "---", ""]
    return "\n".join(lines)


def _english_front_matter(one: Note) -> str:
    actions = "actions:\n  - Check the types of the fields in the program that receives them.\n" if one.asks else ""
    alternatives = "alternatives:\n  - Use the new fields.\n" if one.category in ALTERNATIVES_FOR else ""
    said = (
        "affects: Only the answers of this part change; nothing else behaves differently.\n"
        "systems: Nothing changes in the systems underneath.\n"
    )
    head = f"---\ntitle: {one.title[1]}\nsummary: {one.summary[1]}\ntranslates: 1\n"
    return f"{head}{said}{actions}{alternatives}---\n"


def _body(nth: int, language: int, name: str) -> str:
    """The Markdown of a note in one language: 0 is Japanese, 1 English."""
    words = WORDS[language]
    first = nth % len(FIELDS)
    fields = (FIELDS[first:] + FIELDS[:first])[:6]
    rows = [_pick(MEANINGS, nth, 20 + row)[2 * language : 2 * language + 2] for row in range(len(fields))]
    table = "".join(f"| `{field}` | {before} | {after} |\n" for field, (before, after) in zip(fields, rows))
    members = ",\n".join(f'  "{field}": {(nth + 1) * 37 + row}' for row, field in enumerate(fields))
    answers = "".join(f"\n### {asked[language]}\n\n{told[language]}\n" for asked, told in _questions(nth))
    steps = "".join(f"{row + 1}. {_pick(STEPS, nth, 30 + row)[language]}\n" for row in range(3))
    parts = [
        f"## {words['what']}\n",
        _pick(OPENINGS, nth, 1)[language].format(name=name) + _join(language) + _pick(REASONS, nth, 3)[language] + "\n",
        _pick(REMARKS, nth, 4)[language] + _join(language) + _pick(REMARKS, nth, 5)[language] + "\n",
        f"## {words['compare']}\n",
        f"| {words['field']} | {words['before']} | {words['after']} |\n| --- | --- | --- |\n{table}",
        f"### {words['example']}\n",
        f"```json\n{{\n{members}\n}}\n```\n",
        f"- **{words['who']}** {words['of'].format(name=name)}\n- {_pick(REMARKS, nth, 6)[language]}\n",
        f"## {words['how']}\n",
        steps,
        f"## {words['questions']}\n{answers}",
        words["see"].format(address=f"/notices/{number(max(nth - 1, 0))}") + "\n",
    ]
    return "\n".join(parts)


def _questions(nth: int) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    first = nth % len(QUESTIONS)
    return (QUESTIONS[first:] + QUESTIONS[:first])[:3]


def _join(language: int) -> str:
    return " " if language else ""


WORDS = (
    {
        "what": "変更の内容",
        "compare": "これまでとこれから",
        "field": "項目",
        "before": "これまで",
        "after": "これから",
        "example": "応答の例",
        "who": "対象:",
        "of": "{name}をお使いのすべてのお客様です。お使いでない場合は、ご対応の必要はありません。",
        "how": "お確かめいただく手順",
        "questions": "よくいただくご質問",
        "see": "前回の変更は[こちらのお知らせ]({address})をご覧ください。"
        "ご不明な点は、管理画面の右上にある窓口からお問い合わせください。",
    },
    {
        "what": "What changes",
        "compare": "Before and after",
        "field": "Field",
        "before": "Before",
        "after": "After",
        "example": "An example",
        "who": "Concerned:",
        "of": "everyone who uses {name}. If you do not, there is nothing to do.",
        "how": "How to check",
        "questions": "Questions we are often asked",
        "see": "For the change before this one see [the notice of it]({address}). "
        "If anything is unclear, ask us through the form at the top right of the console.",
    },
)


def _pick(choices: list, nth: int, place: int):
    """One of the choices, by the note and the place in it: neighbours differ, and nothing is random."""
    return choices[(nth * 7 + place * 3 + nth // (place + 2)) % len(choices)]


def _write(path: Path, text: str) -> int:
    data = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return len(data)
