//! The least a Tauri window can do: one white page that says when it is painted. The reference for the start-up of the program.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::http::Response;
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><title>bare</title><p>bare</p><script>
const painted = () => fetch('bare://localhost/painted');
requestAnimationFrame(() => requestAnimationFrame(painted));
</script>";

static PAINTED: AtomicBool = AtomicBool::new(false);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, request| {
            if request.uri().path() == "/painted" && !PAINTED.swap(true, Ordering::Relaxed) {
                println!("ready");
            }
            let mut response = Response::new(PAGE.as_bytes().to_vec());
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
