//! Which compiler builds the pane.
//!
//! The pane is small when the standard library is made with it, from source: for size, and without the sentences that a
//! panic would print where nobody reads them. rustup has the sources (`rust-src`), and so has Debian with its `rustc-web`.
//! Where there are none, the library as it comes does too: the pane is the same, and a sixth larger.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{paths, shell};

/// The pane's target.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The Debian packages that build for wasm32 together; `lld-22` is what makes `rust-lld` resolve.
pub(crate) const DEBIAN_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];

/// A loop where the hash of a plan would else have each of its 64 rounds written out.
const FLAGS: &str = "--cfg sha2_backend_soft=\"compact\"";

/// A panic ends the program at once, as it does anyway, and names neither reason nor place.
const STD_FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none";

/// A compiler that can build the pane.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one that builds everything else, with the sources of the standard library or without.
    Ordinary { sources: bool },
    /// Debian's own pair, with the standard library built from source.
    Debian { rustc: PathBuf, cargo: PathBuf },
}

impl Toolchain {
    /// The one that makes the smallest pane among those that are installed, if any.
    pub(crate) fn find() -> Option<Self> {
        let ordinary = has_wasm_std(Path::new("rustc"));
        if ordinary && has_sources(Path::new("rustc")) {
            return Some(Self::Ordinary { sources: true });
        }
        debian().or_else(|| ordinary.then_some(Self::Ordinary { sources: false }))
    }

    /// A cargo command that compiles with this toolchain.
    pub(crate) fn cargo(&self) -> Command {
        match self {
            Self::Ordinary { sources: false } => with_flags(shell::cargo(), FLAGS),
            Self::Ordinary { sources: true } => with_std(shell::cargo()),
            Self::Debian { rustc, cargo } => debian_cargo(rustc, cargo),
        }
    }

    /// One word for it, for messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Ordinary { sources: true } => "the ordinary toolchain, standard library from source",
            Self::Ordinary { sources: false } => {
                "the ordinary toolchain (`rustup component add rust-src` would make the pane a sixth smaller)"
            }
            Self::Debian { .. } => "Debian's rustc-web, standard library from source",
        }
    }
}

fn debian_cargo(rustc: &Path, cargo: &Path) -> Command {
    let mut command = shell::command(cargo);
    command
        .env("RUSTC", rustc)
        // What rustup's cargo sets for the programs it runs, and another compiler must not see.
        .env_remove("LD_LIBRARY_PATH")
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN");
    with_std(command)
}

/// Makes the standard library too. Both compilers do so only when told that they are not stable ones.
fn with_std(mut command: Command) -> Command {
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
    with_flags(command, &format!("{FLAGS} {STD_FLAGS}"))
}

fn with_flags(mut command: Command, flags: &str) -> Command {
    command.env("RUSTFLAGS", flags);
    command
}

/// Whether this compiler has the standard library for wasm32.
fn has_wasm_std(rustc: &Path) -> bool {
    let mut command = shell::command(rustc);
    command.args(["--print", "target-libdir", "--target", TARGET]);
    shell::output(&mut command).is_some_and(|folder| holds_core(Path::new(folder.trim())))
}

/// Whether this compiler has the sources of the standard library.
fn has_sources(rustc: &Path) -> bool {
    shell::output(shell::command(rustc).args(["--print", "sysroot"])).is_some_and(|sysroot| library(&sysroot).is_dir())
}

fn library(sysroot: &str) -> PathBuf {
    Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library")
}

fn holds_core(folder: &Path) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.starts_with("libcore-") && name.ends_with(".rlib")
    })
}

/// Debian's pair, when it is installed with the sources and the linker and is not older than the workspace needs.
fn debian() -> Option<Toolchain> {
    let files = shell::output(shell::command("dpkg").arg("-L").args(DEBIAN_PACKAGES))?;
    let (rustc, cargo) = (listed(&files, "rustc")?, listed(&files, "cargo")?);
    let sysroot = shell::output(shell::command(&rustc).args(["--print", "sysroot"]))?;
    let ready = library(&sysroot).is_dir() && paths::program("rust-lld").is_some() && new_enough(&rustc);
    ready.then_some(Toolchain::Debian { rustc, cargo })
}

/// The program `name` among the files of the packages: the one outside `/usr/share`.
fn listed(files: &str, name: &str) -> Option<PathBuf> {
    let ending = format!("/bin/{name}");
    let mut found = files.lines().filter(|file| file.ends_with(&ending));
    found.find(|file| !file.contains("/share/")).map(PathBuf::from)
}

fn new_enough(rustc: &Path) -> bool {
    let needed = version(env!("CARGO_PKG_RUST_VERSION"));
    let printed = shell::output(shell::command(rustc).arg("--version"));
    printed.and_then(|text| version(text.split(' ').nth(1)?)) >= needed
}

/// Major and minor of `1.96.0` or `1.96`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_by_number() {
        assert_eq!(version("1.96.0"), Some((1, 96)));
        assert!(version("1.100.0") > version("1.95"));
        assert_eq!(version("nightly"), None);
    }

    #[test]
    fn the_program_is_the_one_outside_share() {
        let files = "/usr/share/cargo/bin/cargo\n/usr/bin/cargo\n/usr/bin/rustc\n";
        assert_eq!(listed(files, "cargo"), Some(PathBuf::from("/usr/bin/cargo")));
        assert_eq!(listed(files, "rustdoc"), None);
    }

    #[test]
    fn a_folder_without_core_cannot_build_for_wasm() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(!holds_core(folder.path()));
        assert!(!holds_core(&folder.path().join("missing")));
        fs::write(folder.path().join("libcore-0123.rlib"), "").expect("a file");
        assert!(holds_core(folder.path()));
    }

    #[test]
    fn the_other_compiler_does_not_see_what_rustup_sets() {
        let tools = Toolchain::Debian { rustc: "/usr/bin/rustc".into(), cargo: "/usr/bin/cargo".into() };
        let command = tools.cargo();
        let removed: Vec<_> = command.get_envs().filter(|(_, value)| value.is_none()).map(|(key, _)| key).collect();
        assert_eq!(removed, ["CARGO", "LD_LIBRARY_PATH", "RUSTUP_TOOLCHAIN"]);
    }
}
