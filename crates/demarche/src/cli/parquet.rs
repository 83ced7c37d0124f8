//! Facts as a Parquet file: the columns of the other tables with their types, and where the words of the evidence are.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use arrow_array::builder::{Date32Builder, Float32Builder, ListBuilder, StringBuilder, StructBuilder, UInt32Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field};
use jiff::civil::{Date, date};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::facts::{COLUMNS, Row};

/// So many facts make a row group: enough to compress well, few enough for a small memory.
const GROUP: usize = 20_000;

/// A Parquet file that is being written.
pub(super) struct Facts<W: Write + Send> {
    writer: ArrowWriter<W>,
    waiting: Vec<Row>,
}

impl<W: Write + Send> Facts<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When the sink fails.
    pub(super) fn begin(out: W) -> Result<Self> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let schema = batch(&[])?.schema();
        Ok(Self { writer: ArrowWriter::try_new(out, schema, Some(properties))?, waiting: Vec::new() })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When the sink fails.
    pub(super) fn add(&mut self, rows: Vec<Row>) -> Result<()> {
        self.waiting.extend(rows);
        if self.waiting.len() >= GROUP { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        self.writer.write(&batch(&rows)?)?;
        Ok(self.writer.flush()?)
    }

    /// Ends the file: without its footer it is none.
    ///
    /// # Errors
    /// When the sink fails.
    pub(super) fn end(mut self) -> Result<()> {
        if !self.waiting.is_empty() {
            self.flush()?;
        }
        self.writer.close()?;
        Ok(())
    }
}

/// Days since 1970-01-01, as Arrow and Parquet count dates.
fn days(day: Date) -> i32 {
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as i32
}

/// Rows as columns.
fn batch(rows: &[Row]) -> Result<RecordBatch> {
    let texts = |of: &dyn Fn(&Row) -> &str| -> ArrayRef {
        let mut column = StringBuilder::new();
        rows.iter().for_each(|row| column.append_value(of(row)));
        Arc::new(column.finish())
    };
    let dates = |of: &dyn Fn(&Row) -> Option<Date>| -> ArrayRef {
        let mut column = Date32Builder::new();
        rows.iter().for_each(|row| column.append_option(of(row).map(days)));
        Arc::new(column.finish())
    };
    let lists = |of: &dyn Fn(&Row) -> &[String]| -> ArrayRef {
        let mut column = ListBuilder::new(StringBuilder::new());
        for row in rows {
            of(row).iter().for_each(|text| column.values().append_value(text));
            column.append(true);
        }
        Arc::new(column.finish())
    };
    let mut confidence = Float32Builder::new();
    rows.iter().for_each(|row| confidence.append_value(row.line.confidence));
    let columns: [ArrayRef; 14] = [
        texts(&|row| &row.line.fact),
        texts(&|row| &row.line.source.document),
        texts(&|row| &row.line.source.publisher),
        dates(&|row| row.line.source.published),
        texts(&|row| &row.line.source.title),
        texts(&|row| &row.line.kind),
        texts(&|row| &row.line.term),
        lists(&|row| &row.line.who),
        texts(&|row| &row.line.what),
        dates(&|row| row.start),
        dates(&|row| row.end),
        texts(&|row| &row.when),
        Arc::new(confidence.finish()),
        lists(&|row| &row.line.source.words),
    ];
    let columns = COLUMNS.into_iter().zip(columns).chain([("evidence", evidence(rows))]);
    let dated = |name: &str| matches!(name, "published" | "start" | "end");
    Ok(RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, dated(name))))?)
}

/// Where the words of the evidence are: lists of field, first and last code point, and words.
fn evidence(rows: &[Row]) -> ArrayRef {
    let fields = vec![
        Field::new("field", DataType::Utf8, false),
        Field::new("start", DataType::UInt32, false),
        Field::new("end", DataType::UInt32, false),
        Field::new("exact", DataType::Utf8, false),
    ];
    let mut column = ListBuilder::new(StructBuilder::new(
        fields,
        vec![
            Box::new(StringBuilder::new()),
            Box::new(UInt32Builder::new()),
            Box::new(UInt32Builder::new()),
            Box::new(StringBuilder::new()),
        ],
    ));
    for row in rows {
        for slice in &row.evidence {
            let values = column.values();
            for (at, text) in [(0, slice.field), (3, slice.exact.as_str())] {
                if let Some(texts) = values.field_builder::<StringBuilder>(at) {
                    texts.append_value(text);
                }
            }
            for (at, number) in [(1, slice.start), (2, slice.end)] {
                if let Some(numbers) = values.field_builder::<UInt32Builder>(at) {
                    numbers.append_value(number);
                }
            }
            values.append(true);
        }
        column.append(true);
    }
    Arc::new(column.finish())
}
