//! Lists of people that leave the program.

use std::path::PathBuf;

use app::exports::{self, ExportForm};
use app::{AppError, Desk};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::Answer;
use crate::commands::{area_id, as_value};

#[derive(Subcommand)]
pub enum Export {
    /// Write a list of people as a workbook with a password, which is printed this once; leaves an entry in the access log.
    People {
        /// Which people, why and for whom.
        #[command(flatten)]
        list: List,
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
    /// Ask a second person about a list: above 50 people within a day, or with whole numbers.
    Ask {
        /// Which people, why and for whom.
        #[command(flatten)]
        list: List,
    },
    /// Write the one file of a request that somebody agreed to within a day.
    Agreed {
        /// The request's id.
        id: String,
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
    /// Requests of the last thirty days.
    Requests,
    /// Agree to another's request.
    Agree {
        /// Its id.
        id: String,
    },
    /// Refuse another's request.
    Refuse {
        /// Its id.
        id: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Take one's own request back.
    Withdraw {
        /// Its id.
        id: String,
    },
    /// Tell the mark of a row: whether it is genuine, and which list it is from.
    Mark {
        /// `7K2M-91QF/12/5F3A9C`.
        mark: String,
    },
}

/// Which people, why and for whom.
#[derive(Args)]
pub struct List {
    /// Name or id of an area; none takes all that are held here.
    #[arg(long)]
    area: Option<String>,
    /// Id of a building.
    #[arg(long)]
    building: Option<String>,
    /// A code of `people_filter` in `assets/codes.json`.
    #[arg(long, default_value = "here")]
    filter: String,
    /// A code of `export_purpose`.
    #[arg(long)]
    purpose: String,
    /// A code of `export_recipient`.
    #[arg(long)]
    recipient_kind: String,
    /// Who gets it, in words.
    #[arg(long)]
    recipient: String,
    /// With document numbers.
    #[arg(long)]
    documents: bool,
    /// Numbers in full; needs a second person.
    #[arg(long)]
    unmasked: bool,
    /// Without a password.
    #[arg(long)]
    plain: bool,
}

fn form(desk: &Desk, list: List) -> Result<ExportForm, AppError> {
    Ok(ExportForm {
        area: list.area.map(|area| area_id(desk, &area)).transpose()?,
        building: list.building,
        filter: list.filter,
        documents: list.documents,
        unmasked: list.unmasked,
        plain: list.plain,
        purpose: list.purpose,
        recipient_kind: list.recipient_kind,
        recipient: list.recipient,
    })
}

pub fn export(desk: &Desk, asked: Export) -> Result<Answer, AppError> {
    let done = match asked {
        Export::People { list, out } => {
            let form = form(desk, list)?;
            return Ok(saved(exports::write_into(desk, &form, &out)?));
        }
        Export::Agreed { id, out } => return Ok(saved(exports::write_agreed(desk, &id, &out)?)),
        Export::Requests => {
            let requests = exports::page(desk)?;
            let lines: Vec<String> = requests
                .iter()
                .map(|one| format!("{}  {}  {}  {}", one.id, one.by, one.what, one.state))
                .collect();
            return Ok(Answer::of(lines.join("\n"), as_value(&requests)));
        }
        Export::Mark { mark } => {
            let said = exports::check_mark(desk, &mark)?;
            let value = as_value(&said);
            return Ok(Answer {
                value,
                sound: said.sound,
                text: said.message,
            });
        }
        Export::Ask { list } => exports::ask(desk, &form(desk, list)?)?,
        Export::Agree { id } => exports::agree(desk, &id)?,
        Export::Refuse { id, reason } => exports::refuse(desk, &id, &reason)?,
        Export::Withdraw { id } => exports::withdraw(desk, &id)?,
    };
    let value = json!({"id": done.id, "message": done.message});
    Ok(Answer::of(done.message, value))
}

fn saved(saved: exports::ExportSaved) -> Answer {
    let mut lines = vec![saved.path.clone()];
    lines.extend(saved.password.clone());
    Answer::of(lines.join("\n"), as_value(&saved))
}
