//! The disk as SQLite sees it. All `unsafe` of this repository's own code is here: a C interface cannot be spoken without.

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{Ordering, fence};

use rusqlite::ffi;

use crate::current;
use crate::files::{Disk, Locks, Refusal};

/// An open file.
struct Open {
    disk: Rc<RefCell<Disk>>,
    name: String,
    locks: Rc<RefCell<Locks>>,
    /// Level of the lock held: SQLite's NONE, SHARED, RESERVED, PENDING, EXCLUSIVE.
    level: c_int,
    /// Locks held on the log's index.
    shared: [bool; 8],
    exclusive: [bool; 8],
    remove_on_close: bool,
}

#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

struct Original(*mut ffi::sqlite3_vfs);
// SAFETY: SQLite's own VFS is made to be called from every thread, and the pointer is never written through.
unsafe impl Send for Original {}
// SAFETY: as above.
unsafe impl Sync for Original {}

static ORIGINAL: OnceLock<Original> = OnceLock::new();

fn original() -> *mut ffi::sqlite3_vfs {
    ORIGINAL
        .get()
        .map_or(std::ptr::null_mut(), |original| original.0)
}

/// Makes this the VFS of the process; paths that are on no crash disk go on to the former one.
pub(crate) fn register() {
    ORIGINAL.get_or_init(|| {
        assert!(wiped::install(), "SQLite is in use already");
        // SAFETY: the default VFS exists as long as the process; ours is leaked, so it does too.
        unsafe {
            ffi::sqlite3_initialize();
            let former = ffi::sqlite3_vfs_find(std::ptr::null());
            let mut ours = *former;
            ours.iVersion = 2;
            ours.szOsFile = ours.szOsFile.max(size_of::<Handle>() as c_int);
            ours.pNext = std::ptr::null_mut();
            ours.zName = c"crash-disk".as_ptr();
            ours.xOpen = Some(x_open);
            ours.xDelete = Some(x_delete);
            ours.xAccess = Some(x_access);
            ours.xFullPathname = Some(x_full_pathname);
            ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1);
            Original(former)
        }
    });
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(x_close),
    xRead: Some(x_read),
    xWrite: Some(x_write),
    xTruncate: Some(x_truncate),
    xSync: Some(x_sync),
    xFileSize: Some(x_file_size),
    xLock: Some(x_lock),
    xUnlock: Some(x_unlock),
    xCheckReservedLock: Some(x_check_reserved),
    xFileControl: Some(x_file_control),
    xSectorSize: Some(x_sector_size),
    xDeviceCharacteristics: Some(x_device),
    xShmMap: Some(x_shm_map),
    xShmLock: Some(x_shm_lock),
    xShmBarrier: Some(x_shm_barrier),
    xShmUnmap: Some(x_shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn code(refusal: Refusal, otherwise: c_int) -> c_int {
    match refusal {
        Refusal::Io => otherwise,
        Refusal::Full => ffi::SQLITE_FULL,
        Refusal::Fsync => ffi::SQLITE_IOERR_FSYNC,
    }
}

/// # Safety
/// `file` is one that [`x_open`] filled in.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Open {
    // SAFETY: SQLite hands back the file it got from `x_open`, from one thread at a time.
    unsafe { &mut *(*file.cast::<Handle>()).open }
}

/// # Safety
/// `name` is null or a string of SQLite's.
unsafe fn text(name: *const c_char) -> String {
    if name.is_null() {
        return String::new();
    }
    // SAFETY: SQLite's names end with a zero.
    unsafe { CStr::from_ptr(name) }
        .to_string_lossy()
        .into_owned()
}

