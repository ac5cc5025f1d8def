//! The whole program without its window: a station and laptops over real HTTPS.

mod areas_and_scopes;
mod closed_months;
mod conflicts_and_duplicates;
mod courier;
mod courier_files;
mod courier_histories;
mod databases;
mod doctors;
mod edits;
mod enrolment;
mod every_screen;
mod faults;
mod hazards;
mod headless;
mod import_reader;
mod imports;
mod imports_again;
mod killed;
mod laptop_backups;
mod live;
mod records;
mod refused_edits;
mod station_backups;
mod store_files;
mod sync_health;
