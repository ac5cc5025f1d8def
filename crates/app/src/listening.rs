//! Waiting at the station for what others write, so that an edit is on every online screen at once. Between rounds only: the rounds
//! themselves are the sync loop's.

use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Duration;

use sync::engine::{FIRST_RETRY, INTERVAL};
use sync::wire::Wait;
use tokio::sync::watch;

use crate::network::Listener;
use crate::sync_round::Call;

/// A thread that waits at the station. Dropping it calls the waiting off and ends the thread.
pub(crate) struct Listening {
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Begins to listen. The loop says through the first value how far it has read; news are sent to `poke`.
pub(crate) fn listen(listener: Listener, poke: Sender<Call>) -> (watch::Sender<Wait>, Listening) {
    let (reached, position) = watch::channel(Wait { epoch: 0, head: 0 });
    let (stop, mut stopped) = watch::channel(());
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(error) => {
                tracing::warn!(%error, "not listening for news; rounds go on by the clock");
                return;
            }
        };
        runtime.block_on(async {
            tokio::select! {
                _ = stopped.changed() => {}
                () = wait_on(&listener, position, &poke) => {}
            }
        });
    });
    let listening = Listening {
        stop: Some(stop),
        thread: Some(thread),
    };
    (reached, listening)
}

async fn wait_on(listener: &Listener, mut position: watch::Receiver<Wait>, poke: &Sender<Call>) {
    let mut retry = FIRST_RETRY;
    loop {
        let from = position.borrow_and_update().clone();
        if from.epoch == 0 {
            // Nothing was read yet: the first round comes by itself.
            if position.changed().await.is_err() {
                return;
            }
            continue;
        }
        match listener.wait(&from).await {
            Ok(news) => {
                retry = FIRST_RETRY;
                if news && poke.send(Call::News(from.head)).is_err() {
                    return;
                }
                if news {
                    // Until the round that was asked for has come to its end, or failed.
                    let moved = tokio::time::timeout(Duration::from_secs(2), position.changed());
                    if moved.await.is_ok_and(|moved| moved.is_err()) {
                        return;
                    }
                }
            }
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(retry.unsigned_abs())).await;
                retry = (retry * 2).min(INTERVAL);
            }
        }
    }
}
