//! What the window's commands share: the folder, the language, and the open desk with its sync loop.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use app::backup::{self, FoundBackup};
use app::books;
use app::clock::{Clock as _, SystemClock};
use app::curtain;
use app::importing::{ImportPreview, Prepared, Progress};
use app::memory;
use app::recovery::{self, RecoveryAsked, RecoveryForm, RecoveryState};
use app::session::{self, Me, SessionState};
use app::sync_round::SyncLoop;
use app::syncing::{self, LiveState};
use app::{AppError, Desk, Language, wipe};
use serde::Serialize;
use store::{Changed, KdfCost, Store};
use tauri::{AppHandle, Emitter, Manager};

use crate::pane;

struct Open {
    desk: Desk,
    sync: SyncLoop,
}

/// Shared by all commands.
pub struct Shell {
    /// The data folder, in which each user has a book.
    data: PathBuf,
    /// The book that the locked window is to open, if somebody chose one.
    chosen: Mutex<Option<String>>,
    handle: AppHandle,
    language: RwLock<Language>,
    open: RwLock<Option<Open>>,
    closing: Mutex<Option<JoinHandle<()>>>,
    /// The file opened last, and whether it was taken in.
    import: Mutex<Option<(Arc<Prepared>, bool)>>,
    /// The reading or taking in that is under way.
    importing: Mutex<Option<Progress>>,
    painted: AtomicBool,
    /// Whether the curtain is down: the store is open, and no command gets at it.
    covered: Arc<AtomicBool>,
    /// When somebody last typed or pointed, or opened the store, ms since 1970.
    last_sign: AtomicI64,
}

#[derive(Clone, Serialize)]
struct ChangedEvent {
    kinds: Vec<String>,
}

#[derive(Clone, Serialize)]
struct ImportProgress {
    done: u32,
    all: u32,
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shell {
    /// A closed shell over a data folder.
    pub fn new(data: PathBuf, handle: AppHandle, language: Language) -> Shell {
        Shell {
            data,
            chosen: Mutex::default(),
            handle,
            language: RwLock::new(language),
            open: RwLock::new(None),
            closing: Mutex::new(None),
            import: Mutex::new(None),
            importing: Mutex::new(None),
            painted: AtomicBool::new(false),
            covered: Arc::default(),
            last_sign: AtomicI64::new(0),
        }
    }

    /// Language of the user.
    pub fn language(&self) -> Language {
        *self.language.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the language, also of the open desk.
    pub fn set_language(&self, language: Language) {
        *self
            .language
            .write()
            .unwrap_or_else(PoisonError::into_inner) = language;
        if let Some(open) = &mut *self.open.write().unwrap_or_else(PoisonError::into_inner) {
            open.desk.language = language;
        }
    }

    /// The open desk.
    ///
    /// # Errors
    /// `locked`; `covered` while the curtain is down.
    pub fn desk(&self) -> Result<Desk, AppError> {
        let desk = self.desk_behind()?;
        if self.is_covered() {
            return Err(AppError::new("covered").in_language(self.language()));
        }
        Ok(desk)
    }

    fn is_covered(&self) -> bool {
        self.covered.load(Ordering::SeqCst)
    }

    /// The open desk, also behind the curtain.
    fn desk_behind(&self) -> Result<Desk, AppError> {
        self.open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|open| open.desk.clone())
            .ok_or_else(|| AppError::new("locked").in_language(self.language()))
    }

    /// State of the sync loop.
    pub fn live(&self) -> LiveState {
        self.open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|open| open.sync.live())
            .unwrap_or_default()
    }

    /// Asks for a round of sync.
    pub fn poke(&self) {
        if let Some(open) = &*self.open.read().unwrap_or_else(PoisonError::into_inner) {
            open.sync.poke();
        }
    }

    /// Where the program stands.
    pub fn state(&self) -> SessionState {
        let language = self.language();
        match self.desk().and_then(|desk| session::me(&desk)) {
            Ok(me) => SessionState {
                phase: "open".to_owned(),
                user_name: Some(me.name.clone()),
                me: Some(me),
                book: None,
                books: Vec::new(),
                trouble: None,
                version: app::sync_round::APP_VERSION.to_owned(),
                language,
            },
            Err(error) => SessionState {
                phase: match error.code.as_str() {
                    "covered" => "covered".to_owned(),
                    _ => return books::look(&self.data, self.chosen().as_deref(), language),
                },
                me: None,
                user_name: None,
                book: None,
                books: Vec::new(),
                trouble: None,
                version: app::sync_round::APP_VERSION.to_owned(),
                language,
            },
        }
    }

    fn chosen(&self) -> Option<String> {
        hold(&self.chosen).clone()
    }

    /// The folder of the book that the locked window shows.
    fn home(&self) -> PathBuf {
        books::home_of(&self.data, self.chosen().as_deref())
    }

