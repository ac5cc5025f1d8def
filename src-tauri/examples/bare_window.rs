//! The least a Tauri window can do: one white page that says when it is painted; with `--asking`, one with a text box. The reference for the start-up of the program.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::http::Response;
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><title>bare</title><p>bare</p><script>
const painted = () => fetch('bare://localhost/painted');
requestAnimationFrame(() => requestAnimationFrame(painted));
</script>";

/// What any window adds in which somebody is asked for a word: Chinese type and a box with a caret in it.
const ASKING: &str = "<!doctype html><meta charset=utf-8><title>bare</title><p>请输入口令</p><input autofocus><script>
const painted = () => fetch('bare://localhost/painted');
requestAnimationFrame(() => requestAnimationFrame(painted));
</script>";

static PAINTED: AtomicBool = AtomicBool::new(false);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asking = std::env::args().any(|argument| argument == "--asking");
    let page = if asking { ASKING } else { PAGE };
    tauri::Builder::default()
        .register_uri_scheme_protocol("bare", move |_, request| {
            if request.uri().path() == "/painted" && !PAINTED.swap(true, Ordering::Relaxed) {
                println!("ready");
            }
            let mut response = Response::new(page.as_bytes().to_vec());
            let html = tauri::http::HeaderValue::from_static("text/html");
            response.headers_mut().insert("content-type", html);
            response
        })
        .setup(|program| {
            let url = "bare://localhost/".parse()?;
            WebviewWindowBuilder::new(program, "bare", WebviewUrl::CustomProtocol(url))
                .inner_size(1366.0, 768.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
