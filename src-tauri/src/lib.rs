//! The window: shell around `app`. No rules and no SQL here; commands are in `commands/`, the bindings for TypeScript are generated from
//! them.

pub mod commands;
pub mod pane;
pub mod shell;

use specta_typescript::Typescript;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

/// All commands of the window.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            commands::session::session_state,
            commands::session::session_enrol,
            commands::session::session_choose,
            commands::session::session_unlock,
            commands::session::session_passphrase,
            commands::session::recovery_state,
            commands::session::recovery_ask,
            commands::session::recovery_answer,
            commands::session::recovery_standing,
            commands::session::curtain_state,
            commands::session::curtain_set,
            commands::session::curtain_drop,
            commands::session::curtain_lift,
            commands::session::session_lock,
            commands::session::set_language,
            commands::today::nav_counts,
            commands::today::today_get,
            commands::rooms::areas_list,
            commands::rooms::buildings_list,
            commands::rooms::building_grid,
            commands::rooms::room_page,
            commands::rooms::building_create,
            commands::rooms::room_create,
            commands::rooms::visit_record,
            commands::rooms::residence_leave,
            commands::people::people_list,
            commands::people::person_page,
            commands::people::person_changes,
            commands::people::person_copy,
            commands::people::person_check,
            commands::people::person_register,
            commands::records::record_get,
            commands::records::record_put,
            commands::records::record_reveal,
            commands::declarations::declarations_list,
            commands::declarations::declaration_propose,
            commands::declarations::declaration_decide,
            commands::matters::contacts_list,
            commands::matters::contact_matches,
            commands::matters::contact_matches_confirm,
            commands::matters::contact_matches_turn_down,
            commands::matters::consultations_list,
            commands::matters::consultation_log,
            commands::matters::disputes_list,
            commands::matters::dispute_page,
            commands::matters::dispute_open,
            commands::matters::dispute_close,
            commands::broadcasts::broadcasts_list,
            commands::broadcasts::broadcast_page,
            commands::broadcasts::broadcast_check,
            commands::broadcasts::broadcast_write,
            commands::broadcasts::broadcast_decide,
            commands::broadcasts::broadcast_ok,
            commands::broadcasts::broadcast_pass,
            commands::station::station_page,
            commands::station::station_act,
            commands::station::notice_seen,
            commands::station::handover_page,
            commands::station::handover_print,
            commands::station::access_find,
            commands::station::report,
            commands::station::report_places,
            commands::station::report_rows,
            commands::station::report_close,
            commands::station::report_total,
            commands::station::report_save,
            commands::station::report_forms,
            commands::station::report_form,
            commands::station::report_sample,
            commands::station::search,
            commands::station::sync_state,
            commands::station::sync_page,
            commands::station::sync_now,
            commands::settling::conflicts_list,
            commands::settling::marks_of,
            commands::settling::conflict_settle,
            commands::settling::refused_open,
            commands::settling::refused_resend,
            commands::settling::refused_drop,
            commands::settling::duplicates_page,
            commands::settling::duplicate_merge,
            commands::settling::duplicate_distinct,
            commands::settling::duplicate_unmerge,
            commands::retention::retention_page,
            commands::retention::retention_decide,
            commands::retention::retention_confirm,
            commands::retention::retention_withdraw,
            commands::retention::retention_set_period,
            commands::courier::courier_state,
            commands::courier::courier_save,
            commands::courier::courier_read,
            commands::backup::backup_state,
            commands::backup::backup_save,
            commands::backup::backups_found,
            commands::backup::backup_restore,
            commands::records::draft_save,
            commands::records::draft_get,
            commands::records::draft_drop,
            commands::records::undo,
            commands::imports::import_open,
            commands::imports::import_map,
            commands::imports::import_cancel,
            commands::imports::import_left_out_save,
            commands::imports::import_commit,
            commands::imports::import_undo,
            commands::imports::imports_list,
            commands::session::window_painted,
        ])
}

/// Writes the TypeScript bindings of all commands.
///
/// # Errors
/// If a type cannot be written as TypeScript, or the file not written.
pub fn write_bindings(path: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    builder().export(Typescript::default(), path)?;
    Ok(())
}