    /// Another book is to be opened; where the program stands then. An open one is locked first by whoever it belongs to.
    pub fn choose(&self, book: String) -> SessionState {
        if self.desk_behind().is_err() {
            *hold(&self.chosen) = Some(book);
        }
        self.state()
    }

    /// Lets the curtain down, if there is a PIN to lift it; else locks.
    pub fn cover(&self) {
        let has_pin = self
            .desk_behind()
            .is_ok_and(|desk| curtain::state(&desk).is_ok_and(|state| state.set));
        if has_pin {
            self.covered.store(true, Ordering::SeqCst);
        } else {
            self.lock();
        }
    }

    /// Lifts the curtain. After too many wrong PINs it is locked.
    ///
    /// # Errors
    /// As [`curtain::lift`]; `locked`.
    pub fn lift(&self, pin: &str) -> Result<(), AppError> {
        let desk = self.desk_behind()?;
        let lifted = curtain::lift(&desk, pin).and_then(|()| session::before_showing(&desk));
        match &lifted {
            Ok(()) => self.covered.store(false, Ordering::SeqCst),
            Err(error) if error.code == curtain::SPENT => self.lock(),
            Err(_) => {}
        }
        lifted
    }

    /// What the locked window says of recovery.
    ///
    /// # Errors
    /// As [`recovery::state`].
    pub fn recovery(&self) -> Result<RecoveryState, AppError> {
        recovery::state(&self.home(), self.language(), SystemClock.now())
    }

    /// Writes the request for two officers into one of the places.
    ///
    /// # Errors
    /// As [`recovery::save`].
    pub fn ask_recovery(&self, place: &str) -> Result<RecoveryAsked, AppError> {
        recovery::save(&self.home(), place, self.language(), SystemClock.now())
    }

    /// Opens the store by their answer.
    ///
    /// # Errors
    /// As [`recovery::answer`].
    pub fn recover(&self, form: &RecoveryForm) -> Result<Me, AppError> {
        self.wait_until_closed();
        let store = recovery::answer(&self.home(), form, self.language(), SystemClock.now())?;
        self.start(store)
    }

    /// The store stays open until the last round has ended.
    fn wait_until_closed(&self) {
        if let Some(closing) = hold(&self.closing).take() {
            let _ = closing.join();
        }
    }

    /// Enrols this laptop for somebody, beside whoever has a book here, and opens the new one.
    ///
    /// # Errors
    /// As [`books::enrol`]; `store_open_elsewhere` while a book is open.
    pub fn enrol(&self, form: &session::EnrolForm) -> Result<Me, AppError> {
        self.check_closed()?;
        let store = books::enrol(&self.data, form, &laptop_name(), KdfCost::NORMAL)
            .map_err(|error| error.in_language(self.language()))?;
        let me = self.start(store)?;
        Ok(me)
    }

    /// Opens the store with its passphrase.
    ///
    /// # Errors
    /// As [`session::unlock`].
    pub fn unlock(&self, passphrase: &str) -> Result<Me, AppError> {
        self.wait_until_closed();
        let store = session::unlock(&self.home(), passphrase, SystemClock.now())
            .map_err(|error| error.in_language(self.language()))?;
        self.start(store)
    }

    /// Backups that can be put back now.
    pub fn backups_found(&self) -> Vec<FoundBackup> {
        backup::found(self.language(), SystemClock.now())
    }

    /// Puts one of [`Shell::backups_found`] back; what was done, ready to show.
    ///
    /// # Errors
    /// As [`backup::found_at`] and [`books::restore`]; `store_open_elsewhere` while a book is open.
    pub fn restore(&self, id: &str, passphrase: &str) -> Result<String, AppError> {
        self.check_closed()?;
        let (language, now) = (self.language(), SystemClock.now());
        let file = backup::found_at(id, language, now)?;
        let (home, told) = books::restore(&self.data, &file, passphrase, language, now)?;
        books::remember(&self.data, &home);
        *hold(&self.chosen) = None;
        Ok(told)
    }

    fn check_closed(&self) -> Result<(), AppError> {
        self.wait_until_closed();
        match self.desk_behind() {
            Ok(_) => Err(AppError::new("store_open_elsewhere").in_language(self.language())),
            Err(_) => Ok(()),
        }
    }

