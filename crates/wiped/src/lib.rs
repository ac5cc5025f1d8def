//! SQLite's memory, overwritten as it is given back: pages, rows and statements hold what people told us, and a freed block is handed to
//! anybody.
//!
//! SQLCipher has a setting for this (`cipher_memory_security`), which also locks each single block in memory. That takes two system calls a
//! block, splits the process's address space until the kernel refuses more of it, and stops working beyond a few megabytes. SQLCipher keeps
//! its keys in locked and wiped memory whether it is set or not.

mod heap;

use std::ffi::{c_int, c_void};
use std::sync::OnceLock;

use rusqlite::ffi::{
    SQLITE_CONFIG_GETMALLOC, SQLITE_CONFIG_MALLOC, SQLITE_CONFIG_MEMSTATUS, SQLITE_OK,
    sqlite3_config, sqlite3_mem_methods,
};

pub use heap::{Wiping, give_back};

/// The allocator below: SQLite's own.
static BELOW: OnceLock<Methods> = OnceLock::new();
static INSTALLED: OnceLock<bool> = OnceLock::new();

struct Methods(sqlite3_mem_methods);

// SAFETY: the methods are functions of the C library that any thread may call; the application data is never set.
unsafe impl Send for Methods {}
// SAFETY: as above.
unsafe impl Sync for Methods {}

/// Wipes what SQLite frees in this process from now on. To be called before the first connection is opened; says whether it was in time.
pub fn install() -> bool {
    *INSTALLED.get_or_init(|| {
        let mut methods = sqlite3_mem_methods {
            xMalloc: None,
            xFree: None,
            xRealloc: None,
            xSize: None,
            xRoundup: None,
            xInit: None,
            xShutdown: None,
            pAppData: std::ptr::null_mut(),
        };
        // SAFETY: SQLite fills in or copies the structure during the call. It refuses both calls if it is in use already.
        unsafe {
            if sqlite3_config(SQLITE_CONFIG_GETMALLOC, &raw mut methods) != SQLITE_OK {
                return false;
            }
            let below = BELOW.get_or_init(|| Methods(methods));
            let mut wiping = sqlite3_mem_methods {
                xFree: Some(free),
                xRealloc: Some(realloc),
                ..below.0
            };
            // Counting what is in use takes a lock for each block, and nobody asks.
            sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0 as c_int) == SQLITE_OK
                && sqlite3_config(SQLITE_CONFIG_MALLOC, &raw mut wiping) == SQLITE_OK
        }
    })
}

unsafe extern "C" fn free(block: *mut c_void) {
    let Some(below) = BELOW.get() else { return };
    // SAFETY: SQLite gives back a block of the allocator below, once, and has no use for it any more.
    unsafe {
        wipe(&below.0, block);
        if let Some(free) = below.0.xFree {
            free(block);
        }
    }
}

/// A block that grows moves, so that the old one is wiped; one that shrinks stays.
unsafe extern "C" fn realloc(block: *mut c_void, wanted: c_int) -> *mut c_void {
    let methods = BELOW.get().map(|below| &below.0);
    let Some((malloc, size)) = methods.and_then(|methods| methods.xMalloc.zip(methods.xSize))
    else {
        return std::ptr::null_mut();
    };
    // SAFETY: `block` is one of the allocator below, `size` bytes long, and the new one is longer.
    unsafe {
        let held = size(block);
        if wanted <= held {
            return block;
        }
        let grown = malloc(wanted);
        if !grown.is_null() {
            std::ptr::copy_nonoverlapping(block.cast::<u8>(), grown.cast::<u8>(), held as usize);
            free(block);
        }
        grown
    }
}

unsafe fn wipe(methods: &sqlite3_mem_methods, block: *mut c_void) {
    if let Some(size) = methods.xSize {
        // SAFETY: the block is that long. The write is not left out: the function called next may read it for all the compiler knows.
        unsafe { std::ptr::write_bytes(block.cast::<u8>(), 0, size(block) as usize) };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const LENGTH: usize = 64;
    static GIVEN_BACK: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

    unsafe extern "C" fn malloc(_: c_int) -> *mut c_void {
        Box::into_raw(Box::new([0u8; LENGTH])).cast()
    }
    unsafe extern "C" fn look(block: *mut c_void) {
        // SAFETY: a block of `malloc` above.
        let bytes = unsafe { Box::from_raw(block.cast::<[u8; LENGTH]>()) };
        GIVEN_BACK.lock().unwrap().push(bytes.to_vec());
    }
    unsafe extern "C" fn size(_: *mut c_void) -> c_int {
        (LENGTH / 2) as c_int
    }

    #[test]
    fn a_block_is_empty_when_it_is_given_back_and_a_grown_one_keeps_its_content() {
        let below = sqlite3_mem_methods {
            xMalloc: Some(malloc),
            xFree: Some(look),
            xRealloc: None,
            xSize: Some(size),
            xRoundup: None,
            xInit: None,
            xShutdown: None,
            pAppData: std::ptr::null_mut(),
        };
        assert!(BELOW.set(Methods(below)).is_ok());
        // SAFETY: the blocks are those of `malloc` above.
        unsafe {
            let block = malloc(0);
            std::ptr::write_bytes(block.cast::<u8>(), 7, LENGTH / 2);
            assert_eq!(realloc(block, 8), block, "a block that shrinks stays");
            let grown = realloc(block, LENGTH as c_int);
            let content = std::slice::from_raw_parts(grown.cast::<u8>(), LENGTH / 2);
            assert_eq!(content, [7; LENGTH / 2]);
            free(grown);
        }
        let given_back = GIVEN_BACK.lock().unwrap();
        assert_eq!(*given_back, vec![vec![0; LENGTH]; 2]);
    }
}
