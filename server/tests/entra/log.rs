//! The log of this process, kept to be read.

use std::io;
use std::sync::{LazyLock, Mutex};

static LOG: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(Mutex::default);

struct Kept;

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins to keep it; again, it does nothing.
pub(crate) fn keep() {
    let log = tracing_subscriber::fmt().with_env_filter("warn,server=info").with_ansi(false).with_writer(|| Kept);
    // Fails when another test was first.
    let _ = log.try_init();
}

/// All of it, so far.
pub(crate) fn text() -> String {
    String::from_utf8_lossy(&LOG.lock().expect("not poisoned")).into_owned()
}

/// The lines about a request.
pub(crate) fn of(request: &str) -> String {
    text().lines().filter(|line| line.contains(request)).collect::<Vec<_>>().join("\n")
}
