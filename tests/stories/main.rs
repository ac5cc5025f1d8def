//! The whole program without its window: a station and laptops over real HTTPS.

mod areas_and_scopes;
mod edits;
mod enrolment;
mod every_screen;
mod faults;
mod headless;
mod imports;
mod killed;
mod records;
mod store_files;
