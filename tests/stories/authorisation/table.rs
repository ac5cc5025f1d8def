//! A table that reads well in review: rows with the same cells are put together.

use std::collections::BTreeMap;

/// With what something was asked, and what came of it.
type Line<'a> = (&'a [String], &'a [String]);

/// A part of the whole.
pub struct Table {
    title: &'static str,
    said: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
}

struct Row {
    what: Vec<String>,
    with: Vec<String>,
    cells: Vec<String>,
}

impl Table {
    /// An empty one: its first two columns are what was asked and with what.
    pub fn new(title: &'static str, said: &'static str, columns: &[&'static str]) -> Table {
        Table {
            title,
            said,
            columns: columns.to_vec(),
            rows: vec![],
        }
    }

    /// What came of asking something with something, in each column.
    pub fn add(&mut self, what: &str, with: &str, cells: Vec<String>) {
        assert_eq!(cells.len() + 2, self.columns.len(), "{what} {with}");
        let same = |row: &&mut Row| row.what == [what] && row.cells == cells;
        match self.rows.iter_mut().find(same) {
            Some(row) => row.with.push(with.to_owned()),
            None => self.rows.push(Row {
                what: vec![what.to_owned()],
                with: vec![with.to_owned()],
                cells,
            }),
        }
    }

    /// Whether anything was asked of this.
    pub fn asks(&self, what: &str) -> bool {
        self.rows
            .iter()
            .any(|row| row.what.iter().any(|one| one == what))
    }

    /// As Markdown. What was answered alike in every row is one block.
    pub fn to_text(&self) -> String {
        let mut text = ["\n## ", self.title, "\n\n", self.said, "\n\n"].concat();
        let line = |cells: &[String]| ["| ", &cells.join(" | "), " |\n"].concat();
        let head: Vec<String> = self.columns.iter().map(|name| (*name).to_owned()).collect();
        text.push_str(&line(&head));
        text.push_str(&line(&vec!["---".to_owned(); self.columns.len()]));
        for (what, rows) in self.blocks() {
            for (with, cells) in rows {
                let mut all = vec![what.join("; "), with.join("; ")];
                all.extend(cells.iter().cloned());
                text.push_str(&line(&all));
            }
        }
        text
    }

    /// Things asked whose rows are the same, in the order in which they were asked first.
    fn blocks(&self) -> Vec<(Vec<&str>, Vec<Line<'_>>)> {
        let mut of: BTreeMap<&str, Vec<Line<'_>>> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for row in &self.rows {
            let what = row.what[0].as_str();
            if !order.contains(&what) {
                order.push(what);
            }
            of.entry(what)
                .or_default()
                .push((row.with.as_slice(), row.cells.as_slice()));
        }
        let mut blocks: Vec<(Vec<&str>, Vec<Line<'_>>)> = Vec::new();
        for what in order {
            let rows = of.remove(what).unwrap_or_default();
            match blocks.iter_mut().find(|(_, known)| *known == rows) {
                Some((names, _)) => names.push(what),
                None => blocks.push((vec![what], rows)),
            }
        }
        blocks
    }
}
