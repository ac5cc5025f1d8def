//! The folder: whether it is there, who gets at it, how much room is left.

use std::path::Path;

/// Less than this beside a second copy of the records is little.
const ROOM: u64 = 500 << 20;
/// What nobody but the station's account may read even where the folder lets them in.
#[cfg(unix)]
const SECRETS: [&str; 3] = ["ca.key.pem", "courier.key", "station.toml"];

/// Whether there is something to look at.
pub fn readable(folder: &Path) -> Result<(), String> {
    match std::fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
        Ok(true) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Err(format!(
            "this account may not read {}; call the doctor as root, with `sudo`",
            folder.display()
        )),
        _ => Err(format!(
            "there is no station in {}; make one with `beatbook-station init`, or name its folder with `--data`",
            folder.display()
        )),
    }
}

/// Whether others on this machine get at the station's secrets, and whether the service gets at its own files.
#[cfg(unix)]
pub fn rights(folder: &Path) -> Vec<Result<String, String>> {
    use std::os::unix::fs::MetadataExt;
    let shown = folder.display();
    let Ok(found) = std::fs::metadata(folder) else {
        return vec![];
    };
    let mut said = Vec::new();
    if found.mode() & 0o077 != 0 {
        said.push(Err(format!(
            "other accounts of this machine may look into {shown}, where the records and keys are; close it with `chmod 700 {shown}`"
        )));
    }
    for secret in SECRETS.map(|name| folder.join(name)) {
        if std::fs::metadata(&secret).is_ok_and(|file| file.mode() & 0o077 != 0) {
            let secret = secret.display();
            said.push(Err(format!(
                "other accounts of this machine may read {secret}, which is a secret of the station; close it with `chmod 600 {secret}`"
            )));
        }
    }
    let foreign = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|file| file.uid() != found.uid()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect::<Vec<_>>();
    if !foreign.is_empty() {
        said.push(Err(format!(
            "{} in {shown} belong to another account than the folder, so the service may not read or write them; give them back with `chown --reference={shown} {shown}/*`",
            foreign.join(", ")
        )));
    }
    if said.is_empty() {
        said.push(Ok(format!("nobody but its account gets at {shown}")));
    }
    said
}

/// Elsewhere the folder's rights are the system's matter.
#[cfg(not(unix))]
pub fn rights(_folder: &Path) -> Vec<Result<String, String>> {
    vec![]
}

/// Bytes that are free where the folder is.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// The system does not tell.
#[cfg(not(unix))]
pub fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}

/// Whether a second copy of the records and some more fits beside them.
pub fn room(folder: &Path, free: Option<u64>) -> Result<String, String> {
    let Some(free) = free else {
        return Ok("how much room is left on the disk is not told by this system".to_owned());
    };
    let records = std::fs::metadata(crate::place::file(folder)).map_or(0, |file| file.len());
    let megabytes = free >> 20;
    if free < ROOM + records {
        return Err(format!(
            "the disk is nearly full: {megabytes} MB are left for {}. When nothing is left, laptops cannot hand in; delete what is not needed or take a larger disk",
            folder.display()
        ));
    }
    Ok(format!("{megabytes} MB are left on the disk"))
}
