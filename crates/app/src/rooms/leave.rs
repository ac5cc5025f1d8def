use domain::fields as row_fields;
use serde_json::json;
use store::Edit;

use super::LeaveForm;
use crate::declarations::submitted;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::records::fields;
use crate::rooms::visit::area_of_room;

/// Ends a stay and proposes the declaration of departure that belongs to it.
///
/// # Errors
/// `not_found`, `already_left`, `until_before_since`, or a rule's refusal.
pub fn leave(desk: &Desk, form: LeaveForm) -> Result<Done, AppError> {
    desk.write("done.left", |write| {
        let stay = write
            .row(&form.residence)?
            .ok_or_else(|| AppError::new("not_found"))?;
        let text = |path| row_fields::text(&stay, path).unwrap_or_default();
        if !text("until").is_empty() {
            return Err(AppError::new("already_left"));
        }
        let on = due::day(&form.on).ok_or_else(|| AppError::at("date_impossible", "until"))?;
        if due::day(text("since")).is_some_and(|since| on < since) {
            return Err(AppError::at("until_before_since", "until"));
        }
        write.put(Edit::change(
            "residences",
            &form.residence,
            None,
            fields(json!({"until": form.on})),
        ))?;
        let declaration = fields(json!({
            "person": text("person"),
            "residence": form.residence,
            "room": text("room"),
            "type": "leave",
            "declared_on": write.today().to_string(),
            "status": submitted(write),
        }));
        let area = area_of_room(write.connection(), text("room"))?;
        write.put(Edit::create("declarations", &area, declaration))?;
        Ok(Some(form.residence.clone()))
    })
}