unsafe extern "C" fn x_open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's; on the way to the former VFS they are passed on as they are.
    unsafe {
        let path = text(name);
        let Some(disk) = current(&path) else {
            return match (*original()).xOpen {
                Some(open) => open(original(), name, file, flags, out_flags),
                None => ffi::SQLITE_CANTOPEN,
            };
        };
        (*file).pMethods = std::ptr::null();
        let create = flags & ffi::SQLITE_OPEN_CREATE != 0;
        let found = disk.borrow_mut().open(&path, create);
        let Ok(locks) = found else {
            return ffi::SQLITE_CANTOPEN;
        };
        let open = Open {
            disk,
            name: path,
            locks,
            level: ffi::SQLITE_LOCK_NONE,
            shared: [false; 8],
            exclusive: [false; 8],
            remove_on_close: flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0,
        };
        (*file.cast::<Handle>()).open = Box::into_raw(Box::new(open));
        (*file).pMethods = &raw const METHODS;
        if !out_flags.is_null() {
            *out_flags = flags;
        }
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn x_delete(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync: c_int,
) -> c_int {
    // SAFETY: as in `x_open`.
    unsafe {
        let path = text(name);
        let Some(disk) = current(&path) else {
            return (*original())
                .xDelete
                .map_or(ffi::SQLITE_IOERR, |delete| delete(original(), name, sync));
        };
        let mut disk = disk.borrow_mut();
        if !disk.exists(&path) {
            return ffi::SQLITE_IOERR_DELETE_NOENT;
        }
        match disk.remove(&path) {
            Ok(()) => ffi::SQLITE_OK,
            Err(refusal) => code(refusal, ffi::SQLITE_IOERR_DELETE),
        }
    }
}

unsafe extern "C" fn x_access(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: as in `x_open`.
    unsafe {
        let path = text(name);
        match current(&path) {
            Some(disk) => {
                *out = c_int::from(disk.borrow().exists(&path));
                ffi::SQLITE_OK
            }
            None => (*original()).xAccess.map_or(ffi::SQLITE_IOERR, |access| {
                access(original(), name, flags, out)
            }),
        }
    }
}

unsafe extern "C" fn x_full_pathname(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: as in `x_open`; `out` has `room` bytes.
    unsafe {
        let path = text(name);
        if current(&path).is_none() {
            return (*original())
                .xFullPathname
                .map_or(ffi::SQLITE_IOERR, |full| full(original(), name, room, out));
        }
        if path.len() + 1 > room as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        std::ptr::copy_nonoverlapping(name, out, path.len() + 1);
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn x_close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the box was made in `x_open`, and SQLite closes a file once.
    unsafe {
        x_shm_unmap(file, 0);
        x_unlock(file, ffi::SQLITE_LOCK_NONE);
        let open = Box::from_raw((*file.cast::<Handle>()).open);
        if open.remove_on_close {
            let _ = open.disk.borrow_mut().remove(&open.name);
        }
        (*file).pMethods = std::ptr::null();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: `into` has `amount` bytes.
    let (open, into) = unsafe {
        (
            opened(file),
            std::slice::from_raw_parts_mut(into.cast::<u8>(), amount as usize),
        )
    };
    match open.disk.borrow().read(&open.name, at as usize, into) {
        Ok(true) => ffi::SQLITE_OK,
        Ok(false) => ffi::SQLITE_IOERR_SHORT_READ,
        Err(refusal) => code(refusal, ffi::SQLITE_IOERR_READ),
    }
}

unsafe extern "C" fn x_write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: `from` has `amount` bytes.
    let (open, from) = unsafe {
        (
            opened(file),
            std::slice::from_raw_parts(from.cast::<u8>(), amount as usize),
        )
    };
    let written = open.disk.borrow_mut().write(&open.name, at as usize, from);
    written.map_or_else(
        |refusal| code(refusal, ffi::SQLITE_IOERR_WRITE),
        |()| ffi::SQLITE_OK,
    )
}

unsafe extern "C" fn x_truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: the file is ours.
    let open = unsafe { opened(file) };
    let done = open.disk.borrow_mut().truncate(&open.name, size as usize);
    done.map_or_else(
        |refusal| code(refusal, ffi::SQLITE_IOERR_TRUNCATE),
        |()| ffi::SQLITE_OK,
    )
}

unsafe extern "C" fn x_sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: the file is ours.
    let open = unsafe { opened(file) };
    let done = open.disk.borrow_mut().sync(&open.name);
    done.map_or_else(
        |refusal| code(refusal, ffi::SQLITE_IOERR_FSYNC),
        |()| ffi::SQLITE_OK,
    )
}

