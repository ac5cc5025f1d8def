//! The whole program without its window: a station and laptops over real HTTPS.

mod areas_and_scopes;
mod databases;
mod edits;
mod enrolment;
mod every_screen;
mod faults;
mod hazards;
mod headless;
mod imports;
mod live;
mod records;
mod store_files;
