//! The preview: a site served from memory while its articles are being written.
//!
//! The [`Hub`] holds the last site that could be read. Whoever watches the files hands it a newer one; whoever
//! has a page open is told, asks for the page again and shows what became of it. Pages are made when they are
//! asked for, as `build` makes them, with two lines in their head for the [overlay].
//!
//! What is served is drafts and internal articles, so it is served to this machine alone: see `guard`.

#![allow(
    clippy::disallowed_methods,
    reason = "this room is where the world is touched"
)]

mod guard;
mod http;
pub mod overlay;
mod panel;
mod site;
mod watch;

pub use guard::Guard;
pub use http::{Bound, bind, serve};
pub use site::{Folders, Preview};
pub use watch::{Change, Nudge, Watch, is_silent};

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch::{Receiver, Sender, channel};

/// The site as it is now, for those who ask.
pub struct Hub {
    current: RwLock<Arc<Preview>>,
    version: Sender<u64>,
}

impl Hub {
    /// A hub that shows a first site.
    #[must_use]
    pub fn new(preview: Preview) -> Self {
        let version = preview.version;
        Self {
            current: RwLock::new(Arc::new(preview)),
            version: channel(version).0,
        }
    }

    /// The site as it is now.
    #[must_use]
    pub fn current(&self) -> Arc<Preview> {
        let current = self.current.read();
        Arc::clone(&current.unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows another site from now on, and tells those who wait.
    pub fn show(&self, preview: Preview) {
        let version = preview.version;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *current, Arc::new(preview));
        drop(current);
        self.version.send_replace(version);
        drop(before);
    }

    /// Whoever waits for the next version.
    fn versions(&self) -> Receiver<u64> {
        self.version.subscribe()
    }
}