unsafe extern "C" fn x_file_size(
    file: *mut ffi::sqlite3_file,
    size: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is ours, `size` is SQLite's.
    unsafe {
        let open = opened(file);
        *size = open.disk.borrow().size(&open.name) as ffi::sqlite3_int64;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: the file is ours.
    let open = unsafe { opened(file) };
    let mut locks = open.locks.borrow_mut();
    if level <= open.level {
        return ffi::SQLITE_OK;
    }
    let mine = open.level;
    if mine == ffi::SQLITE_LOCK_NONE {
        if locks.exclusive || locks.pending {
            return ffi::SQLITE_BUSY;
        }
        locks.shared += 1;
        open.level = ffi::SQLITE_LOCK_SHARED;
    }
    if level >= ffi::SQLITE_LOCK_RESERVED && open.level < ffi::SQLITE_LOCK_RESERVED {
        if locks.reserved {
            return ffi::SQLITE_BUSY;
        }
        locks.reserved = true;
        open.level = ffi::SQLITE_LOCK_RESERVED;
    }
    if level == ffi::SQLITE_LOCK_EXCLUSIVE {
        locks.pending = true;
        open.level = ffi::SQLITE_LOCK_PENDING;
        if locks.shared > 1 {
            return ffi::SQLITE_BUSY;
        }
        locks.exclusive = true;
        open.level = ffi::SQLITE_LOCK_EXCLUSIVE;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: the file is ours.
    let open = unsafe { opened(file) };
    let mut locks = open.locks.borrow_mut();
    if open.level > ffi::SQLITE_LOCK_SHARED {
        locks.reserved = false;
        locks.pending = false;
        locks.exclusive = false;
        open.level = ffi::SQLITE_LOCK_SHARED;
    }
    if level == ffi::SQLITE_LOCK_NONE && open.level == ffi::SQLITE_LOCK_SHARED {
        locks.shared -= 1;
        open.level = ffi::SQLITE_LOCK_NONE;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_check_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: the file is ours, `out` is SQLite's.
    unsafe { *out = c_int::from(opened(file).locks.borrow().reserved) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_file_control(
    _file: *mut ffi::sqlite3_file,
    _op: c_int,
    _argument: *mut c_void,
) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn x_sector_size(_file: *mut ffi::sqlite3_file) -> c_int {
    512
}

unsafe extern "C" fn x_device(_file: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn x_shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: the file is ours. The pages are boxed, so they stay where they are while the list grows.
    unsafe {
        let mut locks = opened(file).locks.borrow_mut();
        let page = page as usize;
        while locks.index.len() <= page {
            if extend == 0 {
                *out = std::ptr::null_mut();
                return ffi::SQLITE_OK;
            }
            locks
                .index
                .push(vec![0u64; size as usize / 8].into_boxed_slice());
        }
        *out = locks.index[page].as_mut_ptr().cast::<c_void>();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_shm_lock(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: the file is ours.
    let open = unsafe { opened(file) };
    let mut locks = open.locks.borrow_mut();
    let slots = first as usize..(first + count) as usize;
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        for slot in slots {
            if std::mem::take(&mut open.exclusive[slot]) {
                locks.index_locks[slot] = 0;
            }
            if std::mem::take(&mut open.shared[slot]) {
                locks.index_locks[slot] -= 1;
            }
        }
    } else if flags & ffi::SQLITE_SHM_SHARED != 0 {
        for slot in slots {
            if open.shared[slot] {
                continue;
            }
            if locks.index_locks[slot] < 0 {
                return ffi::SQLITE_BUSY;
            }
            locks.index_locks[slot] += 1;
            open.shared[slot] = true;
        }
    } else {
        let free = |slot: usize| locks.index_locks[slot] == 0 || open.exclusive[slot];
        if !slots.clone().all(free) {
            return ffi::SQLITE_BUSY;
        }
        for slot in slots {
            locks.index_locks[slot] = -1;
            open.exclusive[slot] = true;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_shm_barrier(_file: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn x_shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    // SAFETY: the file is ours.
    let open = unsafe { opened(file) };
    let mut locks = open.locks.borrow_mut();
    for slot in 0..8 {
        if std::mem::take(&mut open.exclusive[slot]) {
            locks.index_locks[slot] = 0;
        }
        if std::mem::take(&mut open.shared[slot]) {
            locks.index_locks[slot] -= 1;
        }
    }
    if delete != 0 {
        locks.index.clear();
    }
    ffi::SQLITE_OK
}
