//! Taking an opened file in.

use uuid::Uuid;

use super::forms::{ImportChoice, ImportResult};
use super::open::{Prepared, left_out_rows};
use super::progress::Progress;
use super::take::{Taking, Trial};
use super::{mapping, telling, undo};
use crate::desk::Desk;
use crate::error::AppError;
use crate::lease;

/// Takes an opened file in: one transaction, with the differences as the preview says.
///
/// # Errors
/// What the store says; nothing is taken in then.
pub fn commit(desk: &Desk, prepared: &Prepared) -> Result<ImportResult, AppError> {
    commit_with(
        desk,
        prepared,
        &ImportChoice::default(),
        &Progress::silent(),
    )
}

/// [`commit`] with what a person decided about the differences; told how far it is, and called off without a trace.
///
/// # Errors
/// As [`commit`], and `import_cancelled`.
pub fn commit_with(
    desk: &Desk,
    prepared: &Prepared,
    choice: &ImportChoice,
    progress: &Progress,
) -> Result<ImportResult, AppError> {
    let batch = Uuid::now_v7().to_string();
    let mut trial = Trial::default();
    let (_, changed) = desk
        .store
        .write(desk.now(), |write| {
            lease::check_may_write(write.connection(), desk.now())?;
            write.log_all_as(audit::Act::Collect, "imports", &batch, "registration");
            trial = Taking::new(desk, write, choice, progress)?.all(write, &prepared.rows)?;
            undo::remember(write, &batch, &prepared.preview.name, &trial.said_before)?;
            mapping::remember(
                write,
                &prepared.columns,
                prepared.import_as,
                prepared.by_hand,
            )
        })
        .map_err(|error: AppError| error.in_language(desk.language))?;
    (desk.on_changed)(&changed);
    let problems = telling::problems(desk, &prepared.problems, trial.problems);
    let left_out = left_out_rows(&problems);
    let numbers = [
        ("created", trial.created.to_string()),
        ("updated", trial.updated.to_string()),
        ("unchanged", trial.unchanged.to_string()),
        ("left_out", left_out.to_string()),
    ];
    let args: Vec<(&str, &str)> = numbers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    Ok(ImportResult {
        batch,
        created: trial.created,
        updated: trial.updated,
        unchanged: trial.unchanged,
        left_out,
        problems,
        message: desk.say("import.done", &args),
    })
}
