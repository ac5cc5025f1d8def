//! `beatbook-app`: the program with its window.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::path::PathBuf;

use app::Language;
use app::imports::apart;
use app::memory::Wiping;
use app::session;
use beatbook_app::builder;
use beatbook_app::idle;
use beatbook_app::shell::Shell;
use tauri::{Manager, WebviewUrl, WebviewWindowBuilder};
use zeroize::Zeroizing;

/// Overwrites what was read from the store as it is given back.
#[global_allocator]
static ALLOCATOR: Wiping = Wiping;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if apart::was_asked() {
        apart::serve();
        return Ok(());
    }
    app::memory::keep_to_oneself();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("BEATBOOK_LOG")
                .unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    session::keep_device_secrets();
    let home = std::env::var_os("BEATBOOK_HOME")
        .map(PathBuf::from)
        .or_else(session::default_home)
        .ok_or("there is no folder for the data; set BEATBOOK_HOME")?;
    let language = Language::parse(&std::env::var("BEATBOOK_LANGUAGE").unwrap_or_default());
    let commands = builder();
    tauri::Builder::default()
        .invoke_handler(commands.invoke_handler())
        .setup(move |program| {
            let shell = Shell::new(home, program.handle().clone(), language);
            unlock_for_demo(&shell);
            program.manage(shell);
            idle::watch(program.handle());
            open_window(program)?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

fn open_window(program: &tauri::App) -> tauri::Result<()> {
    WebviewWindowBuilder::new(program, "main", WebviewUrl::default())
        .title("驻村警务簿 Beatbook")
        .inner_size(1366.0, 768.0)
        .min_inner_size(1024.0, 600.0)
        .disable_drag_drop_handler()
        // The window shows its own pages only; anything else is refused.
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri" | "ipc")
                || (cfg!(debug_assertions) && url.host_str() == Some("localhost"))
                || url.host_str() == Some("tauri.localhost")
        })
        .build()?;
    Ok(())
}

/// The demo opens signed in; both variables are set by `cargo xtask demo` only.
fn unlock_for_demo(shell: &Shell) {
    if std::env::var("BEATBOOK_DEMO").as_deref() != Ok("1") {
        return;
    }
    if let Ok(passphrase) = std::env::var("BEATBOOK_PASSPHRASE") {
        let passphrase = Zeroizing::new(passphrase);
        if let Err(error) = shell.unlock(&passphrase) {
            tracing::error!(code = error.code, "demo not unlocked");
        }
    }
}
