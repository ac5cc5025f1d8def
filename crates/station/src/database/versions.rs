//! Who wrote each field, packed: fields of one operation share one entry.

use std::collections::BTreeMap;

use sync::merge::Version;

use crate::error::StationError;

/// Stamp, laptop, counter, sequence number, account, and the fields written so.
type Entry<'a> = (i64, &'a str, i64, Option<i64>, &'a str, Vec<&'a str>);
type OwnEntry = (i64, String, i64, Option<i64>, String, Vec<String>);

/// Packs versions of fields; what has no sequence number yet gets `seq`.
pub fn pack(versions: &BTreeMap<String, Version>, seq: i64) -> Result<String, StationError> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (field, version) in versions {
        let same = |entry: &&mut Entry<'_>| {
            entry.0 == version.hlc
                && entry.2 == version.counter
                && entry.3 == Some(version.seq.unwrap_or(seq))
                && entry.1 == version.device
                && entry.4 == version.user
        };
        match entries.iter_mut().find(same) {
            Some(entry) => entry.5.push(field),
            None => entries.push((
                version.hlc,
                &version.device,
                version.counter,
                Some(version.seq.unwrap_or(seq)),
                &version.user,
                vec![field],
            )),
        }
    }
    Ok(serde_json::to_string(&entries)?)
}

/// Unpacks versions of fields.
pub fn unpack(packed: &str) -> Result<BTreeMap<String, Version>, StationError> {
    let entries: Vec<OwnEntry> = serde_json::from_str(packed)?;
    let mut versions = BTreeMap::new();
    for (hlc, device, counter, seq, user, fields) in entries {
        for field in fields {
            let version = Version {
                hlc,
                device: device.clone(),
                counter,
                seq,
                user: user.clone(),
            };
            versions.insert(field, version);
        }
    }
    Ok(versions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(hlc: i64, seq: Option<i64>) -> Version {
        Version {
            hlc,
            device: "d#1".into(),
            counter: 7,
            seq,
            user: "u".into(),
        }
    }

    #[test]
    fn what_is_packed_comes_back_and_new_writes_get_their_number() {
        let versions = BTreeMap::from([
            ("name".to_owned(), version(5, Some(3))),
            ("note".to_owned(), version(9, None)),
            ("phone".to_owned(), version(5, Some(3))),
        ]);
        let packed = pack(&versions, 12).unwrap();
        assert_eq!(packed.matches("d#1").count(), 2);
        let mut expected = versions;
        expected.get_mut("note").unwrap().seq = Some(12);
        assert_eq!(unpack(&packed).unwrap(), expected);
    }
}
