//! Writes the TypeScript bindings: `cargo run -p beatbook-app --example bindings -- ui/src/api/bindings.ts`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("name a file")?;
    beatbook_app::write_bindings(std::path::Path::new(&path))
}