    fn start(&self, store: Store) -> Result<Me, AppError> {
        let (handle, covered) = (self.handle.clone(), self.covered.clone());
        let tell: Arc<dyn Fn(&Changed) + Send + Sync> = Arc::new(move |changed: &Changed| {
            // What is lifted is read anew.
            if covered.load(Ordering::SeqCst) {
                return;
            }
            let kinds = changed.iter().cloned().collect();
            let _ = handle.emit("changed", ChangedEvent { kinds });
        });
        let mut desk = session::desk(store, Arc::new(SystemClock), self.language(), tell.clone())?;
        if let Err(error) = session::before_showing(&desk) {
            return Err(wipe::obeyed(desk, error));
        }
        let (handle, for_live) = (self.handle.clone(), desk.clone());
        let covered = self.covered.clone();
        let sync = SyncLoop::start(desk.clone(), move |live| {
            if live.last_error.as_deref() == Some(wipe::ORDERED) {
                let handle = handle.clone();
                // The loop that hears of it ends with the desk.
                std::thread::spawn(move || handle.state::<Shell>().erase());
                return;
            }
            if covered.load(Ordering::SeqCst) {
                return;
            }
            if let Ok(state) = syncing::state(&for_live, live) {
                let _ = handle.emit("sync_state", state);
            }
        })?;
        // Own edits go up at once when the station is there; what sync itself changes does not ask for more sync.
        let poke = sync.poker();
        desk.on_changed = Arc::new(move |changed| {
            tell(changed);
            poke();
        });
        let me = session::me(&desk)?;
        self.sign();
        books::remember(&self.data, desk.store.home());
        *hold(&self.chosen) = books::number_of(&self.data, desk.store.home());
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(Open { desk, sync });
        Ok(me)
    }

    /// Keeps an opened file until another one is opened; returns what the user is shown.
    pub fn keep_import(&self, prepared: Prepared) -> ImportPreview {
        let preview = prepared.preview.clone();
        *hold(&self.import) = Some((Arc::new(prepared), false));
        preview
    }

    /// The opened file with this token, and whether it was taken in.
    ///
    /// # Errors
    /// `not_found` if another file was opened since.
    pub fn import(&self, id: &str) -> Result<(Arc<Prepared>, bool), AppError> {
        self.desk()?;
        let kept = hold(&self.import);
        let found = kept.as_ref().filter(|(file, _)| file.preview.id == id);
        found
            .cloned()
            .ok_or_else(|| AppError::new("not_found").in_language(self.language()))
    }

    /// The file is in; its rows left out can still be saved.
    pub fn import_taken(&self, id: &str) {
        if let Some((file, taken)) = &mut *hold(&self.import) {
            *taken |= file.preview.id == id;
        }
    }

    /// Tells the window how far a reading or taking in is, which [`Shell::cancel_import`] calls off.
    pub fn import_progress(&self) -> Progress {
        let handle = self.handle.clone();
        let progress = Progress::new(move |done, all| {
            let _ = handle.emit("import_progress", ImportProgress { done, all });
        });
        *hold(&self.importing) = Some(progress.clone());
        progress
    }

    /// Calls off what is under way with a file.
    pub fn cancel_import(&self) {
        if let Some(progress) = hold(&self.importing).take() {
            progress.cancel.cancel();
        }
    }

    /// Says once, on standard output, that the first screen is painted.
    pub fn painted(&self) {
        if !self.painted.swap(true, Ordering::Relaxed) {
            println!("ready");
        }
    }

    /// Ends what is under way with a file, and takes the desk away from every command.
    fn close(&self) -> Option<Open> {
        self.cancel_import();
        hold(&self.import).take();
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        let taken = open.take();
        self.covered.store(false, Ordering::SeqCst);
        taken
    }

    /// Closes the desk and erases the store, at the station's order; the window begins anew. What was saved meanwhile is handed in first,
    /// and if that cannot be done now, the next start does it.
    fn erase(&self) {
        let Some(Open { desk, sync }) = self.close() else {
            return;
        };
        drop(sync);
        if let Err(error) = wipe::obey_when_alone(desk) {
            tracing::error!(code = error.code, "not erased");
        }
        let _ = self.handle.emit("session", self.state());
        memory::give_back();
        pane::renew_soon(&self.handle);
    }

    /// Somebody types or points.
    pub fn sign(&self) {
        self.last_sign.store(SystemClock.now(), Ordering::Relaxed);
    }

    /// Locks what is open if nobody gave a sign for so long, by the wall clock: a laptop that slept counts its sleep. A clock that was set
    /// back begins anew.
    pub fn lock_if_idle(&self, after: Duration) {
        let still_for = SystemClock.now() - self.last_sign.load(Ordering::Relaxed);
        match u64::try_from(still_for) {
            Ok(ms) if Duration::from_millis(ms) >= after => self.lock(),
            Ok(_) => {}
            Err(_) => self.sign(),
        }
    }

    /// Closes the desk. A round under way ends in the background. What was shown goes with the web process.
    pub fn lock(&self) {
        if let Some(open) = self.close() {
            *hold(&self.closing) = Some(std::thread::spawn(move || {
                drop(open);
                memory::give_back();
            }));
            pane::renew_soon(&self.handle);
        }
    }
}

/// What the chief sees the laptop called: its host name.
fn laptop_name() -> String {
    std::env::var("HOSTNAME")
        .ok()
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "laptop".to_owned())
}
