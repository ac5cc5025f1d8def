//! The program's own memory, overwritten as it is given back: what was read from the store passes through it on its way to the window.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;

/// The system's allocator, which overwrites what it is given back. A block that grows moves, so that the old one is overwritten too.
#[derive(Debug, Clone, Copy)]
pub struct Wiping;

// SAFETY: every block comes from the system's allocator and goes back to it with the layout it was asked for with.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is as long as its layout says, and nobody uses it any more.
        unsafe {
            block.write_bytes(0, layout.size());
            // Whoever optimises sees the block used once more.
            System.dealloc(black_box(block), layout);
        }
    }
}

/// Overwrites what C libraries have given back in this thread's heap, as far as it can be had, and gives whole free pages to the system.
/// A window system's main thread keeps its heap apart from that of other threads, so it is to be called there.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            safe fn malloc_trim(keep: usize) -> std::ffi::c_int;
        }
        fill_free_blocks();
        malloc_trim(0);
    }
}

/// Asks for blocks, large ones first, and writes them full: free ones are given out before new ones are made. What lies in a block smaller
/// than the smallest, or in one that is kept for another size, stays.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn fill_free_blocks() {
    const SIZES: [usize; 7] = [64 << 10, 16 << 10, 4 << 10, 1 << 10, 512, 128, 48];
    /// Bytes of each size.
    const EACH: usize = 8 << 20;
    let mut held: Vec<(*mut u8, Layout)> = Vec::new();
    for size in SIZES {
        let Ok(layout) = Layout::from_size_align(size, 8) else {
            continue;
        };
        for _ in 0..EACH / size {
            // SAFETY: the layout is not empty; the block is written to its length while it is held.
            unsafe {
                let block = System.alloc(layout);
                if block.is_null() {
                    break;
                }
                block.write_bytes(0, size);
                held.push((black_box(block), layout));
            }
        }
    }
    for (block, layout) in held {
        // SAFETY: asked for above with this layout.
        unsafe { System.dealloc(block, layout) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_is_overwritten_before_it_goes() {
        // The system's allocator keeps its own notes in the first bytes of a free block.
        const NOTES: usize = 32;
        let layout = Layout::from_size_align(4_096, 8).expect("a layout");
        // SAFETY: the block is written while it is held. It is read after it was given back and before anything else is asked for; the
        // page is still there, because a heap does not shrink by one.
        unsafe {
            let block = Wiping.alloc(layout);
            let after = System.alloc(layout);
            block.write_bytes(0xa5, layout.size());
            black_box(block);
            Wiping.dealloc(block, layout);
            let held = (NOTES..layout.size()).any(|place| block.add(place).read_volatile() == 0xa5);
            System.dealloc(after, layout);
            assert!(!held);
        }
    }
}
