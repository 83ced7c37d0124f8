//! Tables of documents: a header names the columns, each row is a document.

use record::Document;

use super::day::Setting;
use super::{Parsed, Problem, document, page};

/// Fields of a document, and what columns that hold them are called.
const FIELDS: &[(&str, &[&str])] = &[
    ("id", &["id", "reference", "number", "번호"]),
    ("url", &["url", "link", "address", "web", "링크", "주소"]),
    (
        "publisher",
        &["publisher", "source", "ministry", "agency", "organisation", "organization", "부처", "기관", "부서"],
    ),
    ("section", &["section", "category", "topic", "분류", "구분"]),
    ("title", &["title", "headline", "subject", "제목"]),
    (
        "published",
        &[
            "published",
            "date",
            "publication date",
            "published at",
            "publication",
            "day",
            "pubdate",
            "게시일",
            "등록일",
            "날짜",
            "일자",
        ],
    ),
    ("language", &["language", "lang", "언어"]),
    ("body", &["body", "text", "content", "full text", "article", "description", "본문", "내용"]),
];

/// The field of each column.
fn columns(header: &[String]) -> Vec<Option<&'static str>> {
    header
        .iter()
        .map(|name| {
            let name = name.trim().trim_start_matches('\u{feff}').to_lowercase().replace(['_', '-'], " ");
            FIELDS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
        })
        .collect()
}

/// Whether a row names the columns of a table of documents.
pub(super) fn is_header(row: &[String]) -> bool {
    let columns = columns(row);
    ["title", "body"].iter().all(|field| columns.contains(&Some(*field)))
}

/// The documents of a table whose first row names its columns.
pub(super) fn read(rows: &[Vec<String>]) -> Option<Parsed> {
    let (at, header) = rows.iter().enumerate().take(10).find(|(_, row)| is_header(row))?;
    let columns = columns(header);
    let mut parsed = Parsed::default();
    for (index, row) in rows.iter().enumerate().skip(at + 1) {
        let value = |field: &str| {
            let column = columns.iter().position(|column| *column == Some(field));
            column.and_then(|column| row.get(column)).map_or("", |value| value.trim())
        };
        if value("title").is_empty() && value("body").is_empty() {
            continue;
        }
        let found = of(value);
        if found.published.is_none() && !value("published").is_empty() {
            let message = format!("“{}” is no date: write it as YYYY-MM-DD", value("published"));
            parsed.problems.push(Problem::line(index + 1, message));
        }
        parsed.documents.push(found);
    }
    Some(parsed)
}

fn of<'r>(value: impl Fn(&str) -> &'r str) -> Document {
    let body = value("body");
    let is_page = ["<p", "<div", "<br", "<span"].iter().any(|tag| body.contains(tag));
    let mut found = document(value("title"), &if is_page { page::fragment(body) } else { body.replace("\r\n", "\n") });
    let setting = Setting::of(value("language"), value("url"), body);
    let day = value("published");
    found.published = formats::day::of_stamp(day).or_else(|| setting.find(day).map(|(date, _)| date));
    found.id.0 = value("id").to_owned();
    found.url = value("url").to_owned();
    found.publisher = value("publisher").to_owned();
    found.section = value("section").to_owned();
    if !value("language").is_empty() {
        found.language = super::primary(value("language"));
    }
    found
}
