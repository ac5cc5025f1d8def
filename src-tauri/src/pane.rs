//! The pane of the window: the web view's own process, which has had on its heap whatever was shown.

use std::time::Duration;

use tauri::{AppHandle, Manager};

/// How long the page may still answer who pressed the key; it shows nothing meanwhile.
const GRACE: Duration = Duration::from_millis(150);

/// How long the web view needs to let go of what it had of the former page.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// Ends the web process after a moment and begins with an empty one at the first page. What it had in memory goes back to the system with it.
pub fn renew_soon(handle: &AppHandle) {
    let handle = handle.clone();
    std::thread::spawn(move || {
        std::thread::sleep(GRACE);
        renew(&handle);
        std::thread::sleep(AFTERWARDS);
        // The web view reads answers into its own memory on the main thread.
        if let Err(error) = handle.run_on_main_thread(app::memory::give_back) {
            tracing::warn!(%error, "free memory is not overwritten");
        }
    });
}

fn renew(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window("main") else {
        return;
    };
    #[cfg(target_os = "linux")]
    let renewed = window.with_webview(|pane| {
        use webkit2gtk::WebViewExt;
        let view = pane.inner();
        let page = view.uri().unwrap_or_default();
        let first = page.split('#').next().unwrap_or_default().to_owned();
        view.terminate_web_process();
        view.load_uri(&first);
    });
    // Elsewhere the page is loaded anew, and its process stays.
    #[cfg(not(target_os = "linux"))]
    let renewed = window.reload();
    if let Err(error) = renewed {
        tracing::warn!(%error, "the web process goes on");
    }
}
