//! The courier on the station's side: taking a laptop's file by the very code that takes its pushes over HTTP, and answering with a file
//! of pages.

mod answer;
mod keys;
mod take;

pub use answer::{Written, answer, called, out};
pub(crate) use keys::keys;
pub use take::{Taken, take};
