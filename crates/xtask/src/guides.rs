//! `cargo xtask guides`: `docs/guides/*.pdf` from their texts, with pictures taken from the real windows in the same run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::demo::{self, Options, PASSPHRASE, Role};
use crate::display::Screen;
use crate::project::{Profile, Project, WINDOW, WINDOW_FEATURES};
use crate::setup;
use crate::steps::Steps;

const GUIDES: [&str; 4] = [
    "instructor-zh",
    "instructor-en",
    "administrator-zh",
    "administrator-en",
];
/// As wide as a picture on a page needs to be, points of the screen.
const WIDTH: &str = "1000x";
/// Colours a picture keeps; the windows have few.
const COLOURS: &str = "48";

/// Takes the pictures and typesets every guide; fails if one is not two pages.
pub fn make(project: &Project) -> Result<()> {
    let mut steps = Steps::default();
    steps.run("set-up", || setup::everything(project))?;
    steps.run("build the ui", || setup::build_ui(project))?;
    steps.run("build the programs", || demo::build(project))?;
    let laptop =
        |name, role| demo::laptop(project, &Options::for_pictures(name, role), Profile::Dev);
    let instructor = steps.run("an instructor's laptop", || {
        laptop("guide-instructor", Role::Instructor)
    })?;
    let chief = steps.run("a chief's laptop", || laptop("guide-chief", Role::Chief))?;
    let taken = project.scratch("guides/taken")?;
    steps.run("pictures", || take(project, &instructor, &chief, &taken))?;
    let pictures = project.scratch("guides/pictures")?;
    steps.run("scale the pictures", || scale(project, &taken, &pictures))?;
    steps.run("typeset", || typeset(project, &pictures))?;
    steps.print_summary();
    Ok(())
}

fn take(project: &Project, instructor: &Path, chief: &Path, folder: &Path) -> Result<()> {
    let screen = Screen::in_memory()?;
    let settings = screen.settings().iter().map(|(name, value)| (name, value));
    project
        .cargo(&["test", "--workspace", "--features", WINDOW_FEATURES])
        .args(["--test", "e2e", "--", "--ignored", "guides::"])
        .envs(settings)
        .env_remove("WAYLAND_DISPLAY")
        .env("BEATBOOK_APP", project.binary(Profile::Dev, WINDOW))
        .env("BEATBOOK_SCREENSHOTS", folder)
        .env("BEATBOOK_GUIDES_INSTRUCTOR", instructor)
        .env("BEATBOOK_GUIDES_CHIEF", chief)
        .env("BEATBOOK_GUIDES_PASSPHRASE", PASSPHRASE)
        .run()?;
    Ok(())
}

fn scale(project: &Project, taken: &Path, to: &Path) -> Result<()> {
    let shell = &project.shell;
    let mut count = 0;
    for entry in fs::read_dir(taken)? {
        let path = entry?.path();
        if path.extension().is_none_or(|found| found != "png") {
            continue;
        }
        let name = path.file_name().context("a picture without a name")?;
        let (small, part) = (to.join(name), part_of(&name.to_string_lossy()));
        cmd!(shell, "convert {path} -crop {part} +repage -resize {WIDTH} +dither -colors {COLOURS} -define png:compression-level=9 PNG8:{small}")
            .quiet()
            .run()?;
        count += 1;
    }
    ensure!(count > 0, "no picture was taken");
    Ok(())
}

/// The part of a window that a picture shows, points of the screen: what the text speaks of, large enough to be read.
fn part_of(picture: &str) -> &'static str {
    match picture {
        _ if picture.contains("enrol") => "1040x600+163+30",
        _ if picture.contains("today") => "1366x768+0+0",
        _ => "1198x640+168+44",
    }
}

/// Each guide is its text after the common form, and the pictures of its language.
fn typeset(project: &Project, pictures: &Path) -> Result<()> {
    let folder = project.root.join("docs/guides");
    for guide in GUIDES {
        let form = folder.join("form.typ");
        let text = folder.join(format!("{guide}.typ"));
        let pdf: PathBuf = folder.join(format!("{guide}.pdf"));
        project
            .cargo(&[
                "run",
                "--quiet",
                "--package",
                "reports",
                "--example",
                "guide",
                "--",
            ])
            .args([&form, &text, &pictures.to_owned(), &pdf])
            .run()?;
        println!("{}", pdf.display());
    }
    Ok(())
}
