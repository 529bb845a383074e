//! npm packages at exact versions, in `target/npm`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::shell::{self, say};

/// One package at the one version that is built with and tested against.
pub(crate) struct NpmPackage {
    name: &'static str,
    version: &'static str,
    /// What to tell who waits: why it is wanted, and how much it is.
    what: &'static str,
}

/// Microsoft's office.js, which tests and the stand-in Outlook run.
pub(crate) const OFFICE_JS: NpmPackage =
    NpmPackage { name: "@microsoft/office-js", version: "1.1.110", what: "about 60 MB, up to a minute" };
/// Microsoft's sign-in library, which the pane loads when people sign in with Microsoft 365.
pub(crate) const MSAL: NpmPackage =
    NpmPackage { name: "@azure/msal-browser", version: "5.29.0", what: "about 20 MB, some seconds" };
/// Microsoft's client for Graph, which the stand-in Outlook is tested with.
pub(crate) const GRAPH_CLIENT: NpmPackage =
    NpmPackage { name: "@microsoft/microsoft-graph-client", version: "3.0.7", what: "about 3 MB, some seconds" };
/// The accessibility checker of the end-to-end tests.
pub(crate) const AXE_CORE: NpmPackage =
    NpmPackage { name: "axe-core", version: "4.14.1", what: "about 5 MB, some seconds" };
/// Microsoft's schema of the unified manifest.
pub(crate) const APP_MANIFEST: NpmPackage =
    NpmPackage { name: "@microsoft/app-manifest", version: "1.1.2", what: "about 10 MB, some seconds" };

impl NpmPackage {
    /// Where its files are once it is installed.
    pub(crate) fn folder(&self) -> PathBuf {
        paths::npm().join("node_modules").join(self.name)
    }

    /// Whether this very version is installed.
    pub(crate) fn is_here(&self) -> bool {
        self.found_version().as_deref() == Some(self.version)
    }

    /// Installs it beside the other packages.
    pub(crate) fn install(&self) -> Result<()> {
        let Self { name, version, what } = self;
        say(&format!("installing {name} {version} into target/npm ({what})"));
        self.run_npm()?;
        match self.found_version() {
            Some(found) if found == *version => Ok(()),
            other => bail!("npm installed {name} {other:?} instead of {version}"),
        }
    }

    fn run_npm(&self) -> Result<()> {
        let folder = paths::npm();
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut npm = shell::command("npm");
        npm.args(["install", "--save-exact", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        npm.arg("--prefix").arg(&folder).arg(format!("{}@{}", self.name, self.version));
        shell::run(&mut npm)
    }

    fn found_version(&self) -> Option<String> {
        let text = fs::read_to_string(self.folder().join("package.json")).ok()?;
        let package: serde_json::Value = serde_json::from_str(&text).ok()?;
        package["version"].as_str().map(str::to_owned)
    }
}
