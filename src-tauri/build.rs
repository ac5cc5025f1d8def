//! Lists the program's own commands in the build manifest: without it every command is open to every window.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=permissions/window.toml");
    let text = std::fs::read_to_string("permissions/window.toml")?;
    let file: toml::Table = toml::from_str(&text)?;
    let commands: Vec<&'static str> = file["permission"][0]["commands"]["allow"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
        .map(|name| &*Box::leak(name.to_owned().into_boxed_str()))
        .collect();
    let commands: &'static [&'static str] = Box::leak(commands.into_boxed_slice());
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(tauri_build::AppManifest::new().commands(commands)),
    )?;
    Ok(())
}
